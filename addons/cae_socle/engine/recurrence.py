"""What comes again and again: series of meetings and of sessions."""

from datetime import date, datetime, time  # noqa: F401  (date for the doctests)
from itertools import islice

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

# A series that somebody asked for by mistake stops here.
MOST_OCCURRENCES = 260


def get_occurrences(first, unit, interval=1, count=0, until=None):
    """Return when a series takes place, by the clock of the place: all at the same hour.

    By the month, it is the same weekday of the month: the 2nd Tuesday stays the 2nd Tuesday,
    the 5th one is the last one. By the day of the month, the 31st is the last day of a shorter
    month.

    :param datetime first: the first occurrence, included
    :param str unit: week, month (same weekday) or month_day (same day of the month)
    :param int interval: every so many weeks or months
    :param int count: how many; or
    :param date until: the last possible day
    :return: list of datetimes, at most MOST_OCCURRENCES

    >>> def days(*args, **kwargs):
    ...     return [f"{moment:%d/%m}" for moment in get_occurrences(*args, **kwargs)]
    >>> days(datetime(2026, 3, 10, 9), "month", 2, count=3)
    ['10/03', '12/05', '14/07']
    >>> days(datetime(2026, 3, 31), "month", count=3)
    ['31/03', '28/04', '26/05']
    >>> days(datetime(2028, 1, 31), "month_day", count=4)
    ['31/01', '29/02', '31/03', '30/04']
    >>> days(datetime(2026, 12, 22, 9), "week", 2, until=date(2027, 1, 5))
    ['22/12', '05/01']
    >>> len(days(datetime(2026, 1, 5), "week", count=100000))
    260
    """
    rank = (first.day - 1) // 7 + 1
    same = {
        "week": {"freq": WEEKLY},
        "month": {
            "freq": MONTHLY,
            "byweekday": weekday(first.weekday(), rank if rank < 5 else -1),
        },
        # the earlier of the day and of the last day of the month
        "month_day": {"freq": MONTHLY, "bymonthday": (first.day, -1), "bysetpos": 1},
    }[unit]
    rule = rrule(
        dtstart=first,
        interval=max(interval, 1),
        count=count or None,
        until=until and datetime.combine(until, time.max),
        **same,
    )
    return list(islice(rule, MOST_OCCURRENCES))
