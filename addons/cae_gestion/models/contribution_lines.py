from decimal import Decimal

from ..engine import contribution as engine
from .cae_contribution_rule import to_decimal
from .contribution_bases import NO_SUMS, NOTHING, ContributionBases, Presence

ZERO = Decimal(0)
TWELVE = Decimal(12)
ABSENT = Presence(False, 0, 0, "")


class ContributionLines:
    """What the lines of a month say: the bases of the books put through the engine.

    :param run: `cae.contribution.run` record, access already checked and its books flushed.
    :param trial: `cae.contribution.schedule` record to use in the place of the one in force
    """

    def __init__(self, run, trial=None):
        self.bases = ContributionBases(run, trial)
        self.presences = self.bases.presences()
        self.unit = Decimal(str(run.currency_id.rounding))

    def prepare(self):
        """Return the values of the lines, amounts in Decimal, sorted by activity and rule."""
        vals_list = [
            vals for history in self.bases.histories for vals in self._prepare_rule(history)
        ]
        vals_list.sort(key=lambda vals: (vals["activity_id"], vals["sequence"], vals["rule_id"]))
        return vals_list

    def _prepare_rule(self, history):
        """Return the values of the lines of one rule, an activity at a time."""
        rule = history.rule
        current = rule.schedule_id == self.bases.schedule
        terms = rule._to_engine()
        revenues, deductions = self.bases.open_sums(history)
        floors = {
            "cape": to_decimal(rule.floor_cape) / TWELVE,
            "cesa": to_decimal(rule.floor_cesa) / TWELVE,
        }
        has_floor = any(floors.values())
        activity_ids = set().union(*(sums for _key, _label, sums in revenues + deductions))
        if current and (terms.fixed or terms.minimum or terms.month_floor or has_floor):
            activity_ids |= {key for key, presence in self.presences.items() if presence.in_force}
        vals_list = []
        for activity_id in activity_ids:
            book = Book(
                [(key, sums.get(activity_id, NOTHING)) for key, _label, sums in revenues],
                [(key, label, sums.get(activity_id, NOTHING)) for key, label, sums in deductions],
            )
            presence = self.presences.get(activity_id, ABSENT)
            limits = {}
            if rule.period != "month":
                limits = self._accumulated_before(history, activity_id, book)
            if has_floor and current and not presence.waived:
                after = (
                    floors["cape"] * presence.months_cape + floors["cesa"] * presence.months_cesa
                )
                limits["floor_after"] = after
                limits["floor_before"] = after - floors.get(presence.in_force, ZERO)
            result = engine.contribution(
                terms,
                book.base,
                nothing_invoiced=not book.turnover,
                in_force=bool(current and presence.in_force),
                waived=presence.waived,
                unit=self.unit,
                **limits,
            )
            if book.turnover or any(book.applied) or result.amount:
                vals_list.append(self._prepare_line(rule, terms, activity_id, book, result))
        return vals_list

    def _prepare_line(self, rule, terms, activity_id, book, result):
        return {
            "rule_id": rule.id,
            "rule_key": rule.key,
            "sequence": rule.sequence,
            "activity_id": activity_id,
            "turnover": book.turnover,
            "excluded": book.turnover - book.base,
            "base": book.base,
            "amount": result.amount,
            "details": self._prepare_details(rule, terms, book, result),
        }

    def _prepare_details(self, rule, terms, book, result):
        parts = result.parts
        if not parts and book.turnover and len(terms.slices) == 1:
            # all is excluded: the explanation still names the rate
            parts = (engine.Part(terms.slices[0].rate, ZERO),)
        taken = book.taken(rule.carry_over)
        details = {
            "rule": rule.name,
            "basis": rule.basis,
            "method": rule.method,
            "turnover": str(book.turnover),
            "parts": [[str(part.rate), str(part.base)] for part in parts],
            "sources": {
                key: [str(amount), str(_part_of_previous_year(item.prior, amount))]
                for key, amount, item in taken
                if amount or item.prior
            },
        }
        late = book.turnover - sum((item.month for _key, item in book.revenues), ZERO)
        if late:
            details["late"] = str(late)
        excluded = [
            [label, str(amount), str(amount - item.month if amount > item.month else ZERO)]
            for (_key, label, item), amount in zip(book.deductions, book.applied, strict=True)
            if amount
        ]
        if excluded:
            details["excluded"] = excluded
        for name in ("fixed", "minimum", "raised", "already", "limit"):
            amount = getattr(result, name)
            if amount:
                details[name] = str(amount)
        if result.limited:
            details["limited"] = result.limited
        return details

    def _accumulated_before(self, history, activity_id, book):
        """What was accumulated before this month: posted months, and what preceded the first one.

        :return: dict of what the engine asks: the base before, what the least amount of a month
            added, and the base when the floor began
        """
        sums = self.bases.accumulated.get((history.key, activity_id), NO_SUMS)
        by_year = history.rule.period == "year"
        return {
            "before": book.initial + (sums.of_year if by_year else sums.since_entry),
            "raised_before": sums.raised_of_year if by_year else sums.raised_since_entry,
            # a floor that counts since the year or the first month counts all that is accumulated
            "floor_from": book.initial + sums.before_schedule if sums.before_schedule else ZERO,
        }


class Book:
    """The open amounts of one activity under one rule, and what is left after deductions.

    :param revenues: [(source key, Sums)]
    :param deductions: [(source key, label, Sums)], in the order in which they are taken off
    """

    def __init__(self, revenues, deductions):
        self.revenues = revenues
        self.deductions = deductions
        self.turnover = sum((_open(item) for _key, item in revenues), ZERO)
        self.base, self.applied = engine.deduct(
            self.turnover, [_open(item) for _key, _label, item in deductions]
        )
        self.initial, _applied = engine.deduct(
            sum((item.initial for _key, item in revenues), ZERO),
            [item.initial for _key, _label, item in deductions],
        )

    def taken(self, carry_over):
        """Return [(source key, amount, Sums)]: what this month takes of each source.

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
