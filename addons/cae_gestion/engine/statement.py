"""The statement of one activity: what came in, what went out, what is left, what is in cash.

How it works
    The cooperative keeps, for each autonomous activity, an analytic balance sheet and an
    analytic income statement (C. trav. R7331-5), and gives the entrepreneur access to them
    online (R7331-6). Both come from the same account balances:

    * income and charges are what happened between two dates (accounts 6 and 7, and the
      accounts 186 and 187 of services exchanged inside the cooperative);
    * cash, customers and suppliers are what stands at the last of these dates, whatever
      happened since the activity began (accounts 51, 53, 54, 58, 411 and 40). The liaison
      account 181 is cash too: the cooperative takes its contribution there.

    The contribution is a charge, shown apart: it is the account that the cooperative books
    it on, and any account of old books that is marked so.

    Amounts are `Decimal`, in the company's currency, and never rounded here: entries are.
    Signs are those an entrepreneur reads: income, charges, contribution, cash and what is due
    are positive in the ordinary case. Accounts keep debit, credit and debit less credit.

Examples
    >>> def entry(month, *lines):
    ...     return [Balance(*line, month=month and date(2026, month, 1)) for line in lines]
    >>> balances = [
    ...     *entry(None, ("512000", "Bank", 500, 0), ("706000", "Services", 0, 500)),
    ...     *entry(1, ("411000", "Customers", 1200, 1200), ("706000", "Services", 0, 1000)),
    ...     *entry(1, ("445710", "VAT", 0, 200), ("512000", "Bank", 1200, 60)),
    ...     *entry(1, ("606400", "Supplies", 60, 0)),
    ...     *entry(2, ("411000", "Customers", 300, 0), ("706000", "Services", 0, 300)),
    ...     Balance("186000", "Exchanges", 100, 0, date(2026, 2, 1), contribution=True),
    ...     Balance("181000", "Liaison", 0, 100, date(2026, 2, 1), liaison=True),
    ... ]
    >>> found = statement(balances, date(2026, 1, 1), date(2026, 2, 28))
    >>> found.turnover, found.charges, found.contribution, found.result
    (Decimal('1300'), Decimal('160'), Decimal('100'), Decimal('1140'))
    >>> found.cash, found.customers_due, found.suppliers_due
    (Decimal('1540'), Decimal('300'), Decimal('0'))
    >>> [(str(month.result), str(month.cash)) for month in found.months]
    [('940', '1640'), ('200', '1540')]

    What was earned before the period is carried in one line, so that the table balances:

    >>> found.earlier.debit, found.earlier.credit
    (Decimal('0'), Decimal('500'))
    >>> found.debit - found.credit
    Decimal('0')
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)

INCOME = ("7", "187")
CHARGES = ("6", "186")
TURNOVER = ("70",)
CASH = ("51", "53", "54", "58", "181")
CUSTOMERS = ("411",)
SUPPLIERS = ("40",)


@dataclass(frozen=True)
class Balance:
    """What one account took in one month, for one activity.

    :param code: account number of the French chart (PCG)
    :param label: its name, as it is shown
    :param month: first day of the month; None for all that was booked before the period
    :param contribution: the account is the one of the contribution
    :param liaison: the account carries the cash between the activity and the cooperative
    """

    code: str
    label: str
    debit: Decimal
    credit: Decimal
    month: date | None = None
    contribution: bool = False
    liaison: bool = False

    @property
    def amount(self):
        return Decimal(self.debit) - Decimal(self.credit)


@dataclass(frozen=True)
class AccountLine:
    """One line of the table of accounts."""

    code: str
    label: str
    debit: Decimal
    credit: Decimal

    @property
    def balance(self):
        return self.debit - self.credit


@dataclass
class Month:
    """One month of the period; `cash` is what stands at its end."""

    start: date
    income: Decimal = ZERO
    charges: Decimal = ZERO
    contribution: Decimal = ZERO
    cash: Decimal = ZERO

    @property
    def result(self):
        return self.income - self.charges


@dataclass
class Statement:
    """The figures of one activity, from `date_from` to `date_to` included."""

    date_from: date
    date_to: date
    income: Decimal = ZERO
    turnover: Decimal = ZERO
    charges: Decimal = ZERO
    contribution: Decimal = ZERO
    cash: Decimal = ZERO
    customers_due: Decimal = ZERO
    suppliers_due: Decimal = ZERO
    accounts: list = field(default_factory=list)
    months: list = field(default_factory=list)
    earlier: AccountLine = AccountLine("", "", ZERO, ZERO)

    @property
    def result(self):
        """Income less charges; the contribution is one of the charges."""
        return self.income - self.charges

    @property
    def other_income(self):
        return self.income - self.turnover

    @property
    def other_charges(self):
        """Charges without the contribution."""
        return self.charges - self.contribution

    @property
    def debit(self):
        return sum((line.debit for line in self.accounts), self.earlier.debit)

    @property
    def credit(self):
        return sum((line.credit for line in self.accounts), self.earlier.credit)


def kinds(code, contribution=False, liaison=False):
    """Tell in which figures of a statement an account counts.

    :param str code: account number
    :param bool contribution: the account is marked as the contribution's
    :param bool liaison: the account is the liaison account with the cooperative
    :return: frozenset of the names of fields of `Statement`

    >>> sorted(kinds("706000")), sorted(kinds("187000"))
    (['income', 'turnover'], ['income'])
    >>> sorted(kinds("604101", contribution=True)), sorted(kinds("604100"))
    (['charges', 'contribution'], ['charges'])
    >>> sorted(kinds("451000", liaison=True)), sorted(kinds("416000"))
    (['cash'], [])
    """
    if contribution:
        return frozenset(("charges", "contribution"))
    found = set()
    for name, prefixes in (
        ("income", INCOME),
        ("turnover", TURNOVER),
        ("charges", CHARGES),
        ("cash", CASH),
        ("customers_due", CUSTOMERS),
        ("suppliers_due", SUPPLIERS),
    ):
        if code.startswith(prefixes):
            found.add(name)
    if liaison:
        found.add("cash")
    return frozenset(found)


# A debit is good news for cash, bad news for income: the sign that makes each figure positive.
SIGNS = {
    "income": -1,
    "turnover": -1,
    "charges": 1,
    "contribution": 1,
    "cash": 1,
    "customers_due": 1,
    "suppliers_due": -1,
}
# Figures of a period; the others stand at its end and count all that came before.
OF_PERIOD = frozenset(("income", "turnover", "charges", "contribution"))
OF_MONTH = ("income", "charges", "contribution")


def months_between(date_from, date_to):
    """List the first days of the months from one date to another, both included.

    >>> [str(day) for day in months_between(date(2025, 12, 15), date(2026, 2, 1))]
    ['2025-12-01', '2026-01-01', '2026-02-01']
    """
    first = date_from.year * 12 + date_from.month - 1
    last = date_to.year * 12 + date_to.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1)]


def statement(balances, date_from, date_to):
    """Make the statement of one activity.

    :param balances: iterable of `Balance`: everything booked up to `date_to`; what was
        booked before `date_from` has no month
    :param date date_from: first day of the period
    :param date date_to: last day of the period
    :return: Statement; every month of the period is there, even when nothing happened
    """
    found = Statement(date_from, date_to)
    months = {start: Month(start) for start in months_between(date_from, date_to)}
    accounts = {}
    earlier = [ZERO, ZERO]
    cash_at_start = ZERO
    cash_moves = defaultdict(Decimal)
    for balance in balances:
        names = kinds(balance.code, balance.contribution, balance.liaison)
        of_period = not names.isdisjoint(OF_PERIOD)
        if of_period and balance.month is None:
            earlier[0] += balance.debit
            earlier[1] += balance.credit
            continue
        for name in names:
            amount = SIGNS[name] * balance.amount
            setattr(found, name, getattr(found, name) + amount)
            if name in OF_MONTH:
                month = months[balance.month]
                setattr(month, name, getattr(month, name) + amount)
        if "cash" in names:
            if balance.month is None:
                cash_at_start += balance.amount
            else:
                cash_moves[balance.month] += balance.amount
        _label, debit, credit = accounts.get(balance.code, (None, ZERO, ZERO))
        accounts[balance.code] = (
            balance.label,
            debit + balance.debit,
            credit + balance.credit,
        )
    for start, month in months.items():
        cash_at_start += cash_moves[start]
        month.cash = cash_at_start
    found.months = list(months.values())
    found.earlier = AccountLine("", "", *earlier)
    found.accounts = [AccountLine(code, *values) for code, values in sorted(accounts.items())]
    return found
