from odoo import fields, models


class CaeDecisionTag(models.Model):
    """A word under which decisions are found again."""

    _name = "cae.decision.tag"
    _description = "Tag of Decisions"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer(default=0)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Left empty, every cooperative may use it."
    )

    _name_uniq = models.UniqueIndex(
        "(name, COALESCE(company_id, 0))", "This tag already exists. It may be archived."
    )
