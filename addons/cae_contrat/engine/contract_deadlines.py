"""What has to be done by which day, because of a contract: pure rules, no ORM.

How to use: describe the contract as :class:`Contract`, the habits of the cooperative as
:class:`LeadTimes`, and ask :func:`list_deadlines`. Dates in, dates out.

Example:
    >>> cape = Contract(1, "cape", date(2026, 1, 1), end=date(2026, 12, 31))
    >>> for deadline in list_deadlines(cape):
    ...     print(deadline)
    cape_end 1 by 2026-12-31, told on 2026-09-30, 2026-11-30
    declare_urssaf conclusion by 2026-01-09, told on 2026-01-01
    declare_france_travail conclusion by 2026-01-09, told on 2026-01-01
"""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo.addons.cae_echeance.engine.deadlines import Deadline, days_before, months_before

from . import contract_law

# Who is told about a CAPE: C. trav. R5142-1.
DECLARATIONS = ("declare_urssaf", "declare_france_travail")


@dataclass(frozen=True)
class LeadTimes:
    """How long before a day one is told; months or days, as the names say.

    The law sets none of them, but the visit (within 3 months of the start, C. trav. R4624-10;
    its period is at most 5 years, R4624-16).
    """

    cape_end_months: tuple = (3, 1)
    cape_last_months: tuple = (6, 3, 1)
    declaration_days: int = 8
    trial_days: tuple = (30, 8)
    associate_months: tuple = (12, 6, 3, 1)
    visit_first_months: int = 3
    visit_period_months: int = 60
    visit_days: tuple = (30,)


@dataclass(frozen=True)
class Contract(contract_law.Contract):
    """A confirmed or ended contract, as the law looks at it, and what else its deadlines rest on.

    :param int renewals_left: how often it may still be renewed
    :param bool running: neither ended nor followed by another contract
    :param bool lapsed: ended, and nothing says what became of the person: no other contract, no
        exit
    :param date date_broken: the last day, when it ended before its term
    :param date associate_due: last day to become an associate; None once it is done
    :param tuple visits: days of the medical visits that took place, in order
    """

    renewals_left: int = 2
    running: bool = True
    lapsed: bool = False
    date_broken: date | None = None
    associate_due: date | None = None
    visits: tuple = ()


def list_deadlines(contract, lead=None):
    """Return the deadlines that a contract brings about.

    :param Contract contract: the contract as it stands
    :param LeadTimes lead: the cooperative's lead times
    :return: list of Deadline; the past ones too

    >>> over = Contract(1, "cape", date(2025, 1, 1), date(2025, 12, 31), running=False, lapsed=True)
    >>> print(list_deadlines(over)[0])
    no_contract 1 by 2025-12-31, told on 2025-12-31
    """
    lead = lead or LeadTimes()
    if contract.lapsed and contract.end:
        # told at once, and nothing that only a contract in force could bring about
        lapsed = Deadline("no_contract", "1", contract.end, (contract.end,), is_current=True)
        declarations = _list_declarations(contract, lead) if contract.kind == "cape" else []
        return [lapsed, *declarations]
    if contract.kind == "cape":
        return [*_list_cape_end(contract, lead), *_list_declarations(contract, lead)]
    if not contract.running:
        return []
    found = []
    if contract.trial_end:
        found.append(days_before("trial_end", "1", contract.trial_end, lead.trial_days))
    if contract.associate_due:
        # or the contract ends (L7331-3)
        due = contract.associate_due
        found.append(months_before("associate", "1", due, lead.associate_months))
    return found + _list_visits(contract, lead)


def _list_cape_end(contract, lead):
    """A CAPE that ends: renew it or prepare what follows.

    The occasion is the number of the term, so that a renewal makes a new deadline and the one
    that was settled stays settled.

    >>> last = Contract(1, "cape", date(2024, 1, 1), date(2026, 12, 31), renewals_left=0,
    ...     renewals=(date(2025, 1, 1), date(2026, 1, 1)))
    >>> print(*_list_cape_end(last, LeadTimes()))
    cape_last 3 by 2026-12-31, told on 2026-06-30, 2026-09-30, 2026-11-30
    """
    if not contract.running or not contract.end:
        return []
    term = str(len(contract.renewals) + 1)
    kind, months = (
        ("cape_end", lead.cape_end_months)
        if contract.renewals_left > 0
        else ("cape_last", lead.cape_last_months)
    )
    return [months_before(kind, term, contract.end, months, is_current=True)]


def _list_declarations(contract, lead):
    """What Urssaf and France Travail are told: conclusion, renewals, early end (R5142-1).

    >>> broken = Contract(1, "cape", date(2026, 1, 1), date(2026, 5, 31), running=False,
    ...     date_broken=date(2026, 5, 31))
    >>> [(deadline.kind, deadline.occasion) for deadline in _list_declarations(broken, LeadTimes())]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('declare_urssaf', 'conclusion'), ('declare_france_travail', 'conclusion'),
     ('declare_urssaf', 'early_end'), ('declare_france_travail', 'early_end')]
    """
    events = [("conclusion", contract.start)]
    events += [(f"renewal_{number}", day) for number, day in enumerate(contract.renewals, 1)]
    if contract.date_broken:
        events.append(("early_end", contract.date_broken))
    return [
        Deadline(kind, occasion, day + timedelta(days=lead.declaration_days), (day,))
        for occasion, day in events
        for kind in DECLARATIONS
    ]


def _list_visits(contract, lead):
    """The first medical visit, then the next one after each that took place.

    Only days: what a visit is about, and what it found, is no business of this register.

    >>> cesa = Contract(1, "cesa", date(2026, 1, 1), visits=(date(2026, 3, 2),))
    >>> for deadline in _list_visits(cesa, LeadTimes()):
    ...     print(deadline)
    medical_visit 1 by 2026-04-01, told on 2026-03-02
    medical_visit 2 by 2031-03-02, told on 2031-01-31
    """
    days = [contract.start + relativedelta(months=lead.visit_first_months)]
    if lead.visit_period_months:
        period = relativedelta(months=lead.visit_period_months)
        days += [visit + period for visit in contract.visits]
    return [
        days_before("medical_visit", str(number), day, lead.visit_days)
        for number, day in enumerate(days, 1)
    ]
