from odoo import fields, models


class CaeCompetencyBlock(models.Model):
    """A block of skills: competencies of several domains that one acquires together."""

    _name = "cae.competency.block"
    _description = "Block of skills"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    competency_ids = fields.Many2many("cae.competency", string="Competencies", check_company=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Left empty, every cooperative uses it."
    )
