from odoo import api, fields, models
from odoo.exceptions import ValidationError

# What an answer can say about a person, beyond the answer itself.
REVEALED = [("need", "A need"), ("barrier", "A barrier"), ("lever", "A lever")]


class CaeDiagnosisQuestion(models.Model):
    """A question of a form of diagnosis; the cooperative edits them."""

    _name = "cae.diagnosis.question"
    _description = "Question of the diagnosis"
    _inherit = ["cae.list.mixin", "cae.guard.mixin"]
    _check_company_auto = True
    _guarded_parents = {"form_id": "write"}

    name = fields.Char(string="Question")
    form_id = fields.Many2one(
        "cae.diagnosis.form",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        default=lambda self: self.env["cae.diagnosis.form"]._get_default(),
    )
    section = fields.Char(translate=True, help="Questions of one section stand together.")
    hint = fields.Text(
        translate=True, string="Explanation", help="Shown below the question: an example, a detail."
    )
    kind = fields.Selection(
        [
            ("text", "Words"),
            ("yes_no", "Yes or no"),
            ("scale", "From 1 to 5"),
            ("choice", "One choice"),
            ("choices", "Several choices"),
            ("number", "A number"),
            ("date", "A date"),
        ],
        required=True,
        default="text",
        string="Answer",
    )
    is_mandatory = fields.Boolean(
        string="Must be answered", help="By the person, before she sends the form to her advisor."
    )
    has_words = fields.Boolean(
        string="Words may be added",
        default=True,
        help="Beside the choice. Not where nothing personal may be written, as on health.",
    )
    choice_ids = fields.One2many("cae.diagnosis.choice", "question_id", string="Choices", copy=True)
    reveals = fields.Selection(
        REVEALED,
        help="What an answer tells: it is then proposed among the needs, barriers and levers.",
    )
    reveals_when = fields.Selection(
        [("yes", "Answered yes"), ("no", "Answered no")],
        string="When",
        help="The answer that tells it; with choices, it is said on each choice.",
    )
    reveals_from = fields.Integer(
        string="From level", default=1, help="On the scale: from this level on."
    )
    reveals_to = fields.Integer(
        string="Up to level", default=2, help="On the scale: up to this level."
    )
    revealed = fields.Char(
        translate=True,
        string="Called",
        help="How the need, the barrier or the lever is called: “Find a first client”.",
    )
    topic_id = fields.Many2one(
        "cae.diagnosis.topic",
        string="Theme",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="What the need, the barrier or the lever is about: they are counted by topic.",
    )
    company_id = fields.Many2one(help="Left empty, every cooperative asks it.")

    @api.constrains("kind", "reveals", "reveals_when", "reveals_from", "reveals_to")
    def _check_reveals(self):
        for question in self.filtered("reveals"):
            if question.kind == "yes_no" and not question.reveals_when:
                raise ValidationError(
                    self.env._(
                        "“%(question)s” tells something: say with which answer, yes or no.",
                        question=question.name,
                    )
                )
            if question.kind == "scale" and not (
                1 <= question.reveals_from <= question.reveals_to <= 5
            ):
                raise ValidationError(
                    self.env._(
                        "“%(question)s” tells something: choose two levels between 1 and 5, the "
                        "lower one first.",
                        question=question.name,
                    )
                )

    def _get_revealed(self, answer):
        """Return what an answer to this question tells.

        :param cae.diagnosis.answer answer: one answer
        :return: list of (kind of REVEALED, name), empty when it tells nothing
        """
        if self.kind in ("choice", "choices"):
            picked = answer.choice_id | answer.choice_ids
            return [
                (choice.reveals, choice.revealed or choice.name)
                for choice in picked
                if choice.reveals
            ]
        tells = {
            "yes_no": lambda: answer.yes_no == self.reveals_when,
            "scale": lambda: (
                answer.scale and self.reveals_from <= int(answer.scale) <= self.reveals_to
            ),
        }.get(self.kind, lambda: bool((answer.text or "").strip()))
        if self.reveals and tells():
            return [(self.reveals, self.revealed or self.name)]
        return []
