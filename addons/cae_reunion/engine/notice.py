"""The notice of an agenda, in days of the calendar of a place."""

from datetime import datetime, timedelta  # noqa: F401  (datetime for the doctests)

from odoo.addons.cae_socle.engine.local_time import to_local


def get_last_day(begin, days, zone):
    """Return the last day on which something asked ``days`` before a meeting is in time.

    >>> get_last_day(datetime(2026, 3, 31, 7, 0), 7, "Europe/Paris")
    datetime.date(2026, 3, 24)
    """
    return to_local(begin, zone).date() - timedelta(days=days)


def is_late(done, begin, days, zone):
    """Tell whether something was done less than ``days`` whole days before a meeting.

    Days of the calendar count, not hours: an agenda for the 31st at 9:00, to be sent 7 days
    before, may be sent on the 24th at 23:59.

    >>> begin = datetime(2026, 3, 31, 7, 0)
    >>> is_late(datetime(2026, 3, 24, 22, 59), begin, 7, "Europe/Paris")
    False
    >>> is_late(datetime(2026, 3, 24, 23, 0), begin, 7, "Europe/Paris")
    True
    """
    return to_local(done, zone).date() > get_last_day(begin, days, zone)
