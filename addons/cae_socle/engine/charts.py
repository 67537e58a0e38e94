"""Geometry of the charts that are drawn as SVG on the server, without JavaScript.

The same picture is then in the backend, on the portal and in the PDF. Only the geometry is here;
colours and words are in the QWeb template of each chart. Two kinds: columns beside each other
with a line above them (`lay_out_columns`), and a radar (`find_axis` and what follows it).
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import cos, pi, sin

ZERO = Decimal(0)
WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 104, 12, 20, 42
MAX_TICKS = 7
BAR_WIDTH = 34


def write_points(points):
    """Return points as the `points` of an SVG polyline or polygon.

    >>> write_points([(0.0, -50.0), (50.0, 0.5)])
    '0,-50 50,0.5'
    """
    return " ".join(f"{x:g},{y:g}" for x, y in points)


# -- columns --------------------------------------------------------------------------------------


@dataclass
class Bar:
    x: float
    y: float
    width: float
    height: float


@dataclass
class Column:
    """One place of a chart: its bars, the point of its line, and whether its label is shown."""

    x: float
    bars: list
    point: float
    labelled: bool
    labelled_small: bool


@dataclass
class ColumnChart:
    """Where everything stands; `ticks` are (value, y)."""

    ticks: list
    columns: list
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM

    @property
    def line_points(self):
        return write_points((column.x, column.point) for column in self.columns)


def find_ticks(low, high):
    """Return round values from below the lowest amount to above the highest, zero included.

    :param Decimal low: lowest amount
    :param Decimal high: highest amount
    :return: list of Decimal, rising

    >>> [int(tick) for tick in find_ticks(Decimal(-300), Decimal(4200))]
    [-1000, 0, 1000, 2000, 3000, 4000, 5000]
    >>> find_ticks(Decimal(0), Decimal(0))
    [Decimal('0'), Decimal('1')]
    """
    low, high = min(low, ZERO), max(high, ZERO)
    if low == high:
        return [ZERO, Decimal(1)]
    step = Decimal(10) ** (high - low).adjusted() / 10
    while True:
        for factor in (1, 2, 5):
            size = (step * factor).normalize()
            first = (low / size).to_integral_value(ROUND_FLOOR)
            last = (high / size).to_integral_value(ROUND_CEILING)
            if last - first < MAX_TICKS:
                return [
                    Decimal(format(size * number, "f"))
                    for number in range(int(first), int(last) + 1)
                ]
        step *= 10


def lay_out_columns(rows, max_labels=12, max_small_labels=4):
    """Lay out columns of bars with a line above them.

    :param rows: list of (amounts of the bars, amount of the line), Decimal
    :param int max_labels: with more columns than this, only some are labelled
    :param int max_small_labels: likewise on a phone, where letters are larger beside the bars
    :return: ColumnChart

    >>> chart = lay_out_columns([([Decimal(100), Decimal(40)], Decimal(60))])
    >>> [column.bars[0].height > column.bars[1].height for column in chart.columns]
    [True]
    """
    amounts = [amount for bars, line in rows for amount in (*bars, line)]
    values = find_ticks(min(amounts, default=ZERO), max(amounts, default=ZERO))
    span = values[-1] - values[0]

    def y(amount):
        share = float((amount - values[0]) / span)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    def bar(x, width, amount):
        top, base = sorted((y(amount), y(ZERO)))
        return Bar(round(x, 1), round(top, 1), round(width, 1), round(base - top, 1))

    space = (WIDTH - LEFT - RIGHT) / max(len(rows), 1)
    every = max(-(-len(rows) // max_labels), 1)
    every_small = every * -(-len(rows) // (every * max_small_labels))
    columns = []
    for index, (bars, line) in enumerate(rows):
        middle = LEFT + space * (index + 0.5)
        width = min(space * 0.72 / len(bars), BAR_WIDTH)
        first = middle - width * len(bars) / 2
        columns.append(
            Column(
                x=round(middle, 1),
                bars=[
                    bar(first + width * place, width, amount) for place, amount in enumerate(bars)
                ],
                point=round(y(line), 1),
                labelled=index % every == 0,
                labelled_small=index % every_small == 0,
            )
        )
    return ColumnChart(
        ticks=[(value, round(y(value), 1)) for value in values],
        columns=columns,
    )


# -- radar ----------------------------------------------------------------------------------------


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
    count = len(values)
    # turned, so that it begins after a gap
    start = max(number for number, value in enumerate(values) if value is None) + 1
    runs = [[]]
    for number in (turned % count for turned in range(start, start + count)):
        if values[number] is None:
            runs.append([])
        else:
            distance = radius * float(values[number]) / float(top)
            runs[-1].append(find_axis(number, count, distance))
    return [run for run in runs if run]


def find_rings(count, top, radius):
    """Return the points of the rings, one ring for each level from 1 to the top.

    >>> find_rings(4, 2, 100)[0]
    [(0.0, -50.0), (50.0, 0.0), (0.0, 50.0), (-50.0, 0.0)]
    >>> len(find_rings(7, 4, 100)), len(find_rings(7, 4, 100)[0])
    (4, 7)
    """
    return [find_points([level] * count, top, radius) for level in range(1, int(top) + 1)]


def find_anchor(x):
    """Return where a label beside an axis begins, so that it grows away from the chart.

    >>> find_anchor(0.0), find_anchor(40.0), find_anchor(-40.0)
    ('middle', 'start', 'end')
    """
    if abs(x) < 1:
        return "middle"
    return "start" if x > 0 else "end"
