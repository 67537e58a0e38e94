"""A day by which something is to be done, and the days on which one is told: pure, no ORM.

Example:
    >>> from datetime import date
    >>> print(months_before("lease", "1", date(2026, 12, 31), (3, 1)))
    lease 1 by 2026-12-31, told on 2026-09-30, 2026-11-30
    >>> print(days_before("lease", "1", date(2026, 12, 31), parse_lead_times("8, 30")))
    lease 1 by 2026-12-31, told on 2026-12-01, 2026-12-23
"""

from dataclasses import dataclass
from datetime import timedelta

from dateutil.relativedelta import relativedelta


@dataclass(frozen=True, order=True)
class Deadline:
    """A day by which something is to be done, and the days on which one is told.

    :param str kind: one of those of ``cae.deadline``
    :param str occasion: tells apart two deadlines of one kind and record; it stays the same
        when the day moves
    :param int user_id: who acts, when the record names somebody
    :param bool is_current: is so today: listed even when it was due before the day from which
        the cooperative follows deadlines
    :param bool is_done: whether the record says that it is done; None where only people tick
    """

    kind: str
    occasion: str
    date_due: object
    alerts: tuple = ()
    user_id: int = 0
    is_current: bool = False
    is_done: bool | None = None

    def __str__(self):
        alerts = ", ".join(alert.isoformat() for alert in self.alerts)
        return f"{self.kind} {self.occasion} by {self.date_due}, told on {alerts}"


def parse_lead_times(text):
    """Read a list of lead times as a person writes it, the longest first.

    >>> parse_lead_times("1, 3")
    (3, 1)
    >>> parse_lead_times("")
    ()
    >>> parse_lead_times("3 and 1")
    Traceback (most recent call last):
        ...
    ValueError: 3 and 1

    :raise ValueError: when something else than whole numbers from 0 to 999 is in it
    """
    parts = [part.strip() for part in (text or "").replace(";", ",").split(",")]
    parts = [part for part in parts if part]
    if not all(part.isascii() and part.isdigit() and len(part) <= 3 for part in parts):
        raise ValueError(text)
    return tuple(sorted({int(part) for part in parts}, reverse=True))


def months_before(kind, occasion, day, months, **values):
    """Return the deadline of a day that is told of so many months before."""
    alerts = (day - relativedelta(months=count) for count in months)
    return Deadline(kind, occasion, day, tuple(sorted(alerts)), **values)


def days_before(kind, occasion, day, days, **values):
    """Return the deadline of a day that is told of so many days before."""
    alerts = (day - timedelta(days=count) for count in days)
    return Deadline(kind, occasion, day, tuple(sorted(alerts)), **values)
