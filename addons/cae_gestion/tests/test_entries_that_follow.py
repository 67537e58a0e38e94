from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .entries_common import EntriesCommon


@tagged("post_install", "-at_install")
class TestEntriesThatFollow(EntriesCommon):
    """What Odoo posts by itself because of a document carries the document's activity."""

    def test_vat_due_on_payment_in_two_parts(self):
        before = self._balances(None, "44")
        invoice = self._invoice(self.alice_activity, 1000, "2026-03-10", tax=self.vat_service)
        self.assertEqual(
            self._balances(self.alice_activity, "44574", "44571"),
            {"44574": -200.0, "44571": 0.0},
        )
        self._register(invoice, "2026-03-20", amount=600)
        self.assertEqual(
            self._balances(self.alice_activity, "44574", "44571"),
            {"44574": -100.0, "44571": -100.0},
        )
        self._register(invoice, "2026-04-20")
        self.assertEqual(
            self._balances(self.alice_activity, "44574", "44571"),
            {"44574": 0.0, "44571": -200.0},
        )
        entries = self.env["account.move"].search(
            [("tax_cash_basis_origin_move_id", "=", invoice.id)]
        )
        self.assertEqual(len(entries), 2)
        self.assertEqual(entries.cae_activity_id, self.alice_activity)
        self.assertEqual(self._balances(None, "44"), before)

    def test_vat_due_on_payment_of_a_bill(self):
        bill = self._bill(
            self.bruno_activity, 500, "2026-03-10", tax=self.vat_service_purchase, account="611000"
        )
        self._register(bill, "2026-03-20")
        balances = self._balances(self.bruno_activity, "44564", "44566")
        self.assertEqual(balances, {"44564": 0.0, "44566": 100.0})

    def test_vat_of_an_entry_with_two_activities_is_told_apart(self):
        receipt = self.env["account.move"].create(
            {
                "move_type": "out_receipt",
                "partner_id": self.client.id,
                "invoice_date": "2026-03-10",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": activity.name,
                            "price_unit": amount,
                            "account_id": self._account("706000").id,
                            "tax_ids": [Command.set(self.vat_service.ids)],
                            "cae_activity_id": activity.id,
                        }
                    )
                    for activity, amount in ((self.alice_activity, 100), (self.bruno_activity, 50))
                ],
            }
        )
        receipt.action_post()
        self._register(receipt, "2026-03-20")
        entry = self.env["account.move"].search(
            [("tax_cash_basis_origin_move_id", "=", receipt.id)]
        )
        bases = entry.line_ids.filtered("tax_ids")
        self.assertEqual(
            sorted((line.cae_activity_id.code, line.balance) for line in bases),
            [("TALI", -100.0), ("TBRU", -50.0)],
        )

    def test_undoing_a_matching_gives_the_vat_back(self):
        invoice = self._invoice(self.alice_activity, 1000, "2026-03-10", tax=self.vat_service)
        self._register(invoice, "2026-03-20")
        self._term(invoice).remove_move_reconcile()
        self.assertEqual(
            self._balances(self.alice_activity, "44574", "44571"),
            {"44574": -200.0, "44571": 0.0},
        )

    def test_a_refund_of_a_part_settles_the_vat_of_the_activity(self):
        invoice = self._invoice(self.alice_activity, 1000, "2026-03-10", tax=self.vat_service)
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id, "date": "2026-03-15"})
        )
        refund = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
        self.assertEqual(refund.cae_activity_id, self.alice_activity)
        with Form(refund) as form, form.invoice_line_ids.edit(0) as line:
            line.price_unit = 400
        refund.action_post()
        (self._term(invoice) | self._term(refund)).reconcile()
        self._register(invoice, "2026-03-20")
        self.assertEqual(
            self._balances(self.alice_activity, "44574", "44571", "411"),
            {"44574": 0.0, "44571": -120.0, "411": 0.0},
        )

    def test_an_exchange_difference(self):
        currency = self.env.ref("base.USD")
        currency.active = True
        for day, rate in (("2026-03-01", 2.0), ("2026-03-15", 1.6)):
            self.env["res.currency.rate"].create(
                {
                    "currency_id": currency.id,
                    "name": day,
                    "rate": rate,
                    "company_id": self.company.id,
                }
            )
        invoice = self._invoice(self.alice_activity, 100, "2026-03-10")
        invoice.button_draft()
        invoice.currency_id = currency
        invoice.action_post()
        self._register(invoice, "2026-03-20", currency_id=currency)
        exchange = (
            self._term(invoice).matched_credit_ids | self._term(invoice).matched_debit_ids
        ).exchange_move_id
        self.assertTrue(exchange)
        self.assertEqual(exchange.cae_activity_id, self.alice_activity)
        self.assertEqual(exchange.line_ids.cae_activity_id, self.alice_activity)
        self.assertEqual(self._balances(self.alice_activity, "411"), {"411": 0.0})

    def test_a_write_off_in_the_payment(self):
        outstanding = self._account("511000")
        outstanding.reconcile = True
        self.bank.inbound_payment_method_line_ids.payment_account_id = outstanding
        invoice = self._invoice(self.alice_activity, 100, "2026-03-10")
        payment = self._register(
            invoice,
            "2026-03-20",
            amount=98,
            payment_difference_handling="reconcile",
            writeoff_account_id=self._account("658000"),
        )
        self.assertEqual(payment.move_id.line_ids.cae_activity_id, self.alice_activity)
        self.assertEqual(
            self._balances(self.alice_activity, "411", "658"), {"411": 0.0, "658": 2.0}
        )

    def test_an_early_payment_discount(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "2 % within ten days",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "line_ids": [Command.create({"value": "percent", "value_amount": 100})],
            }
        )
        invoice = self._invoice(self.alice_activity, 1000, "2026-03-10", tax=self.vat_20)
        invoice.button_draft()
        invoice.invoice_payment_term_id = term
        invoice.action_post()
        payment = self._register(invoice, "2026-03-15")
        self.assertEqual(payment.amount, 1176.0)
        self.assertEqual(payment.move_id.line_ids.cae_activity_id, self.alice_activity)
        self.assertGreater(len(payment.move_id.line_ids), 2)
        self.assertEqual(self._balances(self.alice_activity, "411"), {"411": 0.0})

    def test_cash_rounding(self):
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "Five cents",
                "rounding": 0.05,
                "strategy": "add_invoice_line",
                "rounding_method": "HALF-UP",
                "profit_account_id": self._account("758000").id,
                "loss_account_id": self._account("658000").id,
            }
        )
        invoice = self._invoice(self.alice_activity, 10.02, "2026-03-10")
        invoice.button_draft()
        invoice.invoice_cash_rounding_id = rounding
        invoice.action_post()
        self.assertEqual(len(invoice.line_ids), 3)
        self.assertEqual(invoice.line_ids.cae_activity_id, self.alice_activity)

    def test_a_cut_off(self):
        invoices = self._invoice(self.alice_activity, 100, "2026-03-10") | self._invoice(
            self.bruno_activity, 50, "2026-03-10"
        )
        lines = invoices.invoice_line_ids
        wizard = (
            self.env["account.automatic.entry.wizard"]
            .with_context(active_model="account.move.line", active_ids=lines.ids)
            .create(
                {
                    "action": "change_period",
                    "date": "2026-04-30",
                    "percentage": 40,
                    "journal_id": self.company.contribution_journal_id.id,
                    "revenue_accrual_account": self._account("487000").id,
                }
            )
        )
        entries = self.env["account.move"].search(wizard.do_action()["domain"])
        self.assertEqual(len(entries), 2)
        for activity, amount in ((self.alice_activity, 100), (self.bruno_activity, 50)):
            self.assertEqual(
                self._balances(activity, "487", "706", date="2026-03-31"),
                {"487": -amount * 0.4, "706": -amount * 0.6},
            )
            self.assertEqual(self._balances(activity, "487", "706"), {"487": 0.0, "706": -amount})

    def test_moving_what_customers_owe_to_another_account(self):
        """One customer owes two activities: each keeps its own when it becomes doubtful."""
        invoices = self._invoice(self.alice_activity, 100, "2026-03-10") | self._invoice(
            self.bruno_activity, 50, "2026-03-10"
        )
        doubtful = self._account("416000")
        doubtful.write({"account_type": "asset_receivable", "reconcile": True})
        terms = self._term(invoices)
        wizard = (
            self.env["account.automatic.entry.wizard"]
            .with_context(active_model="account.move.line", active_ids=terms.ids)
            .create(
                {
                    "action": "change_account",
                    "date": "2026-03-31",
                    "journal_id": self.company.contribution_journal_id.id,
                    "destination_account_id": doubtful.id,
                }
            )
        )
        wizard.do_action()
        for activity, amount in ((self.alice_activity, 100), (self.bruno_activity, 50)):
            self.assertEqual(self._balances(activity, "416", "411"), {"416": amount, "411": 0.0})
        self.assertTrue(all(terms.mapped("reconciled")))

    def test_a_bank_line_matched_straight_to_an_invoice(self):
        invoice = self._invoice(self.alice_activity, 1000, "2026-03-10", tax=self.vat_service)
        bank_line = self._match_bank_line(
            self._bank_line(1195, "2026-03-20", self.client), self._term(invoice)
        )
        self.assertEqual(bank_line.move_id.cae_activity_id, self.alice_activity)
        self.assertEqual(bank_line.move_id.line_ids.cae_activity_id, self.alice_activity)
        self.assertEqual(
            self._balances(self.alice_activity, "411", "512", "627", "44574", "44571"),
            {"411": 0.0, "512": 1195.0, "627": 5.0, "44574": 0.0, "44571": -200.0},
        )

    def test_a_bank_line_matched_to_invoices_of_two_activities(self):
        invoices = self._invoice(self.alice_activity, 100, "2026-03-10") | self._invoice(
            self.bruno_activity, 50, "2026-03-10"
        )
        before = self._balances(None, "411", "512", "181")
        self._match_bank_line(self._bank_line(150, "2026-03-20", self.client), self._term(invoices))
        self._assert_settled(before)

    def _assert_settled(self, before, cash="512"):
        """Alice has got 100 and Bruno 50, at the bank or on the liaison account."""
        for activity, amount in ((self.alice_activity, 100), (self.bruno_activity, 50)):
            found = self._balances(activity, "411", "706", cash, "181")
            self.assertEqual((found["411"], found["706"]), (0.0, -amount))
            self.assertEqual(found[cash] + found["181"], amount)
        after = self._balances(None, "411", cash, "181")
        self.assertEqual(after["411"], before["411"])
        self.assertEqual(after[cash] + after["181"], before[cash] + before["181"])

    def test_a_cheque_without_an_activity_for_two_of_them(self):
        invoices = self._invoice(self.alice_activity, 100, "2026-03-10") | self._invoice(
            self.bruno_activity, 50, "2026-03-10"
        )
        payment = self._manual_payment(150)
        cash = payment.outstanding_account_id.code
        before = self._balances(None, "411", cash, "181")
        before["411"] += 150
        before[cash] -= 150
        (self._term(invoices) | self._counterpart(payment)).reconcile()
        self._assert_settled(before, cash)
        self.assertEqual(set(invoices.mapped("amount_residual")), {0.0})

    def test_undoing_it_takes_the_transfers_back(self):
        invoices = self._invoice(self.alice_activity, 100, "2026-03-10") | self._invoice(
            self.bruno_activity, 50, "2026-03-10"
        )
        before = self._balances(None, "411", "181")
        payment = self._manual_payment(150)
        (self._term(invoices) | self._counterpart(payment)).reconcile()
        self._term(invoices).remove_move_reconcile()
        self.assertEqual(
            self._balances(self.alice_activity, "411", "181"), {"411": 100.0, "181": 0.0}
        )
        self.assertEqual(self._balances(None, "411", "181")["181"], before["181"])
        # and matched again, it is settled again, once
        (self._term(invoices) | self._counterpart(payment)).reconcile()
        self.assertEqual(
            self._balances(self.alice_activity, "411", "181"), {"411": 0.0, "181": 100.0}
        )

    def test_a_payment_typed_by_hand_takes_the_activity_of_its_invoice(self):
        invoice = self._invoice(self.alice_activity, 100, "2026-03-10")
        payment = self._manual_payment(100)
        # the bank line came first: it follows too
        bank_line = self._match_bank_line(
            self._bank_line(100, "2026-03-22", self.client),
            payment.move_id.line_ids - self._counterpart(payment),
        )
        self.assertFalse(bank_line.move_id.cae_activity_id)
        (self._term(invoice) | self._counterpart(payment)).reconcile()
        self.assertEqual(payment.cae_activity_id, self.alice_activity)
        self.assertEqual(payment.move_id.line_ids.cae_activity_id, self.alice_activity)
        self.assertEqual(bank_line.move_id.cae_activity_id, self.alice_activity)

    def test_a_payment_of_one_activity_settles_an_invoice_of_another(self):
        invoice = self._invoice(self.alice_activity, 100, "2026-03-10")
        payment = self._manual_payment(100, self.bruno_activity)
        (self._term(invoice) | self._counterpart(payment)).reconcile()
        self.assertEqual(
            self._balances(self.alice_activity, "411", "181"), {"411": 0.0, "181": 100.0}
        )
        self.assertEqual(
            self._balances(self.bruno_activity, "411", "181"), {"411": 0.0, "181": -100.0}
        )

    def test_what_is_emptied_or_changed_takes_its_lines_along(self):
        bill = self._bill(self.alice_activity, 100, "2026-03-10", account="606400")
        bill.button_draft()
        with Form(bill) as form:
            form.cae_activity_id = self.env["cae.activity"]
        self.assertFalse(bill.line_ids.cae_activity_id)
        bill.action_post()
        payment = self._manual_payment(100, self.bruno_activity)
        payment.action_draft()
        payment.cae_activity_id = self.alice_activity
        payment.action_post()
        move = payment.move_id
        self.assertEqual(move.cae_activity_id | move.line_ids.cae_activity_id, self.alice_activity)
        payment.action_draft()
        payment.cae_activity_id = False
        payment.action_post()
        self.assertFalse(move.cae_activity_id | move.line_ids.cae_activity_id)

    def test_what_methods_make_is_not_rewritten(self):
        invoice = self._invoice(self.alice_activity, 100, "2026-03-10")
        payment = self._manual_payment(100, self.bruno_activity)
        (self._term(invoice) | self._counterpart(payment)).reconcile()
        transfer = self.env["account.move"].search(
            [("cae_transfer_partial_id", "=", self._term(invoice).matched_credit_ids.id)]
        )
        accountant = {"user": self.accountant.id}
        for record, values in (
            (transfer, {"cae_activity_id": self.bruno_activity.id}),
            (transfer, {"cae_transfer_partial_id": False}),
            (transfer, {"state": "draft"}),
            (transfer.line_ids[0], {"cae_activity_id": False}),
            (transfer.line_ids[0], {"account_id": self._account("607000").id}),
            (invoice, {"cae_opening": True}),
            (invoice, {"cae_posted_on": "2020-01-01 00:00:00"}),
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                record.with_env(self.env(**accountant)).write(values)
        copied = invoice.with_context(default_cae_opening=True).copy()
        self.assertFalse(copied.cae_opening)

    def test_a_matching_is_settled_once(self):
        invoice = self._invoice(self.alice_activity, 100, "2026-03-10")
        payment = self._manual_payment(100, self.bruno_activity)
        (self._term(invoice) | self._counterpart(payment)).reconcile()
        partial = self._term(invoice).matched_credit_ids
        self.assertFalse(partial._align_activities(), "it is in order")
        # somebody who looked before it was settled
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            partial._create_activity_transfer()

    def test_an_entry_written_by_hand_is_never_given_whole_to_an_activity(self):
        invoice = self._invoice(self.alice_activity, 100, "2026-03-10")
        entry = self.env["account.move"].create(
            {
                "date": "2026-03-20",
                "line_ids": [
                    Command.create({"account_id": self._account(code).id, "balance": balance})
                    for code, balance in (
                        (self._term(invoice).account_id.code, -100),
                        ("641000", 900),
                        ("421000", -800),
                    )
                ],
            }
        )
        entry.action_post()
        receivable = entry.line_ids.filtered(
            lambda line: line.account_id == self._term(invoice).account_id
        )
        (self._term(invoice) | receivable).reconcile()
        self.assertFalse(entry.line_ids.cae_activity_id)
        self.assertEqual(
            self._balances(self.alice_activity, "411", "181"), {"411": 0.0, "181": 100.0}
        )

    def test_within_an_activity_first(self):
        """Two activities, one customer, all lines matched at once: nothing to settle."""
        invoices = self._invoice(self.alice_activity, 100, "2026-03-12") | self._invoice(
            self.bruno_activity, 100, "2026-03-10"
        )
        payments = self._manual_payment(100, self.alice_activity) | self._manual_payment(
            100, self.bruno_activity
        )
        counterparts = self.env["account.move.line"].union(*map(self._counterpart, payments))
        (self._term(invoices) | counterparts).reconcile()
        self.assertFalse(self.env["account.move"].search([("cae_transfer", "=", True)]))

    def test_books_that_are_locked(self):
        """An entry of a locked period still takes its activity: no figure of it changes."""
        invoice = self._invoice(self.alice_activity, 100, "2026-03-10")
        payment = self._manual_payment(100)
        self.company.write({"restrictive_audit_trail": True, "fiscalyear_lock_date": "2026-03-31"})
        (self._term(invoice) | self._counterpart(payment)).reconcile()
        self.assertEqual(payment.move_id.line_ids.cae_activity_id, self.alice_activity)

    def test_a_payment_of_the_cooperative_stays_its_own(self):
        invoice = self._invoice(None, 100, "2026-03-10")
        payment = self._manual_payment(100)
        (self._term(invoice) | self._counterpart(payment)).reconcile()
        self.assertFalse(payment.move_id.line_ids.cae_activity_id)
        self.assertFalse(self.env["account.move"].search([("cae_transfer", "=", True)]))

    def test_a_transfer_is_undone_by_its_matching_alone(self):
        invoice = self._invoice(self.alice_activity, 100, "2026-03-10")
        payment = self._manual_payment(100, self.bruno_activity)
        (self._term(invoice) | self._counterpart(payment)).reconcile()
        transfer = self.env["account.move"].search([("cae_transfer", "=", True)])
        for refused in (transfer.button_draft, lambda: transfer._reverse_moves(cancel=True)):
            with self.assertRaisesRegex(UserError, "Undo the matching"):
                refused()
