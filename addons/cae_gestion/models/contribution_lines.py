from decimal import Decimal

from ..engine import contribution as engine
from .cae_contribution_rule import to_decimal
from .contribution_bases import NOTHING, ContributionBases, Presence

ZERO = Decimal(0)
TWELVE = Decimal(12)
ABSENT = Presence(False, 0, 0, "")


class ContributionLines:
    """What the lines of a month say: the bases of the books put through the engine.

    :param run: `cae.contribution.run` record, access already checked and its books flushed.
    """

    def __init__(self, run):
        self.bases = ContributionBases(run)
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
        rule = history.rule
        current = rule.schedule_id == self.bases.schedule
        terms = rule._to_engine()
        sources = self.bases.open_sums(history)
        sums = [source[2] for source in sources]
        labels = [source[1] for source in sources]
        keys = [source[0] for source in sources]
        floor_cape = to_decimal(rule.floor_cape) / TWELVE
        floor_cesa = to_decimal(rule.floor_cesa) / TWELVE
        has_floor = bool(floor_cape or floor_cesa)
        accumulates = rule.period != "month"
        activity_ids = set().union(*sums)
        if current and (terms.fixed or terms.minimum or has_floor):
            activity_ids |= {key for key, presence in self.presences.items() if presence.in_force}
        common = {
            "rule_id": rule.id,
            "rule_key": rule.key,
            "sequence": rule.sequence,
        }
        frame = {"rule": rule.name, "basis": rule.basis, "method": rule.method}
        vals_list = []
        for activity_id in activity_ids:
            found = [items.get(activity_id, NOTHING) for items in sums]
            opens = [item.prior + item.earlier + item.month for item in found]
            base, applied = engine.deduct(opens[0], opens[1:])
            presence = self.presences.get(activity_id, ABSENT)
            before = floor_before = floor_after = ZERO
            if accumulates:
                before = self._accumulated_before(history, activity_id, found)
            if has_floor and current and not presence.waived:
                floor_after = floor_cape * presence.months_cape + floor_cesa * presence.months_cesa
                floor_before = floor_after - {"cape": floor_cape, "cesa": floor_cesa}.get(
                    presence.in_force, ZERO
                )
            result = engine.contribution(
                terms,
                base,
                before,
                nothing_invoiced=not opens[0],
                in_force=bool(current and presence.in_force),
                waived=presence.waived,
                floor_before=floor_before,
                floor_after=floor_after,
                unit=self.unit,
            )
            if not (opens[0] or any(applied) or result.amount):
                continue
            taken = [opens[0], *applied] if rule.carry_over else opens
            parts = result.parts
            if not parts and opens[0] and len(terms.slices) == 1:
                # all is excluded: the explanation still names the rate
                parts = (engine.Part(terms.slices[0].rate, ZERO),)
            details = {
                **frame,
                "turnover": str(opens[0]),
                "parts": [[str(part.rate), str(part.base)] for part in parts],
                "sources": {
                    key: [str(amount), str(_part_of_previous_year(item.prior, amount))]
                    for key, amount, item in zip(keys, taken, found, strict=True)
                    if amount or item.prior
                },
            }
            late = opens[0] - found[0].month
            if late:
                details["late"] = str(late)
            excluded = [
                [label, str(amount), str(amount - item.month if amount > item.month else ZERO)]
                for label, amount, item in zip(labels[1:], applied, found[1:], strict=True)
                if amount
            ]
            if excluded:
                details["excluded"] = excluded
            for name in ("fixed", "minimum", "already", "limit"):
                amount = getattr(result, name)
                if amount:
                    details[name] = str(amount)
            if result.limited:
                details["limited"] = result.limited
            vals_list.append(
                {
                    **common,
                    "activity_id": activity_id,
                    "turnover": opens[0],
                    "excluded": opens[0] - base,
                    "base": base,
                    "amount": result.amount,
                    "details": details,
                }
            )
        return vals_list

    def _accumulated_before(self, history, activity_id, found):
        """Base accumulated before this month: posted months, and what preceded the first one."""
        initial, _applied = engine.deduct(found[0].initial, [item.initial for item in found[1:]])
        of_year, since_entry = self.bases.accumulated.get((history.key, activity_id), (ZERO, ZERO))
        return initial + (of_year if history.rule.period == "year" else since_entry)


def _part_of_previous_year(prior, taken):
    """How much of what is taken is dated in the previous year: the oldest is taken first.

    >>> _part_of_previous_year(Decimal(100), Decimal(30))
    Decimal('30')
    >>> _part_of_previous_year(Decimal(-100), Decimal(30))
    Decimal('-100')
    """
    return min(prior, taken) if prior > 0 else prior
