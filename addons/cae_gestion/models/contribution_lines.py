"""What the lines of a month say: the bases of the books put through the engine."""

from decimal import Decimal

from odoo.fields import Command

from ..engine import contribution as engine
from .cae_contribution_rule import to_decimal
from .contribution_bases import NO_SUMS, NOTHING_ACCUMULATED, ContributionBases, Presence

ZERO = Decimal(0)
TWELVE = Decimal(12)
ABSENT = Presence(False, 0, 0, "")


def prepare_lines(run, trial=None):
    """Return the values of the lines of a month, amounts in Decimal, by activity and rule.

    :param run: `cae.contribution.run` record, access already checked and its books flushed.
    :param trial: `cae.contribution.schedule` record to use in the place of the one in force
    """
    bases = ContributionBases(run, trial)
    presences = bases.read_presences()
    unit = Decimal(str(run.currency_id.rounding))
    vals_list = [
        vals
        for history in bases.histories
        for vals in _prepare_rule(bases, presences, unit, history)
    ]
    vals_list.sort(key=lambda vals: (vals["activity_id"], vals["sequence"], vals["rule_id"]))
    return vals_list


def _prepare_rule(bases, presences, unit, history):
    """Return the values of the lines of one rule, an activity at a time."""
    rule = history.rule
    is_current = rule.schedule_id == bases.schedule
    terms = rule._to_engine()
    revenues, deductions = bases.read_open_sums(history)
    floors = {
        "cape": to_decimal(rule.floor_cape) / TWELVE,
        "cesa": to_decimal(rule.floor_cesa) / TWELVE,
    }
    has_floor = is_current and any(floors.values())
    activity_ids = set().union(*(sums for _key, _label, sums in revenues + deductions))
    if has_floor or (is_current and (terms.fixed or terms.minimum or terms.month_floor)):
        activity_ids |= {key for key, presence in presences.items() if presence.in_force}
    vals_list = []
    for activity_id in activity_ids:
        base = ActivityBase(
            [(key, sums.get(activity_id, NO_SUMS)) for key, _label, sums in revenues],
            [(key, label, sums.get(activity_id, NO_SUMS)) for key, label, sums in deductions],
        )
        presence = presences.get(activity_id, ABSENT)
        before = raised_before = since = ZERO
        if rule.period != "month":
            before, raised_before, since = _accumulated_before(bases, history, activity_id, base)
        floor = engine.NO_FLOOR
        if has_floor and not presence.waived:
            due = floors["cape"] * presence.months_cape + floors["cesa"] * presence.months_cesa
            floor = engine.Floor(due - floors.get(presence.in_force, ZERO), due, since)
        result = engine.contribution(
            terms,
            base.amount,
            before,
            nothing_invoiced=not base.turnover,
            in_force=bool(is_current and presence.in_force),
            waived=presence.waived,
            floor=floor,
            raised_before=raised_before,
            unit=unit,
        )
        if base.turnover or any(base.applied) or result.amount:
            vals_list.append(_prepare_line(rule, terms, activity_id, base, result))
    return vals_list


def _accumulated_before(bases, history, activity_id, base):
    """What was accumulated before this month: posted months, and what preceded the first one.

    :return: the base before, what the least amount of a month added, the base when the floor began
    """
    sums = bases.accumulated.get((history.key, activity_id), NOTHING_ACCUMULATED)
    # a floor that counts since the year or the first month counts all that is accumulated
    since = base.initial + sums.before_schedule if sums.before_schedule else ZERO
    if history.rule.period == "year":
        return base.initial + sums.of_year, sums.raised_of_year, since
    return base.initial + sums.since_entry, sums.raised_since_entry, since


def _prepare_line(rule, terms, activity_id, base, result):
    return {
        "rule_id": rule.id,
        "rule_key": rule.key,
        "sequence": rule.sequence,
        "activity_id": activity_id,
        "turnover": base.turnover,
        "excluded": base.turnover - base.amount,
        "base": base.amount,
        "raised": result.raised,
        "amount": result.amount,
        "base_ids": [
            Command.create(
                {
                    "source": key,
                    "taken": amount,
                    "taken_of_previous_year": _part_of_previous_year(item.prior, amount),
                }
            )
            for key, amount, item in base.taken(rule.carry_over)
            if amount or item.prior
        ],
        "details": _prepare_details(rule, terms, base, result),
    }


def _prepare_details(rule, terms, base, result):
    """Return what the explanation of a line says, see `cae.contribution.line`."""
    parts = result.parts
    if not parts and base.turnover and len(terms.slices) == 1:
        # all is excluded: the explanation still names the rate
        parts = (engine.Part(terms.slices[0].rate, ZERO),)
    details = {
        "method": rule.method,
        "turnover": str(base.turnover),
        "parts": [[str(part.rate), str(part.base)] for part in parts],
    }
    late = base.turnover - sum((item.month for _key, item in base.revenues), ZERO)
    excluded = [
        [label, str(amount), str(amount - item.month if amount > item.month else ZERO)]
        for (_key, label, item), amount in zip(base.deductions, base.applied, strict=True)
        if amount
    ]
    if excluded:
        details["excluded"] = excluded
    for name, amount in (
        ("late", late),
        ("fixed", result.fixed),
        ("minimum", result.minimum),
        ("raised", result.raised),
        ("already", result.already),
        ("limit", result.limit),
    ):
        if amount:
            details[name] = str(amount)
    if result.limited:
        details["limited"] = result.limited
    return details


class ActivityBase:
    """The open amounts of one activity under one rule, and what is left after deductions.

    :param revenues: [(source, Sums)]
    :param deductions: [(source, label, Sums)], in the order in which they are taken off
    """

    def __init__(self, revenues, deductions):
        self.revenues = revenues
        self.deductions = deductions
        self.turnover = sum((_open(item) for _key, item in revenues), ZERO)
        self.amount, self.applied = engine.deduct(
            self.turnover, [_open(item) for _key, _label, item in deductions]
        )
        self.initial, _applied = engine.deduct(
            sum((item.initial for _key, item in revenues), ZERO),
            [item.initial for _key, _label, item in deductions],
        )

    def taken(self, carry_over):
        """Return [(source, amount, Sums)]: what this month takes of each source.

        Of a deduction only what was applied, the rest being brought forward, or all of it.
        """
        return [(key, _open(item), item) for key, item in self.revenues] + [
            (key, amount if carry_over else _open(item), item)
            for (key, _label, item), amount in zip(self.deductions, self.applied, strict=True)
        ]


def _open(item):
    return item.prior + item.earlier + item.month


def _part_of_previous_year(prior, taken):
    """How much of what is taken is dated in the previous year: the oldest is taken first.

    >>> _part_of_previous_year(Decimal(100), Decimal(30))
    Decimal('30')
    >>> _part_of_previous_year(Decimal(-100), Decimal(30))
    Decimal('-100')
    """
    return min(prior, taken) if prior > 0 else prior
