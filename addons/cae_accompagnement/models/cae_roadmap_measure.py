from babel.numbers import format_decimal

from odoo import api, fields, models
from odoo.addons.cae_socle.engine.amount_text import AmountError, read_typed_number
from odoo.exceptions import ValidationError
from odoo.tools.misc import get_lang


class CaeRoadmapMeasure(models.Model):
    """The value of an indicator on a day.

    A review that is being written has one for each indicator, which waits for its value: what
    is in a draft counts nowhere, and what nobody measured goes when the review is finished.
    """

    _name = "cae.roadmap.measure"
    _description = "Value of an indicator"
    _inherit = ["cae.guard.mixin"]
    _order = "date desc, indicator_id, id desc"
    _check_company_auto = True
    _guarded_parents = {"indicator_id": "write", "review_id": "write"}
    _personal_paths = ("entrepreneur_id",)
    _personal_erased = "file"

    indicator_id = fields.Many2one(
        "cae.roadmap.indicator", required=True, index=True, ondelete="cascade"
    )
    roadmap_id = fields.Many2one(related="indicator_id.roadmap_id", store=True, index=True)
    entrepreneur_id = fields.Many2one(
        related="indicator_id.entrepreneur_id", store=True, index=True, string="Person"
    )
    company_id = fields.Many2one(related="indicator_id.company_id", store=True, index=True)
    review_id = fields.Many2one("cae.roadmap.review", index="btree_not_null", ondelete="cascade")
    date = fields.Date(required=True, default=fields.Date.context_today)
    value = fields.Float(required=True)
    is_measured = fields.Boolean(
        string="Measured",
        default=True,
        help="Off while a review that is being written waits for the value; 0 is a value too.",
    )
    typed_value = fields.Char(
        string="Today",
        compute="_compute_typed_value",
        inverse="_inverse_typed_value",
        help="What was measured, 0 included; empty when nothing was.",
    )
    unit = fields.Char(related="indicator_id.unit")
    start_value = fields.Float(related="indicator_id.start_value")
    target_value = fields.Float(related="indicator_id.target_value")
    value_before = fields.Float(string="Last value", compute="_compute_before")
    date_before = fields.Date(string="Measured on", compute="_compute_before")

    _review_uniq = models.UniqueIndex(
        "(review_id, indicator_id) WHERE review_id IS NOT NULL",
        "An indicator is measured once in a review: correct the value that is there.",
    )

    @api.depends("value", "is_measured")
    @api.depends_context("lang")
    def _compute_typed_value(self):
        locale = get_lang(self.env).code
        for measure in self:
            measure.typed_value = measure.is_measured and format_decimal(
                measure.value, format="#,##0.##", locale=locale
            )

    def _inverse_typed_value(self):
        mark = get_lang(self.env).decimal_point
        for measure in self:
            typed = (measure.typed_value or "").strip()
            try:
                value = float(read_typed_number(typed, mark)) if typed else 0
            except AmountError as error:
                raise ValidationError(
                    self.env._(
                        "“%(typed)s” is no number that can be noted for “%(indicator)s”: write "
                        "digits, with two decimals at most.",
                        typed=typed,
                        indicator=measure.indicator_id.name,
                    )
                ) from error
            measure.write({"value": value, "is_measured": bool(typed)})

    @api.depends(
        "date",
        "review_id.date",
        "indicator_id.measure_ids.date",
        "indicator_id.measure_ids.value",
        "indicator_id.measure_ids.review_id.state",
    )
    def _compute_before(self):
        for measure in self:
            day = measure.review_id.date or measure.date
            before = (measure.indicator_id.measure_ids - measure)._filter_counted()
            last = before.filtered(
                lambda other, day=day, measure=measure: (
                    (other.date, other._origin.id) < (day, measure._origin.id)
                )
            )._get_last()
            measure.value_before = last.value
            measure.date_before = last.date

    def _add_guarded_values(self, vals):
        return {"is_measured": True, **vals} if "value" in vals else vals

    def _filter_counted(self):
        """Return those that say how far an indicator is: a draft does not yet."""
        return self.filtered(lambda measure: measure.review_id.state != "draft")

    def _get_last(self):
        """Return the latest of these, empty when there is none."""
        return self.sorted(lambda measure: (measure.date, measure._origin.id))[-1:]
