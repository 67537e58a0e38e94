from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

# The field that holds the answer to each kind of question; words may be added to all of them.
VALUES = {
    "text": "text",
    "yes_no": "yes_no",
    "scale": "scale",
    "choice": "choice_id",
    "choices": "choice_ids",
    "number": "number",
    "date": "date",
}


class CaeDiagnosisAnswer(models.Model):
    """The answer to one question of a diagnosis."""

    _name = "cae.diagnosis.answer"
    _description = "Answer of the diagnosis"
    _inherit = ["cae.guard.mixin"]
    _order = "sequence, id"
    _guarded_parents = {"diagnosis_id": "write"}

    diagnosis_id = fields.Many2one("cae.diagnosis", required=True, index=True, ondelete="cascade")
    question_id = fields.Many2one(
        "cae.diagnosis.question", required=True, index=True, ondelete="restrict"
    )
    sequence = fields.Integer(related="question_id.sequence", store=True)
    section = fields.Char(related="question_id.section")
    kind = fields.Selection(related="question_id.kind")
    hint = fields.Text(related="question_id.hint")
    is_mandatory = fields.Boolean(related="question_id.is_mandatory")
    has_words = fields.Boolean(compute="_compute_has_words", compute_sudo=True)
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
    choice_ids = fields.Many2many(
        "cae.diagnosis.choice",
        string="Choices",
        domain="[('question_id', '=', question_id)]",
        groups="cae_socle.group_advisor",
    )
    number = fields.Float(string="Figure", digits=(16, 2))
    has_number = fields.Boolean(help="Zero is an answer too.")
    date = fields.Date(string="Day")
    picked = fields.Char(
        compute="_compute_picked",
        inverse="_inverse_picked",
        string="Choices taken",
        help="Ids of the choices, with commas: what the questionnaire on the screen writes.",
        groups="cae_socle.group_advisor",
    )
    options = fields.Json(
        compute="_compute_options", compute_sudo=True, groups="cae_socle.group_advisor"
    )

    _question_uniq = models.Constraint(
        "unique (diagnosis_id, question_id)",
        "This question is already in the diagnosis: answer it on its own line.",
    )

    @api.depends("question_id.has_words", "question_id.kind")
    def _compute_has_words(self):
        for answer in self:
            answer.has_words = answer.kind == "text" or answer.question_id.has_words

    @api.depends("choice_id", "choice_ids")
    def _compute_picked(self):
        for answer in self:
            taken = answer.choice_ids if answer.kind == "choices" else answer.choice_id
            answer.picked = ",".join(map(str, taken.ids)) or False

    def _inverse_picked(self):
        for answer in self:
            ids = [int(one) for one in (answer.picked or "").split(",") if one.strip().isdigit()]
            if answer.kind == "choices":
                answer.choice_ids = self.env["cae.diagnosis.choice"].browse(ids)
            else:
                answer.choice_id = ids[:1] and ids[0]

    @api.depends("question_id.choice_ids.name")
    @api.depends_context("lang")
    def _compute_options(self):
        for answer in self:
            answer.options = [
                {"id": choice.id, "name": choice.name} for choice in answer.question_id.choice_ids
            ]

    @api.depends("question_id")
    def _compute_display_name(self):
        for answer in self:
            # sudo: the question that the answer itself shows
            answer.display_name = answer.question_id.sudo().name

    @api.constrains("choice_id", "choice_ids", "question_id")
    def _check_choice(self):
        for answer in self:
            foreign = (answer.choice_id | answer.choice_ids).filtered(
                lambda choice, answer=answer: choice.question_id != answer.question_id
            )
            if foreign:
                raise ValidationError(
                    self.env._(
                        "“%(choice)s” is not an answer to the question “%(question)s”: choose "
                        "one of its own.",
                        choice=foreign[0].name,
                        question=answer.question_id.name,
                    )
                )

    @api.constrains("text", "question_id")
    def _check_words(self):
        for answer in self:
            if not answer.has_words and any(answer[name] for name in self._get_words_fields()):
                raise ValidationError(
                    self.env._(
                        "Nothing is written to the question “%(question)s”: choose an answer, "
                        "and talk about the rest.",
                        question=answer.question_id.name,
                    )
                )

    @api.model
    def _get_words_fields(self):
        """Return the fields in which words may stand beside an answer."""
        return ["text"]

    def _is_answered(self):
        """Tell whether there is an answer of the kind that is asked for."""
        self.ensure_one()
        if self.kind == "number":
            return self.has_number or bool(self.number)
        if self.kind == "text":
            return bool((self.text or "").strip())
        return bool(self[VALUES[self.kind]])

    def _get_value_text(self):
        """Return the answer in words, in the language of the environment; '' when there is none.

        Words added to a choice or a figure follow it.
        """
        self.ensure_one()
        value = ""
        if self.kind != "text" and self._is_answered():
            value = {
                "yes_no": lambda: dict(self._fields["yes_no"]._description_selection(self.env))[
                    self.yes_no
                ],
                "scale": lambda: f"{self.scale} / 5",
                "choice": lambda: self.choice_id.name,
                "choices": lambda: ", ".join(
                    self.choice_ids.sorted(lambda one: (one.sequence, one.id)).mapped("name")
                ),
                "number": lambda: self._get_number_text(),
                "date": lambda: format_date(self.env, self.date),
            }[self.kind]()
        return "\n".join(part for part in (value, (self.text or "").strip()) if part)

    def _get_number_text(self):
        """Return the number without needless zeros."""
        self.ensure_one()
        return f"{self.number:.2f}".rstrip("0").rstrip(".")
