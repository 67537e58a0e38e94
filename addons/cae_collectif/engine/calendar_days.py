"""Days of work, and the public holidays of France.

A holiday is never left out of a series: whoever plans sees it and decides. PyPI's `holidays`
would hold back dateutil, of which it wants an old version, for eleven days a year.
"""

from datetime import date, timedelta  # noqa: F401  (date for the doctests)

from dateutil.easter import easter
from dateutil.rrule import DAILY, rrule

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


def add_working_days(day, number):
    """Return the day so many days of work later: weekends are free.

    >>> add_working_days(date(2026, 3, 12), 1), add_working_days(date(2026, 3, 12), 2)
    (datetime.date(2026, 3, 13), datetime.date(2026, 3, 16))

    Who begins on a Saturday goes on on Sunday:

    >>> add_working_days(date(2026, 3, 14), 1)
    datetime.date(2026, 3, 15)
    """
    if day.weekday() >= SATURDAY:
        return day + timedelta(days=number)
    return rrule(DAILY, dtstart=day, byweekday=range(SATURDAY))[number].date()


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
