from odoo import api, fields, models
from odoo.addons.cae_signature.models.cae_signing_mixin import FREE_FIELDS
from odoo.addons.cae_socle.engine.local_time import ZONE, to_local
from odoo.exceptions import RedirectWarning, UserError, ValidationError
from odoo.tools import format_date

from .cae_report_interview_mixin import FORMAL_FIELDS

# States out of which nothing is changed, but by taking the report back.
FROZEN_STATES = ("shared", "confirmed")
# What says nothing to the person: how the team finds the report again.
TEAM_FIELDS = {"tag_ids", "note_ids"}


class CaeReport(models.Model):
    """What was said in an appointment, or on the telephone: the part shared with the person.

    draft → shared (the person reads it in her space). The report of a formal interview is
    signed instead: draft → to_sign → signed by the person → confirmed (countersigned by the
    advisor, sealed). What the team keeps to itself is in ``cae.report.note``, a model of its
    own, so that it can never go with the report.
    """

    _name = "cae.report"
    _description = "Report"
    _inherit = [
        "cae.report.interview.mixin",
        "cae.report.readers.mixin",
        "cae.report.follow.up.mixin",
        "cae.signing.mixin",
        "cae.words.mixin",
    ]
    _order = "date desc, id desc"
    _check_company_auto = True
    _guarded_parents = {"appointment_id": "write"}
    _personal_paths = ("person_ids",)
    _personal_shared = ("person_ids", "file")
    # with the signed document; the mails say no more than that a report is there
    _personal_thread = "staff"

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
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    territory_id = fields.Many2one(
        "cae.territory",
        compute="_compute_territory_id",
        store=True,
        index=True,
        help="That of the person on the day of the report.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Advisor",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="Who writes the report, and signs it when it is formal.",
    )
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

    _appointment_uniq = models.UniqueIndex(
        "(appointment_id) WHERE appointment_id IS NOT NULL",
        "This appointment has its report already: complete that one.",
    )

    # -- computes ------------------------------------------------------------------------------

    @api.model
    def _get_search_fields(self):
        return ["name", "text", *FORMAL_FIELDS]

    @api.model
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
        for report in self:
            if report.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(report)s” is shared with the person: it stays. Take it back first if "
                        "it was a mistake.",
                        report=report.display_name,
                    )
                )
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
            raise UserError(
                self.env._(
                    "“%(report)s” is shared with the person: take it back to change it.",
                    report=report.display_name,
                )
            )

    def _check_kept(self, vals):
        return super()._check_kept(
            {name: value for name, value in vals.items() if name not in TEAM_FIELDS}
        )

    def _check_may_write_about(self):
        """Raise unless the user may read the appointment and the people that a report names."""
        if self.env.su:
            return
        for report in self:
            if report.appointment_id:
                report.appointment_id.check_access("read")
            # sudo: a collective appointment that one holds brings people whom others follow
            expected_sudo = report.appointment_id.sudo().person_ids.entrepreneur_id
            (report.person_ids - expected_sudo.sudo(False)).check_access("read")

    def _check_open(self):
        """Raise unless the actions and decisions of these reports may still change."""
        for report in self:
            if report.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(report)s” is shared with the person: take it back to change what it "
                        "says.",
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
        self.ensure_one()
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
                self.env.ref(template),
                partner_ids=partners.ids,
                subtype_xmlid="mail.mt_comment",
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

    # -- timeline --------------------------------------------------------------------------------

    @api.model
    def _get_timeline_events(self, entrepreneurs):
        """Return the reports about these people, for the timeline of their files.

        Neither text nor notes: a click opens the report with the rights of who clicks.

        :return: list of dicts with date, icon, title, text, model and res_id
        """
        events = []
        reports = self.search([("person_ids", "in", entrepreneurs.ids)])
        states = dict(self._fields["state"]._description_selection(self.env))
        for report in reports:
            events += [
                {
                    "entrepreneur_id": person.id,
                    "date": report.date,
                    "icon": "fa-pencil-square-o" if report.is_formal else "fa-file-text-o",
                    "title": self.env._("Report of a formal interview")
                    if report.is_formal
                    else self.env._("Report"),
                    "text": " · ".join(filter(None, [report.name, states[report.state]])),
                    "model": self._name,
                    "res_id": report.id,
                }
                for person in report.person_ids & entrepreneurs
            ]
        return events
