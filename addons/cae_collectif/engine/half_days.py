"""The half-days of a session and the time in which their attendance is signed.

Local times are those of the clock on the wall of the session's place; instants are naive
datetimes in UTC, as Odoo keeps them. A day of 23 or 25 hours needs nothing special: each
limit is taken from the wall and converted alone.
"""

from datetime import datetime, time, timedelta

from odoo.addons.cae_socle.engine.local_time import to_local, to_utc

from .calendar_days import SATURDAY

# A piece shorter than this beside a whole half-day is no half-day of its own.
SHORTEST = timedelta(minutes=15)
NOON, EVENING = 12, 18


def to_time(hours):
    """Return hours as Odoo's `float_time` keeps them as a time of the day.

    >>> to_time(14.5)
    datetime.time(14, 30)
    >>> to_time(9)
    datetime.time(9, 0)
    """
    minutes = min(round(hours * 60), 24 * 60 - 1)
    return time(minutes // 60, minutes % 60)


def plan(begin, end, zone, morning, afternoon):
    """Cut a session into half-days.

    The session begins on its first day and ends on its last day when it says; in between, the
    usual hours hold. The break between them cuts a day in two. Weekends inside a session are
    free unless it begins or ends there.

    :param datetime begin: of the session, UTC
    :param datetime end: of the session, UTC
    :param str zone: time zone of the place
    :param morning: (begin, end), hours as floats
    :param afternoon: (begin, end), hours as floats
    :return: list of (begin, end) in UTC, in order, none overlapping another

    >>> usual = ("Europe/Paris", (9, 12.5), (14, 17.5))
    >>> two_days = plan(datetime(2026, 3, 9, 8), datetime(2026, 3, 10, 16, 30), *usual)
    >>> [f"{begin:%d %H:%M}-{end:%H:%M}" for begin, end in two_days]
    ['09 08:00-11:30', '09 13:00-16:30', '10 08:00-11:30', '10 13:00-16:30']

    An afternoon, an evening, and a morning that begins early:

    >>> plan(datetime(2026, 3, 9, 13), datetime(2026, 3, 9, 15), *usual)
    [(datetime.datetime(2026, 3, 9, 13, 0), datetime.datetime(2026, 3, 9, 15, 0))]
    >>> plan(datetime(2026, 3, 9, 17), datetime(2026, 3, 9, 19), *usual)
    [(datetime.datetime(2026, 3, 9, 17, 0), datetime.datetime(2026, 3, 9, 19, 0))]
    >>> plan(datetime(2026, 3, 9, 7), datetime(2026, 3, 9, 11), *usual)
    [(datetime.datetime(2026, 3, 9, 7, 0), datetime.datetime(2026, 3, 9, 11, 0))]

    From Friday to Monday, with the night in which the clocks change:

    >>> weekend = plan(datetime(2026, 3, 27, 8), datetime(2026, 3, 30, 10), *usual)
    >>> [f"{begin:%d %H:%M}" for begin, _end in weekend]
    ['27 08:00', '27 13:00', '30 07:00']
    """
    first, last = to_local(begin, zone), to_local(end, zone)
    half_days = []
    day = first.date()
    while day <= last.date():
        edge = day in (first.date(), last.date())
        if edge or day.weekday() < SATURDAY:
            opens = first if day == first.date() else datetime.combine(day, to_time(morning[0]))
            closes = last if day == last.date() else datetime.combine(day, to_time(afternoon[1]))
            half_days += _cut(opens, closes, morning[1], afternoon[0])
        day += timedelta(days=1)
    return [(to_utc(opens, zone), to_utc(closes, zone)) for opens, closes in half_days]


def _cut(opens, closes, noon, resumes):
    if closes <= opens:
        return []
    noon = datetime.combine(opens.date(), to_time(noon))
    resumes = datetime.combine(opens.date(), to_time(resumes))
    pieces = [(opens, min(closes, noon)), (max(opens, resumes), closes)]
    whole = [piece for piece in pieces if piece[1] - piece[0] >= SHORTEST]
    # a lunch, or ten minutes: what was asked for is kept as it is
    return whole or [(opens, closes)]


def get_part(begin, zone):
    """Return which part of the day a half-day is: morning, afternoon or evening.

    >>> get_part(datetime(2026, 3, 9, 8), "Europe/Paris")
    'morning'
    >>> get_part(datetime(2026, 3, 9, 13), "Europe/Paris")
    'afternoon'
    >>> get_part(datetime(2026, 7, 9, 16), "Europe/Paris")
    'evening'
    """
    hour = to_local(begin, zone).hour
    return "morning" if hour < NOON else "afternoon" if hour < EVENING else "evening"
