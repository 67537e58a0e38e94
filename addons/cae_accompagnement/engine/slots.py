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
    """Return the (start, end) that can be booked.

    In each opening, slots follow each other from its beginning, so that what is left stays
    useful; a slot that is taken, even in part, is no slot.

    :param openings: (start, end) as datetimes
    :param taken: (start, end) as datetimes
    :param int minutes: of a slot
    :param datetime earliest: no slot begins before it

    >>> from datetime import datetime as d
    >>> slots = find_slots([(d(2026, 3, 2, 9), d(2026, 3, 2, 12))],
    ...     [(d(2026, 3, 2, 10, 30), d(2026, 3, 2, 10, 45))], 60)
    >>> [start.hour for start, end in slots]
    [9, 11]
    >>> [start.hour for start, end in find_slots([(d(2026, 3, 2, 9), d(2026, 3, 2, 12))], [], 60,
    ...     d(2026, 3, 2, 9, 1))]
    [10, 11]
    >>> find_slots([(d(2026, 3, 2, 9), d(2026, 3, 2, 9, 59))], [], 60)
    []
    """
    length = timedelta(minutes=minutes)
    taken = [one for one in taken if one[0] < one[1]]
    slots = []
    for opening, closing in sorted(openings):
        start = opening
        while start + length <= closing:
            end = start + length
            if (earliest is None or start >= earliest) and not any(
                busy_start < end and start < busy_end for busy_start, busy_end in taken
            ):
                slots.append((start, end))
            start = end
    return slots
