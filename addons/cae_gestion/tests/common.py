from odoo import fields
from odoo.addons.cae_entrepreneur.tests.common import CaeCommon
from odoo.fields import Command


class GestionCommon(CaeCommon):
    """CaeCommon with books: short ways to post what an activity does.

    - ``client``, ``supplier``: partners; ``vat_20``: the French 20 % sales tax
    """

    @classmethod
    def _make_fixture(cls):
        cls.company._setup_cae_accounting()
        cls.client = cls.env["res.partner"].create({"name": "A client"})
        cls.supplier = cls.env["res.partner"].create({"name": "A supplier"})
        cls.vat_20 = cls.env["account.tax"].search(
            [
                ("company_id", "=", cls.company.id),
                ("type_tax_use", "=", "sale"),
                ("amount", "=", 20),
                ("price_include_override", "!=", "tax_included"),
            ],
            limit=1,
        )

    @classmethod
    def _account(cls, code):
        """Return the company's account with this code, made with a plain type if missing."""
        Account = cls.env["account.account"].with_company(cls.company)
        types = {"1": "equity", "4": "asset_current", "5": "asset_cash", "6": "expense"}
        return Account.search(
            [("code", "=", code), ("company_ids", "in", cls.company.ids)], limit=1
        ) or Account.create(
            {"code": code, "name": code, "account_type": types.get(code[0], "income")}
        )

    @classmethod
    def _invoice(cls, activity, amount, date, account="706000", move_type="out_invoice", tax=None):
        """Return a posted invoice, bill or credit note of one line.

        :param float amount: without tax
        :param str date: of the document and of its entry
        :param str account: code of the line's account
        """
        move = cls.env["account.move"].create(
            {
                "move_type": move_type,
                "company_id": cls.company.id,
                "partner_id": (cls.supplier if move_type.startswith("in_") else cls.client).id,
                "invoice_date": date,
                "date": date,
                "cae_activity_id": activity.id if activity else False,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Work",
                            "quantity": 1,
                            "price_unit": amount,
                            "account_id": cls._account(account).id,
                            "tax_ids": [Command.set(tax.ids if tax else [])],
                        }
                    )
                ],
            }
        )
        move.action_post()
        return move

    @classmethod
    def _bill(cls, activity, amount, date, account="606400", **kwargs):
        """Return a posted vendor bill of one line (see ``_invoice``)."""
        return cls._invoice(
            activity, amount, date, account=account, move_type="in_invoice", **kwargs
        )

    @classmethod
    def _pay(cls, moves, date=None):
        """Register the payment of posted documents in the bank; return the payments."""
        wizard = (
            cls.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=moves.ids)
            .create(
                {
                    "payment_date": date or fields.Date.to_string(max(moves.mapped("date"))),
                    "journal_id": cls.env["account.journal"]
                    .search([("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1)
                    .id,
                }
            )
        )
        return wizard._create_payments()
