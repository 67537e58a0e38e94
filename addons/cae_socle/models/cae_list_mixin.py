from odoo import fields, models


class CaeListMixin(models.AbstractModel):
    """An entry of a list that a cooperative keeps for itself, or that all cooperatives use."""

    _name = "cae.list.mixin"
    _description = "Entry of a list"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Left empty, every cooperative uses it."
    )
