from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

# Texts that a person may write herself; with the answers they are what is snapshot.
SWOT = ("strengths", "weaknesses", "opportunities", "threats")
TEXTS = (*SWOT, "notes")
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


class CaeDiagnosis(models.Model):
    """A diagnosis is filled in together, or first by the person in her space.

    Her words stay hers: her advisor comments beside them. Finished, it is a dated snapshot:
    questions, choices and answers are kept as they were (seed 000:67, 000:229).
    """

    _name = "cae.diagnosis"
    _inherit = ["cae.diagnosis", "mail.activity.mixin"]
    _guarded_fields = {"state", "date_asked", "date_filled", "date_done", "texts_of_person"}

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
        groups="cae_socle.group_advisor",
    )
    scan = fields.Binary(string="Paper form", copy=False, groups="cae_socle.group_advisor")
    scan_name = fields.Char(copy=False, groups="cae_socle.group_advisor")
    # computed from activities, which are for the staff: the portal reads the rest
    activity_exception_decoration = fields.Selection(groups="base.group_user")
    activity_exception_icon = fields.Char(groups="base.group_user")
    finding_ids = fields.One2many(
        "cae.diagnosis.finding",
        "diagnosis_id",
        string="Needs, barriers and levers",
        groups="cae_socle.group_advisor",
    )
    finding_count = fields.Integer(
        string="Open findings",
        compute="_compute_finding_count",
        groups="cae_socle.group_advisor",
    )

    @api.depends("finding_ids.state")
    def _compute_finding_count(self):
        for diagnosis in self:
            diagnosis.finding_count = len(
                diagnosis.finding_ids.filtered(lambda one: one.state == "open")
            )

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
        return Finding._by_method().create(new).with_env(self.env)

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
    def _get_timeline_events(self, entrepreneurs):
        """Leave out of the timeline what is only asked for."""
        events = super()._get_timeline_events(entrepreneurs)
        asked = set(
            self.search([("entrepreneur_id", "in", entrepreneurs.ids), ("state", "=", "asked")]).ids
        )
        return [one for one in events if one["model"] != self._name or one["res_id"] not in asked]
