"""Arithmetic of the contribution (mutualisation) of one activity for one month.

How it works
    A cooperative votes a schedule (C. trav. R7331-9: the general meeting fixes the bases, the
    rates or the amounts). A schedule is expressed here by a `Rule` and by the base it applies to:

    * the base is the turnover less deductions (`deduct`): production purchases for a schedule on
      the gross margin, subcontracting or large purchases for the exclusions of a schedule;
    * the rates form a table of `Slice`, applied to what is accumulated over a period that the
      caller chooses (the month, the calendar year, since the entry), by slices or as one rate on
      the whole amount reached (`due`);
    * the contribution of a month (`contribution`) is what is due after the month less what was
      due before it, plus a fixed amount, raised to a minimum when nothing was invoiced.

    All amounts are `Decimal`, in the currency's main unit, without tax. What is booked is rounded
    once, half up (half away from zero, so that a credit note gives back what the invoice took).
    Because a month is the difference of two rounded cumulative amounts, the months of a year
    always add up to the year, to the cent.

Examples
    The published schedule of Astrolabe: 11 % up to 40 000, 10 % up to 80 000, 9 % above, per year.

    >>> astrolabe = Rule(slices=table((0, 11), (40000, 10), (80000, 9)))
    >>> contribution(astrolabe, Decimal(90000)).amount
    Decimal('9300.00')
    >>> [(str(part.rate), str(part.base)) for part in contribution(astrolabe, Decimal(90000)).parts]
    [('11', '40000'), ('10', '40000'), ('9', '10000')]

    The same turnover in two invoices, months apart:

    >>> first = contribution(astrolabe, Decimal(50000))
    >>> second = contribution(astrolabe, Decimal(40000), before=Decimal(50000))
    >>> first.amount, second.amount, first.amount + second.amount
    (Decimal('5400.00'), Decimal('3900.00'), Decimal('9300.00'))

    A plain schedule: 10 % of the turnover, subcontracting and large purchases excluded, 2.50
    when nothing is invoiced.

    >>> plain = Rule(slices=table((0, 10)), minimum=Decimal("2.50"))
    >>> base, applied = deduct(Decimal(4200), [Decimal(800)])
    >>> base, contribution(plain, base).amount
    (Decimal('3400'), Decimal('340.00'))
    >>> contribution(plain, Decimal(0), nothing_invoiced=True).amount
    Decimal('2.50')

    Coopaname: 30 a month, waived for people on minimum benefits, plus 13.5 % of the gross margin.

    >>> coopaname = Rule(slices=table((0, "13.5")), fixed=Decimal(30))
    >>> margin, applied = deduct(Decimal(2000), [Decimal(500)])
    >>> contribution(coopaname, margin).amount
    Decimal('232.50')
    >>> contribution(coopaname, margin, waived=True).amount
    Decimal('202.50')

    One rate on the margin of the month, by bands, and at least 80 each month:

    >>> bands = Rule(slices=table((0, 13), (1000, 12), (2000, 11), (3333, 10)),
    ...              method=ON_WHOLE, month_floor=Decimal(80))
    >>> [contribution(bands, Decimal(margin)).amount for margin in (528, 1500, 4000)]
    [Decimal('80.00'), Decimal('180.00'), Decimal('400.00')]

    12 % of the margin, at least 40 each month and at most 8 400 a year, the least included:

    >>> capped = Rule(slices=table((0, 12)), month_floor=Decimal(40), ceiling=Decimal(8400))
    >>> january = contribution(capped, Decimal(0))
    >>> february = contribution(capped, Decimal(90000), raised_before=january.raised)
    >>> march = contribution(capped, Decimal(0), before=Decimal(90000),
    ...                      raised_before=january.raised)
    >>> january.amount, february.amount, march.amount
    (Decimal('40.00'), Decimal('8360.00'), Decimal('0.00'))

    On the whole amount, the step to a lower rate can give money back:

    >>> bands = Rule(slices=table((0, 10), (10000, 8)), method=ON_WHOLE)
    >>> contribution(bands, Decimal(1000), before=Decimal(9500)).amount
    Decimal('-110.00')
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

ZERO = Decimal(0)
CENT = Decimal("0.01")
HUNDRED = Decimal(100)

#: By slices: each rate applies to the part of the amount inside its slice.
BY_SLICES = "slices"
#: On the whole: the rate of the slice that is reached applies to the whole accumulated amount.
ON_WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Slice:
    """A rate in percent that holds from `threshold` (included) of the accumulated amount on."""

    threshold: Decimal
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a schedule.

    `slices` in ascending order, the first from 0; `fixed` per month; `minimum` when nothing was
    invoiced; `month_floor` the least that the rates give each month; `ceiling` of what the rates
    and that floor give over the period of accumulation, None for none.
    """

    slices: tuple = ()
    method: str = BY_SLICES
    fixed: Decimal = ZERO
    minimum: Decimal = ZERO
    ceiling: Decimal | None = None
    month_floor: Decimal = ZERO

    def __post_init__(self):
        thresholds = [item.threshold for item in self.slices]
        if thresholds and thresholds[0] != 0:
            raise ValueError("the first slice starts at 0")
        if any(high <= low for low, high in pairwise(thresholds)):
            raise ValueError("the thresholds are in ascending order")


