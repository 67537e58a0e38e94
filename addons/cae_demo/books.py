"""Write the books of the example cooperative: three months of invoices, two contributions."""

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.fields import Command

from .cooperative import TIMEZONE, bank_journal
from .people import COMPANY
from .trade import CREDIT_NOTE, CUSTOMERS, PURCHASES, SALES, SUPPLIERS

# Payments are noted twice a month.
PAYMENT_DAYS = (12, 25)


class Books:
    def __init__(self, env, company, activities):
        self.env = env
        self.company = company
        self.activities = activities
        today = fields.Date.context_today(env["account.move"].with_context(tz=TIMEZONE))
        self.months = [today.replace(day=1) - relativedelta(months=back) for back in (3, 2, 1)]
        self.last_day = today.replace(day=1) - relativedelta(days=1)

    def fill(self):
        """Write everything, in the order in which it would have happened."""
        self._pay_in_the_capital()
        sales, purchases = self._sales(), self._purchases()
        (sales | purchases).sorted(lambda move: (move.invoice_date, move.id)).action_post()
        self._credit_note(sales)
        # Two customers of three have paid; all the suppliers of the first two months have.
        self._pay(sales.browse(move.id for rank, move in enumerate(sales) if rank % 3 != 2))
        self._pay(purchases.filtered(lambda move: move.invoice_date < self.months[2]))
        for month in self.months[:2]:
            self._close(month)

    def _date(self, month, day):
        return self.months[month].replace(day=day)

    def _account(self, code):
        return self.env["account.account"].search(
            [("code", "=", code), ("company_ids", "in", self.company.ids)], limit=1
        )

    def _partners(self, book, **vals):
        return {
            key: self.env["res.partner"].create(
                {
                    "name": name,
                    "is_company": True,
                    "street": street,
                    "zip": postcode,
                    "city": town,
                    "country_id": self.company.country_id.id,
                    "lang": self.company.partner_id.lang,
                    "company_id": self.company.id,
                    **vals,
                }
            )
            for key, (name, street, postcode, town) in book.items()
        }

    def _pay_in_the_capital(self):
        amount = COMPANY["cae_share_capital"]
        journal = self.env["account.journal"].search(
            [("type", "=", "general"), ("code", "=", "MISC"), ("company_id", "=", self.company.id)]
        ) or self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", self.company.id)], limit=1
        )
        bank = bank_journal(self.env, self.company).default_account_id
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": journal.id,
                "date": self.months[0],
                "ref": "Capital social libéré",
                "line_ids": [
                    Command.create({"account_id": bank.id, "debit": amount}),
                    Command.create({"account_id": self._account("101300").id, "credit": amount}),
                ],
            }
        )
        move.action_post()

    def _sales(self):
        customers = self._partners(CUSTOMERS, customer_rank=1)
        account = self._account("706000")
        return self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "company_id": self.company.id,
                    "partner_id": customers[customer].id,
                    "invoice_date": self._date(month, day),
                    "invoice_date_due": self._date(month, day) + relativedelta(days=30),
                    "cae_activity_id": self.activities[code].id,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": text,
                                "quantity": quantity,
                                "price_unit": price,
                                "account_id": account.id,
                                "tax_ids": [Command.set(self.company.account_sale_tax_id.ids)],
                            }
                        )
                    ],
                }
                for code, month, day, customer, text, quantity, price in SALES
            ]
        )

    def _purchases(self):
        suppliers = self._partners(SUPPLIERS, supplier_rank=1)
        return self.env["account.move"].create(
            [
                {
                    "move_type": "in_invoice",
                    "company_id": self.company.id,
                    "partner_id": suppliers[supplier].id,
                    "ref": f"F{self._date(month, day):%y%m}-{rank:03d}",
                    "invoice_date": self._date(month, day),
                    "date": self._date(month, day),
                    "cae_activity_id": self.activities[code].id if code else False,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": text,
                                "price_unit": amount,
                                "account_id": self._account(account).id,
                                "tax_ids": [Command.set(self.company.account_purchase_tax_id.ids)],
                            }
                        )
                    ],
                }
                for rank, (code, month, day, supplier, text, amount, account) in enumerate(
                    PURCHASES, start=17
                )
            ]
        )

    def _credit_note(self, sales):
        code, month, day, text, reason, amount = CREDIT_NOTE
        invoice = sales.filtered(
            lambda move: (
                move.cae_activity_id == self.activities[code] and move.invoice_line_ids.name == text
            )
        )
        credit_note = invoice._reverse_moves(
            [{"ref": reason, "invoice_date": self._date(month, day)}]
        )
        credit_note.date = credit_note.invoice_date
        credit_note.invoice_line_ids.write({"name": reason, "price_unit": amount, "quantity": 1})
        credit_note.action_post()

    def _pay(self, moves):
        """Register the payments, one each, on the next payment day."""
        for day, due in moves.grouped(self._payment_day).items():
            register = self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=due.ids
            )
            register.create(
                {
                    "payment_date": day,
                    "group_payment": False,
                    "journal_id": bank_journal(self.env, self.company).id,
                }
            )._create_payments()

    def _payment_day(self, move):
        days = [
            month.replace(day=day)
            for month in self.months
            for day in PAYMENT_DAYS
            if month.replace(day=day) >= move.invoice_date
        ]
        return days[0] if days else self.last_day

    def _close(self, month):
        run = self.env["cae.contribution.run"].create(
            {"company_id": self.company.id, "date_from": month}
        )
        run.action_compute()
        run.action_post()
