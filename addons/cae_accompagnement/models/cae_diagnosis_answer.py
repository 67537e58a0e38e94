from odoo import api, fields, models
from odoo.addons.cae_entrepreneur.models.cae_diagnosis_answer import VALUES
from odoo.exceptions import UserError

# What is an answer; a person's own is not rewritten by someone else.
ANSWERED = {*VALUES.values(), "has_number", "picked", "question_id"}
# What a person may write in one answer, and how large a number may be.
MAX_WORDS = 5000
MAX_NUMBER = 10**12


class CaeDiagnosisAnswer(models.Model):
    """With the diagnosis, the question and the answer are kept in the words of the day."""

    _inherit = "cae.diagnosis.answer"
    _guarded_fields = {"is_of_person", "question_name", "section_name", "kept_text"}

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

    @api.model
    def _get_words_fields(self):
        return [*super()._get_words_fields(), "comment", "advisor_note"]

    @api.constrains("comment", "advisor_note")
    def _check_comments(self):
        self._check_words()

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
        self.ensure_one()
        return self.question_name or self.question_id.name

    def _get_section_text(self):
        self.ensure_one()
        if self.state == "done":
            return self.section_name or ""
        return self.question_id.section or ""

    def _get_answer_text(self):
        """Return the answer in words; once finished, as it was given. '' when there is none."""
        self.ensure_one()
        if self.state == "done":
            return self.kept_text or ""
        return self._get_value_text()

    def _get_levels(self):
        """Return [(value, label)] of yes and no, or of the scale."""
        return self._fields[self.kind]._description_selection(self.env)

    def _get_inputs(self):
        """Return the strings that the input of the portal's form holds; [] when it is empty."""
        self.ensure_one()
        if not self._is_answered():
            return []
        return {
            "yes_no": lambda: [self.yes_no],
            "scale": lambda: [self.scale],
            "choice": lambda: [str(self.choice_id.id)],
            "choices": lambda: [str(one) for one in self.choice_ids.ids],
            "number": lambda: [self._get_number_text()],
            "date": lambda: [fields.Date.to_string(self.date)],
        }.get(self.kind, list)()

    def _prepare_values(self, given, words):
        """Return the values to write for what a form gives, by kind of question.

        :param list given: strings of the input; several for several choices; None leaves it
        :param str words: added in words, or the answer itself; None leaves them
        :raises UserError: with a sentence, when a number or a day is none
        """
        self.ensure_one()
        values = {}
        if self.has_words and words is not None:
            values["text"] = words.strip()[:MAX_WORDS] or False
        if given is None:
            return values
        first = (given[0] if given else "").strip()
        if self.kind == "yes_no":
            values["yes_no"] = first if first in ("yes", "no") else False
        elif self.kind == "scale":
            values["scale"] = first if first in ("1", "2", "3", "4", "5") else False
        elif self.kind in ("choice", "choices"):
            own = set(self.question_id.choice_ids.ids)
            picked = [int(one) for one in given if one.isdigit() and int(one) in own]
            if self.kind == "choice":
                values["choice_id"] = picked[0] if picked else False
            else:
                values["choice_ids"] = [fields.Command.set(picked)]
        elif self.kind == "number":
            values |= self._prepare_number(first)
        elif self.kind == "date":
            values["date"] = self._read_day(first)
        return values

    def _prepare_number(self, text):
        if not text:
            return {"number": 0, "has_number": False}
        try:
            number = float("".join(text.split()).replace(",", "."))
        except ValueError:
            number = None
        if number is None or not abs(number) < MAX_NUMBER:
            raise UserError(
                self.env._(
                    "“%(question)s”: “%(text)s” is no number. Write digits only.",
                    question=self.question_id.name,
                    text=text[:40],
                )
            )
        return {"number": number, "has_number": True}

    def _read_day(self, text):
        try:
            return fields.Date.to_date(text) or False if text else False
        except ValueError:
            raise UserError(
                self.env._(
                    "“%(question)s”: choose a day in the calendar.", question=self.question_id.name
                )
            ) from None
