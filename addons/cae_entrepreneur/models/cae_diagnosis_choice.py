from odoo import fields, models


class CaeDiagnosisChoice(models.Model):
    """One of the answers that a question of the diagnosis proposes."""

    _name = "cae.diagnosis.choice"
    _description = "Choice of the diagnosis"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    question_id = fields.Many2one(
        "cae.diagnosis.question", required=True, index=True, ondelete="cascade"
    )
