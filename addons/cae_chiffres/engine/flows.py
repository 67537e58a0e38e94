"""Arithmetic of the numbers: averages, shares, targets, and cells too small to be shown.

Decimals in and out, rounded once and half up, so that a figure that is worked out by hand
with the same rule is the same figure.
"""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

# An average month, leap years included (365.25 / 12): months of the calendar have no average.
DAYS_A_MONTH = Decimal("30.4375")
TENTH = Decimal("0.1")
# Below this number of people a cell says something of each of them.
SMALL_CELL = 5


def average_months(days: int, count: int) -> Decimal | None:
    """Return the average in months of ``count`` durations that last ``days`` in all.

    >>> average_months(365 + 366, 2), average_months(0, 0)
    (Decimal('12.0'), None)

    Half up, not half to even: 45.65625 days would be 1.5 months, and 46 are.

    >>> average_months(44, 1), average_months(46, 1)
    (Decimal('1.4'), Decimal('1.5'))
    """
    if not count:
        return None
    return (Decimal(days) / count / DAYS_A_MONTH).quantize(TENTH, ROUND_HALF_UP)


def percent(part: int, whole: int) -> Decimal | None:
    """Return a share in per cent, to one decimal, half up; None of nothing.

    >>> percent(2, 3), percent(1, 16), percent(0, 4), percent(0, 0)
    (Decimal('66.7'), Decimal('6.3'), Decimal('0.0'), None)
    """
    if not whole:
        return None
    return (Decimal(part) * 100 / whole).quantize(TENTH, ROUND_HALF_UP)


def progress(actual, target) -> int:
    """Return how full the bar of a figure is, in whole per cent, 0 to 100.

    A target of nothing is reached by nothing, and passed by anything.

    >>> progress(4, 10), progress(12, 10), progress(None, 10), progress(0, 0)
    (40, 100, 0, 100)
    """
    if actual is None:
        return 0
    if not target:
        return 100
    share = Decimal(str(actual)) * 100 / Decimal(str(target))
    return min(max(int(share.quantize(Decimal(1), ROUND_HALF_UP)), 0), 100)


def judge(actual, target, at_most: bool) -> tuple[bool, Decimal]:
    """Tell whether a target is met, and how far the figure is from it (never negative).

    >>> judge(8, 10, at_most=False), judge(10, 10, at_most=False)
    ((False, Decimal('2')), (True, Decimal('0')))
    >>> judge(12, 10, at_most=True), judge(Decimal("11.4"), 12.0, at_most=True)
    ((False, Decimal('2')), (True, Decimal('0.6')))
    """
    gap = Decimal(str(actual)) - Decimal(str(target))
    gap = gap.quantize(TENTH, ROUND_HALF_UP)
    if gap == gap.to_integral_value():
        gap = gap.to_integral_value()
    return (gap <= 0 if at_most else gap >= 0), abs(gap)


def is_small(counts) -> bool:
    """Tell whether one of the groups behind a cell is of 1 to 4 people.

    >>> is_small((4,)), is_small((5,)), is_small((0,)), is_small((9, 1))
    (True, False, False, True)
    """
    return any(0 < count < SMALL_CELL for count in counts)


def hide_cells(rows: dict, total: tuple, hidden=()) -> set:
    """Return the keys of the cells to leave out of one column; None stands for its total.

    A cell holds the people behind its figure: ``(entries,)``, or for a share
    ``(positive, other)``, because a share with the number of exits tells both. A cell is left
    out when one of its groups is small; then as many others (the smallest first, at last the
    total) until what is left out cannot be worked out: at least two cells, and together no
    group that is small.

    :param dict rows: the cells of the column: {key: tuple of counts}
    :param tuple total: what stands under the column
    :param hidden: keys left out for another reason (None for the total)

    Nothing small, nothing hidden; a small one takes the next one with it.

    >>> hide_cells({"a": (12,), "b": (7,)}, (19,))
    set()
    >>> sorted(hide_cells({"a": (12,), "b": (3,), "c": (7,)}, (22,)))
    ['b', 'c']

    Two small ones that make 3 together would still be a small group.

    >>> sorted(hide_cells({"a": (12,), "b": (2,), "c": (1,), "d": (8,)}, (23,)))
    ['b', 'c', 'd']

    Without another cell to hide, the total goes.

    >>> hide_cells({"a": (3,)}, (3,)) == {"a", None}
    True
    >>> hide_cells({"a": (0,), "b": (4,)}, (4,)) == {"b", None}
    True

    All six exits of "a" were positive but one: neither side of the share is told.

    >>> sorted(hide_cells({"a": (5, 1), "b": (6, 5), "c": (9, 9)}, (20, 15)))
    ['a', 'b']
    """
    left_out = {key for key, counts in rows.items() if key in hidden or is_small(counts)}
    if None in hidden or is_small(total):
        return left_out | {None}
    candidates = sorted(
        (key for key, counts in rows.items() if key not in left_out and any(counts)),
        key=lambda key: (sum(rows[key]), str(key)),
    )
    while not _is_safe([rows[key] for key in left_out]):
        if not candidates:
            return left_out | {None}
        left_out.add(candidates.pop(0))
    return left_out


def _is_safe(cells):
    """Tell whether cells left out stay unknown to who subtracts the others from the total."""
    cells = [counts for counts in cells if any(counts)]
    if not cells:
        return True
    return len(cells) > 1 and not is_small(map(sum, zip(*cells, strict=True)))


def get_figures(sums: dict) -> dict:
    """Return the indicators of a period from the sums of its events.

    :param dict sums: int by measure, a missing one counts nothing: contacts, entries, cesa,
        exits, positive, cape_outcomes, cape_positive, to_cesa, to_cesa_days
    :return: {indicator: int, Decimal, or None where there is nothing to share or average}

    >>> figures = get_figures({"exits": 3, "positive": 2, "to_cesa": 2, "to_cesa_days": 731})
    >>> figures["exits"], figures["positive"], figures["months"], figures["cape_positive"]
    (3, Decimal('66.7'), Decimal('12.0'), None)
    """
    people = get_people(sums)
    return {
        **{key: people[key][0] for key in ("contacts", "entries", "cesa", "exits")},
        **{key: percent(people[key][0], sum(people[key])) for key in ("positive", "cape_positive")},
        "months": average_months(sums.get("to_cesa_days") or 0, *people["months"]),
    }


def get_people(sums: dict) -> dict:
    """Return the groups of people behind each indicator, as ``hide_cells`` takes them.

    >>> get_people({"exits": 6, "positive": 5})["positive"]
    (5, 1)
    """
    count = defaultdict(int, {key: value or 0 for key, value in sums.items()})
    return {
        **{key: (count[key],) for key in ("contacts", "entries", "cesa", "exits")},
        "positive": (count["positive"], count["exits"] - count["positive"]),
        "cape_positive": (count["cape_positive"], count["cape_outcomes"] - count["cape_positive"]),
        "months": (count["to_cesa"],),
    }
