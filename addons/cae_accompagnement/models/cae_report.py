from odoo import api, fields, models
from odoo.addons.cae_entrepreneur.models.timeline import make_event
from odoo.addons.cae_signature.models.cae_signing_mixin import FREE_FIELDS
from odoo.addons.cae_socle.engine.local_time import ZONE, to_local
from odoo.addons.cae_socle.models.client_actions import open_form
from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import format_date

# What the person reads: from these states on.
SHOWN_STATES = ("shared", "to_sign", "signed", "confirmed")
# States out of which nothing is changed, but by taking the report back.
FROZEN_STATES = ("shared", "confirmed")
# What says nothing to the person: how the team finds the report again.
TEAM_FIELDS = {"tag_ids", "note_ids"}
# What the document of a formal interview says (C. trav. R7331-3), with the field's label.
FORMAL_FIELDS = ("review", "outlook", "actions_text", "needs")


class CaeReport(models.Model):
    """What was said in an appointment, or on the telephone: the part shared with the person.

    draft → shared (the person reads it in her space). The report of a formal interview is
    signed instead: draft → to_sign → signed by the person → confirmed (countersigned by the
    advisor, sealed). What the team keeps to itself is in ``cae.report.note``, a model of its
    own, so that it can never go with the report.
    """

    _name = "cae.report"
    _description = "Report"
    _inherit = ["cae.signing.mixin", "cae.words.mixin", "cae.advisor.mixin", "cae.territory.mixin"]
    _order = "date desc, id desc"
    _guarded_parents = {"appointment_id": "write"}
    _personal_paths = ("person_ids",)
    _personal_shared = ("person_ids", "file")
    # with the signed document; the mails say no more than that a report is there
    _personal_thread = "staff"
    _signing_report = "cae_accompagnement.cae_report_report"
    _signing_mail = "cae_accompagnement.interview_to_sign_mail_template"
    _signed_mail = "cae_accompagnement.interview_signed_mail_template"
    _signing_url = "/my/reports/%s"
    _signing_person_fields = ("entrepreneur_id",)

    name = fields.Char(
        string="Subject",
        compute="_compute_name",
        store=True,
        readonly=False,
        help="What it was about, in a few words.",
        personal="file",
    )
    appointment_id = fields.Many2one(
        "cae.appointment",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        copy=False,
        readonly=True,
        help="Left empty for a report that stands alone: a call, a talk in passing.",
    )
    kind_id = fields.Many2one(
        "cae.appointment.kind",
        compute="_compute_kind_id",
        store=True,
        precompute=True,
        readonly=False,
        index=True,
        ondelete="restrict",
    )
    is_formal = fields.Boolean(string="Formal interview", compute="_compute_is_formal", store=True)
    person_ids = fields.Many2many(
        "cae.entrepreneur",
        "cae_report_person_rel",
        "report_id",
        "entrepreneur_id",
        string="People",
        compute="_compute_person_ids",
        store=True,
        readonly=False,
        check_company=True,
    )
    entrepreneur_id = fields.Many2one(
        "cae.entrepreneur",
        string="Person",
        compute="_compute_entrepreneur_id",
        store=True,
        index=True,
        help="When it is about one person.",
    )
    partner_id = fields.Many2one(related="entrepreneur_id.partner_id", string="Contact")
    user_id = fields.Many2one(help="Who writes the report, and signs it when it is formal.")
    date = fields.Date(
        required=True,
        index=True,
        compute="_compute_date",
        store=True,
        readonly=False,
        precompute=True,
        personal="keep",
    )
    tag_ids = fields.Many2many("cae.appointment.tag", string="Subjects", check_company=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("shared", "Shared"),
            ("to_sign", "To be signed"),
            ("signed", "Signed by the person"),
            ("confirmed", "Signed by both"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )

    text = fields.Html(
        string="Shared with the person",
        sanitize_overridable=False,
        help="The person reads it once the report is shared. What is for the team goes into the "
        "private notes.",
        personal="file",
    )
    review = fields.Text(string="Review of the period", personal="file")
    outlook = fields.Text(personal="file")
    actions_text = fields.Text(string="Actions agreed", personal="file")
    needs = fields.Text(string="Needs (training, support)", personal="file")

    note_ids = fields.One2many(
        "cae.report.note",
        "report_id",
        string="Private notes",
        groups="cae_socle.group_advisor",
    )
    action_ids = fields.One2many("cae.action", "report_id", string="Actions")
    decision_ids = fields.One2many("cae.decision", "report_id", string="Decisions")
    wish = fields.Text(
        related="appointment_id.wish",
        string="Wish of the person",
        groups="cae_socle.group_advisor",
    )
    names_without_access = fields.Char(
        string="People without access to their space", compute="_compute_names_without_access"
    )
    open_action_ids = fields.Many2many(
        "cae.action",
        string="Still to do from before",
        compute="_compute_earlier",
        groups="cae_socle.group_advisor",
    )
    past_decision_ids = fields.Many2many(
        "cae.decision",
        string="Decided before",
        compute="_compute_earlier",
        groups="cae_socle.group_advisor",
    )

    _appointment_uniq = models.UniqueIndex(
        "(appointment_id) WHERE appointment_id IS NOT NULL",
        "This appointment has its report already: complete that one.",
    )

    # -- computes ------------------------------------------------------------------------------

    def _get_search_fields(self):
        return ["name", "text", *FORMAL_FIELDS]

    def _get_excerpt_fields(self):
        # the subject stands beside it
        return ["text", *FORMAL_FIELDS]

    @api.depends("appointment_id")
    def _compute_name(self):
        for report in self:
            report.name = report.name or report.appointment_id.name

    @api.depends("appointment_id")
    def _compute_kind_id(self):
        for report in self:
            report.kind_id = report.kind_id or report.appointment_id.kind_id

    @api.depends("appointment_id")
    def _compute_date(self):
        today = fields.Date.context_today(self)
        for report in self:
            appointment = report.appointment_id
            if appointment:
                zone = appointment.company_id.partner_id.tz or ZONE
                report.date = to_local(appointment.date_begin, zone).date()
            else:
                report.date = report.date or today

    @api.depends("appointment_id.person_ids.entrepreneur_id")
    def _compute_person_ids(self):
        """Follow the appointment as long as the report is a draft; then nothing changes it."""
        for report in self:
            people = report.appointment_id.person_ids.entrepreneur_id
            report.person_ids = (
                people if people and report.state in (False, "draft") else report.person_ids
            )

    @api.depends("kind_id")
    def _compute_is_formal(self):
        for report in self:
            report.is_formal = report.kind_id.is_formal

    @api.depends("person_ids")
    def _compute_entrepreneur_id(self):
        for report in self:
            people = report.person_ids
            report.entrepreneur_id = people if len(people) == 1 else False

    @api.depends("entrepreneur_id", "appointment_id")
    def _compute_territory_id(self):
        # not followed when the person moves: what happened stays where it happened
        for report in self:
            kept = report.territory_id if report.state not in (False, "draft") else False
            report.territory_id = kept or (
                report.appointment_id.territory_id or report.entrepreneur_id.territory_id
            )

    @api.depends("kind_id.name", "date", "entrepreneur_id.name", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for report in self:
            what = report.kind_id.name or self.env._("Report")
            day = format_date(self.env, report.date) if report.date else None
            who = report.entrepreneur_id.name or report.name
            report.display_name = " · ".join(filter(None, [what, day, who]))

    @api.depends("person_ids.has_portal_access")
    def _compute_names_without_access(self):
        for report in self:
            # sudo: whether there is a login, also of people of a group whom others follow
            people_sudo = report.person_ids.sudo()
            report.names_without_access = ", ".join(
                people_sudo.filtered(lambda person: not person.has_portal_access).mapped("name")
            )

    @api.depends("person_ids", "appointment_id", "date")
    def _compute_earlier(self):
        Action, Decision = self.env["cae.action"], self.env["cae.decision"]
        for report in self:
            earlier = (
                Domain("report_id.person_ids", "in", report.person_ids.ids)
                & Domain("report_id", "!=", report._origin.id)
                & Domain("report_id.date", "<=", report.date or fields.Date.context_today(report))
            )
            report.open_action_ids = Action.search(earlier & Domain("state", "=", "open"))
            report.past_decision_ids = Decision.search(
                earlier & Domain("state", "=", "in_force"), limit=10
            )

    # -- constraints and CRUD --------------------------------------------------------------------

    @api.constrains("person_ids", "kind_id")
    def _check_people(self):
        for report in self:
            if not report.person_ids:
                raise ValidationError(
                    self.env._("Say who the report is about: choose at least one person.")
                )
            if report.is_formal and len(report.person_ids) > 1:
                raise ValidationError(
                    self.env._(
                        "A formal interview is individual (C. trav. R7331-3): one person to a "
                        "report."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        reports = super().create(vals_list)
        reports._check_people()
        reports._check_may_write_about()
        return reports

    def write(self, vals):
        self.check_access("write")
        if not self._is_by_method():
            self._check_frozen(vals)
        result = super().write(vals)
        if {"appointment_id", "person_ids"} & vals.keys():
            self._check_may_write_about()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shared(self):
        self._check_open()
        # with them, as nobody else could: what hangs on a draft
        self.action_ids.unlink()
        self.decision_ids.unlink()

    def _needs_open_parents(self, vals):
        return False

    def _describe_guarded(self, field):
        return self.env._("Use the buttons to share a report, to send it or to take it back.")

    def _check_frozen(self, vals):
        """Raise when what the person has read, or signed, would change."""
        touched = {
            name: value
            for name, value in vals.items()
            if name in self._fields and name not in TEAM_FIELDS and not FREE_FIELDS.match(name)
        }
        for report in self.filtered(lambda report: report.state in FROZEN_STATES):
            if not any(report._would_change(name, value) for name, value in touched.items()):
                continue
            if report.state == "confirmed":
                raise UserError(
                    self.env._(
                        "“%(report)s” is signed: it stays as it is. Write another report.",
                        report=report.display_name,
                    )
                )
            report._check_open()

    def _check_kept(self, vals):
        return super()._check_kept(
            {name: value for name, value in vals.items() if name not in TEAM_FIELDS}
        )

    def _check_may_write_about(self):
        """Raise unless the user may read the people that a report names."""
        for report in self:
            # sudo: a collective appointment that one holds brings people whom others follow
            expected_sudo = report.appointment_id.sudo().person_ids.entrepreneur_id
            (report.person_ids - expected_sudo.sudo(False)).check_access("read")

    def _check_open_for(self, child):
        # the team goes on with its own notes
        if child._name != "cae.report.note":
            self._check_open()

    def _check_open(self):
        """Raise unless these reports, their actions and decisions may still change."""
        for report in self:
            if report.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(report)s” is shared with the person and stays as it is: take it back "
                        "to change it.",
                        report=report.display_name,
                    )
                )

    # -- sharing ---------------------------------------------------------------------------------

    def action_share(self):
        """Let the people read these reports in their space, and tell them by mail.

        :raises UserError: when a report is empty, formal, or nobody could read it
        """
        self.check_access("write")
        for report in self:
            report._check_can_be_shared()
        self._by_method().write({"state": "shared"})
        self._after_given()
        for report in self:
            report._tell_people("cae_accompagnement.report_shared_mail_template")
        return True

    def _check_can_be_shared(self):
        if self.state != "draft":
            raise UserError(self.env._("“%(report)s” is shared already.", report=self.display_name))
        if self.is_formal:
            raise UserError(
                self.env._(
                    "A formal interview ends in a signed document (C. trav. R7331-3): use “Send "
                    "for signature”."
                )
            )
        if not self._get_excerpt_source() and not self.action_ids and not self.decision_ids:
            raise UserError(self.env._("Nothing is written yet: there is nothing to share."))
        # sudo: whether there is a login, not who it is
        if not self.person_ids.sudo().user_ids.filtered("active"):
            raise RedirectWarning(
                self.env._(
                    "Nobody of “%(report)s” has access to “My space” yet, where reports are read. "
                    "Give the access in the file. Until then the report stays with the team.",
                    report=self.display_name,
                ),
                self.person_ids[:1].get_formview_action(),
                self.env._("Open the file"),
            )

    def _after_given(self):
        """Number the decisions of reports that go out; their appointments took place."""
        self.decision_ids._give_numbers()
        now = fields.Datetime.now()
        over = self.appointment_id.filtered(
            lambda appointment: appointment.state == "planned" and appointment.date_begin <= now
        )
        over.action_hold()

    def _tell_people(self, template):
        """Mail the people of one report.

        :param str template: XML id of the mail
        """
        self.ensure_one()
        partners = self.person_ids.partner_id.filtered("email")
        if partners:
            self.message_post_with_source(
                template, partner_ids=partners.ids, subtype_xmlid="mail.mt_comment"
            )

    def action_take_back(self):
        """Take reports back to draft; the people are told, and it is noted who did it."""
        self.check_access("write")
        shared = self.filtered(lambda report: report.state == "shared")
        for report in shared:
            report._by_method().write({"state": "draft"})
            report._message_log(
                body=self.env._(
                    "Taken back by %(user)s after it was shared.", user=self.env.user.name
                )
            )
            report._tell_people("cae_accompagnement.report_taken_back_mail_template")
        others = self - shared
        return super(CaeReport, others).action_take_back() if others else True

    # -- the document of a formal interview, signed by both ------------------------------------

    def _check_can_be_sent(self):
        self._check_is_formal()
        missing = self._list_missing()
        if missing and self.state == "draft":
            raise UserError(
                self.env._(
                    "The document of a formal interview says four things (C. trav. R7331-3). "
                    "Still missing: %(missing)s.",
                    missing=", ".join(missing),
                )
            )
        return super()._check_can_be_sent()

    def _check_is_formal(self):
        if not self.is_formal:
            raise UserError(
                self.env._("Only the report of a formal interview is signed: use “Share”.")
            )

    def _list_missing(self):
        """Return the labels of what the document of a formal interview still lacks."""
        return [
            self._fields[name]._description_string(self.env)
            for name in FORMAL_FIELDS
            if not (self[name] or "").strip() and not (name == "actions_text" and self.action_ids)
        ]

    def _send_for_signature(self):
        result = super()._send_for_signature()
        self._after_given()
        return result

    def _record_paper_signature(self, date, content, file_name):
        self._check_is_formal()
        result = super()._record_paper_signature(date, content, file_name)
        self._after_given()
        return result

    def _get_earliest_paper_date(self):
        return self.date

    def _check_may_countersign(self):
        """Who held the interview signs it, or a manager."""
        holders = self.user_id | self.appointment_id.user_id | self.appointment_id.advisor_ids
        is_manager = self.env.user.has_group("cae_socle.group_manager")
        if not is_manager and self.env.user not in holders:
            raise AccessError(self.env._("Who held the interview countersigns it, or a manager."))

    def _get_countersigners(self):
        return self.user_id

    def _domain_to_countersign(self):
        return Domain("state", "=", "signed") & Domain("user_id", "=", self.env.uid)

    def _get_signing_team(self):
        return super()._get_signing_team() | self.entrepreneur_id.referent_id

    # -- what comes next -----------------------------------------------------------------------

    def action_open_appointment(self):
        """Open the appointment of this report."""
        self.ensure_one()
        self.check_access("read")
        title = self.env._("Appointment")
        return open_form("cae.appointment", title, self.appointment_id.id)

    def action_fix_next(self):
        """Open the next appointment with the same people."""
        self.ensure_one()
        self.check_access("read")
        if self.appointment_id:
            return self.appointment_id.action_fix_next()
        return self.env["cae.appointment"]._open_next(self.person_ids)

    def action_review_roadmap(self):
        """Open the review of the person's roadmap; the roadmap itself while it has no step."""
        self.ensure_one()
        self.check_access("read")
        roadmap = self.env["cae.roadmap"]._get_current(self.entrepreneur_id)
        if not roadmap.step_ids:
            return self.entrepreneur_id.action_open_roadmap()
        action = roadmap.action_review()
        review = self.env["cae.roadmap.review"].browse(action["res_id"])
        if self.appointment_id and not review.appointment_id:
            review.appointment_id = self.appointment_id
        return action

    def action_note_need(self):
        """Open a new training need with the people of this report."""
        self.ensure_one()
        self.check_access("read")
        first_line = (self.needs or "").strip().split("\n")[0]
        return open_form(
            "cae.training.need",
            self.env._("Training need"),
            new=True,
            name=first_line[:80],
            entrepreneur_ids=[Command.set(self.person_ids.ids)],
            territory_id=self.territory_id.id,
            company_id=self.company_id.id,
        )

    # -- who reads it --------------------------------------------------------------------------

    def action_open_access(self):
        """Open the assistant that gives access to “My space” to those who have none."""
        self.ensure_one()
        self.check_access("write")
        people = self.person_ids._filtered_access("write").filtered(
            lambda person: not person.has_portal_access
        )
        if not people:
            raise UserError(
                self.env._(
                    "%(names)s: whoever follows them gives the access.",
                    names=self.names_without_access,
                )
            )
        return people.action_open_portal_access()

    def _domain_open_to_advisor(self):
        """Return the domain of the reports that an advisor works with.

        Her own, those of her appointments, and those about people she follows. Record rules
        use it (see models/ir_rule.py), for the private notes too.
        """
        user_ids = self.env.user.ids
        followed = self.env["cae.entrepreneur"]._domain_followed()
        return (
            Domain("user_id", "in", user_ids)
            | Domain("appointment_id.user_id", "in", user_ids)
            | Domain("appointment_id.advisor_ids", "in", user_ids)
            | Domain("person_ids", "any", followed)
        )

    def _domain_items_open_to_me(self):
        """Return the domain of the actions and decisions that the user may read.

        Those of meetings as the rules of meetings say; those of a report are the team's who
        works with the person, and hers once the report is shared.
        """
        user = self.env.user
        if user.has_group("cae_socle.group_manager"):
            return Domain.TRUE
        elsewhere = Domain("report_id", "=", False)
        if not user._is_internal():
            return elsewhere | Domain(
                "report_id",
                "any",
                Domain("state", "in", SHOWN_STATES) & Domain("person_ids.user_ids", "in", user.ids),
            )
        found = elsewhere | Domain("owner_id", "in", user.partner_id.ids)
        if user.has_group("cae_socle.group_advisor"):
            found |= Domain("report_id", "any", self._domain_open_to_advisor())
        return found

    # -- timeline --------------------------------------------------------------------------------

    def _get_timeline_events(self, entrepreneurs):
        """Return the reports about these people, for the timeline of their files.

        Neither text nor notes: a click opens the report with the rights of who clicks.
        """
        states = dict(self._fields["state"]._description_selection(self.env))
        looks = {
            True: ("fa-pencil-square-o", self.env._("Report of a formal interview")),
            False: ("fa-file-text-o", self.env._("Report")),
        }
        return [
            make_event(
                report,
                report.date,
                *looks[report.is_formal],
                " · ".join(filter(None, [report.name, states[report.state]])),
            )
            for report in self.search([("person_ids", "in", entrepreneurs.ids)])
        ]
