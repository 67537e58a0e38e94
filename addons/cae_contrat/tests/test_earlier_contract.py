from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CaeContractCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-02-01")
class TestEarlierContract(CaeContractCommon):
    """Contracts that are neither CAPE nor CESA count too (L7331-3, L7332-1); worked by hand."""

    def _note(self, person, start, end=False, user=None, **vals):
        return (
            self.env["cae.earlier.contract"]
            .with_user(user or self.advisor)
            .create({"entrepreneur_id": person.id, "date_start": start, "date_end": end, **vals})
        )

    def _draft_cesa(self, **vals):
        return self.env["cae.contract"].create(
            {
                "entrepreneur_id": self.dora.id,
                "kind": "cesa",
                "date_start": "2025-03-01",
                **vals,
            }
        )

    def test_three_years_less_its_time(self):
        self.company.cae_deadline_start = "2024-01-01"
        self.alice._keep_deadlines()
        # CESA from 1 January 2025, six months of employment before, with a gap of a year
        noted = self._note(self.alice, "2023-07-01", "2023-12-31")
        self.assertEqual(self.alice.date_associate_due, date(2027, 7, 1))
        deadline = self.alice.deadline_ids.filtered(lambda one: one.kind == "associate")
        self.assertEqual(deadline.date_due, date(2027, 7, 1))
        noted.date_start = "2023-10-01"
        self.assertEqual(self.alice.date_associate_due, date(2027, 10, 1))
        noted.unlink()
        self.assertEqual(self.alice.date_associate_due, date(2028, 1, 1))
        self.assertEqual(deadline.date_due, date(2028, 1, 1))

    def test_eight_months_less_its_time(self):
        self._note(self.dora, "2024-10-01", "2025-02-28", user=self.manager)
        # five of eight months are over when the CESA begins
        contract = self._draft_cesa(trial_date_end="2025-06-01")
        with self.assertRaisesRegex(ValidationError, "31/05/2025 at the latest .*L7332-1"):
            contract.action_confirm()
        contract.trial_date_end = "2025-05-31"
        contract.action_confirm()

    def test_it_may_run_beside_a_contract(self):
        self._note(self.bruno, "2024-06-01")
        self.bruno_contract.with_user(self.advisor)._end_on(date(2025, 2, 1), "Moves abroad")
        self.assertEqual(self.bruno_contract.state, "ended")

    def test_what_no_longer_fits_is_said_in_the_file(self):
        contract = self._draft_cesa(trial_date_end="2025-10-31")
        contract.action_confirm()
        before = self.dora.message_ids
        self._note(self.dora, "2024-12-01", "2025-02-28", user=self.manager)
        note = self.dora.message_ids - before
        self.assertIn("31/07/2025", note.body)
        self.assertIn(self.other_advisor.partner_id, note.partner_ids)
        # said once
        self._note(self.dora, "2023-01-01", "2023-01-31", user=self.manager, kind="other")
        self.assertEqual(self.dora.message_ids, before + note)

    @mute_logger("odoo.sql_db")
    def test_it_cannot_end_before_it_starts(self):
        with self.assertRaises(IntegrityError):
            self._note(self.alice, "2024-01-02", "2024-01-01")
            self.env.flush_all()

    def test_rights(self):
        noted = self._note(self.alice, "2023-07-01", "2023-12-31")
        allowed = {
            "advisor": "rwcu",
            "manager": "rwcu",
            "accountant": "r",
            "other_advisor": "",
            "employee": "",
            "alice_user": "",
            "bruno_user": "",
            "other_accountant": "",
        }
        for role, letters in allowed.items():
            record = noted.with_user(getattr(self, role))
            for operation in ("read", "write", "create", "unlink"):
                letter = {"unlink": "u"}.get(operation, operation[0])
                with self.subTest(role=role, operation=operation):
                    self.assertEqual(record.has_access(operation), letter in letters)
        with self.assertRaises(AccessError):
            self._note(self.dora, "2024-01-01", user=self.advisor)
