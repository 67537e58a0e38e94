from odoo.fields import Command
from odoo.tests import Form

from .common import GestionCommon


class EntriesCommon(GestionCommon):
    """Documents of two activities, payments and bank lines, with VAT due on payment.

    - ``vat_service``, ``vat_service_purchase``: 20 % due on payment; ``bank``: the bank journal
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.tax_exigibility = True
        cls.vat_service = cls._tax("sale")
        cls.vat_service_purchase = cls._tax("purchase")
        cls.bank = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )

    @classmethod
    def _tax(cls, use):
        return cls.env["account.tax"].search(
            [
                ("company_id", "=", cls.company.id),
                ("type_tax_use", "=", use),
                ("amount", "=", 20),
                ("tax_exigibility", "=", "on_payment"),
                ("price_include_override", "!=", "tax_included"),
            ],
            limit=1,
        )

    @classmethod
    def _register(cls, moves, date, **vals):
        """Register a payment as on the form; `vals` are what is typed there."""
        action = moves.action_register_payment()
        wizard = Form(cls.env["account.payment.register"].with_context(**action["context"]))
        wizard.payment_date = date
        wizard.journal_id = cls.bank
        for name, value in vals.items():
            setattr(wizard, name, value)
        return wizard.save()._create_payments()

    @classmethod
    def _bank_line(cls, amount, date, partner=None):
        return cls.env["account.bank.statement.line"].create(
            {
                "journal_id": cls.bank.id,
                "date": date,
                "payment_ref": "Transfer",
                "amount": amount,
                "partner_id": partner.id if partner else False,
            }
        )

    @classmethod
    def _match_bank_line(cls, bank_line, lines):
        """Put the open lines in the place of the suspense account, and match them."""
        _liquidity, suspense, _other = bank_line._seek_for_lines()
        rest = -bank_line.amount - sum(-line.amount_residual for line in lines)
        commands = [Command.delete(suspense.id)] + [
            Command.create(
                {
                    "account_id": line.account_id.id,
                    "partner_id": line.partner_id.id,
                    "balance": -line.amount_residual,
                    "name": line.name or "Match",
                }
            )
            for line in lines
        ]
        if not cls.company.currency_id.is_zero(rest):
            commands.append(
                Command.create({"account_id": cls._account("627000").id, "balance": rest})
            )
        bank_line.with_context(force_delete=True, skip_readonly_check=True).write(
            {"line_ids": commands}
        )
        counterparts = bank_line.line_ids.filtered(lambda item: item.account_id.reconcile)
        open_lines = {
            (line.account_id, cls.company.currency_id.round(-line.amount_residual)): line
            for line in lines
        }
        for counterpart in counterparts:
            line = open_lines.get(
                (counterpart.account_id, cls.company.currency_id.round(counterpart.balance))
            )
            if line and not line.reconciled:
                (counterpart | line).reconcile()
        return bank_line

    @classmethod
    def _balances(cls, activity, *prefixes, date="2026-12-31"):
        """Return {prefix: balance of the posted lines of an activity (None: of none)}."""
        lines = cls.env["account.move.line"].search(
            [
                ("company_id", "=", cls.company.id),
                ("parent_state", "=", "posted"),
                ("cae_activity_id", "=", activity.id if activity else False),
                ("date", "<=", date),
            ]
        )
        return {
            prefix: round(
                sum(
                    line.balance
                    for line in lines
                    if (line.account_id.code or "").startswith(prefix)
                ),
                2,
            )
            for prefix in prefixes
        }

    def _term(self, move):
        return move.line_ids.filtered(lambda line: line.display_type == "payment_term")

    def _manual_payment(self, amount, activity=None):
        form = Form(self.env["account.payment"].with_context(default_payment_type="inbound"))
        form.partner_id = self.client
        form.amount = amount
        form.date = "2026-03-20"
        form.journal_id = self.bank
        if activity:
            form.cae_activity_id = activity
        payment = form.save()
        payment.action_post()
        return payment

    def _counterpart(self, payment):
        return payment.move_id.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
