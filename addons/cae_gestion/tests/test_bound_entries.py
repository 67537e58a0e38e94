from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models import account_move, account_move_line
from .bound_entries_common import BoundEntriesCommon
from .contribution_common import ContributionCommon
from .entries_common import EntriesCommon

# what only tells who wrote the row, and the columns that no write names
OF_THE_ROW = {"id", "create_date", "create_uid", "write_date", "write_uid", "display_name"}


@tagged("post_install", "-at_install")
class TestBoundEntries(EntriesCommon, ContributionCommon, BoundEntriesCommon):
    """The entries of a month and of a transfer stay, with all their lines."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._invoice(cls.alice_activity, 1000, "2025-03-10")
        cls._invoice(cls.alice_activity, 500, "2025-04-10")
        cls.alice_activity.contribution_exempt = False
        cls.month = cls._close("2025-03-01")
        cls.reversed_run = cls._close("2025-04-01")
        cls.reversed_run.action_reverse()

    def setUp(self):
        super().setUp()
        invoice = self._invoice(self.alice_activity, 100, "2026-03-10")
        self.payment = self._manual_payment(100, self.bruno_activity)
        self.matched = self._term(invoice) | self._counterpart(self.payment)
        self.matched.reconcile()
        self.transfer = self.env["account.move"].search([("cae_transfer", "=", True)])
        self.entries = {
            "month": self.month.move_id,
            "reversed month": self.reversed_run.move_id,
            "reversal of a month": self.reversed_run.reversal_move_id,
            "transfer": self.transfer,
        }
        for entry in self.entries.values():
            self.assertEqual((len(entry), entry.state), (1, "posted"))

    def test_an_accountant_changes_none_of_them(self):
        self.assertBound(self.entries)

    def test_nor_what_analytic_accounting_says_of_it(self):
        self.authenticate(self.accountant.login, self.accountant.login)
        analytic = self.month.move_id.line_ids.analytic_line_ids
        self.assertTrue(analytic)
        model, context = "account.analytic.line", {"skip_analytic_sync": True}
        self.assertTrue(self._is_refused(model, "write", analytic.ids, {"amount": 1}, **context))
        self.assertTrue(self._is_refused(model, "unlink", analytic.ids, **context))
        other = {"name": "Other", "amount": 1, "move_line_id": analytic[0].move_line_id.id}
        other["account_id"] = self.bruno_activity.analytic_account_id.id
        self.assertTrue(self._is_refused(model, "create", [other], **context))

    def test_the_state_is_that_of_the_entry(self):
        lines = self.month.move_id.line_ids
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET parent_state = 'draft' WHERE id = ANY(%s)", [lines.ids]
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "reverse that month instead"):
            lines[0].cae_activity_id = self.bruno_activity

    def test_whatever_odoo_adds_to_an_entry_is_refused(self):
        """Each field that is stored and that nobody has looked at, of whichever addon."""
        for model, module, records in (
            ("account.move", account_move, self.month.move_id),
            ("account.move.line", account_move_line, self.month.move_id.line_ids[:1]),
        ):
            prefixes = getattr(module, "FREE_PREFIXES", ())
            names = [
                name
                for name, field in self.env[model]._fields.items()
                if field.store
                and name not in module.FREE_FIELDS | OF_THE_ROW
                and not name.startswith((*prefixes, "cae_posted_on", "cae_transfer", "cae_opening"))
            ]
            self.assertGreater(len(names), 20)
            for name in names:
                field = records._fields[name]
                value = field.convert_to_write(records[name], records)
                with self.subTest(model=model, field=name), self.assertRaises(UserError):
                    records.with_user(self.accountant).write({name: value})

    # -- what Odoo does with an entry without changing it --------------------------------------

    def test_its_lines_are_matched_and_let_go(self):
        liaison = self.company.contribution_liaison_account_id
        liaison.reconcile = True
        for kind in ("month", "reversed month"):
            lines = self.entries[kind].line_ids.filtered(lambda line: line.account_id == liaison)
            lines = lines.with_user(self.accountant)
            lines.remove_move_reconcile()
            lines.reconcile()
            self.assertTrue(all(lines.mapped("reconciled")), kind)
            lines.remove_move_reconcile()
            self.assertFalse(any(lines.mapped("matching_number")), kind)

    def test_it_is_hashed_reviewed_locked_and_talked_about(self):
        entry = self.month.move_id.with_user(self.accountant)
        entry.journal_id.sudo().restrict_mode_hash_table = True
        entry.set_moves_checked()
        entry.message_post(body="Seen")
        entry.activity_schedule("mail.mail_activity_data_todo", user_id=self.accountant.id)
        paper = self.env["ir.attachment"].create(
            {"name": "a.pdf", "raw": b"%PDF-", "res_model": "account.move", "res_id": entry.id}
        )
        entry.message_main_attachment_id = paper
        entry.button_hash()
        self.assertTrue(entry.inalterable_hash)
        self.env.flush_all()
        self.assertEqual(self.month.move_id.activity_ids.user_id, self.accountant)

    def test_the_audit_trail_and_a_lock_leave_the_buttons(self):
        self.company.restrictive_audit_trail = True
        self.month.with_user(self.accountant).action_reverse()
        self.matched.with_user(self.accountant).remove_move_reconcile()
        for entry in (self.month.move_id, self.transfer):
            reversal = entry.reversal_move_ids
            self.assertEqual((entry.state, reversal.state), ("posted", "posted"))
            for bound in (entry, reversal):
                with self.assertRaisesRegex(UserError, "stay in the books as they are"):
                    bound.button_draft()

    def test_an_entry_of_nobody_is_still_edited(self):
        self.own.action_post()
        own = self.own.with_user(self.accountant)
        own.line_ids[0].name = "Other"
        own.button_draft()
        own.with_context(force_delete=True).unlink()

    # -- the account of old contributions ------------------------------------------------------

    def test_what_counts_as_contribution_stays_in_posted_months(self):
        used, free = self._account("604101"), self._account("604102")
        self._invoice(self.alice_activity, 50, "2025-03-12", "604101", "in_invoice")
        later = self._account("604103")
        day = fields.Date.to_string(self.month.date_to.replace(year=2026))
        self._invoice(self.alice_activity, 50, day, "604103", "in_invoice")
        self.authenticate(self.accountant.login, self.accountant.login)
        flag = {"cae_contribution": True}
        self.assertTrue(self._is_refused("account.account", "write", used.ids, flag))
        self.assertFalse(
            self._is_refused("account.account", "write", used.ids, {"cae_contribution": False}),
            "nothing changes",
        )
        self.assertFalse(self._is_refused("account.account", "write", (free | later).ids, flag))
