"""The arithmetic of the competency framework: expected levels, averages, gaps, progress.

A level is a whole number; ``None`` means "not rated", which is not the level 0: what nobody
rated counts for nothing, neither in a sum nor in a number of competencies.
"""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

from dateutil.relativedelta import relativedelta

STEP = Decimal("0.1")


def average(levels):
    """Return the average of the rated levels, to a tenth, half up; None when none is rated.

    :param levels: iterable of whole numbers or None

    >>> average([3, None, 2])
    Decimal('2.5')
    >>> average([1, 1, 2, 3, 3, 3, 3, 2])  # 18 / 8 = 2.25
    Decimal('2.3')
    >>> average([0, None]), average([None]) is None
    (Decimal('0.0'), True)
    """
    rated = [level for level in levels if level is not None]
    if not rated:
        return None
    return (Decimal(sum(rated)) / len(rated)).quantize(STEP, rounding=ROUND_HALF_UP)


def months_between(start, day):
    """Return the whole months from one day to another, 0 when it is not reached yet.

    >>> from datetime import date
    >>> months_between(date(2026, 1, 31), date(2026, 2, 28))  # February has no 31st: a month
    1
    >>> months_between(date(2026, 1, 15), date(2026, 7, 14))
    5
    >>> months_between(date(2026, 1, 15), date(2026, 7, 15))
    6
    >>> months_between(None, date(2026, 7, 15)), months_between(date(2026, 8, 1), date(2026, 7, 1))
    (0, 0)
    """
    if not start or day < start:
        return 0
    passed = relativedelta(day, start)
    return passed.years * 12 + passed.months


def expected_level(rules, stage, months):
    """Return the level that is expected of somebody, None when no rule says one.

    :param rules: (stage, months since entry from which it holds, level); the latest one that
        is reached wins
    :param str stage: of the person
    :param int months: whole months since entry

    >>> rules = [("cape", 0, 1), ("cape", 6, 2), ("cesa", 0, 3)]
    >>> [expected_level(rules, "cape", months) for months in (0, 5, 6, 30)]
    [1, 1, 2, 2]
    >>> expected_level(rules, "cesa", 2), expected_level(rules, "associate", 40) is None
    (3, True)
    """
    reached = [rule for rule in rules if rule[0] == stage and rule[1] <= months]
    return max(reached, key=lambda rule: rule[1])[2] if reached else None


def by_domain(levels, domains):
    """Return {domain: average of its rated competencies or None}, for each domain that is asked.

    :param dict levels: {competency: level or None}
    :param dict domains: {competency: domain}

    >>> by_domain({"price": 2, "invoice": None, "offer": 3}, {"price": "sell", "offer": "sell",
    ...     "invoice": "finance"})
    {'sell': Decimal('2.5'), 'finance': None}
    """
    found = defaultdict(list)
    for competency, domain in domains.items():
        found[domain].append(levels.get(competency))
    return {domain: average(rated) for domain, rated in found.items()}


def gap(expected, level):
    """Return how many levels are missing; None when one of the two is unknown.

    More than what is expected is no gap.

    >>> gap(3, 1), gap(2, 4), gap(None, 1) is None, gap(3, None) is None
    (2, 0, True, True)
    """
    if expected is None or level is None:
        return None
    return max(expected - level, 0)


def progress(snapshots):
    """Return the competencies rated in the first and in the last snapshot that rated them.

    :param snapshots: iterable of {competency: level or None}, the oldest first
    :return: {competency: (first, last)}; where only one snapshot rated it, both are that one

    >>> progress([{"price": 1, "offer": None}, {"price": None, "offer": 2}, {"price": 3}])
    {'price': (1, 3), 'offer': (2, 2)}
    """
    found = {}
    for snapshot in snapshots:
        for competency, level in snapshot.items():
            if level is not None:
                first = found.get(competency, (level,))[0]
                found[competency] = (first, level)
    return found
