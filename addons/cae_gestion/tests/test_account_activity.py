from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import GestionCommon


@tagged("post_install", "-at_install")
class TestAccountActivity(GestionCommon):
    """The activity on documents: lines, analytic lines, payments, reversals."""

    def test_every_line_of_an_invoice_carries_its_activity(self):
        invoice = self._invoice(self.alice_activity, 100, "2026-03-10", tax=self.vat_20)
        self.assertEqual(invoice.line_ids.cae_activity_id, self.alice_activity)
        self.assertEqual(len(invoice.line_ids), 3)

    def test_the_analytic_line_follows_the_activity(self):
        invoice = self._invoice(self.alice_activity, 100, "2026-03-10", tax=self.vat_20)
        plan_column = self.alice_activity.analytic_account_id.plan_id._column_name()
        lines = self.env["account.analytic.line"].search(
            [("move_line_id", "in", invoice.line_ids.ids)]
        )
        self.assertEqual(lines.mapped("amount"), [100.0])
        self.assertEqual(lines[plan_column], self.alice_activity.analytic_account_id)

    def test_changing_the_activity_of_a_draft_moves_its_lines(self):
        invoice = self._invoice(self.alice_activity, 100, "2026-03-10")
        invoice.button_draft()
        invoice.cae_activity_id = self.bruno_activity
        invoice.action_post()
        self.assertEqual(invoice.line_ids.cae_activity_id, self.bruno_activity)
        product_line = invoice.line_ids.filtered(lambda line: line.display_type == "product")
        self.assertEqual(
            product_line.analytic_distribution,
            {str(self.bruno_activity.analytic_account_id.id): 100},
        )

    def test_one_entry_may_carry_several_activities(self):
        entry = self.env["account.move"].create(
            {
                "journal_id": self.company.contribution_journal_id.id,
                "date": "2026-03-31",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self._account("606400").id,
                            "debit": 60,
                            "cae_activity_id": self.alice_activity.id,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": self._account("606400").id,
                            "debit": 40,
                            "cae_activity_id": self.bruno_activity.id,
                        }
                    ),
                    Command.create({"account_id": self._account("512001").id, "credit": 100}),
                ],
            }
        )
        entry.action_post()
        self.assertEqual(
            [(line.cae_activity_id, line.balance) for line in entry.line_ids],
            [
                (self.alice_activity, 60.0),
                (self.bruno_activity, 40.0),
                (self.env["cae.activity"], -100.0),
            ],
        )

    def test_a_payment_stays_with_the_activity(self):
        invoice = self._invoice(self.alice_activity, 100, "2026-03-10")
        payment = self._pay(invoice)
        self.assertEqual(payment.move_id.line_ids.cae_activity_id, self.alice_activity)
        self.assertEqual(invoice.payment_state, invoice._get_invoice_in_payment_state())

    def test_one_client_two_activities_two_payments(self):
        invoices = self._invoice(self.alice_activity, 100, "2026-03-10") | self._invoice(
            self.bruno_activity, 50, "2026-03-11"
        )
        payments = self._pay(invoices)
        self.assertEqual(
            sorted((payment.cae_activity_id.code, payment.amount) for payment in payments),
            [("TALI", 100.0), ("TBRU", 50.0)],
        )

    def test_a_reversal_goes_back_to_the_same_activity(self):
        invoice = self._invoice(self.alice_activity, 100, "2026-03-10")
        reversal = invoice._reverse_moves(cancel=True)
        self.assertEqual(reversal.line_ids.cae_activity_id, self.alice_activity)

    def test_an_activity_of_another_cooperative_is_refused(self):
        with self.assertRaises(UserError):
            self._invoice(self.other_activity, 100, "2026-03-10")

    def test_an_activity_with_entries_is_not_deleted(self):
        activity = self.env["cae.activity"].create({"name": "Bees", "code": "TBEE"})
        entry = self.env["account.move"].create(
            {
                "cae_activity_id": activity.id,
                "date": "2026-03-31",
                "line_ids": [
                    Command.create({"account_id": self._account("512001").id, "debit": 10}),
                    Command.create({"account_id": self._account("455000").id, "credit": 10}),
                ],
            }
        )
        with self.assertRaisesRegex(UserError, "archive it instead"):
            activity.with_user(self.manager).unlink()
        entry.unlink()
        activity.with_user(self.manager).unlink()
        self.assertFalse(activity.exists())

    def test_the_set_up_gives_accounts_journal_and_audit_trail_once(self):
        company = self.company
        self.assertEqual(
            (
                company.contribution_charge_account_id.code,
                company.contribution_income_account_id.code,
                company.contribution_liaison_account_id.code,
                company.contribution_journal_id.code,
                company.restrictive_audit_trail,
            ),
            ("186000", "187000", "181000", "CTRB", True),
        )
        journal = company.contribution_journal_id
        company._setup_cae_accounting()
        self.assertEqual(company.contribution_journal_id, journal)

    def test_a_new_french_company_is_set_up_with_its_chart(self):
        self.env["account.chart.template"].try_loading("fr", self.other_company)
        # the code of an account is each company's own
        company = self.other_company.with_company(self.other_company)
        self.assertEqual(company.contribution_charge_account_id.code, "186000")
        self.assertTrue(company.contribution_journal_id)
