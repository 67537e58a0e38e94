from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.cae_entrepreneur.models.timeline import make_event
from odoo.addons.cae_socle.models.counts import count_field
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools import format_date

# Texts that a person may write themselves; with the answers they are what is snapshot.
SWOT = ("strengths", "weaknesses", "opportunities", "threats")
TEXTS = (*SWOT, "notes")
DAYS_TO_FILL = 7
# What does not change any more once a diagnosis is finished; answers look after themselves.
FROZEN = {
    "form_id",
    "lead_id",
    "entrepreneur_id",
    "company_id",
    "date",
    "user_id",
    "next_steps",
    "advisor_note",
    *TEXTS,
}


class CaeDiagnosis(models.Model):
    """The diagnosis: a common base for all advisors.

    The questions of a form, strengths, weaknesses, opportunities and threats where the form asks
    for them, and free words. Filled in together, or first by the person in their space, whose
    words stay; the advisor comments beside them. It follows the person from the request to the
    file. Finished, it is a dated snapshot: questions, choices and answers are kept as they were.
    """

    _name = "cae.diagnosis"
    _description = "Diagnosis"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cae.guard.mixin",
    ]
    _order = "date desc, id desc"
    _check_company_auto = True
    _guarded_parents = {"lead_id": "read", "entrepreneur_id": "read"}
    # those of a request that led to the file are the person's since then
    _personal_paths = ("entrepreneur_id", "lead_id")
    _personal_thread = "file"

    form_id = fields.Many2one(
        "cae.diagnosis.form",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env["cae.diagnosis.form"]._get_default(),
    )
    has_swot = fields.Boolean(related="form_id.has_swot")
    lead_id = fields.Many2one(
        "crm.lead",
        string="Request",
        index=True,
        ondelete="cascade",
        check_company=True,
        domain="[('cae_intake', '=', True)]",
    )
    entrepreneur_id = fields.Many2one(
        "cae.entrepreneur", index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=False,
    )
    date = fields.Date(required=True, default=fields.Date.context_today, personal="keep")
    user_id = fields.Many2one(
        "res.users",
        string="Advisor",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    strengths = fields.Text(
        help="What the person and the project have: skills, network, means.", personal="file"
    )
    weaknesses = fields.Text(help="What is missing so far.", personal="file")
    opportunities = fields.Text(help="What the market and the surroundings offer.", personal="file")
    threats = fields.Text(help="What could stop the project.", personal="file")
    notes = fields.Text(string="In free words", personal="file")
    next_steps = fields.Text(help="What the person and the advisor agreed to do.", personal="file")
    answer_ids = fields.One2many("cae.diagnosis.answer", "diagnosis_id", string="Answers")
    state = fields.Selection(
        [
            ("draft", "In preparation"),
            ("asked", "Asked of the person"),
            ("filled", "Filled in by the person"),
            ("done", "Completed"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    is_shared = fields.Boolean(
        string="Shown to the person",
        copy=False,
        help="She reads it in her space, with your comments; never what is for the team only.",
    )
    date_wanted = fields.Date(string="Wanted by", copy=False, personal="keep")
    date_filled = fields.Date(string="Sent on", readonly=True, copy=False, personal="keep")
    date_done = fields.Date(string="Finished on", readonly=True, copy=False, personal="keep")
    texts_of_person = fields.Char(
        readonly=True, copy=False, help="Names of the texts that the person wrote.", personal="keep"
    )
    advisor_note = fields.Text(
        string="For the team only",
        help="The person never sees it.",
        groups="cae_socle.group_advisor",
        personal="file",
    )
    scan = fields.Binary(
        string="Paper form", copy=False, groups="cae_socle.group_advisor", personal="file"
    )
    scan_name = fields.Char(copy=False, groups="cae_socle.group_advisor", personal="file")
    # computed from activities, which are for the staff: the portal reads the rest
    activity_exception_decoration = fields.Selection(groups="base.group_user")
    activity_exception_icon = fields.Char(groups="base.group_user")
    finding_ids = fields.One2many(
        "cae.diagnosis.finding",
        "diagnosis_id",
        string="Needs, barriers and levers",
        groups="cae_socle.group_advisor",
    )
    finding_count = count_field(
        "finding_ids",
        ("state", "=", "open"),
        string="Open findings",
        groups="cae_socle.group_advisor",
    )

    @api.depends("lead_id", "entrepreneur_id")
    def _compute_company_id(self):
        for diagnosis in self:
            diagnosis.company_id = (
                diagnosis.entrepreneur_id.company_id
                or diagnosis.lead_id.company_id
                or diagnosis.company_id
                or self.env.company
            )

    @api.depends("lead_id.name", "entrepreneur_id.name", "date", "form_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for diagnosis in self:
            # sudo: names of what the diagnosis itself shows
            diagnosis_sudo = diagnosis.sudo()
            diagnosis.display_name = self.env._(
                "%(form)s: %(person)s",
                form=diagnosis_sudo.form_id.name or self.env._("Diagnosis"),
                person=diagnosis_sudo.entrepreneur_id.name or diagnosis_sudo.lead_id.name or "",
            )

    @api.onchange("form_id", "lead_id")
    def _onchange_form_id(self):
        """Ask the questions of the form that is chosen, as long as nothing is saved."""
        if self._origin:
            return
        if self.form_id != self.answer_ids.question_id.form_id:
            self.answer_ids = [Command.clear(), *self._prepare_answers()]
        self._take_project_over()

    # The date is always given at creation, the others not.
    @api.constrains("lead_id", "entrepreneur_id", "date")
    def _check_person(self):
        for diagnosis in self:
            if not diagnosis.lead_id and not diagnosis.entrepreneur_id:
                raise ValidationError(
                    self.env._("Say whose project this is: choose a request or a person's file.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Ask the questions of the form, unless answers are given."""
        diagnoses = super().create(vals_list)
        for diagnosis in diagnoses:
            if not diagnosis.answer_ids:
                diagnosis.answer_ids = diagnosis._prepare_answers()
            diagnosis._take_project_over()
        return diagnoses

    def _take_project_over(self):
        """Begin with what the request says of the project, if the first question asks for words."""
        first = self.answer_ids[:1]
        if self.lead_id.cae_project and first.question_id.kind == "text" and not first.text:
            first.text = self.lead_id.cae_project

    def _prepare_answers(self):
        """Return the commands that make an empty answer to each question of the form."""
        questions = self.form_id._get_questions(self.company_id)
        return [Command.create({"question_id": question.id}) for question in questions]

    def write(self, vals):
        if not self._is_by_method():
            self._check_is_open(set(vals) & FROZEN)
            if set(TEXTS) & set(vals):
                self._check_is_not_asked()
                self._check_words(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if not self._is_by_method():
            self._check_is_open()

    def _describe_guarded(self, field):
        return self.env._("Use the buttons of the diagnosis.")

    # -- what may change -----------------------------------------------------------------------

    def _check_open_for(self, child):
        # needs and barriers are dealt with long after
        if child._name == "cae.diagnosis.answer":
            self._check_is_open()

    def _check_is_open(self, names=frozenset({"answer_ids"})):
        """Raise when one of these is finished: a snapshot never changes.

        :param set names: the fields that would change; all of it when it is not given
        """
        for diagnosis in self.filtered(lambda diagnosis: diagnosis.state == "done"):
            # the request may still lead to a file
            free = set() if diagnosis.entrepreneur_id else {"entrepreneur_id"}
            if names - free:
                raise UserError(
                    self.env._(
                        "“%(diagnosis)s” of %(date)s is finished and stays as it was: make a new "
                        "diagnosis to say what has changed.",
                        diagnosis=diagnosis.display_name,
                        date=format_date(self.env, diagnosis.date),
                    )
                )

    def _check_is_not_asked(self):
        asked = self.filtered(lambda diagnosis: diagnosis.state == "asked")
        if asked:
            raise UserError(
                self.env._(
                    "%(person)s is filling in “%(diagnosis)s”: wait until it is sent, or take it "
                    "back.",
                    person=asked[0].entrepreneur_id.name,
                    diagnosis=asked[0].form_id.name,
                )
            )

    def _check_words(self, vals):
        """Raise when the texts that a person wrote would be changed by someone else."""
        for diagnosis in self:
            for name in diagnosis._get_own_texts() & set(vals):
                if (vals[name] or False) != (diagnosis[name] or False):
                    raise UserError(
                        self.env._(
                            "“%(text)s” was written by %(person)s: her or his words stay. Write "
                            "yours in what you agreed, or in the comments.",
                            text=self._fields[name]._description_string(self.env),
                            person=diagnosis.entrepreneur_id.name,
                        )
                    )

    def _get_own_texts(self):
        """Return the names of the texts that the person wrote, as a set."""
        return {name for name in (self.texts_of_person or "").split(",") if name in TEXTS}

    # -- acts ----------------------------------------------------------------------------------

    def action_ask(self):
        """Ask the person to fill the form in, in her space; the advisor gets an activity.

        :raises UserError: when there is no person with a login, or it is finished
        """
        self.check_access("write")
        self._check_is_open()
        self._check_is_not_asked()
        for diagnosis in self:
            diagnosis._check_can_be_asked()
            wanted = diagnosis.date_wanted or (
                fields.Date.context_today(self) + timedelta(days=DAYS_TO_FILL)
            )
            diagnosis._by_method().write(
                {"state": "asked", "is_shared": True, "date_wanted": wanted}
            )
            diagnosis.message_post_with_source(
                "cae_diagnostic.diagnosis_asked_mail_template",
                partner_ids=diagnosis.entrepreneur_id.partner_id.ids,
                subtype_xmlid="mail.mt_comment",
            )
            diagnosis.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=wanted,
                summary=self.env._("Has the form been sent? If not, fill it in together"),
                user_id=diagnosis.user_id.id,
            )

    def _check_can_be_asked(self):
        person = self.entrepreneur_id
        if not person:
            raise UserError(
                self.env._(
                    "A request has no space of its own yet: fill the form in together, or print it."
                )
            )
        # sudo: whether somebody can log in, for a person whom the user follows
        if not person.sudo().user_ids.filtered("active") or not person.email:
            raise UserError(
                self.env._(
                    "%(person)s has no login or no e-mail address: invite her or him to the "
                    "space first, or print the form.",
                    person=person.name,
                )
            )

    def action_take_back(self):
        """Go on without the person; what she has written already stays hers."""
        self.check_access("write")
        asked = self.filtered(lambda diagnosis: diagnosis.state == "asked")
        asked._by_method().write({"state": "draft", "is_shared": False})
        asked.activity_unlink(["mail.mail_activity_data_todo"])

    def action_finish(self):
        """Close the diagnosis: from now on it is a snapshot of its day.

        :raises UserError: when the person is filling it in, or it says nothing
        """
        self.check_access("write")
        self._check_is_open()
        self._check_is_not_asked()
        for diagnosis in self:
            if diagnosis._is_empty():
                raise UserError(
                    self.env._("Answer at least one question: an empty diagnosis says nothing.")
                )
            diagnosis._propose_findings()
            diagnosis._take_snapshot()
        self.activity_feedback(["mail.mail_activity_data_todo"])

    def _is_empty(self):
        """Tell whether nothing is answered, and nothing written."""
        answered = self.answer_ids.filtered(lambda answer: answer._get_value_text())
        return not answered and not any(self[name] for name in TEXTS)

    def _take_snapshot(self):
        """Keep questions, choices and answers as they are, in the language of the person."""
        language = self.entrepreneur_id.lang or self.env.lang
        for answer in self.answer_ids.with_context(lang=language)._by_method():
            answer.write(
                {
                    "question_name": answer.question_id.name,
                    "section_name": answer.question_id.section,
                    "kept_text": answer._get_value_text() or False,
                }
            )
        self._by_method().write({"state": "done", "date_done": fields.Date.context_today(self)})

    def action_propose_findings(self):
        """Note the needs, barriers and levers that the answers tell."""
        self.check_access("write")
        self._propose_findings()

    def _propose_findings(self):
        """Create what the answers tell and is not noted yet (also if it was set aside).

        In the language of the person, whoever asks: the same need has the same name.
        """
        Finding = self.env["cae.diagnosis.finding"]
        new = []
        for diagnosis in self:
            language = diagnosis.entrepreneur_id.lang or diagnosis.company_id.partner_id.lang
            diagnosis = diagnosis.with_context(lang=language or self.env.lang)
            known = {
                (finding.answer_id, finding.kind, finding.name) for finding in diagnosis.finding_ids
            }
            for answer in diagnosis.answer_ids:
                for kind, name in answer.question_id._get_revealed(answer):
                    if (answer, kind, name) not in known:
                        new.append(
                            {
                                "diagnosis_id": diagnosis.id,
                                "kind": kind,
                                "name": name,
                                "answer_id": answer.id,
                                "topic_id": answer.question_id.topic_id.id,
                            }
                        )
        return Finding._by_method().create(new).with_env(self.env)

    def action_compare(self):
        """Open the diagnoses of this person with this form side by side."""
        self.ensure_one()
        self.check_access("read")
        return self.env["cae.diagnosis.comparison"]._open(self.entrepreneur_id, self.form_id)

    def _get_sections(self):
        """Return the answers by section: list of (name, answers), in the order of the form."""
        answers = self.answer_ids.sorted()
        return list(answers.grouped(lambda answer: answer._get_section_text()).items())

    def _get_texts(self):
        """Return [(name of the field, label)] of the texts that the form asks for."""
        names = TEXTS if self.has_swot else ("notes",)
        return [(name, self._fields[name]._description_string(self.env)) for name in names]

    # -- side by side --------------------------------------------------------------------------

    def _get_comparison(self):
        """Return diagnoses of one person and one form side by side, the oldest first.

        :return: list of (section, rows); a row is a dict of label and cells; a cell is None
            where the question was not asked, else a dict of text, value (for a worksheet)
            and change: '' | 'new' | 'changed' | 'up' | 'down'
        """
        diagnoses = self.sorted("date, id")
        answers = diagnoses.answer_ids.grouped(
            lambda answer: (answer.diagnosis_id, answer.question_id)
        )
        questions = {}
        for diagnosis in reversed(diagnoses):
            for section, found in diagnosis._get_sections():
                for answer in found:
                    questions.setdefault(answer.question_id, (section, answer._get_question_text()))
        sections = defaultdict(list)
        for question, (section, label) in questions.items():
            found = [answers.get((diagnosis, question)) for diagnosis in diagnoses]
            cells = self._compare([answer and answer._get_cell() for answer in found])
            sections[section].append({"label": label, "cells": cells})
        for name in TEXTS:
            texts = [diagnosis[name] or "" for diagnosis in diagnoses]
            if any(texts):
                label = self._fields[name]._description_string(self.env)
                cells = self._compare([{"text": text, "value": text} for text in texts])
                sections[self.env._("In free words")].append({"label": label, "cells": cells})
        return list(sections.items())

    def _compare(self, cells):
        """Say in each cell how it differs from the one before."""
        before = None
        for cell in cells:
            if cell is None:
                continue
            cell["change"] = ""
            if before and cell["text"] != before["text"]:
                both = (before["value"], cell["value"])
                if not before["text"]:
                    cell["change"] = "new"
                elif all(isinstance(value, int | float) for value in both):
                    cell["change"] = "up" if both[1] > both[0] else "down"
                else:
                    cell["change"] = "changed"
            before = cell
        return cells

    # -- the person herself, in her space ------------------------------------------------------

    def _get_portal_diagnoses(self, person):
        """Return the diagnoses that a person may see of her own file (her rights)."""
        return self.search([("entrepreneur_id", "=", person.id), ("is_shared", "=", True)])

    def _get_open_forms(self, person):
        """Return the forms that a person may fill in of her own accord (superuser).

        :raises AccessError: when the file is not the user's own
        """
        person._check_is_own()
        # sudo: forms that the cooperative opened to the people of her company
        person_sudo = person.sudo()
        busy_sudo = self.sudo().search(
            [("entrepreneur_id", "=", person.id), ("state", "=", "asked")]
        )
        forms_sudo = self.env["cae.diagnosis.form"].sudo()
        return forms_sudo.search(
            [
                ("is_on_portal", "=", True),
                ("company_id", "in", (False, person_sudo.company_id.id)),
                ("id", "not in", busy_sudo.form_id.ids),
            ]
        )

    def _begin_oneself(self, person, form_id):
        """Begin a form of one's own accord.

        :param cae.entrepreneur person: her file
        :param int form_id: one of `_get_open_forms`
        :return: the diagnosis
        :raises UserError: when the form is not open
        """
        form_sudo = self._get_open_forms(person).filtered(lambda form: form.id == form_id)
        if not form_sudo:
            raise UserError(self.env._("This form is not open: ask your advisor for it."))
        # sudo: checked to be her own file, and a form that is open to her
        person_sudo = person.sudo()
        advisors_sudo = person_sudo.referent_id + person_sudo.territory_id.advisor_ids
        advisor = advisors_sudo.filtered("active")[:1] or person_sudo.create_uid
        diagnoses_sudo = self.sudo()._by_method().with_company(person_sudo.company_id)
        diagnosis_sudo = diagnoses_sudo.create(
            {
                "entrepreneur_id": person.id,
                "form_id": form_sudo.id,
                "user_id": advisor.id,
                "state": "asked",
                "is_shared": True,
            }
        )
        return self.browse(diagnosis_sudo.id)

    def _fill_in(self, given, texts):
        """Keep what a person answers; only what is hers changes.

        :param dict given: {id of an answer: ([strings of the input], words)}; None for either
            leaves it as it is
        :param dict texts: {name of TEXTS: words}
        :raises AccessError: when the diagnosis is not hers
        :raises UserError: with a sentence, when it is sent already or a number is none
        """
        diagnosis_sudo = self._check_is_hers()
        for answer in diagnosis_sudo.answer_ids:
            if answer.id in given:
                values = answer._prepare_values(*given[answer.id])
                before = answer._get_value_text()
                answer.write(values)
                if answer._get_value_text() != before:
                    answer.is_of_person = bool(answer._get_value_text())
        own, changed = diagnosis_sudo._get_own_texts(), {}
        for name, _label in diagnosis_sudo._get_texts():
            words = (texts.get(name) or "").strip()[:5000] or False
            if name in texts and words != (diagnosis_sudo[name] or False):
                changed[name] = words
                own = own | {name} if words else own - {name}
        if changed:
            changed["texts_of_person"] = ",".join(sorted(own)) or False
            diagnosis_sudo.write(changed)

    def _get_missing(self):
        """Return the answers without which the person cannot send the form."""
        return self.answer_ids.filtered(
            lambda answer: answer.is_mandatory and not answer._get_value_text()
        )

    def _is_begun_oneself(self):
        """Tell whether the person began the form of her own accord, and has not sent it."""
        self.ensure_one()
        return self.state == "asked" and self.create_uid == self.env.user

    def _throw_away(self):
        """Delete a form that the person began of her own accord, by mistake.

        :raises UserError: when her advisor asked for it, or it is sent
        """
        diagnosis_sudo = self._check_is_hers()
        if not diagnosis_sudo._is_begun_oneself():
            raise UserError(
                self.env._("Your advisor asked for this form: speak with them about it.")
            )
        diagnosis_sudo.unlink()

    def _send(self):
        """Send to the advisor what the person has filled in.

        :raises UserError: when a question that must be answered is not
        """
        diagnosis_sudo = self._check_is_hers()
        missing = diagnosis_sudo._get_missing()
        if missing:
            raise UserError(
                self.env._(
                    "Before you send it, please answer: %(questions)s",
                    questions=", ".join(answer._get_quoted_question() for answer in missing),
                )
            )
        if diagnosis_sudo._is_empty():
            raise UserError(self.env._("Answer at least one question: an empty form says nothing."))
        today = fields.Date.context_today(self)
        diagnosis_sudo.write({"state": "filled", "date": today, "date_filled": today})
        diagnosis_sudo._propose_findings()
        diagnosis_sudo.activity_unlink(["mail.mail_activity_data_todo"])
        diagnosis_sudo.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=today + timedelta(days=DAYS_TO_FILL),
            summary=self.env._(
                "Read the answers of %(person)s", person=diagnosis_sudo.entrepreneur_id.name
            ),
            user_id=diagnosis_sudo.user_id.id,
        )
        self.entrepreneur_id._tell_referent(
            self.env._(
                "%(name)s has filled in “%(form)s”: have a look before the next appointment.",
                name=diagnosis_sudo.entrepreneur_id.name,
                form=diagnosis_sudo.form_id.name,
            )
        )

    def _check_is_hers(self):
        """Return the diagnosis as the superuser, once it is sure that the user may fill it in."""
        self.ensure_one()
        self.check_access("read")
        self.entrepreneur_id._check_is_own()
        # sudo: her own, found with her rights; the caller writes a whitelist
        diagnosis_sudo = self.sudo()._by_method()
        if diagnosis_sudo.state != "asked":
            raise UserError(
                self.env._("This form is with your advisor: it is not filled in any more.")
            )
        return diagnosis_sudo

    # -- timeline ------------------------------------------------------------------------------

    def _get_timeline_events(self, entrepreneurs):
        """Return the diagnoses of these files, but those that are only asked for, as events."""
        return [
            make_event(
                diagnosis,
                diagnosis.date,
                "fa-search",
                diagnosis.form_id.name,
                self.env._("With %(advisor)s", advisor=diagnosis.user_id.name),
            )
            for diagnosis in self.search(
                [("entrepreneur_id", "in", entrepreneurs.ids), ("state", "!=", "asked")]
            )
        ]
