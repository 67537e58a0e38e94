"""What the law says about the contracts of one person with one cooperative.

Pure rules: contracts come in as plain values, findings go out. A finding names the rule, the
article and the nearest value that the law allows.

CAPE: Code de commerce L127-1 to L127-7, R127-1. CESA: Code du travail L7331-1 to L7332-7.

How time is counted
    A term in months ends on the eve of the same day of a later month: twelve months from
    1 January end on 31 December. Where that month has no such day, on its last day (a year
    from 29 February ends on 28 February), as article 641 of the Code de procédure civile
    counts: date to date, else the last day of the month.

Which CAPE follow each other
    L127-2 limits one contract: twelve months, renewable twice. A second CAPE of the same
    person with the same cooperative would get around it, so it counts as a renewal of the
    first, whatever the time between the two. It starts a new count only when it is for
    another project (L127-1: the contract supports *a* project) *and* the earlier one had
    ended at least a day before; what follows without a day between is one support.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

CAPE_MONTHS = 12
CAPE_RENEWALS = 2
CAPE_MONTHS_IN_ALL = 36
TRIAL_MONTHS = 8
ASSOCIATE_YEARS = 3
WEEK_HOURS = 48

TERM = "C. com. L127-2"
WHO_MAY_SIGN = "C. com. L127-1"
ASSOCIATE = "C. trav. L7331-3"
TRIAL = "C. trav. L7332-1"
WEEK = "C. trav. L3121-20"

# The points that the law lists, in its order.
POINTS = {
    "cape_programme": "CAPE: programme and commitments",
    "cape_means": "CAPE: means and their cost",
    "cape_retribution": "CAPE: what the cooperative receives",
    "cape_third_parties": "CAPE: commitments to third parties and their ceiling",
    "cape_accounting": "CAPE: accounting information",
    "cape_termination": "CAPE: early termination",
    "cape_remuneration": "CAPE: pay before the activity starts",
    "cape_reimbursement": "CAPE: reimbursement of contributions",
    "cesa_objectives": "CESA: objectives and minimum activity",
    "cesa_means": "CESA: means of support and control",
    "cesa_contribution": "CESA: how the contribution is computed",
    "cesa_pay": "CESA: fixed and variable pay",
    "cesa_statutes": "CESA: statutes in force",
    "cesa_clients": "CESA: rights over clients and intellectual property",
}
# Of these, what is said only where there is some.
POINTS_AS_NEEDED = {"cape_remuneration"}
# What a contract must say: its text has a clause for each of these.
LEGAL_ITEMS = {
    kind: (
        article,
        [name for name in POINTS if name.startswith(kind) and name not in POINTS_AS_NEEDED],
    )
    for kind, article in (("cape", "C. com. R127-1"), ("cesa", "C. trav. L7331-2"))
}


@dataclass(frozen=True)
class Contract:
    """One contract as the law looks at it.

    :param key: whatever names it to the caller
    :param kind: "cape", "cesa", or "other": any contract between the two that is neither, whose
        time is taken off like theirs, and that may run beside them
    :param start, end: first and last day; no end: without a term
    :param renewals: the first day of each renewal, in order
    :param trial_end: last day of the trial period, if any
    :param other_project: a CAPE for another project than the one before
    """

    key: object
    kind: str
    start: date
    end: date | None = None
    renewals: tuple = ()
    trial_end: date | None = None
    other_project: bool = False

    @property
    def periods(self):
        """[(first day, last day)] of the first term and of each renewal.

        >>> Contract(1, "cape", date(2025, 1, 1), date(2026, 6, 30), (date(2026, 1, 1),)).periods
        [(datetime.date(2025, 1, 1), datetime.date(2025, 12, 31)), \
(datetime.date(2026, 1, 1), datetime.date(2026, 6, 30))]

        A renewal that an earlier end took away does not count:

        >>> Contract(1, "cape", date(2025, 1, 1), date(2025, 6, 30), (date(2026, 1, 1),)).periods
        [(datetime.date(2025, 1, 1), datetime.date(2025, 6, 30))]
        """
        starts = [self.start, *(day for day in self.renewals if not self.end or day <= self.end)]
        ends = [day - timedelta(1) for day in starts[1:]]
        return list(zip(starts, [*ends, self.end], strict=True))


@dataclass(frozen=True)
class Finding:
    """A rule that a contract breaks.

    :param code: the rule, e.g. "cape_term"
    :param key: the key of the contract that breaks it
    :param article: where the law says so, "" for plain logic
    :param allowed: the nearest allowed value: a date, a number, or None when there is none
    :param other: the key of the other contract, of an overlap
    :param period: first day of the period concerned, if any
    :param value: what was asked for and is not allowed
    """

    code: str
    key: object
    article: str = ""
    allowed: object = None
    other: object = None
    period: date | None = None
    value: object = None

    @property
    def identity(self):
        """What stays the same when only the nearest allowed value moves."""
        return (self.code, self.key, self.other, self.period, self.value)


# -- time ------------------------------------------------------------------------------------


def add_months(day, months):
    """Return the first day after so many full months from ``day``.

    >>> add_months(date(2025, 1, 15), 12)
    datetime.date(2026, 1, 15)
    >>> add_months(date(2024, 2, 29), 12), add_months(date(2025, 1, 31), 1)
    (datetime.date(2025, 3, 1), datetime.date(2025, 3, 1))
    """
    target = day + relativedelta(months=months)
    return target if target.day == day.day else target + timedelta(1)


def last_day(day, months):
    """Return the last day of a term of so many months that starts on ``day``.

    >>> last_day(date(2025, 1, 1), 12), last_day(date(2024, 2, 29), 12)
    (datetime.date(2025, 12, 31), datetime.date(2025, 2, 28))
    >>> last_day(date(2025, 1, 31), 1), last_day(date(2025, 3, 1), 8)
    (datetime.date(2025, 2, 28), datetime.date(2025, 10, 31))
    """
    return add_months(day, months) - timedelta(1)


def count_months(start, end):
    """Return (full months, days beyond them) from the first to the last day, both included.

    >>> count_months(date(2025, 1, 1), date(2025, 12, 31)), count_months(*[date(2025, 5, 5)] * 2)
    ((12, 0), (0, 1))
    >>> count_months(date(2025, 1, 31), date(2025, 2, 28))
    (1, 0)
    """
    months = max((end.year - start.year) * 12 + end.month - start.month - 1, 0)
    while add_months(start, months + 1) <= end + timedelta(1):
        months += 1
    return months, (end + timedelta(1) - add_months(start, months)).days


def merge_blocks(contracts, before):
    """Return [(first day, last day)] without gaps of the contracts begun before a day.

    >>> merge_blocks([Contract(1, "cape", date(2024, 1, 1), date(2024, 6, 30)),
    ...               Contract(2, "cape", date(2024, 7, 1), date(2024, 8, 31))],
    ...              date(2025, 1, 1))
    [(datetime.date(2024, 1, 1), datetime.date(2024, 8, 31))]
    """
    blocks = []
    for contract in sorted(contracts, key=lambda contract: contract.start):
        if contract.start >= before:
            continue
        eve = before - timedelta(1)
        end = min(contract.end or eve, eve)
        if blocks and contract.start <= blocks[-1][1] + timedelta(1):
            blocks[-1] = (blocks[-1][0], max(blocks[-1][1], end))
        else:
            blocks.append((contract.start, end))
    return blocks


def _limit(start, earlier, months, shift=add_months):
    """Return ``start`` plus months, less the time of the earlier contracts.

    Contracts without a gap before ``start`` are counted with it: then the limit is simply
    their first day plus the months. The others are taken off in months and days.
    """
    blocks = merge_blocks(earlier, start)
    if blocks and blocks[-1][1] == start - timedelta(1):
        start = blocks.pop()[0]
    limit = shift(start, months)
    for first, last in blocks:
        full, days = count_months(first, last)
        limit -= relativedelta(months=full, days=days)
    return limit


def _same_day(start, months):
    return start + relativedelta(months=months)


def associate_due(contracts):
    """Return the day by which the person must be an associate, None without a CESA.

    L7331-3: three years from the CESA, less the time of the CAPE and of any other contract
    before. The latest CESA counts.

    >>> cape = Contract(1, "cape", date(2024, 1, 1), date(2024, 12, 31))
    >>> associate_due([cape, Contract(2, "cesa", date(2025, 1, 1))])  # first start + 3 years
    datetime.date(2027, 1, 1)
    >>> associate_due([cape, Contract(2, "cesa", date(2025, 3, 1))])  # 12 months off
    datetime.date(2027, 3, 1)
    >>> employed = Contract(3, "other", date(2023, 7, 1), date(2023, 12, 31))
    >>> associate_due([employed, cape, Contract(2, "cesa", date(2025, 1, 1))])  # 18 months off
    datetime.date(2026, 7, 1)
    >>> associate_due([cape])
    """
    starts = [contract.start for contract in contracts if contract.kind == "cesa"]
    if not starts:
        return None
    start = max(starts)
    earlier = [contract for contract in contracts if contract.start < start]
    return _limit(start, earlier, 12 * ASSOCIATE_YEARS, _same_day)


def trial_limit(start, earlier):
    """Return the last day that the trial period of a CESA may have.

    L7332-1: eight months, renewal included, less the earlier contracts.

    :param earlier: the person's contracts before
    :return: None when the earlier contracts took all of it

    >>> trial_limit(date(2025, 1, 1), [])
    datetime.date(2025, 8, 31)
    >>> trial_limit(date(2025, 1, 1), [Contract(1, "cape", date(2024, 10, 1), date(2024, 12, 31))])
    datetime.date(2025, 5, 31)
    >>> trial_limit(date(2025, 1, 1), [Contract(1, "cape", date(2024, 1, 1), date(2024, 12, 31))])
    """
    limit = _limit(start, earlier, TRIAL_MONTHS) - timedelta(1)
    return limit if limit >= start else None


# -- CAPE ------------------------------------------------------------------------------------


def cape_chains(contracts):
    """Return the CAPE that the law counts together: a list of lists, by start."""
    chains = []
    for contract in sorted(
        (contract for contract in contracts if contract.kind == "cape"),
        key=lambda contract: contract.start,
    ):
        previous = chains[-1][-1] if chains else None
        is_new = previous is None or (
            contract.other_project and previous.end and contract.start > previous.end + timedelta(1)
        )
        if is_new:
            chains.append([contract])
        else:
            chains[-1].append(contract)
    return chains


def cape_room(contracts, start, other_project=False):
    """Return what the law leaves for a CAPE, or for a renewal, that starts on a day.

    :param contracts: the person's contracts
    :return: (terms left, last allowed day or None)

    >>> cape_room([], date(2025, 1, 1))
    (3, datetime.date(2025, 12, 31))
    >>> first = Contract(1, "cape", date(2025, 1, 1), date(2025, 12, 31))
    >>> cape_room([first], date(2026, 1, 1))
    (2, datetime.date(2026, 12, 31))
    """
    earlier = [contract for contract in contracts if contract.start < start]
    probe = Contract("probe", "cape", start, start, other_project=other_project)
    chain = next(chain for chain in cape_chains([*earlier, probe]) if probe in chain)[:-1]
    used = sum(len(contract.periods) for contract in chain)
    left = max(CAPE_RENEWALS + 1 - used, 0)
    end = min(last_day(start, CAPE_MONTHS), _limit(start, chain, CAPE_MONTHS_IN_ALL) - timedelta(1))
    return left, end if left and end >= start else None


def _check_chain(chain):
    count = 0
    for contract in chain:
        for first, last in contract.periods:
            count += 1
            if count > CAPE_RENEWALS + 1:
                yield Finding("cape_renewals", contract.key, TERM, CAPE_RENEWALS, period=first)
            limit = last_day(first, CAPE_MONTHS)
            if last > limit:
                yield Finding("cape_term", contract.key, TERM, limit, period=first, value=last)
        first = contract.periods[-1][0]
        earlier = [other for other in chain if other.start < contract.start]
        if contract.start < first:
            earlier.append(replace(contract, end=first - timedelta(1), renewals=()))
        limit = _limit(first, earlier, CAPE_MONTHS_IN_ALL) - timedelta(1)
        if contract.end > limit:
            yield Finding("cape_total", contract.key, TERM, limit, period=first, value=contract.end)


# -- all of a person's contracts -------------------------------------------------------------


def check(contracts, date_associate=None):
    """Return what the contracts of one person with one cooperative break.

    :param contracts: all that bind, or would
    :param date_associate: since when the person is an associate
    :return: list of Finding, what weighs most first

    >>> check([Contract(1, "cape", date(2025, 1, 1), date(2025, 12, 31))])
    []
    >>> [(f.code, f.article, f.allowed) for f in
    ...  check([Contract(1, "cape", date(2025, 1, 1), date(2026, 1, 1))])]
    [('cape_term', 'C. com. L127-2', datetime.date(2025, 12, 31))]
    """
    contracts = sorted(contracts, key=lambda contract: contract.start)
    sound = []
    findings = []
    for contract in contracts:
        if contract.kind == "cape" and not contract.end:
            limit = last_day(contract.start, CAPE_MONTHS)
            findings.append(Finding("cape_end", contract.key, TERM, limit))
        elif contract.end and contract.end < contract.start:
            findings.append(Finding("dates", contract.key, "", contract.start))
        else:
            sound.append(contract)
    exclusive = [contract for contract in sound if contract.kind != "other"]
    for index, contract in enumerate(exclusive):
        for other in exclusive[:index]:
            if not other.end or other.end >= contract.start:
                allowed = other.end and other.end + timedelta(1)
                findings.append(Finding("overlap", contract.key, "", allowed, other=other.key))
    for chain in cape_chains(sound):
        findings.extend(_check_chain(chain))
    for contract in sound:
        earlier = [other for other in sound if other.start < contract.start]
        findings.extend(_check_trial(contract, earlier))
        if contract.kind == "cesa":
            due = associate_due([*earlier, contract])
            if due < contract.start and not (date_associate and date_associate <= contract.start):
                findings.append(Finding("associate", contract.key, ASSOCIATE, contract.start))
    return findings


def _check_trial(contract, earlier):
    end = contract.trial_end
    if not end:
        return
    if contract.kind == "cape":
        yield Finding("trial_cape", contract.key, TRIAL)
        return
    if end < contract.start:
        yield Finding("trial_start", contract.key, "", contract.start, value=end)
    if contract.end and end > contract.end:
        yield Finding("trial_end", contract.key, "", contract.end, value=end)
    limit = trial_limit(contract.start, earlier)
    if not limit:
        yield Finding("trial_used", contract.key, TRIAL, value=end)
    elif end > limit:
        yield Finding("trial_term", contract.key, TRIAL, limit, value=end)


def missing_items(kind, items):
    """Return (article, the legal items that the text lacks), in the order of the article.

    >>> missing_items("cesa", ["cesa_pay", "cesa_means", "cesa_objectives", "cesa_statutes"])
    ('C. trav. L7331-2', ['cesa_contribution', 'cesa_clients'])
    >>> missing_items("amendment", [])
    ('', [])
    """
    article, required = LEGAL_ITEMS.get(kind, ("", ()))
    return article, [item for item in required if item not in set(items)]
