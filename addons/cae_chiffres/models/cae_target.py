from odoo import api, fields, models
from odoo.addons.cae_socle.models.client_actions import notify
from odoo.exceptions import ValidationError

# Indicators that are good when they are low.
AT_MOST = ("exits", "months")
UNITS = {"positive": "percent", "cape_positive": "percent", "months": "months"}


def get_unit(indicator):
    """Return in what an indicator is given: people, percent or months."""
    return UNITS.get(indicator, "people")


class CaeTarget(models.Model):
    """What the cooperative wants to reach in a year, for a territory or as a whole.

    For instance 10 CESA a year and territory, 40 to 50 entries and 5 to 10 economic exits a
    year, from CAPE to CESA in about a year.
    """

    _name = "cae.target"
    _description = "Target of a year"
    _order = "year desc, territory_id nulls first, indicator, id"
    _check_company_auto = True

    year = fields.Integer(
        required=True, default=lambda self: fields.Date.context_today(self).year, index=True
    )
    territory_id = fields.Many2one(
        "cae.territory",
        index=True,
        check_company=True,
        ondelete="restrict",
        help="Left empty, the target is of the whole cooperative.",
    )
    indicator = fields.Selection(
        [
            ("contacts", "First contacts, at least"),
            ("entries", "Entries, at least"),
            ("cesa", "New CESA, at least"),
            ("exits", "Exits, at most"),
            ("positive", "Positive exits, at least"),
            ("cape_positive", "CAPE that led to something, at least"),
            ("months", "Average time from CAPE to CESA, at most"),
        ],
        required=True,
        default="entries",
    )
    value = fields.Float(string="Target", required=True, digits=(16, 1))
    unit = fields.Selection(
        [("people", "people"), ("percent", "%"), ("months", "months")],
        compute="_compute_unit",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    # An empty territory is a value of its own here: one target for the whole cooperative.
    _target_uniq = models.UniqueIndex(
        "(company_id, year, COALESCE(territory_id, 0), indicator)",
        "There is already a target for this year, territory and indicator: change that one.",
    )
    _value_positive = models.Constraint(
        "check (value >= 0)", "A target cannot be negative: give 0 or more."
    )

    @api.depends("indicator")
    def _compute_unit(self):
        for target in self:
            target.unit = get_unit(target.indicator)

    @api.depends("indicator", "territory_id.name", "year")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["indicator"]._description_selection(self.env))
        for target in self:
            target.display_name = " · ".join(
                filter(
                    None,
                    [labels.get(target.indicator), target.territory_id.name, str(target.year)],
                )
            )

    @api.constrains("year", "indicator", "value")
    def _check_value(self):
        for target in self:
            if not 2000 <= target.year <= 2100:
                raise ValidationError(
                    self.env._("%(year)s is not a year: write it as in 2026.", year=target.year)
                )
            if target.unit == "percent" and target.value > 100:
                raise ValidationError(
                    self.env._(
                        "A share cannot be more than 100: correct %(value)s.", value=target.value
                    )
                )
            if target.unit == "people" and target.value != int(target.value):
                raise ValidationError(
                    self.env._(
                        "People are counted whole: write %(lower)s or %(upper)s.",
                        lower=int(target.value),
                        upper=int(target.value) + 1,
                    )
                )

    def action_copy_to_next_year(self):
        """Make the same targets for the year after, where there is none yet."""
        self.check_access("write")
        found = self.search(
            [
                ("company_id", "in", self.company_id.ids),
                ("year", "in", [target.year + 1 for target in self]),
            ]
        )
        taken = {target._get_key() for target in found}
        copies = self.create(
            [
                target.copy_data({"year": target.year + 1})[0]
                for target in self
                if target._get_key(target.year + 1) not in taken
            ]
        )
        close = {"type": "ir.actions.act_window_close"}
        if not copies:
            message = self.env._("The year after has these targets already.")
            return notify(False, message, "info", then=close)
        message = self.env._("%(count)s targets made for the year after.", count=len(copies))
        return notify(False, message, then=close)

    def _get_key(self, year=None):
        return (self.company_id.id, year or self.year, self.territory_id.id, self.indicator)
