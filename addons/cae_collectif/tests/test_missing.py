from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import SessionCommon


@tagged("post_install", "-at_install")
class TestMissing(SessionCommon):
    """Who must take part in a mandatory format and was not there yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["event.type"].search([]).cae_mandatory = False
        cls.format.write({"cae_mandatory": True, "cae_mandatory_months": 2})
        for person, stage, entry in (
            (cls.alice, "cesa", date(2025, 1, 1)),
            (cls.bruno, "cape", date(2026, 1, 10)),
            (cls.dora, "cape", date(2026, 1, 31)),
            (cls.sofia, "associate", date(2020, 1, 1)),
            (cls.other_entrepreneur, "cape", date(2026, 1, 1)),
        ):
            cls.env.cr.execute(
                "UPDATE cae_entrepreneur SET stage = %s, date_entry = %s WHERE id = %s",
                [stage, entry, person.id],
            )
        cls.env.invalidate_all()

    def _find(self, user=None):
        lines = self.env["cae.session.missing"].with_user(user or self.manager)
        # whatever other people the database has
        people = self.alice | self.bruno | self.dora | self.sofia | self.other_entrepreneur
        return lines.search(
            [("event_type_id", "=", self.format.id), ("entrepreneur_id", "in", people.ids)]
        )

    def _states(self):
        self.env.invalidate_all()
        return {line.entrepreneur_id: line.state for line in self._find()}

    def test_for_whom(self):
        with freeze_time("2026-02-01 08:00:00"):
            # Bruno is enrolled for March
            self.assertEqual(self._states(), {self.bruno: "enrolled", self.dora: "missing"})
            line = self._find().filtered(lambda one: one.entrepreneur_id == self.bruno)
            self.assertEqual(line.date_enrolled, datetime(2026, 3, 9, 8))
            self.format.cae_mandatory_for = "contract"
            self.assertEqual(set(self._states()), {self.alice, self.bruno, self.dora, self.sofia})
            self.format.cae_mandatory_since = date(2026, 1, 11)
            self.assertEqual(set(self._states()), {self.dora})
            self.format.cae_mandatory_since = date(2026, 1, 10)
            self.assertEqual(set(self._states()), {self.bruno, self.dora})
            self.format.cae_mandatory = False
            self.assertFalse(self._states())

    @freeze_time("2026-02-01 08:00:00")
    def test_due_as_long_as_there_is_no_seat(self):
        self.company.cae_deadline_start = "2026-01-01"
        (self.bruno | self.dora)._keep_deadlines()
        due = self.env["cae.deadline"].search([("kind", "=", "session")])
        self.assertFalse(due.filtered(lambda one: one.entrepreneur_id == self.bruno), "has a seat")
        due = due.filtered(lambda one: one.entrepreneur_id == self.dora)
        self.assertEqual((due.date_due, due.user_id), (date(2026, 3, 31), self.other_advisor))
        self.assertIn(self.format.name, due.name)
        for user, seen in ((self.manager, True), (self.advisor, False), (self.accountant, False)):
            self.assertEqual(bool(due.with_user(user)._filtered_access("read")), seen, user.login)
        self.format.cae_mandatory = False
        self.env.invalidate_all()
        self.dora._keep_deadlines()
        self.assertEqual(due.state, "gone")

    def test_late_after_the_last_day(self):
        self.assertEqual(
            {line.entrepreneur_id: line.date_due for line in self._find()},
            # a month without a 31st
            {self.bruno: date(2026, 3, 10), self.dora: date(2026, 3, 31)},
        )
        self.bruno_enrolment.with_user(self.manager).action_cancel()
        for day, state in (("2026-03-10", "missing"), ("2026-03-11", "late")):
            with freeze_time(f"{day} 12:00:00"):
                self.assertEqual(self._states()[self.bruno], state)
        self.format.cae_mandatory_months = 0
        self.env.invalidate_all()
        self.assertFalse(self._find().filtered("date_due"))

    def test_one_half_day_is_enough_and_a_cancelled_session_is_not(self):
        with freeze_time("2026-03-09 08:30:00"):
            self.assertEqual(self._states()[self.bruno], "enrolled")
            self._sign(self.bruno_row)
            self.assertNotIn(self.bruno, self._states())
            self.assertFalse(self.bruno.cae_missing_ids)
            self.assertEqual(self.dora.cae_missing_ids.event_type_id, self.format)
        with freeze_time("2026-02-01 08:00:00"):
            other = self._create_session(
                date_begin=datetime(2026, 4, 7, 7), date_end=datetime(2026, 4, 7, 15)
            )
            other._enrol(self.dora.partner_id, by_team=True)
            self.assertEqual(self._states()[self.dora], "enrolled")
            other.action_cancel_session()
            self.assertEqual(self._states()[self.dora], "missing")

    def test_rights(self):
        for user, people in (
            (self.manager, self.bruno | self.dora),
            (self.advisor, self.bruno),
            (self.other_advisor, self.dora),
        ):
            with self.subTest(user=user.login):
                lines = self._find(user)
                self.assertEqual(lines.entrepreneur_id, people)
        stranger = self._create_staff("cae_stranger", "cae_socle.group_manager", self.other_company)
        self.assertFalse(self._find(stranger))
        for user in (self.accountant, self.employee, self.bruno_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._find(user)
        count = self.format.with_user(self.advisor).cae_missing_count
        lines = self.env["cae.session.missing"].with_user(self.advisor)
        self.assertEqual(count, len(lines.search([("event_type_id", "=", self.format.id)])))

    @freeze_time("2026-02-01 08:00:00")
    def test_enrolled_from_the_list(self):
        lines = self._find()
        action = lines.action_enrol()
        self.assertEqual(action["context"]["default_event_id"], self.incubator.id)
        self.env["cae.enrolment"].with_user(self.manager).with_context(**action["context"]).create(
            {}
        ).action_enrol()
        self.assertEqual(set(self._states().values()), {"enrolled"})
        self.assertEqual(lines[0].action_open_file()["res_id"], lines[0].entrepreneur_id.id)
        self.format.copy({"name": "Another"})
        with self.assertRaisesRegex(UserError, "the same format"):
            self.env["cae.session.missing"].with_user(self.manager).search([]).action_enrol()
