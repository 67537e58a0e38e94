from odoo import api, fields, models

from ..engine import progress


class CaeRoadmapIndicator(models.Model):
    """A figure by which one sees that a goal is being reached."""

    _name = "cae.roadmap.indicator"
    _description = "Success indicator of a roadmap"
    _inherit = ["cae.roadmap.goal.part.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, string="Indicator")
    unit = fields.Char(help="e.g. € a month, clients, hours a week")
    start_value = fields.Float(string="At the start")
    target_value = fields.Float(string="Aimed at", required=True)
    measure_ids = fields.One2many("cae.roadmap.measure", "indicator_id", string="Values measured")
    value = fields.Float(string="Now", compute="_compute_value", store=True)
    is_measured = fields.Boolean(compute="_compute_value", store=True)
    progress = fields.Float(compute="_compute_value", store=True)

    @api.depends(
        "measure_ids.value",
        "measure_ids.date",
        "measure_ids.review_id.state",
        "start_value",
        "target_value",
    )
    def _compute_value(self):
        for indicator in self:
            last = indicator.measure_ids._filter_counted()._get_last()
            indicator.is_measured = bool(last)
            indicator.value = last.value
            reached = progress.share_reached(
                indicator.start_value, indicator.target_value, last.value if last else None
            )
            indicator.progress = (reached or 0) * 100

    @api.model_create_multi
    def create(self, vals_list):
        indicators = super().create(vals_list)
        indicators.roadmap_id.review_ids._add_measures()
        return indicators
