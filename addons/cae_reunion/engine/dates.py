"""The days of meetings: the notice of an agenda, and series that keep their hour.

Moments are naive and in UTC, as Odoo stores them; days and hours are those of a place.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

UTC = ZoneInfo("UTC")
RHYTHMS = ("week", "fortnight", "month", "two_months")
# A series that somebody asked for by mistake stops here.
MOST_OCCURRENCES = 260


def to_local(moment, zone):
    """Return a moment as the clock of a place shows it, naive.

    >>> to_local(datetime(2026, 7, 1, 7, 0), "Europe/Paris")
    datetime.datetime(2026, 7, 1, 9, 0)
    """
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def to_utc(local, zone):
    """Return the moment at which the clock of a place shows this, naive and in UTC.

    >>> to_utc(datetime(2026, 3, 27, 9, 0), "Europe/Paris")
    datetime.datetime(2026, 3, 27, 8, 0)
    >>> to_utc(datetime(2026, 3, 30, 9, 0), "Europe/Paris")
    datetime.datetime(2026, 3, 30, 7, 0)
    """
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)


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


def get_occurrences(first, rhythm, zone, count=0, until=None):
    """Return the moments of a series, the first one included; all at the same hour there.

    By the month, it is the same weekday of the month: the 2nd Tuesday stays the 2nd Tuesday,
    the 5th or last one is the last one.

    :param datetime first: moment of the first meeting
    :param str rhythm: one of RHYTHMS
    :param int count: how many, the first one included; or
    :param date until: the last possible day there
    :return: list of moments, at most MOST_OCCURRENCES

    >>> series = get_occurrences(datetime(2026, 3, 10, 8, 0), "month", "Europe/Paris", count=3)
    >>> [str(moment) for moment in series]
    ['2026-03-10 08:00:00', '2026-04-14 07:00:00', '2026-05-12 07:00:00']
    >>> series = get_occurrences(
    ...     datetime(2026, 3, 23, 8, 0), "week", "Europe/Paris", until=date(2026, 4, 6)
    ... )
    >>> [str(moment) for moment in series]
    ['2026-03-23 08:00:00', '2026-03-30 07:00:00', '2026-04-06 07:00:00']
    >>> len(get_occurrences(datetime(2026, 1, 5), "week", "Europe/Paris", count=100000))
    260
    """
    start = to_local(first, zone)
    found = []
    for number in range(MOST_OCCURRENCES):
        day = _get_day(start.date(), rhythm, number)
        if (count and number >= count) or (until and day > until):
            break
        found.append(to_utc(datetime.combine(day, start.time()), zone))
    return found


def _get_day(first, rhythm, number):
    if rhythm in ("week", "fortnight"):
        return first + timedelta(weeks=number * (2 if rhythm == "fortnight" else 1))
    months = number * (2 if rhythm == "two_months" else 1)
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return get_weekday_of_month(year, month + 1, first.weekday(), get_rank(first))


def get_rank(day):
    """Return which one of its month a weekday is: 1 to 4, or 5 for the fifth, which is the last.

    >>> get_rank(date(2026, 3, 10)), get_rank(date(2026, 3, 31))
    (2, 5)
    """
    return (day.day - 1) // 7 + 1


def get_weekday_of_month(year, month, weekday, rank):
    """Return the day of a month that is the ``rank``-th of this weekday, 5 for the last one.

    >>> get_weekday_of_month(2026, 4, 1, 2), get_weekday_of_month(2026, 4, 1, 5)
    (datetime.date(2026, 4, 14), datetime.date(2026, 4, 28))
    """
    first = date(year, month, 1)
    day = first + timedelta(days=(weekday - first.weekday()) % 7)
    last = day + timedelta(weeks=4)
    weeks = rank - 1 if rank < 5 else (4 if last.month == month else 3)
    return day + timedelta(weeks=weeks)


def get_day_limits(day, zone):
    """Return the first moment of a day of a place and the first one of the next day.

    >>> [str(moment) for moment in get_day_limits(date(2026, 3, 29), "Europe/Paris")]
    ['2026-03-28 23:00:00', '2026-03-29 22:00:00']
    """
    return (
        to_utc(datetime.combine(day, time.min), zone),
        to_utc(datetime.combine(day + timedelta(days=1), time.min), zone),
    )
