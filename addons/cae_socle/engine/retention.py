"""How long personal data is kept: dates only.

How it works
    A period of years that begins with an event ends at midnight on the day of the same date
    (Code de procédure civile, art. 641): data may go from the day after. One who left on
    15 March 2021 is in the staff register, kept five years (C. trav. R1221-26), until
    15 March 2026 included.

Examples
    >>> kept_until(date(2021, 3, 15), 5)
    datetime.date(2026, 3, 15)
    >>> may_go(date(2021, 3, 15), 5, date(2026, 3, 15))
    False
    >>> may_go(date(2021, 3, 15), 5, date(2026, 3, 16))
    True

    29 February has no same date in most years: the period ends on the last day of the month.

    >>> kept_until(date(2024, 2, 29), 2)
    datetime.date(2026, 2, 28)
"""

from datetime import date

from dateutil.relativedelta import relativedelta

# What the law asks for at least, in years.
STAFF_YEARS = 5  # C. trav. R1221-26
ACCOUNTING_YEARS = 10  # C. com. L123-22


def kept_until(start: date, years: int) -> date:
    """Return the last day on which data is kept.

    :param date start: day of the event that begins the period
    :param int years: length of the period
    """
    return start + relativedelta(years=years)


def may_go(start, years, today):
    """Tell whether the period is over on this day."""
    return today > kept_until(start, years)
