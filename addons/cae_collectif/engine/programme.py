"""Which line of a programme belongs to which half-day of a session."""

PARTS = ("morning", "afternoon")


def match(half_days, lines):
    """Return which line each half-day takes.

    A half-day takes the line of its day and part of the day. What is left over on both sides
    goes together in order: a session of one half-day that a format plans for the morning may
    just as well be held in the afternoon.

    :param half_days: list of (date, part) in order; parts are morning, afternoon or evening
    :param lines: list of (number of the day from 1, part) in order
    :return: dict {index of a half-day: index of its line}

    >>> two_days = [(9, "morning"), (9, "afternoon"), (10, "morning")]
    >>> match(two_days, [(1, "morning"), (1, "afternoon"), (2, "morning")])
    {0: 0, 1: 1, 2: 2}

    One line only, held in the afternoon; and a session that begins at noon:

    >>> match([(9, "afternoon")], [(1, "morning")])
    {0: 0}
    >>> match([(9, "afternoon"), (10, "morning")], [(1, "afternoon"), (2, "afternoon")])
    {0: 0, 1: 1}

    More half-days than lines, or lines than half-days:

    >>> match(two_days, [(2, "morning")])
    {2: 0}
    >>> match([(9, "morning")], [(1, "morning"), (1, "afternoon")])
    {0: 0}
    """
    days = sorted({day for day, _part in half_days})
    places = {(days.index(day) + 1, part): index for index, (day, part) in enumerate(half_days)}
    found = {places[line]: number for number, line in enumerate(lines) if line in places}
    left = [index for index in range(len(half_days)) if index not in found]
    unused = [number for number in range(len(lines)) if number not in found.values()]
    if len(left) == len(unused):
        found |= dict(zip(left, unused, strict=True))
    return dict(sorted(found.items()))
