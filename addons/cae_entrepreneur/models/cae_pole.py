from odoo import fields, models


class CaePole(models.Model):
    """A group of entrepreneurs of one trade, with its own strategy."""

    _name = "cae.pole"
    _description = "Pole"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True)
    color = fields.Integer()
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
