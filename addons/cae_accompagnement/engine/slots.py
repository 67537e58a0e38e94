"""Free slots of an advisor: opening hours, less what is taken, cut into equal lengths."""

from datetime import datetime, time, timedelta

# When an appointment is proposed: from Monday to Friday, begun between these hours.
FIRST_HOUR, LAST_HOUR = 9, 17
SATURDAY = 5


def propose_hour(now):
    """Return the next full hour at which one meets somebody.

    :param datetime now: as the wall clock of the advisor shows it

    >>> from datetime import datetime as d
    >>> propose_hour(d(2026, 3, 2, 10, 20))  # a Monday
    datetime.datetime(2026, 3, 2, 11, 0)
    >>> propose_hour(d(2026, 3, 2, 6))
    datetime.datetime(2026, 3, 2, 9, 0)
    >>> propose_hour(d(2026, 3, 2, 17, 5))
    datetime.datetime(2026, 3, 3, 9, 0)
    >>> propose_hour(d(2026, 3, 6, 21))  # a Friday evening
    datetime.datetime(2026, 3, 9, 9, 0)
    """
    hour = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    day = hour.date()
    if hour.hour > LAST_HOUR:
        day += timedelta(days=1)
    if day.weekday() >= SATURDAY:
        day += timedelta(days=7 - day.weekday())
    return max(hour, datetime.combine(day, time(FIRST_HOUR)))


def find_slots(openings, taken, minutes, earliest=None):
    """Return the (start, end, opening) that can be booked.

    In each opening, slots follow each other from its beginning, so that what is left stays
    useful; a slot that is taken, even in part, is no slot.

    :param openings: (start, end, opening): two datetimes, and whose hours these are
    :param taken: (start, end) as datetimes
    :param int minutes: of a slot
    :param datetime earliest: no slot begins before it

    >>> from datetime import datetime as d
    >>> morning = (d(2026, 3, 2, 9), d(2026, 3, 2, 12), "morning")
    >>> slots = find_slots([morning], [(d(2026, 3, 2, 10, 30), d(2026, 3, 2, 10, 45))], 60)
    >>> [(start.hour, end.hour, opening) for start, end, opening in slots]
    [(9, 10, 'morning'), (11, 12, 'morning')]
    >>> [start.hour for start, *_slot in find_slots([morning], [], 60, d(2026, 3, 2, 9, 1))]
    [10, 11]
    >>> find_slots([(d(2026, 3, 2, 9), d(2026, 3, 2, 9, 59), "short")], [], 60)
    []
    """
    length = timedelta(minutes=minutes)
    taken = [(busy_start, busy_end) for busy_start, busy_end in taken if busy_start < busy_end]
    slots = []
    for start, closing, opening in sorted(openings, key=lambda hours: hours[:2]):
        while start + length <= closing:
            end = start + length
            if (earliest is None or start >= earliest) and not any(
                busy_start < end and start < busy_end for busy_start, busy_end in taken
            ):
                slots.append((start, end, opening))
            start = end
    return slots
