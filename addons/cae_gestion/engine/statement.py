"""The statement of one activity: what came in, what went out, what is left, what is in cash.

How it works
    The cooperative keeps, for each autonomous activity, an analytic balance sheet and an
    analytic income statement (C. trav. R7331-5), and gives the entrepreneur access to them
    online (R7331-6). Both come from the same account balances, and each account counts in
    exactly one figure (see `FIGURES`), so that nothing counts twice and nothing is lost:

    * turnover, other income, charges and the contribution are what happened between two
      dates. The contribution is no part of the charges: income - charges - contribution =
      result, everywhere. It is the account that the cooperative books it on, and any account
      of old books that is marked so;
    * cash and what is owed, either way, are what stands at the last of these dates, whatever
      happened since the activity began. The liaison account 181 is cash too: the cooperative
      takes its contribution there.

    What is available is the cash, less all that the activity owes: VAT, suppliers, pay and
    social charges, taxes, deposits of customers. What others owe to the activity does not
    count until it is paid: a guarantee that a customer retains, a doubtful debt, an advance
    to staff stand in lines of their own. Whatever stands on the other side than usual (a
    credit of VAT, credit notes that customers have not used) changes side with its sign.

    VAT on services is due when the customer pays (CGI 269-2-c): until then it waits on
    accounts of its own, and is not in the cash that it would be taken from. VAT that becomes
    deductible when a supplier is paid is taken into account with the supplier.

    Amounts are `Decimal`, in the company's currency, and never rounded here: entries are.
    Signs are those an entrepreneur reads: every figure is positive in its ordinary case.

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
    (Decimal('1300'), Decimal('60'), Decimal('100'), Decimal('1140'))
    >>> found.cash, found.customers_due, found.suppliers_due
    (Decimal('1540'), Decimal('300'), Decimal('0'))
    >>> [(str(month.result), str(month.cash)) for month in found.months]
    [('940', '1640'), ('200', '1540')]

    The VAT is in the cash, and is not the activity's:

    >>> found.debts, found.claims
    ([('vat', Decimal('200'))], [('customers_due', Decimal('300'))])
    >>> found.available
    Decimal('1340')

    What was earned before the period is carried in one line, so that the table balances:

    >>> found.earlier.debit, found.earlier.credit
    (Decimal('0'), Decimal('500'))
    >>> found.debit - found.credit
    Decimal('0')
"""

from collections import defaultdict
from dataclasses import dataclass, field, make_dataclass, replace
from datetime import date
from decimal import Decimal

from dateutil.rrule import MONTHLY, rrule

ZERO = Decimal(0)


@dataclass(frozen=True)
class Figure:
    """One figure of a statement.

    :param prefixes: accounts of the French chart (PCG) that count in it; the longest wins
    :param sign: 1 when its ordinary side is the debit, -1 when it is the credit
    :param kind: `period` (what happened), `cash`, `debt` (what the activity owes), `claim`
        (what is owed to it), `waiting` (VAT that is not due yet) or `other`
    :param open: made of what is not settled yet, document by document
    """

    prefixes: tuple
    sign: int
    kind: str
    open: bool = False


FIGURES = {
    "turnover": Figure(("70",), -1, "period"),
    "other_income": Figure(("7", "187"), -1, "period"),
    "charges": Figure(("6", "186"), 1, "period"),
    "contribution": Figure((), 1, "period"),
    "cash": Figure(("51", "53", "54", "58", "181"), 1, "cash"),
    "vat": Figure(("445",), -1, "debt"),
    "suppliers_due": Figure(("40",), -1, "debt", open=True),
    "pay": Figure(("42", "43"), -1, "debt"),
    "taxes": Figure(("442", "444", "446", "447", "448"), -1, "debt"),
    "deposits": Figure(("419",), -1, "debt", open=True),
    "customers_due": Figure(("411", "413"), 1, "claim", open=True),
    "retention": Figure(("4117",), 1, "claim", open=True),
    "doubtful": Figure(("416",), 1, "claim", open=True),
    "advances": Figure(("425",), 1, "claim", open=True),
    "other_claims": Figure(("41", "44", "45", "46"), 1, "claim"),
    "vat_waiting": Figure(("44574", "44587"), -1, "waiting"),
    "wealth": Figure(("",), 1, "other"),
}
OF_PERIOD = frozenset(name for name, figure in FIGURES.items() if figure.kind == "period")
_PREFIXES = sorted(
    ((prefix, name) for name, figure in FIGURES.items() for prefix in figure.prefixes),
    key=lambda pair: -len(pair[0]),
)


def figure_of(code, contribution=False, liaison=False):
    """Tell in which figure of a statement an account counts.

    :param str code: account number
    :param bool contribution: the account is marked as the contribution's
    :param bool liaison: the account is the liaison account with the cooperative
    :return: a name of `FIGURES`

    >>> figure_of("706000"), figure_of("758000"), figure_of("187000"), figure_of("606400")
    ('turnover', 'other_income', 'other_income', 'charges')
    >>> figure_of("604101", contribution=True), figure_of("451000", liaison=True)
    ('contribution', 'cash')

    Retained guarantees, doubtful debts and advances to staff stand apart:

    >>> figure_of("411200"), figure_of("411700"), figure_of("416000"), figure_of("419100")
    ('customers_due', 'retention', 'doubtful', 'deposits')
    >>> figure_of("421000"), figure_of("425200"), figure_of("428600"), figure_of("431000")
    ('pay', 'advances', 'pay', 'pay')

    VAT that waits for the customer to pay is not due yet:

    >>> figure_of("445510"), figure_of("445710"), figure_of("445740"), figure_of("445660")
    ('vat', 'vat', 'vat_waiting', 'vat')
    >>> figure_of("444000"), figure_of("467000"), figure_of("218300"), figure_of("101000")
    ('taxes', 'other_claims', 'wealth', 'wealth')
    """
    if contribution:
        return "contribution"
    if liaison:
        return "cash"
    return next(name for prefix, name in _PREFIXES if code.startswith(prefix))


