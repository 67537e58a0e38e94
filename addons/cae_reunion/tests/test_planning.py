from datetime import datetime

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MeetingCommon


@tagged("post_install", "-at_install")
class TestPlanning(MeetingCommon):
    """Series of meetings."""

    def _plan(self, **vals):
        return (
            self.env["cae.meeting.planning"]
            .with_user(self.advisor)
            .create(
                {
                    "kind_id": self.team_kind.id,
                    "company_id": self.company.id,
                    "date_first": "2027-02-23 08:00:00",
                    "rhythm": "month",
                    "count": 3,
                    **vals,
                }
            )
        )

    def _planned(self):
        return self.env["cae.meeting"].search(
            [("kind_id", "=", self.team_kind.id)], order="date_begin"
        )

    def test_keeps_nine_o_clock_across_the_change_of_time(self):
        # the 4th Tuesday: 23 February, 23 March, 27 April 2027; summer time from 28 March
        self._plan().action_plan()
        self.assertEqual(
            self._planned().mapped("date_begin"),
            [datetime(2027, 2, 23, 8), datetime(2027, 3, 23, 8), datetime(2027, 4, 27, 7)],
        )
        self.assertEqual(set(self._planned().mapped("state")), {"draft"})
        self.assertEqual(self._planned()[2]._get_local_begin(), datetime(2027, 4, 27, 9))

    def test_planned_again_makes_only_what_lacks(self):
        self._plan().action_plan()
        first = self._planned()
        first[1].date_begin = datetime(2027, 3, 24, 8)
        self._plan(count=4).action_plan()
        self.assertEqual(len(self._planned()), 4)
        self.assertLess(first, self._planned(), "a meeting that was moved is not made again")
        elsewhere = self._plan(territory_id=self.territory.id)
        elsewhere.action_plan()
        self.assertEqual(len(self._planned()), 7)

    def test_one_click_from_a_kind(self):
        self.team_kind.rhythm = "fortnight"
        planning = self.env["cae.meeting.planning"].with_user(self.advisor)
        planning = planning.with_context(default_kind_id=self.team_kind.id).create(
            {"company_id": self.company.id}
        )
        self.assertEqual(planning.rhythm, "fortnight")
        planning.action_plan()
        self.assertEqual(len(self._planned()), 6)
        advisors = self.env.ref("cae_reunion.kind_advisors")
        self.assertEqual(advisors.rhythm, "month")
        self.assertIn("Tour of the territories", advisors.agenda_line_ids.mapped("name"))

    def test_until_a_day_included(self):
        planning = self._plan(ending="until", until="2027-03-23", rhythm="week", count=0)
        planning.action_plan()
        self.assertEqual(len(self._planned()), 5)
        self.assertEqual(self._planned()[-1].date_begin, datetime(2027, 3, 23, 8))

    def test_what_cannot_be_planned(self):
        for vals in (
            {"count": 0},
            {"count": 261},
            {"ending": "until", "until": "2027-02-22"},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self._plan(**vals).action_plan()
        self.assertFalse(self._planned())

    def test_says_what_it_will_do(self):
        self.assertIn("3", self._plan().summary)
        self.assertIn("02/23/2027", self._plan().with_context(lang="en_US").summary)
        self.assertFalse(self._plan(ending="until").summary)
