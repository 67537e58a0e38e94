from odoo import fields, models


class CaeDiagnosisQuestion(models.Model):
    """A question of the project diagnosis; the cooperative edits them (seed 000:43)."""

    _name = "cae.diagnosis.question"
    _description = "Question of the diagnosis"
    _order = "sequence, id"
    _rec_name = "name"

    name = fields.Char(required=True, translate=True, string="Question")
    section = fields.Char(translate=True, help="Questions of one section stand together.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("text", "Words"),
            ("yes_no", "Yes or no"),
            ("scale", "From 1 to 5"),
            ("choice", "One choice"),
        ],
        required=True,
        default="text",
        string="Answer",
    )
    choice_ids = fields.One2many("cae.diagnosis.choice", "question_id", string="Choices")
    company_id = fields.Many2one(
        "res.company", index=True, help="Left empty, every cooperative asks it."
    )