@dataclass(frozen=True)
class Balance:
    """What one account took in one month, or in the period, for one activity.

    :param code: account number of the French chart (PCG)
    :param label: its name, as it is shown
    :param month: first day of the month; None for all that was booked before the period
    :param contribution: the account is the one of the contribution
    :param liaison: the account carries the cash between the activity and the cooperative
    :param key: what tells accounts apart, where the code does not
    """

    code: str
    label: str
    debit: Decimal
    credit: Decimal
    month: date | None = None
    contribution: bool = False
    liaison: bool = False
    key: int | None = None

    @property
    def figure(self):
        return figure_of(self.code, self.contribution, self.liaison)

    @property
    def balance(self):
        return self.debit - self.credit

    @property
    def amount(self):
        """The balance with the sign of its figure."""
        return FIGURES[self.figure].sign * self.balance


NOTHING = Balance("", "", ZERO, ZERO)


@dataclass
class Month:
    """One month of the period; `cash` is what stands at its end."""

    start: date
    income: Decimal = ZERO
    charges: Decimal = ZERO
    contribution: Decimal = ZERO
    cash: Decimal = ZERO

    @property
    def spent(self):
        return self.charges + self.contribution

    @property
    def result(self):
        return self.income - self.spent


Figures = make_dataclass("Figures", [(name, Decimal, ZERO) for name in FIGURES])


@dataclass(kw_only=True)
class Statement(Figures):
    """The figures of one activity, from `date_from` to `date_to` included."""

    date_from: date
    date_to: date
    accounts: list = field(default_factory=list)
    months: list = field(default_factory=list)
    earlier: Balance = NOTHING
    has_moved: bool = False

    @property
    def income(self):
        return self.turnover + self.other_income

    @property
    def result(self):
        """Income less charges and contribution."""
        return self.income - self.charges - self.contribution

    def _standing(self, kind):
        """Return [(name, amount)] of what is owed on one side, amounts positive."""
        amounts = [
            (name, getattr(self, name) * (1 if figure.kind == kind else -1))
            for name, figure in FIGURES.items()
            if figure.kind in ("debt", "claim")
        ]
        return [(name, amount) for name, amount in amounts if amount > 0]

    @property
    def debts(self):
        """What the activity owes, as [(name of the figure, positive amount)]."""
        return self._standing("debt")

    @property
    def claims(self):
        """What is owed to the activity, as [(name of the figure, positive amount)]."""
        return self._standing("claim")

    @property
    def available(self):
        """Cash less all debts; claims do not count until they are paid."""
        return self.cash - sum((amount for _name, amount in self.debts), ZERO)

    @property
    def groups(self):
        """The accounts by figure, as [(name of the figure, lines, their sum)]."""
        lines = defaultdict(list)
        for line in self.accounts:
            lines[line.figure].append(line)
        return [
            (name, lines[name], sum((line.amount for line in lines[name]), ZERO))
            for name in FIGURES
            if lines[name]
        ]

    @property
    def debit(self):
        return sum((line.debit for line in self.accounts), self.earlier.debit)

    @property
    def credit(self):
        return sum((line.credit for line in self.accounts), self.earlier.credit)


def months_between(date_from, date_to):
    """List the first days of the months from one date to another, both included.

    >>> [str(day) for day in months_between(date(2025, 12, 15), date(2026, 2, 1))]
    ['2025-12-01', '2026-01-01', '2026-02-01']
    """
    firsts = rrule(MONTHLY, dtstart=date_from.replace(day=1), until=date_to)
    return [moment.date() for moment in firsts]


def statement(balances, date_from, date_to):
    """Make the statement of one activity.

    :param balances: iterable of `Balance`: everything booked up to `date_to`; what was
        booked before `date_from` has no month
    :param date date_from: first day of the period
    :param date date_to: last day of the period
    :return: Statement; every month of the period is there, even when nothing happened
    """
    found = Statement(date_from=date_from, date_to=date_to)
    months = {start: Month(start) for start in months_between(date_from, date_to)}
    accounts = {}
    earlier = [ZERO, ZERO]
    cash_at_start = ZERO
    cash_moves = defaultdict(Decimal)
    for balance in balances:
        name, amount = balance.figure, balance.amount
        found.has_moved = found.has_moved or balance.month is not None
        if name in OF_PERIOD and balance.month is None:
            earlier[0] += balance.debit
            earlier[1] += balance.credit
            continue
        setattr(found, name, getattr(found, name) + amount)
        if name in OF_PERIOD:
            of_month = "income" if name in ("turnover", "other_income") else name
            month = months[balance.month]
            setattr(month, of_month, getattr(month, of_month) + amount)
        elif name == "cash" and balance.month is None:
            cash_at_start += amount
        elif name == "cash":
            cash_moves[balance.month] += amount
        known = accounts.get(balance.code, NOTHING)
        accounts[balance.code] = replace(
            balance,
            debit=known.debit + balance.debit,
            credit=known.credit + balance.credit,
        )
    for start, month in months.items():
        cash_at_start += cash_moves[start]
        month.cash = cash_at_start
    found.months = list(months.values())
    found.earlier = Balance("", "", *earlier)
    found.accounts = [balance for _code, balance in sorted(accounts.items())]
    return found
