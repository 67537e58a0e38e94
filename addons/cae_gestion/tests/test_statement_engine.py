from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engine import statement

CODES = (
    "101000",
    "181000",
    "186000",
    "187000",
    "401100",
    "411100",
    "411700",
    "416000",
    "419100",
    "421000",
    "425000",
    "431000",
    "445660",
    "445710",
    "445740",
    "467000",
    "512000",
    "606400",
    "706000",
)
MONTHS = [None, date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]
CENTS = st.integers(min_value=0, max_value=99_999_999).map(lambda n: Decimal(n) / 100)


@st.composite
def entries(draw):
    """Balanced entries of two lines, over the accounts of an activity."""
    balances = []
    for _number in range(draw(st.integers(0, 12))):
        amount, month = draw(CENTS), draw(st.sampled_from(MONTHS))
        debit, credit = draw(st.sampled_from(CODES)), draw(st.sampled_from(CODES))
        balances.append(statement.Balance(debit, debit, amount, Decimal(0), month))
        balances.append(statement.Balance(credit, credit, Decimal(0), amount, month))
    return balances


@tagged("post_install", "-at_install")
class TestStatementEngine(BaseCase):
    """The arithmetic of the statement alone: what holds for any balances."""

    def _statement(self, balances):
        return statement.statement(balances, date(2026, 1, 1), date(2026, 3, 31))

    @settings(max_examples=100, deadline=None)
    @given(entries())
    def test_table_of_accounts_balances(self, balances):
        found = self._statement(balances)
        self.assertEqual(found.debit, found.credit)

    @settings(max_examples=100, deadline=None)
    @given(entries())
    def test_months_add_up_to_the_period(self, balances):
        found = self._statement(balances)
        for name in ("income", "charges", "contribution", "result"):
            self.assertEqual(
                sum(getattr(month, name) for month in found.months), getattr(found, name)
            )
        self.assertEqual(found.months[-1].cash, found.cash)

    @settings(max_examples=100, deadline=None)
    @given(entries())
    def test_what_the_activity_earned_is_what_it_has(self, balances):
        # result of all time = what the other accounts hold: no figure is lost on the way
        found = self._statement(balances)
        others = sum(
            line.balance for line in found.accounts if line.figure not in statement.OF_PERIOD
        )
        self.assertEqual(found.result - found.earlier.balance, others)

    def test_a_flagged_purchase_account_is_the_contribution(self):
        balance = statement.Balance(
            "604101", "Old", Decimal(90), Decimal(0), MONTHS[1], contribution=True
        )
        found = self._statement([balance])
        self.assertEqual((found.charges, found.contribution, found.result), (0, 90, -90))

    @settings(max_examples=100, deadline=None)
    @given(entries())
    def test_what_is_available_is_cash_less_debts(self, balances):
        found = self._statement(balances)
        self.assertLessEqual(found.available, found.cash)
        self.assertFalse(dict(found.debts).keys() & dict(found.claims).keys())
        standing = sum(dict(found.claims).values()) - sum(dict(found.debts).values())
        # cash, what is owed either way and the rest are all that the activity has
        self.assertEqual(
            found.cash + standing + found.wealth - found.vat_waiting,
            sum(line.balance for line in found.accounts if line.figure not in statement.OF_PERIOD),
        )

    @settings(max_examples=100, deadline=None)
    @given(entries())
    def test_each_account_counts_in_one_figure(self, balances):
        found = self._statement(balances)
        for name, lines, total in found.groups:
            self.assertEqual(total, getattr(found, name))
            self.assertEqual(total, sum(line.amount for line in lines))