@dataclass(frozen=True, slots=True)
class Floor:
    """The least that is due over the rule's period, in proportion to the months of presence.

    A floor of 1 200 a year is 100 for each month: `before` is what it had come to before the
    month, `after` with this month. `since` is the base accumulated when it began to count: a
    schedule that comes into force in mid-year asks its floor of what is due since, not of what
    was.

    Astrolabe under a CESA owes at least 2 160 a year, here after 3 months of presence:

    >>> astrolabe = Rule(slices=table((0, 11), (40000, 10), (80000, 9)))
    >>> contribution(astrolabe, Decimal(100), before=Decimal(2000),
    ...              floor=Floor(before=Decimal(360), after=Decimal(540))).amount
    Decimal('180.00')

    In force from October only, after 5 000 accumulated under an earlier schedule:

    >>> contribution(astrolabe, Decimal(100), before=Decimal(5000),
    ...              floor=Floor(after=Decimal(180), since=Decimal(5000))).amount
    Decimal('180.00')
    """

    before: Decimal = ZERO
    after: Decimal = ZERO
    since: Decimal = ZERO


NO_FLOOR = Floor()


@dataclass(frozen=True, slots=True)
class Part:
    """A rate in percent and the part of the month's base that it applies to."""

    rate: Decimal
    base: Decimal


@dataclass(frozen=True, slots=True)
class Contribution:
    """What an activity owes for one month, and why.

    `amount` = `rated` + `raised` + `fixed` + `minimum`; `rated` is what the table of rates gives,
    after the floor and the ceiling; `raised` is what the least amount of a month adds; `minimum`
    is what is added to reach the minimum; `limited` is "floor", "ceiling" or "" and tells which
    of them decided what is due, `limit` its amount; `already` is what was due before this month
    over the same period (it matters for a rate on the whole).
    """

    amount: Decimal
    rated: Decimal
    fixed: Decimal
    minimum: Decimal
    parts: tuple
    already: Decimal
    limited: str
    limit: Decimal
    raised: Decimal = ZERO


def table(*steps):
    """Build the slices of a rule from (threshold, rate in percent) pairs.

    >>> table((0, 11), (40000, 10))[1]
    Slice(threshold=Decimal('40000'), rate=Decimal('10'))
    """
    return tuple(Slice(Decimal(threshold), Decimal(rate)) for threshold, rate in steps)


