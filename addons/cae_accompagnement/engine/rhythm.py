"""The rhythm of accompaniment: until when the next appointment must be, and how many are too many.

Everything here follows from days alone: the start of the stage, the days on which appointments
were held, the rule. What is late is then a comparison with today, so nothing has to be
computed anew each night.

Rules: the first appointment within 15 days of the CAPE, then monthly; at
least two individual interviews per 12 months (C. trav. R7331-3); no limit on the number, but
an eye on those who come very often.
"""

from bisect import bisect_left
from datetime import timedelta

from dateutil.relativedelta import relativedelta

LEGAL_MONTHS = 12


def first_due(start, held, days):
    """Return the last day for a first appointment; None once one was held.

    :param date start: of the stage
    :param held: days of the appointments that took place, sorted
    :param int days: after the start, that day included

    >>> from datetime import date
    >>> start = date(2026, 3, 1)
    >>> first_due(start, [], 15)
    datetime.date(2026, 3, 16)
    >>> first_due(start, [date(2026, 2, 20)], 15)  # before the start: not the first of the stage
    datetime.date(2026, 3, 16)
    >>> first_due(start, [date(2026, 3, 20)], 15) is None  # held late, but held
    True
    """
    if bisect_left(held, start) < len(held):
        return None
    return start + timedelta(days=days)


def next_due(start, held, months, until=None):
    """Return the last day for the next appointment of a regular rhythm.

    :param date start: of the stage; the first one is due the same time after it
    :param held: days of the appointments that took place, sorted
    :param int months: between two appointments
    :param int until: months after the start during which the rhythm holds; None: always
    :return: the day, or None when it falls after the end of the rhythm

    >>> from datetime import date
    >>> start = date(2026, 1, 31)
    >>> next_due(start, [], 1), next_due(start, [date(2026, 2, 10)], 1)
    (datetime.date(2026, 2, 28), datetime.date(2026, 3, 10))
    >>> next_due(start, [date(2027, 1, 5)], 1, until=12) is None
    True
    >>> next_due(start, [date(2026, 12, 31)], 1, until=12)  # its last day counts
    datetime.date(2027, 1, 31)
    """
    last = held[-1] if held and held[-1] >= start else start
    due = last + relativedelta(months=months)
    return None if until is not None and due > start + relativedelta(months=until) else due


def formal_due(start, formal, count=2, months=LEGAL_MONTHS):
    """Return the last day for the next formal interview, so many per period, sliding.

    Every period of so many months that begins after the start must hold as many interviews. So
    the next one is due one period after the one that stands ``count`` places before it; the
    start stands for those that are still missing.

    :param date start: from which the right to interviews runs
    :param formal: days of the formal interviews that took place, sorted
    :param int count: of interviews in a period
    :param int months: of the period

    >>> from datetime import date
    >>> start = date(2025, 1, 1)
    >>> formal_due(start, [])
    datetime.date(2026, 1, 1)
    >>> formal_due(start, [date(2025, 6, 1)])  # the second one of the first year
    datetime.date(2026, 1, 1)
    >>> formal_due(start, [date(2025, 6, 1), date(2025, 11, 15)])
    datetime.date(2026, 6, 1)
    >>> formal_due(start, [date(2024, 6, 1)])  # before the start: another right
    datetime.date(2026, 1, 1)
    """
    own = formal[bisect_left(formal, start) :]
    anchors = [start] * count + list(own)
    return anchors[-count] + relativedelta(months=months)


def excess_until(held, count, months):
    """Return the last day on which there are more appointments than ``count`` in a period.

    A period ends today and is so many months long. None when there never were so many.

    :param held: days of the appointments that took place, sorted
    :param int count: that is not yet too many
    :param int months: of the period

    >>> from datetime import date
    >>> held = [date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16)]
    >>> excess_until(held, 2, 1)  # on 1 April, the three are within a month; on 2 April, no more
    datetime.date(2026, 4, 1)
    >>> excess_until(held, 3, 1) is None
    True
    >>> excess_until([date(2026, 1, 5), date(2026, 2, 1), date(2026, 3, 16)], 2, 1) is None
    True
    """
    if len(held) <= count:
        return None
    until = held[-count - 1] + relativedelta(months=months) - timedelta(days=1)
    return until if until >= held[-1] else None


def start_of_run(history, stages):
    """Return the day since which somebody is in one of these stages without a break.

    :param history: (day, stage) in the order in which they followed each other
    :param stages: a collection of stages
    :return: the day, or None when the last stage is another one

    >>> from datetime import date
    >>> history = [(date(2024, 1, 1), "cape"), (date(2025, 1, 1), "cesa"),
    ...     (date(2026, 1, 1), "associate")]
    >>> start_of_run(history, {"cesa", "associate"}), start_of_run(history, {"cape"}) is None
    (datetime.date(2025, 1, 1), True)
    """
    start = None
    for day, stage in reversed(history):
        if stage not in stages:
            break
        start = day
    return start
