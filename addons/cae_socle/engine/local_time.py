"""The clock on the wall of a place, and the moments that Odoo stores: naive, in UTC.

A day of 23 or 25 hours needs nothing special: hours are taken from the wall, and each is
converted alone.
"""

from datetime import datetime  # noqa: F401  (for the doctests)
from zoneinfo import ZoneInfo

# Where nothing says otherwise, a cooperative counts its days in this zone.
ZONE = "Europe/Paris"
UTC = ZoneInfo("UTC")


def to_local(moment, zone):
    """Return a moment as the clock of a place shows it (naive).

    >>> to_local(datetime(2026, 7, 1, 7), "Europe/Paris")
    datetime.datetime(2026, 7, 1, 9, 0)
    """
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def to_utc(local, zone):
    """Return the moment at which the clock of a place shows this (naive, UTC).

    >>> to_utc(datetime(2026, 3, 28, 9), "Europe/Paris")
    datetime.datetime(2026, 3, 28, 8, 0)
    >>> to_utc(datetime(2026, 3, 29, 9), "Europe/Paris")  # the clocks changed at 2
    datetime.datetime(2026, 3, 29, 7, 0)
    """
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)