def round_half_up(amount, unit=CENT):
    """Round to the smallest unit of the currency, half away from zero.

    The sector's legacy program truncates binary floats and is a cent off in half of the cases.

    >>> round_half_up(Decimal("1.005")), round_half_up(Decimal("-1.005"))
    (Decimal('1.01'), Decimal('-1.01'))
    >>> round_half_up(Decimal("7.5"), unit=Decimal("5"))
    Decimal('10')
    """
    if unit == CENT:
        return amount.quantize(CENT, ROUND_HALF_UP)
    return (amount / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit


def deduct(turnover, deductions):
    """Take deductions, in their order, from the turnover of a month.

    A deduction never makes the base negative: what does not fit is not applied (the caller may
    bring it forward). A negative turnover (credit notes) stays as it is and gives money back; a
    negative deduction (a refund of what was deducted before) raises the base.

    :param turnover: Decimal, without tax.
    :param deductions: list of Decimal.
    :return: (base, list of what was applied of each deduction).

    >>> deduct(Decimal(1000), [Decimal(800), Decimal(300)])
    (Decimal('0'), [Decimal('800'), Decimal('200')])
    >>> deduct(Decimal(-100), [Decimal(50)])
    (Decimal('-100'), [Decimal('0')])
    >>> deduct(Decimal(0), [Decimal(-80)])
    (Decimal('80'), [Decimal('-80')])
    """
    base = turnover
    applied = []
    for deduction in deductions:
        taken = deduction if deduction < 0 else min(deduction, max(base, ZERO))
        applied.append(taken)
        base -= taken
    return base, applied


def due(rule, accumulated):
    """What the table of rates gives on an accumulated amount, not rounded, before any limit.

    A negative amount takes the first rate.

    >>> due(Rule(slices=table((0, 10), (80000, 9))), Decimal(90000))
    Decimal('8900')
    >>> due(Rule(slices=table((0, 10), (80000, 9)), method=ON_WHOLE), Decimal(90000))
    Decimal('8100')
    """
    if len(rule.slices) == 1:  # nearly every schedule: keep it cheap
        return accumulated * rule.slices[0].rate / HUNDRED
    return sum((part.base * part.rate for part in parts(rule, ZERO, accumulated)), ZERO) / HUNDRED


def parts(rule, before, after):
    """Which rate applies to which part of the amount between two accumulated amounts.

    By slices, the parts add up to `after - before`. On the whole amount, the single part is all
    that is reached, and the caller subtracts what was due before.

    >>> crealead = Rule(slices=table((0, 10), (80000, 9)))
    >>> [(str(p.rate), str(p.base)) for p in parts(crealead, Decimal(75000), Decimal(90000))]
    [('10', '5000'), ('9', '10000')]
    >>> [(str(p.rate), str(p.base)) for p in parts(crealead, Decimal(82000), Decimal(79000))]
    [('10', '-1000'), ('9', '-2000')]
    """
    slices = rule.slices
    if not slices:
        return ()
    if rule.method == ON_WHOLE:
        rate = slices[0].rate
        for item in slices[1:]:
            if after < item.threshold:
                break
            rate = item.rate
        return (Part(rate, after),)
    if len(slices) == 1:
        return (Part(slices[0].rate, after - before),) if after != before else ()
    low, high, sign = (before, after, 1) if after >= before else (after, before, -1)
    found = []
    for index, item in enumerate(slices):
        start = low if index == 0 else max(low, item.threshold)
        end = high
        if index + 1 < len(slices):
            end = min(high, slices[index + 1].threshold)
        if end > start:
            found.append(Part(item.rate, sign * (end - start)))
    return tuple(found)


def _limited(rule, accumulated, floor, ceiling, unit):
    """(rounded amount due on `accumulated` within the floor and the ceiling, which one decided)."""
    amount = due(rule, accumulated)
    limited = ""
    if floor and amount < floor:
        amount, limited = floor, "floor"
    if ceiling is not None and amount > ceiling:
        amount, limited = ceiling, "ceiling"
    return round_half_up(amount, unit), limited


def _raise_to_month_floor(rule, rated, reached, ceiling, unit):
    """What the least amount of a month adds to what the rates give, within the ceiling."""
    if not rule.month_floor:
        return ZERO
    raised = max(ZERO, round_half_up(rule.month_floor, unit) - max(rated, ZERO))
    if ceiling is not None:
        raised = min(raised, max(ZERO, round_half_up(ceiling, unit) - reached))
    return raised


def contribution(
    rule,
    base,
    before=ZERO,
    *,
    nothing_invoiced=False,
    in_force=True,
    waived=False,
    floor=NO_FLOOR,
    raised_before=ZERO,
    unit=CENT,
):
    """The contribution of one activity for one month under one rule.

    :param rule: `Rule`.
    :param base: Decimal, the month's base after `deduct`.
    :param before: Decimal, the base accumulated earlier in the rule's period (0 when the rule
        accumulates nothing beyond the month).
    :param nothing_invoiced: the month has no turnover, the minimum applies.
    :param in_force: a contract is in force in the month: fixed amount and minimum are due.
    :param waived: the fixed amount and the minimum are waived for this activity by decision.
    :param floor: `Floor`.
    :param raised_before: Decimal, what the least amount of a month has added earlier in the
        period: the ceiling counts it.
    :param unit: Decimal, smallest unit of the currency.
    :return: `Contribution`.

    A credit note gives back what it cancels; the least amount of its month is due all the same:

    >>> monthly = Rule(slices=table((0, 12)), month_floor=Decimal(40))
    >>> contribution(monthly, Decimal(1000)).amount, contribution(monthly, Decimal(-1000)).amount
    (Decimal('120.00'), Decimal('-80.00'))
    """
    after = before + base
    ceiling = None if rule.ceiling is None else max(ZERO, rule.ceiling - raised_before)
    due_from = due(rule, floor.since) if floor.after and floor.since else ZERO
    already, _decided = _limited(rule, before, floor.before + due_from, ceiling, unit)
    reached, limited = _limited(rule, after, floor.after + due_from, ceiling, unit)
    limits = {"floor": floor.after, "ceiling": rule.ceiling}
    rated = reached - already
    raised = fixed = minimum = ZERO
    if in_force and not waived:
        raised = _raise_to_month_floor(rule, rated, reached, ceiling, unit)
        fixed = round_half_up(rule.fixed, unit)
        if nothing_invoiced:
            earned = max(rated, ZERO) + raised + fixed
            minimum = max(ZERO, round_half_up(rule.minimum, unit) - earned)
    return Contribution(
        amount=rated + raised + fixed + minimum,
        rated=rated,
        fixed=fixed,
        minimum=minimum,
        parts=parts(rule, before, after),
        already=already,
        limited=limited,
        limit=round_half_up(limits[limited], unit) if limited else ZERO,
        raised=raised,
    )
