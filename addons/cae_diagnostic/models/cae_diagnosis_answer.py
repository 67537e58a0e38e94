import re

from odoo import api, fields, models
from odoo.addons.cae_socle.engine.amount_text import AmountError, read_typed_number
from odoo.addons.cae_socle.engine.periods import read_day
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date
from odoo.tools.misc import get_lang

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
# What is an answer; a person's own is not rewritten by someone else.
ANSWERED = {*VALUES.values(), "has_number", "picked", "question_id"}
# What a person may write in one answer.
MAX_WORDS = 5000


class CaeDiagnosisAnswer(models.Model):
    """The answer to one question of a diagnosis; with it, both are kept in the words of the day."""

    _name = "cae.diagnosis.answer"
    _description = "Answer of the diagnosis"
    _inherit = ["cae.guard.mixin"]
    _order = "sequence, id"
    _guarded_parents = {"diagnosis_id": "write"}
    _personal_paths = ("diagnosis_id.entrepreneur_id", "diagnosis_id.lead_id")
    # what a person answers is theirs, whatever its kind
    _personal_erased = "file"

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
    scale = fields.Selection([(mark, mark) for mark in "12345"], string="From 1 to 5")
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
    state = fields.Selection(related="diagnosis_id.state")
    is_of_person = fields.Boolean(
        string="Her or his words", readonly=True, help="The person wrote it in her space."
    )
    comment = fields.Text(help="Of the advisor, beside the answer. The person sees it.")
    advisor_note = fields.Text(
        string="For the team only",
        help="The person never sees it.",
        groups="cae_socle.group_advisor",
    )
    question_name = fields.Char(string="Question on that day", readonly=True)
    section_name = fields.Char(string="Section on that day", readonly=True)
    kept_text = fields.Text(string="Answer on that day", readonly=True)

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
            ids = [int(number) for number in re.findall(r"\d+", answer.picked or "")]
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
            foreign = (answer.choice_id | answer.choice_ids) - answer.question_id.choice_ids
            if foreign:
                raise ValidationError(
                    self.env._(
                        "“%(choice)s” is not an answer to the question “%(question)s”: choose "
                        "one of its own.",
                        choice=foreign[0].name,
                        question=answer.question_id.name,
                    )
                )

    @api.constrains("text", "comment", "advisor_note", "question_id")
    def _check_words(self):
        for answer in self:
            if not answer.has_words and (answer.text or answer.comment or answer.advisor_note):
                raise ValidationError(
                    self.env._(
                        "Nothing is written to the question “%(question)s”: choose an answer, "
                        "and talk about the rest.",
                        question=answer.question_id.name,
                    )
                )

    def _is_answered(self):
        """Tell whether there is an answer of the kind that is asked for."""
        if self.kind == "number":
            return self.has_number or bool(self.number)
        if self.kind == "text":
            return bool((self.text or "").strip())
        return bool(self[VALUES[self.kind]])

    def _get_value_text(self):
        """Return the answer in words, in the language of the environment; '' when there is none.

        Words added to a choice or a figure follow it.
        """
        labels = dict(self._get_options())
        value = ", ".join(labels.get(given, given) for given in self._get_inputs())
        if value and self.kind == "scale":
            value = f"{value} / 5"
        elif value and self.kind == "date":
            value = format_date(self.env, self.date)
        return "\n".join(part for part in (value, (self.text or "").strip()) if part)

    def write(self, vals):
        if ANSWERED & set(vals) and not self._is_by_method():
            self._check_is_ours()
        return super().write(vals)

    def _describe_guarded(self, field):
        return self.env._("Use the buttons of the diagnosis.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_person(self):
        if not self._is_by_method():
            self._check_is_ours()

    def _check_is_ours(self):
        """Raise when a person is filling these in, or has said this herself."""
        self.diagnosis_id._check_is_not_asked()
        hers = self.filtered("is_of_person")
        if hers:
            raise UserError(
                self.env._(
                    "“%(question)s” was answered by %(person)s: her or his words stay. Add your "
                    "comment beside them.",
                    question=hers[0].question_id.name,
                    person=hers[0].diagnosis_id.entrepreneur_id.name,
                )
            )

    def _get_question_text(self):
        """Return the question; once finished, as it was asked."""
        return self.question_name or self.question_id.name

    def _get_quoted_question(self):
        """Return the question between quotes, with its section where the form has sections."""
        question, section = self.question_id.name, self._get_section_text()
        if not section:
            return self.env._("“%(question)s”", question=question)
        return self.env._("“%(question)s” (%(section)s)", question=question, section=section)

    def _get_section_text(self):
        if self.state == "done":
            return self.section_name or ""
        return self.question_id.section or ""

    def _get_answer_text(self):
        """Return the answer in words; once finished, as it was given. '' when there is none."""
        if self.state == "done":
            return self.kept_text or ""
        return self._get_value_text()

    def _get_cell(self):
        """Return the answer in words, and as a worksheet holds it: with words added, in words."""
        text = value = self._get_answer_text()
        if self.kind in ("scale", "number", "date") and self._is_answered() and not self.text:
            value = int(self.scale) if self.kind == "scale" else self[self.kind]
        return {"text": text, "value": value}

    def _get_options(self):
        """Return [(string of the input, label)] of what can be chosen; [] where one writes."""
        if self.kind in ("yes_no", "scale"):
            return self._fields[self.kind]._description_selection(self.env)
        choices = self.question_id.choice_ids if self.kind in ("choice", "choices") else ()
        return [(str(choice.id), choice.name) for choice in choices]

    def _get_inputs(self):
        """Return the strings that the input of the portal's form holds; [] when it is empty."""
        if self.kind == "text" or not self._is_answered():
            return []
        value = self[VALUES[self.kind]]
        if self.kind in ("choice", "choices"):
            return [str(choice.id) for choice in value.sorted()]
        # a number without needless zeros
        return [f"{value:.2f}".rstrip("0").rstrip(".") if self.kind == "number" else str(value)]

    def _prepare_values(self, given, words):
        """Return the values to write for what a form gives, by kind of question.

        :param list given: strings of the input; several for several choices; None leaves it
        :param str words: added in words, or the answer itself; None leaves them
        :raises UserError: with a sentence, when a number or a day is none
        """
        values = {}
        if self.has_words and words is not None:
            values["text"] = words.strip()[:MAX_WORDS] or False
        if given is None:
            return values
        first = (given[0] if given else "").strip()
        picked = [chosen for chosen in given if chosen in dict(self._get_options())]
        if self.kind in ("yes_no", "scale"):
            values[self.kind] = picked[0] if picked else False
        elif self.kind == "choice":
            values["choice_id"] = int(picked[0]) if picked else False
        elif self.kind == "choices":
            values["choice_ids"] = [fields.Command.set([int(chosen) for chosen in picked])]
        elif self.kind == "number":
            values |= self._prepare_number(first)
        elif self.kind == "date":
            values["date"] = self._read_day(first)
        return values

    def _prepare_number(self, text):
        if not text:
            return {"number": 0, "has_number": False}
        try:
            number = float(read_typed_number(text, get_lang(self.env).decimal_point))
        except AmountError as error:
            raise UserError(
                self.env._(
                    "“%(question)s”: “%(text)s” is no number that can be noted: write digits, "
                    "with two decimals at most.",
                    question=self.question_id.name,
                    text=text[:40],
                )
            ) from error
        return {"number": number, "has_number": True}

    def _read_day(self, text):
        day = read_day(text)
        if text and not day:
            raise UserError(
                self.env._(
                    "“%(question)s”: choose a day in the calendar.", question=self.question_id.name
                )
            )
        return day or False
