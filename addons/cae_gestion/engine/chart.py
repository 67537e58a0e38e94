"""Geometry of the chart of a statement: bars for what comes in and goes out, a line for cash.

The chart is drawn as SVG on the server, so that the same picture is in the backend, on the
portal and in the PDF, without JavaScript. Only its geometry is here; colours and words are
in the QWeb template.

>>> ticks(Decimal(-300), Decimal(4200))
[Decimal('-1000'), Decimal('0'), Decimal('1000'), Decimal('2000'), Decimal('3000'), \
Decimal('4000'), Decimal('5000')]
>>> ticks(Decimal(0), Decimal(0))
[Decimal('0'), Decimal('1')]
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

ZERO = Decimal(0)
WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 104, 12, 20, 42
MAX_TICKS = 7


@dataclass
class Bar:
    x: float
    y: float
    width: float
    height: float


@dataclass
class Slot:
    """One month of the chart: where its bars, its point of cash and its label are."""

    x: float
    income: Bar
    spent: Bar
    cash: float
    labelled: bool
    labelled_small: bool


@dataclass
class Chart:
    width: int
    height: int
    left: int
    right: int
    bottom: float
    zero: float
    ticks: list
    slots: list

    @property
    def cash_points(self):
        """The line of cash, as the `points` of an SVG polyline."""
        return " ".join(f"{slot.x:.1f},{slot.cash:.1f}" for slot in self.slots)


def ticks(low, high):
    """Return round values from below the lowest amount to above the highest, zero included.

    :param Decimal low: lowest amount
    :param Decimal high: highest amount
    :return: list of Decimal, rising
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


def chart(months, max_labels=12, max_small_labels=4):
    """Lay out the months of a statement.

    :param months: list of `statement.Month`
    :param int max_labels: with more months than this, only some are labelled
    :param int max_small_labels: likewise on a phone, where letters are larger beside the bars
    :return: Chart
    """
    amounts = [value for month in months for value in (month.income, month.spent, month.cash)]
    values = ticks(min(amounts, default=ZERO), max(amounts, default=ZERO))
    span = values[-1] - values[0]

    def y(amount):
        share = float((amount - values[0]) / span)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    def bar(x, width, amount):
        top, base = sorted((y(amount), y(ZERO)))
        return Bar(round(x, 1), round(top, 1), round(width, 1), round(base - top, 1))

    slot_width = (WIDTH - LEFT - RIGHT) / max(len(months), 1)
    bar_width = min(slot_width * 0.36, 34)
    every = max(-(-len(months) // max_labels), 1)
    every_small = every * -(-len(months) // (every * max_small_labels))
    slots = []
    for index, month in enumerate(months):
        x = LEFT + slot_width * (index + 0.5)
        slots.append(
            Slot(
                x=round(x, 1),
                income=bar(x - bar_width, bar_width, month.income),
                spent=bar(x, bar_width, month.spent),
                cash=round(y(month.cash), 1),
                labelled=index % every == 0,
                labelled_small=index % every_small == 0,
            )
        )
    return Chart(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        bottom=HEIGHT - BOTTOM,
        zero=round(y(ZERO), 1),
        ticks=[(value, round(y(value), 1)) for value in values],
        slots=slots,
    )
