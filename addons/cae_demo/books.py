"""Write the books of the example cooperative: three months of invoices, two contributions."""

from dateutil.relativedelta import relativedelta

from odoo.fields import Command

from .people import COMPANY, read

# What is sold and bought in the three months that ended before the day of installation, which are
# 0, 1 and 2; amounts in euros, without VAT.
TRADE = read("trade")
# Payments are noted twice a month.
PAYMENT_DAYS = (12, 25)


class Books:
    """The entries of the months before the day of installation.

    :param coop: the Cooperative
    """

    def __init__(self, coop):
        self.coop, self.env, self.company = coop, coop.env, coop.company
        self.activities = {found.code: found for found in coop.find("cae.activity")}
        self.months = [coop.month(-3), coop.month(-2), coop.month(-1)]
        self.last_day = coop.month(0) - relativedelta(days=1)

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
        owned = [("code", "=", code), ("company_ids", "in", self.company.ids)]
        return self.env["account.account"].search(owned, limit=1)

    def _partners(self, book, **vals):
        vals |= {
            "is_company": True,
            "country_id": self.company.country_id.id,
            "lang": self.company.partner_id.lang,
            "company_id": self.company.id,
        }
        return {
            key: self.coop.make("res.partner", identity, **vals)
            for key, identity in TRADE[book].items()
        }

    def _pay_in_the_capital(self):
        amount = COMPANY["cae_share_capital"]
        journals = self.coop.find("account.journal", ("type", "=", "general"))
        journal = journals.filtered(lambda journal: journal.code == "MISC") or journals[:1]
        bank = self.coop.bank().default_account_id
        lines = [
            {"account_id": bank.id, "debit": amount},
            {"account_id": self._account("101300").id, "credit": amount},
        ]
        self.coop.make(
            "account.move",
            {"ref": "Capital social libéré", "line_ids": lines},
            move_type="entry",
            journal_id=journal.id,
            date=self.months[0],
        ).action_post()

    def _sales(self):
        customers = self._partners("customers", customer_rank=1)
        line = {
            "account_id": self._account("706000").id,
            "tax_ids": [Command.set(self.company.account_sale_tax_id.ids)],
        }
        return self.env["account.move"].create(
            [
                self._prepare_invoice(
                    code,
                    customers[customer],
                    {**line, "name": text, "quantity": quantity, "price_unit": price},
                    move_type="out_invoice",
                    invoice_date=self._date(month, day),
                    invoice_date_due=self._date(month, day) + relativedelta(days=30),
                )
                for code, month, day, customer, text, quantity, price in TRADE["sales"]
            ]
        )

    def _purchases(self):
        suppliers = self._partners("suppliers", supplier_rank=1)
        taxes = [Command.set(self.company.account_purchase_tax_id.ids)]
        return self.env["account.move"].create(
            [
                self._prepare_invoice(
                    code,
                    suppliers[supplier],
                    {
                        "name": text,
                        "price_unit": amount,
                        "account_id": self._account(account).id,
                        "tax_ids": taxes,
                    },
                    move_type="in_invoice",
                    ref=f"F{self._date(month, day):%y%m}-{rank:03d}",
                    invoice_date=self._date(month, day),
                    date=self._date(month, day),
                )
                for rank, (code, month, day, supplier, text, amount, account) in enumerate(
                    TRADE["purchases"], start=17
                )
            ]
        )

    def _prepare_invoice(self, code, partner, line, **values):
        """Return the values of an invoice of one line; without a code, of the cooperative."""
        return {
            "partner_id": partner.id,
            "cae_activity_id": self.activities[code].id if code else False,
            "invoice_line_ids": [Command.create(line)],
            **values,
        }

    def _credit_note(self, sales):
        note = TRADE["credit_note"]
        activity, text, reason = self.activities[note["activity"]], note["text"], note["reason"]
        invoice = sales.filtered(
            lambda move: move.cae_activity_id == activity and move.invoice_line_ids.name == text
        )
        credit_note = invoice._reverse_moves(
            [{"ref": reason, "invoice_date": self._date(note["month"], note["day"])}]
        )
        credit_note.date = credit_note.invoice_date
        credit_note.invoice_line_ids.write(
            {"name": reason, "price_unit": note["amount"], "quantity": 1}
        )
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
                    "journal_id": self.coop.bank().id,
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
        run = self.coop.make("cae.contribution.run", date_from=month)
        run.action_compute()
        run.action_post()
