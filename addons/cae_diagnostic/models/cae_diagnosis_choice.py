from odoo import fields, models

from .cae_diagnosis_question import REVEALED


class CaeDiagnosisChoice(models.Model):
    """One of the answers that a question of the diagnosis proposes."""

    _name = "cae.diagnosis.choice"
    _description = "Choice of the diagnosis"
    _inherit = ["cae.guard.mixin"]
    _order = "sequence, id"
    _guarded_parents = {"question_id": "write"}

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    question_id = fields.Many2one(
        "cae.diagnosis.question", required=True, index=True, ondelete="cascade"
    )
    reveals = fields.Selection(REVEALED, help="What this choice tells about the person.")
    revealed = fields.Char(
        translate=True, string="Called", help="How the need, the barrier or the lever is called."
    )
