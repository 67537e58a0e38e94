"""Free slots of an advisor: opening hours, less what is taken, cut into equal lengths."""

from datetime import timedelta


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
