from odoo import fields, models


class CaeDiagnosisTopic(models.Model):
    """What needs, barriers and levers are about: mobility, housing, language (seed 001:100)."""

    _name = "cae.diagnosis.topic"
    _description = "Topic of needs and barriers"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Left empty, every cooperative uses it."
    )
