from odoo import fields, models


class CaeCompetencyBlock(models.Model):
    """A block of skills: competencies of several domains that one acquires together."""

    _name = "cae.competency.block"
    _description = "Block of skills"
    _inherit = ["cae.list.mixin"]
    _check_company_auto = True

    description = fields.Text(translate=True)
    competency_ids = fields.Many2many("cae.competency", string="Competencies", check_company=True)
