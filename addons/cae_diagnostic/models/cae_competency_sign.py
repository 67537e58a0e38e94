from odoo import fields, models


class CaeCompetencySign(models.Model):
    """What one can observe in somebody who has a level of a competency."""

    _name = "cae.competency.sign"
    _description = "Observable sign"
    _inherit = ["cae.guard.mixin"]
    _order = "competency_id, level_value, id"
    _guarded_parents = {"competency_id": "write"}

    name = fields.Char(string="Observable sign", required=True, translate=True)
    competency_id = fields.Many2one("cae.competency", required=True, index=True, ondelete="cascade")
    level_id = fields.Many2one(
        "cae.competency.level", required=True, index=True, ondelete="restrict"
    )
    level_value = fields.Integer(related="level_id.value", store=True, string="Number")

    _level_uniq = models.Constraint(
        "unique (competency_id, level_id)",
        "This level of the competency has its sign already: complete that one.",
    )
