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
        sales = self._invoices(
            "out_invoice",
            self._partners("customers", customer_rank=1),
            self.company.account_sale_tax_id,
            TRADE["sales"],
        )
        purchases = self._invoices(
            "in_invoice",
            self._partners("suppliers", supplier_rank=1),
            self.company.account_purchase_tax_id,
            TRADE["purchases"],
        )
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
        partners = self.coop.make(
            "res.partner",
            *TRADE[book].values(),
            is_company=True,
            country_id=self.company.country_id.id,
            lang=self.company.partner_id.lang,
            company_id=self.company.id,
            **vals,
        )
        return dict(zip(TRADE[book], partners, strict=True))

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

    def _invoices(self, move_type, partners, tax, rows):
        """Make the invoices of one line that are told; without a code, of the cooperative."""
        vals_list = []
        for number, row in enumerate(rows, start=17):
            code, month, day, who, text, quantity, price, account = row
            date = self._date(month, day)
            line = {
                "name": text,
                "quantity": quantity,
                "price_unit": price,
                "account_id": self._account(account).id,
                "tax_ids": [Command.set(tax.ids)],
            }
            if move_type == "out_invoice":
                more = {"invoice_date_due": date + relativedelta(days=30)}
            else:
                more = {"ref": f"F{date:%y%m}-{number:03d}"}
            vals_list.append(
                {
                    "move_type": move_type,
                    "partner_id": partners[who].id,
                    "cae_activity_id": self.activities[code].id if code else False,
                    "invoice_date": date,
                    "date": date,
                    "invoice_line_ids": [Command.create(line)],
                    **more,
                }
            )
        return self.env["account.move"].create(vals_list)

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
        days = (month.replace(day=day) for month in self.months for day in PAYMENT_DAYS)
        return next((day for day in days if day >= move.invoice_date), self.last_day)

    def _close(self, month):
        run = self.coop.make("cae.contribution.run", date_from=month)
        run.action_compute()
        run.action_post()
