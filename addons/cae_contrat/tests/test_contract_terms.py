import threading
from datetime import date

import psycopg2
from freezegun import freeze_time

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, Form, tagged
from odoo.tools import mute_logger

from .common import CaeContractCommon


@tagged("post_install", "-at_install")
class TestContractTerms(CaeContractCommon):
    """Renewals, amendments and the terms as they were on any day."""

    def _amend(self, contract, confirm=True, **vals):
        amendment = (
            self.env["cae.contract.amendment"]
            .with_user(self.advisor)
            .create({"kind": "amendment", "contract_id": contract.id, **vals})
        )
        if confirm:
            amendment.action_confirm()
        return amendment

    def test_terms_are_readable_at_any_date(self):
        contract = self.bruno_contract
        self._amend(contract, date_effect="2025-07-01", change_minimum=True, minimum_turnover=160)
        self._amend(contract, kind="renewal", date_end="2026-06-30")
        self.assertEqual(contract.date_end, date(2026, 6, 30))
        for day, expected in (
            (date(2024, 12, 31), None),
            (date(2025, 1, 1), (date(2025, 12, 31), 0)),
            (date(2025, 6, 30), (date(2025, 12, 31), 0)),
            (date(2025, 7, 1), (date(2025, 12, 31), 160)),
            (date(2025, 12, 31), (date(2025, 12, 31), 160)),
            (date(2026, 1, 1), (date(2026, 6, 30), 160)),
            (date(2026, 6, 30), (date(2026, 6, 30), 160)),
            (date(2026, 7, 1), None),
        ):
            with self.subTest(day=day):
                terms = contract._get_terms(day)
                found = (terms.date_end, terms.minimum_turnover) if terms else None
                self.assertEqual(found, expected)
        self.assertEqual(
            contract.version_ids.sorted("id").mapped("date_until"),
            [date(2025, 6, 30), date(2025, 12, 31), date(2026, 6, 30)],
        )

    def test_the_form_says_what_holds_later_only(self):
        contract = self.alice_contract
        with freeze_time("2025-06-15"):
            self._amend(contract, date_effect="2025-07-01", change_pay=True, fixed_pay=900)
            self.assertEqual(contract.fixed_pay, 900)
            self.assertRegex(contract.coming_terms, r"^From 01/07/2025: Fixed pay a month: .*900")
        contract.invalidate_recordset(["coming_terms"])
        with freeze_time("2025-07-01"):
            self.assertFalse(contract.coming_terms)

    def test_early_end_keeps_what_was(self):
        contract = self.bruno_contract
        contract.with_user(self.advisor)._end_on(date(2025, 9, 15), "Moves abroad")
        self.assertEqual((contract.state, contract.date_end), ("ended", date(2025, 9, 15)))
        self.assertEqual(contract._get_terms(date(2025, 9, 14)).date_end, date(2025, 12, 31))
        self.assertEqual(contract._get_terms(date(2025, 9, 15)).date_end, date(2025, 9, 15))
        self.assertFalse(contract._get_terms(date(2025, 9, 16)))

    def test_manager_withdraws_a_mistake_and_both_stay_in_the_history(self):
        contract = self.bruno_contract
        amendment = self._amend(contract, kind="renewal", date_end="2026-06-30")
        with self.assertRaisesRegex(AccessError, "only managers"):
            amendment.action_cancel()
        amendment.with_user(self.manager).action_cancel()
        self.assertEqual(contract.date_end, date(2025, 12, 31))
        self.assertEqual(
            contract.version_ids.sorted("id").mapped("origin"),
            ["contract", "renewal", "withdrawal"],
        )
        with self.assertRaisesRegex(UserError, "stays in the history"):
            amendment.with_user(self.manager).action_draft()
        # the withdrawn one does not count
        self._amend(contract, kind="renewal", date_end="2026-03-31")
        self._amend(contract, kind="renewal", date_end="2026-04-30")
        with self.assertRaisesRegex(ValidationError, "L127-2"):
            contract.with_user(self.advisor).action_renew()

    def test_numbers_and_references(self):
        contract = self.bruno_contract
        self.assertRegex(contract.reference, r"^CAPE-\d{4}-\d{4,}$")
        first = self._amend(contract, kind="renewal", date_end="2026-01-31")
        second = self._amend(contract, kind="renewal", date_end="2026-02-28")
        self.assertEqual((first.number, second.number), (1, 2))
        self.assertEqual(second.reference, f"{contract.reference}-A2")

    def test_numbering_that_is_switched_off(self):
        contract = self.bruno_contract
        contract.sudo()._by_method().reference = False
        numbering = self.env["ir.sequence"].search([("code", "=", "cae.contract")])
        numbering.active = False
        with self.assertRaisesRegex(UserError, "switch the sequence"):
            contract._give_references()
        numbering.active = True
        contract._give_references()
        self.assertRegex(contract.reference, r"^CAPE-\d{4}-\d{4,}$")

    def test_correction_begins_a_new_state(self):
        contract = self.bruno_contract.with_user(self.manager)
        contract.action_draft()
        self.assertFalse(contract._get_terms(date(2025, 6, 1)))
        contract.write({"date_start": "2025-02-01", "minimum_hours": 10})
        contract.action_confirm()
        self.assertFalse(contract._get_terms(date(2025, 1, 15)))
        self.assertEqual(contract._get_terms(date(2025, 6, 1)).minimum_hours, 10)
        self.assertEqual(len(contract.version_ids), 2)

    def test_form_proposes_what_the_law_leaves(self):
        self.bruno_contract.action_end()
        self.assertEqual(self.bruno_contract.date_end, date(2025, 12, 31))
        with Form(self.env["cae.contract"].with_user(self.advisor)) as form:
            form.entrepreneur_id = self.bruno
            form.kind = "cape"
            form.date_start = date(2026, 1, 1)
            self.assertEqual(form.date_end, date(2026, 12, 31))
            self.assertIn("Renewals possible after it: 1", form.legal_hint)
            form.kind = "cesa"
            self.assertFalse(form.date_end)
            self.assertFalse(form.trial_date_end, "the CAPE took up the trial period")
            self.assertIn("No trial period", form.legal_hint)
        renewal = Form(
            self.env["cae.contract.amendment"]
            .with_user(self.advisor)
            .with_context(default_contract_id=self.alice_contract.id)
        )
        renewal.change_pay = True
        self.assertEqual(renewal.fixed_pay, self.alice_contract.fixed_pay)

    def test_renewal_form(self):
        action = self.bruno_contract.with_user(self.advisor).action_renew()
        with Form(
            self.env[action["res_model"]].with_user(self.advisor).with_context(**action["context"])
        ) as form:
            self.assertEqual(form.date_effect, date(2026, 1, 1))
            self.assertEqual(form.date_end, date(2026, 12, 31))
            self.assertEqual(str(form.contract_date_end), "2025-12-31")
        form.record.action_confirm()
        self.assertEqual(self.bruno_contract.date_end, date(2026, 12, 31))
        # what it followed stays on both
        self.assertEqual(str(Form(form.record).contract_date_end), "2025-12-31")
        contract = self.bruno_contract.with_user(self.advisor).with_context(lang="en_US")
        self.assertEqual(Form(contract).renewed_until, "until 12/31/2025, renewed until 12/31/2026")
        form.record.with_user(self.manager).action_cancel()
        self.assertFalse(Form(contract).renewed_until)

    def test_associate(self):
        self.assertEqual(self.alice.date_associate_due, date(2028, 1, 1))
        self.assertFalse(self.bruno.date_associate_due)
        self.alice.date_associate = "2026-06-01"
        self.assertEqual(self.alice.stage, "associate")
        self.alice.date_associate = False
        self.assertEqual(self.alice.stage, "cesa")
        cesa = self._create_contract(self.bruno, "cesa", "2026-01-01")
        self.assertEqual(self.bruno.date_associate_due, date(2028, 1, 1), "from the CAPE on")
        cesa.with_user(self.manager).action_draft()
        self.assertFalse(self.bruno.date_associate_due)

    @freeze_time("2025-06-01")
    def test_full_time_job(self):
        with self.assertRaisesRegex(ValidationError, "L127-1"):
            self.bruno.employed_full_time = True
        self.alice.employed_full_time = True  # under CESA: nothing forbids it
        self.bruno_contract._end_on(date(2025, 5, 31))
        self.bruno.employed_full_time = True

    def test_nobody_writes_the_history(self):
        version = self.bruno_contract.version_ids
        for role in ("advisor", "accountant", "manager", "bruno_user"):
            for operation in ("write", "create", "unlink"):
                with self.subTest(role=role, operation=operation):
                    user = getattr(self, role)
                    self.assertFalse(version.with_user(user).has_access(operation))
        self.assertTrue(version.with_user(self.bruno_user).has_access("read"))
        with self.assertRaisesRegex(UserError, "not rewritten"):
            version.sudo().write({"minimum_turnover": 1})

    def test_neighbour_and_other_cooperative_are_refused(self):
        amendment = self._amend(self.bruno_contract, kind="renewal", date_end="2026-06-30")
        self.bruno_contract.version_ids.invalidate_recordset()
        records = [amendment, self.bruno_contract.version_ids]
        for record in records:
            for role in ("alice_user", "other_accountant", "employee"):
                with self.subTest(model=record._name, role=role):
                    self.assertFalse(record.with_user(getattr(self, role)).has_access("read"))
            self.assertTrue(record.with_user(self.bruno_user).has_access("read"))
        self.assertFalse(amendment.with_user(self.bruno_user).has_access("write"))
        draft = self._amend(
            self.bruno_contract, confirm=False, change_minimum=True, minimum_hours=5
        )
        self.assertFalse(draft.with_user(self.bruno_user).has_access("read"))

    def test_what_was_wrong_before_does_not_block(self):
        """Taken over as it was: a change is refused for what it breaks itself."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cae_contract SET date_end = '2026-06-30' WHERE id = %s",
            (self.bruno_contract.id,),
        )
        self.env.invalidate_all()
        self._amend(
            self.bruno_contract, date_effect="2025-03-01", change_minimum=True, minimum_hours=5
        )
        self._create_contract(self.bruno, "cesa", "2026-07-01")
        self.assertEqual(self.bruno.stage, "cesa")


@tagged("post_install", "-at_install")
class TestContractsAtOnce(BaseCase):
    """Two people confirm overlapping contracts of one person in the same second."""

    def setUp(self):
        super().setUp()
        self.database = db_connect(self.get_db_name())
        with self.database.cursor() as cr:
            env = self._env(cr)
            person = env["cae.entrepreneur"].create({"name": "Two at once"})
            contracts = env["cae.contract"].create(
                [
                    {"entrepreneur_id": person.id, "kind": "cesa", "date_start": start}
                    for start in ("2026-01-01", "2026-02-01")
                ]
            )
            self.person_id, self.contract_ids = person.id, contracts.ids
            self.partner_id = person.partner_id.id
        self.addCleanup(self._clean)

    @classmethod
    def get_db_name(cls):
        from odoo.tests.common import get_db_name

        return get_db_name()

    @staticmethod
    def _env(cr):
        return api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def _clean(self):
        with self.database.cursor() as cr:
            cr.execute("DELETE FROM cae_contract WHERE id IN %s", (tuple(self.contract_ids),))
            cr.execute("DELETE FROM cae_entrepreneur WHERE id = %s", (self.person_id,))
            cr.execute("DELETE FROM res_partner WHERE id = %s", (self.partner_id,))

    def _confirm(self, cr, contract_id):
        env = self._env(cr)
        env["cae.contract"].browse(contract_id).action_confirm()
        env.flush_all()

    @mute_logger("odoo.sql_db")
    def test_only_one_passes(self):
        errors = []

        def second():
            with self.database.cursor() as cr:
                cr.execute("SELECT 1")  # its view of the database is from before
                started.set()
                try:
                    self._confirm(cr, self.contract_ids[1])
                except psycopg2.Error as error:
                    errors.append(error)
                    cr.rollback()

        started = threading.Event()
        with self.database.cursor() as cr:
            self._confirm(cr, self.contract_ids[0])
            other = threading.Thread(target=second)
            other.start()
            started.wait(10)
            other.join(1)
            self.assertTrue(other.is_alive(), "it waits for the first")
        other.join(20)
        self.assertFalse(other.is_alive())
        self.assertIsInstance(errors[0], psycopg2.errors.SerializationFailure)
        # Odoo tries such a request again: now it sees the first contract, and says so.
        with self.database.cursor() as cr:
            with self.assertRaisesRegex(ValidationError, "cannot overlap"):
                self._confirm(cr, self.contract_ids[1])
            cr.rollback()

    @mute_logger("odoo.sql_db")
    def test_the_database_itself_refuses(self):
        query = "UPDATE cae_contract SET state = 'confirmed' WHERE id IN %s"
        with self.database.cursor() as cr:
            with self.assertRaises(psycopg2.errors.ExclusionViolation) as caught:
                cr.execute(query, (tuple(self.contract_ids),))
            cr.rollback()
            message = self._env(cr)["cae.contract"]._sql_error_to_message(caught.exception)
            self.assertIn("cannot overlap", message)
