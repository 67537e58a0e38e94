from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CaeContractCommon


@tagged("post_install", "-at_install")
class TestContract(CaeContractCommon):
    def _draft(self, **vals):
        return (
            self.env["cae.contract"]
            .with_user(self.advisor)
            .create(
                {
                    "entrepreneur_id": self.bruno.id,
                    "kind": "cesa",
                    "date_start": "2026-01-01",
                    **vals,
                }
            )
        )

    def test_count(self):
        self.assertEqual(self.alice.with_user(self.advisor).contract_count, 1)

    def test_activity_with_a_contract_stays(self):
        self.alice_contract.state = "draft"
        self.alice_contract.activity_id = self.alice_activity
        self.alice_contract.action_confirm()
        with self.assertRaisesRegex(UserError, "archive it instead"):
            self.alice_activity.unlink()

    def test_a_contract_is_found_by_the_name_of_its_person(self):
        contract = self._draft()
        found = contract.name_search(self.bruno.name)
        self.assertIn((contract.id, contract.display_name), found)
        others = contract.browse(one for one, _name in found).entrepreneur_id - self.bruno
        self.assertFalse(others)

    def test_confirming_moves_the_person_forward(self):
        self.assertEqual((self.alice.stage, self.bruno.stage), ("cesa", "cape"))
        contract = self._draft()
        contract.action_confirm()
        self.assertEqual(self.bruno.stage, "cesa")
        self.assertEqual(self.bruno.date_entry, date(2025, 1, 1))

    def test_state_written_directly_has_the_same_consequences(self):
        contract = self._draft(date_start="2024-06-01", date_end="2024-12-31")
        contract.write({"state": "confirmed"})
        self.assertEqual(self.bruno.stage, "cesa")
        self.assertEqual(self.bruno.date_entry, date(2024, 6, 1), "the earliest contract")

    def test_associate_stays_associate_and_former_comes_back(self):
        self.bruno.stage = "associate"
        self._draft(date_end="2026-12-31").action_confirm()
        self.assertEqual(self.bruno.stage, "associate")
        self.bruno._by_method().stage = "former"
        self.assertTrue(self.bruno.date_exit)
        self._draft(date_start="2027-01-01").action_confirm()
        self.assertEqual(self.bruno.stage, "cesa")
        self.assertFalse(self.bruno.date_exit)

    def test_no_state_can_be_forced(self):
        with self.assertRaisesRegex(UserError, "created as a draft"):
            self._draft(state="confirmed")
        contract = self._draft()
        with self.assertRaisesRegex(UserError, "cannot become"):
            contract.state = "ended"
        contract.action_cancel()
        with self.assertRaisesRegex(UserError, "cannot become"):
            contract.action_confirm()
        contract.action_draft()
        contract.action_confirm()
        with self.assertRaisesRegex(UserError, "cannot become"):
            contract.action_cancel()
        contract.action_end("Moves abroad")
        for state in ("draft", "confirmed", "cancelled"):
            with self.assertRaisesRegex(UserError, "cannot become"):
                contract.with_user(self.manager).state = state

    def test_only_a_manager_reopens_a_confirmed_contract(self):
        contract = self._draft()
        contract.action_confirm()
        with self.assertRaises(AccessError):
            contract.action_draft()
        contract.with_user(self.manager).action_draft()
        self.assertEqual(contract.state, "draft")

    def test_agreed_terms_are_frozen(self):
        contract = self._draft()
        contract.action_confirm()
        contract.write({"kind": "cesa", "date_start": "2026-01-01"})  # nothing changes
        for vals in (
            {"kind": "cape"},
            {"date_start": "2026-02-01"},
            {"entrepreneur_id": self.alice.id},
            {"activity_id": self.bruno_activity.id},
        ):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "are agreed"):
                contract.write(vals)
        for vals in ({"date_end": "2026-12-31"}, {"fixed_pay": 300}, {"minimum_hours": 10}):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "make an amendment"):
                contract.write(vals)
        contract.action_end("Moves abroad")
        with self.assertRaisesRegex(UserError, "are agreed"):
            contract.date_end = "2027-12-31"

    @freeze_time("2026-05-15")
    def test_ending_closes_on_the_day(self):
        for start, end, expected in (
            ("2026-01-01", "2026-03-31", date(2026, 3, 31)),
            ("2026-04-01", "2026-12-31", date(2026, 5, 15)),
            ("2026-05-16", False, date(2026, 5, 16)),
            ("2026-08-01", False, date(2026, 8, 1)),
        ):
            contract = self._draft(date_start=start, date_end=end)
            contract.action_confirm()
            contract.action_end("Moves abroad")
            with self.subTest(start=start):
                self.assertEqual(contract.date_end, expected)

    @mute_logger("odoo.sql_db")
    def test_dates(self):
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self._draft(date_end="2025-12-31")
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self._draft(kind="cape")

    def test_only_the_persons_own_activities(self):
        with self.assertRaisesRegex(ValidationError, "is not an activity of"):
            self._draft(activity_id=self.alice_activity.id)
        self.assertTrue(self._draft(activity_id=self.bruno_activity.id))

    def test_company_is_the_persons(self):
        contract = self.env["cae.contract"].create(
            {
                "entrepreneur_id": self.other_entrepreneur.id,
                "kind": "cesa",
                "company_id": self.company.id,
            }
        )
        self.assertEqual(contract.company_id, self.other_company)

    def test_in_force(self):
        contract = self._draft(date_end="2026-06-30")
        in_force = contract._domain_in_force(date(2026, 3, 1))
        self.assertFalse(contract.filtered_domain(in_force), "a draft binds nobody")
        contract.action_confirm()
        for day, expected in (
            (date(2025, 12, 31), False),
            (date(2026, 1, 1), True),
            (date(2026, 6, 30), True),
            (date(2026, 7, 1), False),
        ):
            with self.subTest(day=day):
                in_force = contract.filtered_domain(contract._domain_in_force(day))
                self.assertEqual(bool(in_force), expected)
        domain = self.env["cae.contract"]._domain_in_force(date(2026, 6, 1), date(2026, 8, 31))
        self.assertIn(contract, self.env["cae.contract"].search(domain))

    def test_what_was_confirmed_is_not_deleted(self):
        draft = self._draft()
        draft.unlink()
        self.assertFalse(draft.exists())
        contract = self._draft()
        contract.action_confirm()
        with self.assertRaisesRegex(UserError, "stays in the file"):
            contract.with_user(self.manager).unlink()
