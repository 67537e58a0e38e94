"""Which periods a request or a form may ask for.

A page that draws one line a month must not be asked for ten thousand years, and a day that was
mistyped must not show other dates than those that were meant. Every period that comes from
outside goes through here before it is used.

>>> today = date(2026, 11, 29)
>>> find_fault(date(2026, 1, 1), date(2026, 12, 31), today)
>>> find_fault(date(2027, 1, 1), date(2027, 12, 31), today)
>>> find_fault(None, date(2026, 12, 31), today)
'unreadable'
>>> find_fault(date(2026, 2, 1), date(2026, 1, 31), today)
'reversed'
>>> find_fault(date(26, 1, 1), date(2026, 12, 31), today)
'early'
>>> find_fault(date(2026, 1, 1), date(9999, 12, 31), today)
'late'
>>> find_fault(date(2021, 1, 1), date(2026, 1, 31), today)
'long'
"""

from datetime import date

# Cooperatives of this kind exist since 1995; their oldest books are not older than that.
FIRST_DAY = date(1990, 1, 1)
MAX_MONTHS = 60


def read_day(text):
    """Return the date that an ISO text gives, None for anything else.

    >>> read_day("2026-02-28"), read_day(date(2026, 1, 1))
    (datetime.date(2026, 2, 28), datetime.date(2026, 1, 1))
    >>> [read_day(text) for text in ("2026-02-30", "0000-01-01", "2026-01-01\\x00", "x", None)]
    [None, None, None, None, None]
    """
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat((text or "").strip())
    except (AttributeError, ValueError):
        return None


def last_day(today):
    """Return the last day that may be asked for: the end of next year.

    >>> last_day(date(2026, 11, 29))
    datetime.date(2027, 12, 31)
    """
    return date(today.year + 1, 12, 31)


def count_months(date_from, date_to):
    """Return how many months two days touch, both included.

    >>> count_months(date(2025, 12, 15), date(2026, 2, 1))
    3
    """
    return (date_to.year - date_from.year) * 12 + date_to.month - date_from.month + 1


def find_fault(date_from, date_to, today, first_day=FIRST_DAY):
    """Return what is wrong with a period, None when it may be used.

    :param date|None date_from: its first day; None when it could not be read
    :param date|None date_to: its last day, included
    :param date today: periods end with next year
    :param date first_day: nothing can be there before
    :return: None, or `unreadable`, `reversed`, `early`, `late` or `long`
    """
    if date_from is None or date_to is None:
        return "unreadable"
    if date_from > date_to:
        return "reversed"
    if date_from < first_day:
        return "early"
    if date_to > last_day(today):
        return "late"
    if count_months(date_from, date_to) > MAX_MONTHS:
        return "long"
    return None
