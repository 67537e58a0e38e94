from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MeetingCommon


@tagged("post_install", "-at_install")
class TestDecision(MeetingCommon):
    """The register of decisions."""

    def _decide(self, name, **vals):
        return self.env["cae.decision"].create(
            {"name": name, "company_id": self.company.id, "date": "2031-05-04", **vals}
        )

    def test_numbers_by_company_and_year(self):
        first, second = self._decide("One"), self._decide("Two")
        self.assertEqual((first.number, second.number), ("D2031-001", "D2031-002"))
        self.assertEqual(self._decide("Next year", date="2032-01-01").number, "D2032-001")
        other = self._decide("Other", company_id=self.other_company.id)
        self.assertEqual(other.number, "D2031-001")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            second._by_method().number = first.number
            self.env.flush_all()

    def test_numbers_of_a_meeting_follow_its_agenda(self):
        meeting = self._make_meeting(self.team_kind, "2031-05-06 08:00:00")
        late, early = self.env["cae.meeting.topic"].create(
            [
                {"name": "Late", "meeting_id": meeting.id, "sequence": 90},
                {"name": "Early", "meeting_id": meeting.id, "sequence": 10},
            ]
        )
        second = self.env["cae.decision"].create({"name": "B", "topic_id": late.id})
        first = self.env["cae.decision"].create({"name": "A", "topic_id": early.id})
        self.assertFalse(first.number)
        self._invite(meeting, self.advisor)
        self._publish(meeting)
        self.assertEqual((first.number, second.number), ("D2031-001", "D2031-002"))
        with self.assertRaises(UserError):
            first.unlink()

    def test_found_by_any_word_without_its_accent(self):
        tag = self.env["cae.decision.tag"].create({"name": "Trésorerie"})
        decision = self._decide(
            "Élection d\N{RIGHT SINGLE QUOTATION MARK}un nouveau gérant",
            text="À l\N{RIGHT SINGLE QUOTATION MARK}unanimité, cœur d'ouvrage",
            tag_ids=tag.ids,
        )
        self._decide("Something else")
        Decision = self.env["cae.decision"].with_user(self.advisor)

        def find(*args, **kwargs):
            return Decision.search(Decision._domain_register(*args, **kwargs))

        for words in (
            "election",
            "élections",
            "GERANT élection",
            "unanimite",
            "tresorerie gerant",
            "coeur",
            decision.number.lower(),
            "nouv",
        ):
            with self.subTest(words=words):
                self.assertIn(decision, find(words))
        for words in ("election something", "xyzzy"):
            self.assertFalse(find(words))
        self.assertEqual(len(find("%")), Decision.search_count([]))
        self.assertIn(decision, find("", tag_id=tag.id))
        tag.name = "Finances"
        self.assertIn(decision, find("finances"))

    def test_replaced_and_withdrawn(self):
        old, new = self._decide("Old"), self._decide("New")
        old.replaced_by_id = new
        self.assertEqual(old.state, "replaced")
        old.replaced_by_id = False
        self.assertEqual(old.state, "in_force")
        old.replaced_by_id = new
        old.action_withdraw()
        self.assertEqual((old.state, old.replaced_by_id), ("withdrawn", self.env["cae.decision"]))
        old.action_restore()
        self.assertEqual(old.state, "in_force")
        with self.assertRaises(ValidationError):
            old.state = "replaced"
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            old.replaced_by_id = old
            self.env.flush_all()

    def test_a_decision_of_another_company_is_not_linked(self):
        other = self._decide("Other", company_id=self.other_company.id)
        with self.assertRaises(UserError):
            self._decide("Mine", replaced_by_id=other.id)

    def test_timeline_of_who_sees_to_it(self):
        decision = self._decide("A new schedule", owner_id=self.alice.partner_id.id)
        events = self.alice.with_user(self.advisor)._get_timeline_events()
        (event,) = [event for event in events if event["model"] == "cae.decision"]
        self.assertEqual((event["res_id"], event["date"]), (decision.id, decision.date))
