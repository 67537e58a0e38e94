from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CaeDiagnosisAnswer(models.Model):
    """The answer to one question of a project diagnosis."""

    _name = "cae.diagnosis.answer"
    _description = "Answer of the diagnosis"
    _order = "sequence, id"

    diagnosis_id = fields.Many2one("cae.diagnosis", required=True, index=True, ondelete="cascade")
    question_id = fields.Many2one(
        "cae.diagnosis.question", required=True, index=True, ondelete="restrict"
    )
    sequence = fields.Integer(related="question_id.sequence", store=True)
    section = fields.Char(related="question_id.section")
    kind = fields.Selection(related="question_id.kind")
    text = fields.Text(string="In words")
    yes_no = fields.Selection([("yes", "Yes"), ("no", "No")], string="Yes or no")
    scale = fields.Selection(
        [("1", "1"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5")],
        string="From 1 to 5",
    )
    choice_id = fields.Many2one(
        "cae.diagnosis.choice",
        index=True,
        ondelete="restrict",
        domain="[('question_id', '=', question_id)]",
    )

    _question_uniq = models.Constraint(
        "unique (diagnosis_id, question_id)",
        "This question is already in the diagnosis: answer it on its own line.",
    )

    @api.constrains("choice_id", "question_id")
    def _check_choice(self):
        for answer in self:
            if answer.choice_id and answer.choice_id.question_id != answer.question_id:
                raise ValidationError(
                    self.env._(
                        "“%(choice)s” is not an answer to the question “%(question)s”: choose "
                        "one of its own.",
                        choice=answer.choice_id.name,
                        question=answer.question_id.name,
                    )
                )
