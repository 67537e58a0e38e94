from odoo import api, fields, models


class CaeRoadmapMeasure(models.Model):
    """The value of an indicator on a day."""

    _name = "cae.roadmap.measure"
    _description = "Value of an indicator"
    _order = "date desc, id desc"
    _check_company_auto = True

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

    _review_uniq = models.UniqueIndex(
        "(review_id, indicator_id) WHERE review_id IS NOT NULL",
        "An indicator is measured once in a review: correct the value that is there.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        measures = super().create(vals_list)
        measures.review_id._check_is_open()
        return measures

    def write(self, vals):
        self.review_id._check_is_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        self.review_id._check_is_open()
