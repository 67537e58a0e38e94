"""The geometry of a radar chart: points on a circle, no drawing and no browser."""

from math import cos, pi, sin


def find_axis(number, count, radius):
    """Return (x, y) of the end of an axis; the first one points up, the others follow the clock.

    :param int number: of the axis, from 0
    :param int count: of the axes
    :param float radius: of the chart

    >>> find_axis(0, 4, 100), find_axis(1, 4, 100), find_axis(2, 4, 100)
    ((0.0, -100.0), (100.0, 0.0), (0.0, 100.0))
    """
    angle = 2 * pi * number / count
    return (round(radius * sin(angle), 1) + 0.0, round(-radius * cos(angle), 1) + 0.0)


def find_points(values, top, radius):
    """Return the points of a figure, one for each axis that has a value.

    :param values: levels in the order of the axes, None where nothing was rated
    :param top: level at the end of the axes
    :param float radius: of the chart
    :return: list of (x, y), without the axes that have no value

    >>> find_points([4, 2, None, 0], 4, 100)
    [(0.0, -100.0), (50.0, 0.0), (0.0, 0.0)]
    >>> find_points([1], 0, 100)
    []
    """
    if not top:
        return []
    count = len(values)
    return [
        find_axis(number, count, radius * float(value) / float(top))
        for number, value in enumerate(values)
        if value is not None
    ]


def find_runs(values, top, radius):
    """Return the lines of a figure: the points of neighbouring axes that have a value.

    An axis without a value leaves a gap: nothing is drawn through what nobody rated.

    :param values: levels in the order of the axes, None where nothing was rated
    :param top: level at the end of the axes
    :param float radius: of the chart
    :return: list of lists of (x, y); a single one that goes all around when nothing is missing

    >>> find_runs([4, 4, 4, 4], 4, 100)
    [[(0.0, -100.0), (100.0, 0.0), (0.0, 100.0), (-100.0, 0.0)]]
    >>> find_runs([4, 4, None, 4], 4, 100)  # the last axis stands beside the first one
    [[(-100.0, 0.0), (0.0, -100.0), (100.0, 0.0)]]
    >>> find_runs([4, None, 2, None], 4, 100)
    [[(0.0, -100.0)], [(0.0, 50.0)]]
    >>> find_runs([None, None], 4, 100), find_runs([1], 0, 100)
    ([], [])
    """
    if not top or all(value is None for value in values):
        return []
    if all(value is not None for value in values):
        return [find_points(values, top, radius)]
    count, runs = len(values), []
    start = max(number for number, value in enumerate(values) if value is None) + 1
    before = None
    for number in range(start, start + count):
        value = values[number % count]
        if value is not None:
            if before is None:
                runs.append([])
            runs[-1].append(find_axis(number % count, count, radius * float(value) / float(top)))
        before = value
    return runs


def find_rings(count, top, radius):
    """Return the points of the rings, one ring for each level from 1 to the top.

    >>> find_rings(4, 2, 100)[0]
    [(0.0, -50.0), (50.0, 0.0), (0.0, 50.0), (-50.0, 0.0)]
    >>> len(find_rings(7, 4, 100)), len(find_rings(7, 4, 100)[0])
    (4, 7)
    """
    return [find_points([level] * count, top, radius) for level in range(1, int(top) + 1)]


def write_points(points):
    """Return points as SVG writes them.

    >>> write_points([(0.0, -50.0), (50.0, 0.5)])
    '0,-50 50,0.5'
    """
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def find_anchor(x):
    """Return where a label beside an axis begins, so that it grows away from the chart.

    >>> find_anchor(0.0), find_anchor(40.0), find_anchor(-40.0)
    ('middle', 'start', 'end')
    """
    if abs(x) < 1:
        return "middle"
    return "start" if x > 0 else "end"
