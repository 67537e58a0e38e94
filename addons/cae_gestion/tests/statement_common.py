from datetime import date
from decimal import Decimal

from odoo.fields import Command

from .common import GestionCommon

FROM, TO = date(2026, 1, 1), date(2026, 3, 31)


class StatementCommon(GestionCommon):
    """Three months of one activity whose figures are known by hand.

    Earlier: 500.00 invoiced and paid in December 2025. From January to March 2026:

    - 15/01 invoice of 1000.00 + 200.00 VAT, paid on 31/01
    - 05/02 credit note of 200.00, not paid back
    - 10/02 bill of 300.00, not paid
    - 31/03 contribution of 80.00

    So: turnover 800.00, charges 380.00 of which 80.00 contribution, result 420.00, cash
    500 + 1200 - 80 = 1620.00, customers -200.00 (they are owed), suppliers 300.00.
    The neighbour has an invoice of 999.00, and there is a draft of 4000.00.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        alice = cls.alice_activity
        cls._pay(cls._invoice(alice, 500, "2025-12-10"), "2025-12-20")
        cls._pay(cls._invoice(alice, 1000, "2026-01-15", tax=cls.vat_20), "2026-01-31")
        cls._invoice(alice, 200, "2026-02-05", move_type="out_refund")
        cls._bill(alice, 300, "2026-02-10")
        cls._contribute(alice, 80, "2026-03-31")
        cls._invoice(cls.bruno_activity, 999, "2026-02-01")
        cls._invoice(alice, 4000, "2026-02-01").button_draft()

    @classmethod
    def _entry(cls, date, *lines):
        """Post an entry; each line is (account code, debit less credit, activity or None)."""
        move = cls.env["account.move"].create(
            {
                "journal_id": cls.company.contribution_journal_id.id,
                "date": date,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": cls._account(code).id,
                            "debit": max(amount, 0),
                            "credit": max(-amount, 0),
                            "cae_activity_id": activity.id if activity else False,
                        }
                    )
                    for code, amount, activity in lines
                ],
            }
        )
        move.action_post()
        return move

    @classmethod
    def _contribute(cls, activity, amount, date):
        """Post what a month's closing posts for one activity."""
        return cls._entry(
            date,
            ("186000", amount, activity),
            ("181000", -amount, activity),
            ("181000", amount, None),
            ("187000", -amount, None),
        )

    def _figures(self, statement):
        return {
            name: getattr(statement, name)
            for name in (
                "turnover",
                "income",
                "charges",
                "contribution",
                "result",
                "cash",
                "customers_due",
                "suppliers_due",
            )
        }

    def _assert_figures(self, statement, **expected):
        found = self._figures(statement)
        self.assertEqual(
            {name: found[name] for name in expected},
            {name: Decimal(value) for name, value in expected.items()},
        )
