"""The days of a series of sessions, and the public holidays that fall on them.

Days are those of the calendar of the place; a series keeps its hour there, so that a change of
clocks moves nothing. A holiday is never left out: whoever plans sees it and decides.
"""

from calendar import monthrange
from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

UNITS = ("week", "month", "month_day")
# A series that somebody asked for by mistake stops here.
MOST_OCCURRENCES = 260
SATURDAY = 5
# Of the whole of France (C. trav. L3133-1): fixed ones as (month, day), others from Easter.
FIXED_HOLIDAYS = {
    (1, 1): "new_year",
    (5, 1): "labour",
    (5, 8): "victory",
    (7, 14): "national",
    (8, 15): "assumption",
    (11, 1): "all_saints",
    (11, 11): "armistice",
    (12, 25): "christmas",
}
EASTER_HOLIDAYS = {1: "easter", 39: "ascension", 50: "whit"}


def get_days(first, unit, interval, count=0, until=None):
    """Return the days of a series, the first one included.

    By the month it is the same weekday of the month: the 2nd Tuesday stays the 2nd Tuesday, the
    5th or last one is the last one. By the day of the month, the 31st is the last day of a
    shorter month, and the 31st again in the next one.

    :param date first: the first day
    :param str unit: week, month (same weekday) or month_day (same day of the month)
    :param int interval: every so many weeks or months
    :param int count: how many, the first one included; or
    :param date until: the last possible day
    :return: list of days, at most MOST_OCCURRENCES

    >>> [f"{day:%d/%m}" for day in get_days(date(2026, 3, 10), "month", 2, count=3)]
    ['10/03', '12/05', '14/07']
    >>> [f"{day:%d/%m}" for day in get_days(date(2026, 3, 31), "month", 1, count=3)]
    ['31/03', '28/04', '26/05']
    >>> [f"{day:%d/%m}" for day in get_days(date(2028, 1, 31), "month_day", 1, count=4)]
    ['31/01', '29/02', '31/03', '30/04']
    >>> [f"{day:%d/%m}" for day in get_days(date(2026, 12, 22), "week", 2, until=date(2027, 1, 5))]
    ['22/12', '05/01']
    >>> len(get_days(date(2026, 1, 5), "week", 1, count=100000))
    260
    """
    days = []
    for number in range(MOST_OCCURRENCES):
        day = _get_day(first, unit, number * max(interval, 1))
        if (count and number >= count) or (until and day > until):
            break
        days.append(day)
    return days


def _get_day(first, unit, steps):
    if unit == "week":
        return first + timedelta(weeks=steps)
    if unit == "month_day":
        return first + relativedelta(months=steps)
    year, month = divmod(first.year * 12 + first.month - 1 + steps, 12)
    return get_weekday_of_month(year, month + 1, first.weekday(), (first.day - 1) // 7 + 1)


def get_weekday_of_month(year, month, weekday, rank):
    """Return the day of a month that is the ``rank``-th of this weekday, 5 for the last one.

    >>> get_weekday_of_month(2026, 4, 1, 2), get_weekday_of_month(2026, 4, 1, 5)
    (datetime.date(2026, 4, 14), datetime.date(2026, 4, 28))
    """
    first = date(year, month, 1)
    day = first + timedelta(days=(weekday - first.weekday()) % 7, weeks=rank - 1)
    last = date(year, month, monthrange(year, month)[1])
    return day if day <= last else day - timedelta(weeks=1)


def add_working_days(day, number):
    """Return the day so many days of work later: weekends are free.

    >>> add_working_days(date(2026, 3, 12), 1), add_working_days(date(2026, 3, 12), 2)
    (datetime.date(2026, 3, 13), datetime.date(2026, 3, 16))

    Who begins on a Saturday goes on on Sunday:

    >>> add_working_days(date(2026, 3, 14), 1)
    datetime.date(2026, 3, 15)
    """
    weekend = day.weekday() >= SATURDAY
    while number > 0:
        day += timedelta(days=1)
        if weekend or day.weekday() < SATURDAY:
            number -= 1
    return day


def find_holiday(day):
    """Return the key of the public holiday on a day in France, else None.

    >>> find_holiday(date(2026, 5, 14)), find_holiday(date(2026, 4, 6))
    ('ascension', 'easter')
    >>> find_holiday(date(2026, 5, 25)), find_holiday(date(2026, 11, 11))
    ('whit', 'armistice')
    >>> find_holiday(date(2026, 5, 15)) is None
    True
    """
    after_easter = (day - easter(day.year)).days
    return FIXED_HOLIDAYS.get((day.month, day.day)) or EASTER_HOLIDAYS.get(after_easter)
