from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

# What is written under this key, with this very object, is written by a method of this file.
ACT_KEY = "cae_diagnosis_act"
ACT = object()
# Texts that a person may write herself; with the answers they are what is snapshot.
SWOT = ("strengths", "weaknesses", "opportunities", "threats")
TEXTS = (*SWOT, "notes")
# Written by the acts only.
KEPT = {"state", "date_asked", "date_filled", "date_done", "texts_of_person"}
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
DAYS_TO_FILL = 7


def is_act(env):
    """Tell whether what is written is written by an act of a diagnosis."""
    return env.context.get(ACT_KEY) is ACT


class CaeDiagnosis(models.Model):
    """A diagnosis is filled in together, or first by the person in her space.

    Her words stay hers: her advisor comments beside them. Finished, it is a dated snapshot:
    questions, choices and answers are kept as they were (seed 000:67, 000:229).
    """

    _name = "cae.diagnosis"
    _inherit = ["cae.diagnosis", "mail.activity.mixin"]

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
    date_wanted = fields.Date(string="Wanted by", copy=False)
    date_asked = fields.Date(string="Asked on", readonly=True, copy=False)
    date_filled = fields.Date(string="Sent on", readonly=True, copy=False)
    date_done = fields.Date(string="Finished on", readonly=True, copy=False)
    texts_of_person = fields.Char(
        readonly=True, copy=False, help="Names of the texts that the person wrote."
    )
    advisor_note = fields.Text(
        string="For the team only",
        help="The person never sees it.",
        groups="cae_entrepreneur.group_advisor",
    )
    scan = fields.Binary(string="Paper form", copy=False, groups="cae_entrepreneur.group_advisor")
    scan_name = fields.Char(copy=False, groups="cae_entrepreneur.group_advisor")
    # computed from activities, which are for the staff: the portal reads the rest
    activity_exception_decoration = fields.Selection(groups="base.group_user")
    activity_exception_icon = fields.Char(groups="base.group_user")
    finding_ids = fields.One2many(
        "cae.diagnosis.finding",
        "diagnosis_id",
        string="Needs, barriers and levers",
        groups="cae_entrepreneur.group_advisor",
    )
    finding_count = fields.Integer(
        string="Open findings",
        compute="_compute_finding_count",
        groups="cae_entrepreneur.group_advisor",
    )

    @api.depends("finding_ids.state")
    def _compute_finding_count(self):
        for diagnosis in self:
            diagnosis.finding_count = len(
                diagnosis.finding_ids.filtered(lambda one: one.state == "open")
            )

    @api.model_create_multi
    def create(self, vals_list):
        if not is_act(self.env) and any(
            vals.get(name, "draft") not in ("draft", False) for vals in vals_list for name in KEPT
        ):
            raise UserError(self.env._("Use the buttons of the diagnosis."))
        return super().create(vals_list)

    def write(self, vals):
        if not is_act(self.env):
            if KEPT & set(vals):
                raise UserError(self.env._("Use the buttons of the diagnosis."))
            self._check_is_open(set(vals) & FROZEN)
            if set(TEXTS) & set(vals):
                self._check_is_not_asked()
                self._check_words(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if not is_act(self.env):
            self._check_is_open()

    # -- what may change -----------------------------------------------------------------------

    def _check_is_open(self, names=None):
        """Raise when one of these is finished: a snapshot never changes.

        :param set names: the fields that would change; anything when it is not given
        """
        for diagnosis in self.filtered(lambda one: one.state == "done"):
            changed = set(names) if names is not None else {"answer_ids"}
            if not diagnosis.entrepreneur_id:
                # the request has led to a file
                changed.discard("entrepreneur_id")
            if changed:
                raise UserError(
                    self.env._(
                        "“%(diagnosis)s” of %(date)s is finished and stays as it was: make a new "
                        "diagnosis to say what has changed.",
                        diagnosis=diagnosis.display_name,
                        date=format_date(self.env, diagnosis.date),
                    )
                )

    def _check_is_not_asked(self):
        asked = self.filtered(lambda one: one.state == "asked")
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

    def _as_act(self):
        return self.with_context(**{ACT_KEY: ACT})

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
            diagnosis._as_act().write(
                {
                    "state": "asked",
                    "is_shared": True,
                    "date_asked": fields.Date.context_today(self),
                    "date_wanted": wanted,
                }
            )
            diagnosis.message_post_with_source(
                self.env.ref("cae_accompagnement.diagnosis_asked_mail_template"),
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
        self.ensure_one()
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
        asked = self.filtered(lambda one: one.state == "asked")
        asked._as_act().write({"state": "draft", "is_shared": False})
        asked.activity_unlink(["mail.mail_activity_data_todo"])

    def action_finish(self):
        """Close the diagnosis: from now on it is a snapshot of its day.

        :raises UserError: when the person is filling it in, or it says nothing
        """
        self.check_access("write")
        self._check_is_open()
        self._check_is_not_asked()
        for diagnosis in self:
            answered = diagnosis.answer_ids.filtered(lambda one: one._get_value_text())
            if not answered and not any(diagnosis[name] for name in TEXTS):
                raise UserError(
                    self.env._("Answer at least one question: an empty diagnosis says nothing.")
                )
            diagnosis._propose_findings()
            diagnosis._take_snapshot()
        self.activity_feedback(["mail.mail_activity_data_todo"])

    def _take_snapshot(self):
        """Keep questions, choices and answers as they are, in the language of the person."""
        self.ensure_one()
        language = self.entrepreneur_id.lang or self.env.lang
        for answer in self.answer_ids.with_context(lang=language, **{ACT_KEY: ACT}):
            answer.write(
                {
                    "question_name": answer.question_id.name,
                    "section_name": answer.question_id.section,
                    "kept_text": answer._get_value_text() or False,
                }
            )
        self._as_act().write({"state": "done", "date_done": fields.Date.context_today(self)})

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
            known = {(one.answer_id, one.kind, one.name) for one in diagnosis.finding_ids}
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
        return Finding.create(new)

    def action_compare(self):
        """Open the diagnoses of this person with this form side by side."""
        self.ensure_one()
        self.check_access("read")
        return self.env["cae.diagnosis.comparison"]._open(self.entrepreneur_id, self.form_id)

    def action_open(self):
        """Open this diagnosis in its own page, with its buttons."""
        self.ensure_one()
        self.check_access("read")
        return self._get_records_action()

    def action_open_findings(self):
        """Open what this diagnosis tells."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cae_accompagnement.cae_diagnosis_finding_action"
        )
        return action | {
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("diagnosis_id", "=", self.id)],
            "context": {"default_diagnosis_id": self.id},
        }

    # -- the person herself, on the portal -----------------------------------------------------

    @api.model
    def _get_portal_diagnoses(self, person):
        """Return the diagnoses that a person may see of her own file (her rights)."""
        return self.search([("entrepreneur_id", "=", person.id), ("is_shared", "=", True)])

    @api.model
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
        return (
            self.env["cae.diagnosis.form"]
            .sudo()
            .search(
                [
                    ("is_on_portal", "=", True),
                    ("company_id", "in", (False, person_sudo.company_id.id)),
                    ("id", "not in", busy_sudo.form_id.ids),
                ]
            )
        )

    @api.model
    def _begin_oneself(self, person, form_id):
        """Begin a form of one's own accord.

        :param cae.entrepreneur person: her file
        :param int form_id: one of `_get_open_forms`
        :return: the diagnosis
        :raises UserError: when the form is not open
        """
        form_sudo = self._get_open_forms(person).filtered(lambda one: one.id == form_id)
        if not form_sudo:
            raise UserError(self.env._("This form is not open: ask your advisor for it."))
        # sudo: checked to be her own file, and a form that is open to her
        person_sudo = person.sudo()
        advisor = (
            person_sudo.referent_id.filtered("active")
            or person_sudo.territory_id.advisor_ids[:1]
            or person_sudo.create_uid
        )
        diagnosis_sudo = (
            self.sudo()
            ._as_act()
            .with_company(person_sudo.company_id)
            .create(
                {
                    "entrepreneur_id": person.id,
                    "form_id": form_sudo.id,
                    "answer_ids": self.sudo()._prepare_answers(form_sudo, person_sudo.company_id),
                    "user_id": advisor.id,
                    "state": "asked",
                    "is_shared": True,
                    "date_asked": fields.Date.context_today(self),
                }
            )
        )
        return self.browse(diagnosis_sudo.id)

    def _fill_in(self, given, texts):
        """Keep what a person answers; only what is hers changes.

        :param dict given: {id of an answer: ([strings of the input], words)}
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
        allowed = TEXTS if diagnosis_sudo.has_swot else ("notes",)
        for name in allowed:
            words = (texts.get(name) or "").strip()[:5000] or False
            if name in texts and words != (diagnosis_sudo[name] or False):
                changed[name] = words
                own = own | {name} if words else own - {name}
        if changed:
            changed["texts_of_person"] = ",".join(sorted(own)) or False
            diagnosis_sudo.write(changed)

    def _send(self):
        """Send to the advisor what the person has filled in.

        :raises UserError: when a question that must be answered is not
        """
        diagnosis_sudo = self._check_is_hers()
        missing = diagnosis_sudo.answer_ids.filtered(
            lambda one: one.is_mandatory and not one._get_value_text()
        )
        if missing:
            raise UserError(
                self.env._(
                    "Before you send it, please answer: %(questions)s",
                    questions=", ".join(
                        self.env._("“%(question)s”", question=one.question_id.name)
                        for one in missing
                    ),
                )
            )
        answered = diagnosis_sudo.answer_ids.filtered(lambda one: one._get_value_text())
        if not answered and not any(diagnosis_sudo[name] for name in TEXTS):
            raise UserError(self.env._("Answer at least one question: an empty form says nothing."))
        diagnosis_sudo.write(
            {
                "state": "filled",
                "date": fields.Date.context_today(self),
                "date_filled": fields.Date.context_today(self),
            }
        )
        diagnosis_sudo._propose_findings()
        diagnosis_sudo.activity_unlink(["mail.mail_activity_data_todo"])
        diagnosis_sudo.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=fields.Date.context_today(self) + timedelta(days=DAYS_TO_FILL),
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
        diagnosis_sudo = self.sudo()._as_act()
        if diagnosis_sudo.state != "asked":
            raise UserError(
                self.env._("This form is with your advisor: it is not filled in any more.")
            )
        return diagnosis_sudo

    # -- reading -------------------------------------------------------------------------------

    def _get_sections(self):
        """Return the answers by section: list of (name, answers), in the order of the form."""
        self.ensure_one()
        sections = []
        for answer in self.answer_ids.sorted(lambda one: (one.sequence, one.id)):
            name = answer._get_section_text()
            if not sections or sections[-1][0] != name:
                sections.append((name, answer.browse()))
            sections[-1] = (name, sections[-1][1] | answer)
        return sections

    def _get_texts(self):
        """Return [(name of the field, label)] of the texts that the form asks for."""
        self.ensure_one()
        names = TEXTS if self.has_swot else ("notes",)
        return [(name, self._fields[name]._description_string(self.env)) for name in names]

    @api.model
    def _get_comparison(self, diagnoses):
        """Return diagnoses of one form side by side, the oldest first.

        :param cae.diagnosis diagnoses: of one person and one form, read with enough rights
        :return: list of (section, rows); a row is a dict of label and cells; a cell is None
            where the question was not asked, else a dict of text, value (for a worksheet),
            kind and change: '' | 'new' | 'changed' | 'up' | 'down'
        """
        diagnoses = diagnoses.sorted(lambda one: (one.date, one.id))
        answers = {(one.diagnosis_id, one.question_id): one for one in diagnoses.answer_ids}
        questions = {}
        for diagnosis in reversed(diagnoses):
            for section, found in diagnosis._get_sections():
                for answer in found:
                    questions.setdefault(answer.question_id, (section, answer._get_question_text()))
        sections = {}
        for question, (section, label) in questions.items():
            found = [answers.get((one, question)) for one in diagnoses]
            sections.setdefault(section, []).append(
                {"label": label, "cells": self._compare([self._get_cell(one) for one in found])}
            )
        texts = []
        for name in TEXTS:
            if any(one[name] for one in diagnoses):
                cells = [
                    {"text": one[name] or "", "value": one[name] or "", "kind": "text"}
                    for one in diagnoses
                ]
                label = self._fields[name]._description_string(self.env)
                texts.append({"label": label, "cells": self._compare(cells)})
        if texts:
            sections.setdefault(self.env._("In free words"), []).extend(texts)
        return list(sections.items())

    @api.model
    def _get_cell(self, answer):
        if not answer:
            return None
        text = answer._get_answer_text()
        value = {
            "scale": lambda: int(answer.scale) if answer.scale else "",
            "number": lambda: answer.number if answer._is_answered() else "",
            "date": lambda: answer.date or "",
        }.get(answer.kind, lambda: text)()
        return {"text": text, "value": text if answer.text else value, "kind": answer.kind}

    @api.model
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
                elif all(isinstance(one, int | float) for one in both):
                    cell["change"] = "up" if both[1] > both[0] else "down"
                else:
                    cell["change"] = "changed"
            before = cell
        return cells

    @api.model
    def _get_timeline_events(self, entrepreneurs):
        """Leave out of the timeline what is only asked for."""
        events = super()._get_timeline_events(entrepreneurs)
        asked = set(
            self.search([("entrepreneur_id", "in", entrepreneurs.ids), ("state", "=", "asked")]).ids
        )
        return [one for one in events if one["model"] != self._name or one["res_id"] not in asked]
