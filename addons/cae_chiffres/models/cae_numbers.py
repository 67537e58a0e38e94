from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import formatLang

from ..engine import flows
from .cae_flow import DIMENSIONS, DOMAINS, MEASURES
from .cae_target import AT_MOST, get_unit


class CaeNumbers(models.AbstractModel):
    """The figures of a year, beside their targets and the year before."""

    _name = "cae.numbers"
    _description = "Figures of a year"

    @api.model
    def get_page(self, year=False, dimension="territory"):
        """Return what the page "Numbers" shows to this user.

        An advisor gets the figures of her territories, by the territory of each event; the
        lists behind them show her the people she follows.

        :param int year: the present one when left out
        :param str dimension: what the cards stand for: "territory", "prescriber" or "public"
        :return: dict, see ``_get_card`` for its cards
        """
        self.env["cae.flow"].check_access("read")
        today = fields.Date.context_today(self)
        year = min(max(int(year or today.year), 2000), 2100)
        dimensions = self.env["cae.flow"]._get_dimensions()
        if dimension not in dimensions:
            dimension = "territory"
        period = self._get_period(year)
        tables = {
            name: self._get_table(dimension, *dates)
            for name, dates in self._get_compared_periods(year).items()
        }
        targets = self._get_targets(year)
        cards = [
            self._get_card(group, dimension, tables, targets, period)
            for group in [None, *self._get_groups(dimension, tables, targets)]
        ]
        return {
            "year": year,
            "dimension": dimension,
            "dimensions": [{"key": key, "label": label} for key, label in dimensions.items()],
            "is_running": year == today.year,
            "is_future": year > today.year,
            "may_set_targets": self.env["cae.target"].has_access("write"),
            "has_targets": bool(targets),
            "cards": cards,
        }

    def _get_period(self, year):
        """Return (first day, last day) of what is counted of a year: never what is to come."""
        today = fields.Date.context_today(self)
        return date(year, 1, 1), min(date(year, 12, 31), max(today, date(year, 1, 1)))

    def _get_compared_periods(self, year):
        """Return the periods of the page by name; "same_day" only in the running year."""
        today = fields.Date.context_today(self)
        periods = {"now": self._get_period(year), "last": self._get_period(year - 1)}
        if year == today.year:
            periods["same_day"] = (date(year - 1, 1, 1), today - relativedelta(years=1))
        return periods

    # ------------------------------------------------------------------ whose figures

    def _get_territories(self):
        """Return the territories whose figures the user may see; None for all of them."""
        user, company = self.env.user, self.env.company
        # managers are accountants too
        sees_all = self.env.su or user.has_group("cae_socle.group_accountant")
        if sees_all or company.cae_advisors_see_all:
            return None
        territories = self.env["cae.territory"].with_context(active_test=False)
        return territories.search(
            [("company_id", "=", company.id), ("advisor_ids", "in", user.ids)]
        )

    def _get_scope(self, date_from=date.min, date_to=date.max):
        """Return the domain of the events in the user's figures, between two days."""
        domain = (
            Domain("company_id", "=", self.env.company.id)
            & Domain("date", ">=", date_from)
            & Domain("date", "<=", date_to)
        )
        territories = self._get_territories()
        if territories is not None:
            domain &= Domain("territory_id", "in", [False, *territories.ids])
        return domain

    def _get_table(self, dimension, date_from, date_to):
        """Return {group: sums of its events}, and under None those of all together.

        :param str dimension: see ``cae.flow._sum_events``
        """
        self.env["cae.flow"].check_access("read")
        # sudo: counts by the territory of the event, within the scope; no name is in them
        flow_sudo = self.env["cae.flow"].sudo()
        return flow_sudo._sum_events(self._get_scope(date_from, date_to), dimension)

    def _get_groups(self, dimension, tables, targets=()):
        """Return the records that have a card, in their order; at last what is not known."""
        found = {
            group
            for table in tables.values()
            for group, sums in table.items()
            if group is not None and any(sums.values())
        }
        if dimension == "territory":
            territories = self._get_territories()
            if territories is None:
                territories = self.env["cae.territory"].search(
                    [("company_id", "=", self.env.company.id)]
                )
                territories |= self.env["cae.territory"].browse(
                    {territory_id for territory_id, _indicator in targets if territory_id}
                )
            else:
                territories = territories.filtered("active")
            found |= set(territories)
        # what is not known comes last
        return sorted(
            found,
            key=lambda group: (not group, group.sequence, group.name or "", group.id or 0),
        )

    def _get_targets(self, year):
        """Return {(territory id or False, indicator): value} of a year."""
        targets = self.env["cae.target"].search_fetch(
            [("company_id", "=", self.env.company.id), ("year", "=", year)],
            ["territory_id", "indicator", "value"],
        )
        return {(target.territory_id.id, target.indicator): target.value for target in targets}

    # ------------------------------------------------------------------ what is shown

    def _get_card(self, group, dimension, tables, targets, period):
        """Return one card: title, whether it is the total, and a row for each indicator.

        :param group: record of the dimension (empty: not known), None for the total
        """
        figures = {name: flows.get_figures(table.get(group, {})) for name, table in tables.items()}
        own_targets = {}
        if (dimension == "territory" and group) or (
            group is None and self._get_territories() is None
        ):
            territory_id = bool(group) and group.id
            own_targets = {
                key[1]: value for key, value in targets.items() if key[0] == territory_id
            }
        return {
            "key": group.id if group is not None else "total",
            "title": self._get_title(group, dimension),
            "is_total": group is None,
            "rows": [
                self._get_row(
                    indicator, figures, own_targets.get(indicator), group, dimension, period
                )
                for indicator in DOMAINS
            ],
        }

    def _get_title(self, group, dimension):
        if group is None:
            if self._get_territories() is None:
                return self.env._("The whole cooperative")
            return self.env._("Your territories")
        if group:
            return group.name
        return {
            "territory": self.env._("Without a territory"),
            "prescriber": self.env._("No prescriber noted"),
            "public": self.env._("No public noted"),
        }[dimension]

    def _get_row(self, indicator, figures, target, group, dimension, period):
        """Return one line of a card, its words in the user's language."""
        actual = figures["now"][indicator]
        last = figures["last"][indicator]
        same_day = figures.get("same_day", {}).get(indicator)
        before = {"year": period[0].year - 1, "value": self._format(indicator, last)}
        row = {
            "key": indicator,
            "label": self._get_labels()[indicator],
            "value": self._format(indicator, actual),
            "domain": list(self._get_drill_domain(indicator, group, dimension, period)),
            "last": self.env._("%(year)s: %(value)s", **before),
            "target": False,
        }
        # shares and averages are final at once: they do not grow during the year
        if same_day not in (None, last) and get_unit(indicator) == "people":
            row["last"] = self.env._(
                "%(year)s: %(value)s (at this date: %(same_day)s)",
                same_day=self._format(indicator, same_day),
                **before,
            )
        if target is not None:
            value = self._format(indicator, target)
            row.update(
                self._get_target_words(indicator, actual, target, "same_day" in figures),
                target=self.env._("at most %(value)s", value=value)
                if indicator in AT_MOST
                else self.env._("target: %(value)s", value=value),
                progress=flows.progress(actual, target),
            )
        return row

    def _get_target_words(self, indicator, actual, target, running):
        """Return the status of a figure ("good", "open", "bad") and what it says."""
        if actual is None:
            return {"status": "open", "words": self.env._("nothing to count yet")}
        at_most = indicator in AT_MOST
        reached, gap = flows.judge(actual, target, at_most)
        number = self._format_number(gap, 0 if gap == gap.to_integral_value() else 1)
        if reached:
            words = self.env._("within the limit") if at_most else self.env._("reached")
            return {"status": "good", "words": words}
        unit = get_unit(indicator)
        if unit == "percent":
            words = self.env._("%(gap)s points short", gap=number)
        elif unit == "months":
            words = self.env._("%(gap)s months too long", gap=number)
        elif at_most:
            words = self.env._("%(gap)s too many", gap=number)
        elif running:
            return {"status": "open", "words": self.env._("%(gap)s to go", gap=number)}
        else:
            words = self.env._("%(gap)s short", gap=number)
        return {"status": "bad", "words": words}

    def _get_drill_domain(self, indicator, group, dimension, period):
        """Return the domain of the events behind a figure."""
        domain = self._get_scope(*period) & DOMAINS[indicator]
        if group is not None:
            domain &= Domain(DIMENSIONS[dimension], "in", group.ids or [False])
        return domain

    def _get_labels(self):
        """Return the name of each indicator."""
        events = self.env["cae.flow"]._fields
        measures = {**MEASURES, "months": MEASURES["to_cesa"]}
        return {
            indicator: events[measures[indicator]]._description_string(self.env)
            for indicator in DOMAINS
        }

    def _format(self, indicator, value):
        """Return a figure with its unit; a dash where there is nothing to share or average."""
        if value is None:
            return "-"
        unit = get_unit(indicator)
        if unit == "people":
            return self._format_number(value, 0)
        number = self._format_number(value, 0 if float(value).is_integer() else 1)
        if unit == "percent":
            return self.env._("%(number)s %%", number=number)
        return self.env._("%(number)s months", number=number)

    def _format_number(self, value, digits):
        return formatLang(self.env, float(value), digits=digits)
