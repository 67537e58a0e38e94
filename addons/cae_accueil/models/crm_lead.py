from odoo import api, fields, models
from odoo.addons.cae_entrepreneur.models.timeline import make_event
from odoo.addons.cae_socle.engine.postcode import normalise_postcode
from odoo.addons.cae_socle.models.client_actions import open_form
from odoo.addons.cae_socle.models.counts import count_lines
from odoo.addons.cae_socle.models.personal_data import delete_mails, get_label
from odoo.addons.cae_socle.models.sentences import load_sentences
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import format_date

# Until a first meeting is agreed on, somebody is to call the person back.
WAITING_STAGES = ("new", "session")
FIRST_MEETING = "cae_accueil.mail_activity_type_first_meeting"
DECISIONS = [
    ("redirected", "Redirected to a partner"),
    ("wrong_frame", "Needs another legal frame"),
    ("informed", "Informed"),
    ("enters", "Enters the cooperative"),
]
# The decisions after which a person is not in the cooperative.
REFUSALS = ("redirected", "wrong_frame", "informed")
DECISION_FIELDS = {
    "cae_decision",
    "cae_decision_date",
    "cae_decision_mailed",
    "cae_decision_partner_id",
    "cae_decision_reason",
    "cae_decision_told",
    "cae_decision_user_id",
}


class CrmLead(models.Model):
    """A request for a first meeting is a lead with ``cae_intake``.

    Everything of the sales pipeline stays as it is for other leads; a request has its own
    steps, rights and views, and no team, revenue or probability.
    """

    _name = "crm.lead"
    _inherit = ["crm.lead", "cae.guard.mixin", "cae.forgettable.mixin"]
    _guarded_fields = DECISION_FIELDS | {
        "cae_anonymised",
        "cae_consent_date",
        "cae_entrepreneur_id",
        "cae_territory_chosen",
    }
    # the place stays, for the statistics of territories
    _personal_fields = {"name": ("file", get_label), "zip": "keep"}
    _personal_default = "file"
    _personal_thread = "file"
    _kinds_of_candidates = frozenset({"file", "staff", "identity"})

    cae_intake = fields.Boolean(string="Request for a first meeting", index=True, readonly=True)
    cae_stage = fields.Selection(
        [
            ("new", "To call back"),
            ("session", "Information session"),
            ("meeting", "First meeting"),
            ("study", "Project under study"),
            ("decided", "Decided"),
        ],
        string="Step",
        default="new",
        copy=False,
        index=True,
        tracking=True,
        group_expand="_group_expand_cae_stage",
    )
    cae_project = fields.Text(string="Project")
    cae_channel = fields.Selection(
        [
            ("website", "Public page"),
            ("phone", "Phone"),
            ("mail", "Mail"),
            ("visit", "Visit"),
            ("event", "Event or session"),
            ("other", "Other"),
        ],
        string="Channel",
        default="phone",
    )
    cae_prescriber_id = fields.Many2one(
        "cae.prescriber", string="Prescriber", index=True, check_company=True, tracking=True
    )
    cae_public_ids = fields.Many2many(
        "cae.public", "crm_lead_cae_public_rel", "lead_id", "public_id", string="Publics"
    )
    cae_session_wish = fields.Boolean(string="Wishes a collective session")
    cae_with_sessions = fields.Boolean(related="company_id.cae_information_sessions")
    cae_consent_date = fields.Datetime(
        string="Informed on",
        readonly=True,
        copy=False,
        help="When the person read on the public page what is kept, and for how long.",
    )
    cae_condition_ids = fields.One2many("cae.lead.condition", "lead_id", string="Entry conditions")
    cae_trade_id = fields.Many2one(
        "cae.regulated.trade",
        string="Regulated trade",
        index=True,
        check_company=True,
        compute="_compute_cae_trade_id",
        store=True,
        readonly=False,
        help="Proposed when words of the project point to it: correct it if need be.",
    )
    cae_trade_warning = fields.Char(compute="_compute_cae_trade_warning")
    cae_anonymised = fields.Boolean(
        string="Anonymised",
        readonly=True,
        copy=False,
        help="The time for which a request is kept was over: what was personal is gone.",
        personal=("file", True),
    )
    cae_territory_id = fields.Many2one(
        "cae.territory",
        string="Territory",
        index=True,
        check_company=True,
        compute="_compute_cae_territory_id",
        inverse="_inverse_cae_territory_id",
        store=True,
        readonly=False,
        tracking=True,
        ondelete="restrict",
        help="Follows the postcode until somebody chooses another one.",
    )
    cae_territory_chosen = fields.Boolean(
        string="Territory chosen by hand", readonly=True, copy=False
    )
    cae_decision = fields.Selection(
        DECISIONS, string="Decision", readonly=True, copy=False, index=True, tracking=True
    )
    cae_decision_date = fields.Date(string="Decided on", readonly=True, copy=False, personal="keep")
    cae_decision_user_id = fields.Many2one(
        "res.users",
        string="Decided by",
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
    )
    cae_decision_reason = fields.Text(string="Reason", readonly=True, copy=False)
    cae_decision_partner_id = fields.Many2one(
        "res.partner",
        string="Sent to",
        readonly=True,
        copy=False,
        index=True,
        help="The partner structure or sister company where the person was sent.",
    )
    cae_decision_told = fields.Text(string="What was said to the person", readonly=True, copy=False)
    cae_decision_mailed = fields.Boolean(string="Said by mail", readonly=True, copy=False)
    cae_retention_from = fields.Date(
        string="Kept two years from",
        compute="_compute_cae_retention_from",
        store=True,
        index="btree_not_null",
        help="A request that did not lead into the cooperative is kept two years from its "
        "decision, then anonymised.",
    )
    cae_entrepreneur_id = fields.Many2one(
        "cae.entrepreneur",
        string="File",
        readonly=True,
        index=True,
        copy=False,
        check_company=True,
        ondelete="set null",
    )

    _cae_decision_complete = models.Constraint(
        "check (cae_decision is null or cae_decision_date is not null)",
        "A decision needs its date.",
    )

    # ---- Odoo's own computes, which know nothing of requests

    @api.depends("cae_intake")
    def _compute_team_id(self):
        """A request belongs to a territory, not to a sales team."""
        requests = self.filtered("cae_intake")
        requests.team_id = False
        return super(CrmLead, self - requests)._compute_team_id()

    @api.depends("cae_intake")
    def _compute_company_id(self):
        """A request stays in its cooperative, also without an advisor."""
        requests = self.filtered("cae_intake")
        for lead in requests:
            lead.company_id = lead.company_id or self.env.company
        return super(CrmLead, self - requests)._compute_company_id()

    def _pls_get_naive_bayes_probabilities(self, batch_mode=False, is_tooltip=False):
        """A request has no probability of being sold."""
        leads = self.filtered(lambda lead: not lead.cae_intake)
        if self and not leads:
            return {}, {}
        return super(CrmLead, leads)._pls_get_naive_bayes_probabilities(
            batch_mode=batch_mode, is_tooltip=is_tooltip
        )

    # ---- Our own

    def _group_expand_cae_stage(self, stages, domain):
        """Each step has its column; sessions only where a cooperative holds some."""
        without = not any(self.env.companies.mapped("cae_information_sessions"))
        return [
            stage
            for stage, _label in self._fields["cae_stage"].selection
            if stage in stages or not (stage == "session" and without)
        ]

    @api.depends("cae_project", "name", "cae_intake")
    def _compute_cae_trade_id(self):
        trades = self.env["cae.regulated.trade"]
        if any(self.mapped("cae_intake")):
            # sudo: the cooperative's list, whoever writes the request down
            trades = trades.sudo().search([("company_id", "in", [False, *self.company_id.ids])])
        for lead in self:
            if lead.cae_intake and not lead.cae_trade_id:
                own = trades.filtered(lambda trade, lead=lead: trade.company_id <= lead.company_id)
                lead.cae_trade_id = own._find_in(lead.cae_project).id

    @api.depends("cae_trade_id")
    def _compute_cae_trade_warning(self):
        concerned = self.filtered("cae_trade_id")
        (self - concerned).cae_trade_warning = False
        sentences = load_sentences(self.env, "cae_accueil.trade_warnings") if concerned else {}
        for lead in concerned:
            trade = lead.cae_trade_id
            company = trade.partner_id.name or self.env._("a sister company")
            warning = sentences[trade.outcome] % {"trade": trade.name, "company": company}
            lead.cae_trade_warning = " ".join(filter(None, [warning, trade.reason]))

    @api.depends("zip", "company_id", "cae_intake")
    def _compute_cae_territory_id(self):
        to_set = self.filtered(lambda lead: lead.cae_intake and not lead.cae_territory_chosen)
        for lead, territory in to_set._find_cae_territories():
            lead.cae_territory_id = territory.id

    def _inverse_cae_territory_id(self):
        """Note a territory that somebody chose: the postcode does not change it any more.

        What the form computed from the postcode and sends back is not a choice.
        """
        for lead, territory in self._find_cae_territories():
            lead._by_method().cae_territory_chosen = (
                bool(lead.cae_territory_id) and lead.cae_territory_id != territory
            )

    def _find_cae_territories(self):
        """Yield (request, the territory of its postcode), one query for each cooperative."""
        # sudo: every advisor's request finds its territory, whoever writes it down
        territories_sudo = self.env["cae.territory"].sudo()
        for company, leads in self.grouped(
            lambda lead: lead.company_id or self.env.company
        ).items():
            found = territories_sudo._find_by_postcodes(company, leads.mapped("zip"))
            for lead in leads:
                yield lead, found[lead.zip]

    @api.depends("cae_decision", "cae_decision_date")
    def _compute_cae_retention_from(self):
        for lead in self:
            lead.cae_retention_from = lead.cae_decision in REFUSALS and lead.cae_decision_date

    @api.constrains("cae_decision", "cae_stage", "cae_entrepreneur_id", "cae_intake")
    def _check_cae_decision(self):
        for lead in self.filtered("cae_intake"):
            if (lead.cae_stage == "decided") != bool(lead.cae_decision):
                raise ValidationError(
                    self.env._(
                        "The request of %(name)s is decided with the button “Decide”, which "
                        "asks for the reason and what was said to the person.",
                        name=lead.name,
                    )
                )
            if (lead.cae_decision == "enters") != bool(lead.cae_entrepreneur_id):
                raise ValidationError(
                    self.env._(
                        "“Enters the cooperative” and the person's file go together: use the "
                        "button “Decide”."
                    )
                )

    @api.constrains("zip", "cae_intake")
    def _check_cae_zip(self):
        for lead in self.filtered("cae_intake"):
            country = lead.country_id or lead.company_id.country_id
            postcode = normalise_postcode(lead.zip)
            if (
                postcode
                and country.code == "FR"
                and not (len(postcode) == 5 and postcode.isdigit())
            ):
                raise ValidationError(
                    self.env._(
                        "“%(postcode)s” is not a French postcode: it has five digits, e.g. 37000.",
                        postcode=lead.zip,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("cae_intake", self.env.context.get("default_cae_intake")):
                vals["company_id"] = vals.get("company_id") or self.env.company.id
                vals.update(type="opportunity", team_id=False)
                vals.setdefault("contact_name", vals.get("name"))
                # Nobody is the advisor because she typed it in: the territory says who is.
                vals.setdefault("user_id", False)
        leads = super().create(vals_list)
        requests = leads.filtered("cae_intake")
        requests._create_cae_conditions()
        requests.filtered(lambda lead: not lead.user_id)._assign_cae_advisor()
        requests._schedule_cae_first_meeting()
        return leads

    def write(self, vals):
        self._check_cae_intake_stays(vals)
        if vals.get("name") and "contact_name" not in vals:
            requests = self.filtered("cae_intake")
            if requests:
                requests.write({**vals, "contact_name": vals["name"]})
                return (self - requests).write(vals)
        before = {lead.id: lead.cae_territory_id for lead in self if lead.cae_intake}
        result = super().write(vals)
        if before and "user_id" not in vals:
            self.filtered(
                lambda lead: lead.id in before and lead.cae_territory_id != before[lead.id]
            )._follow_cae_territory()
        if vals.get("cae_stage"):
            self.filtered("cae_intake")._close_cae_first_meeting()
        return result

    def _check_cae_intake_stays(self, vals):
        """Refuse that a request becomes something else, for which none of our rules hold."""
        if "cae_intake" in vals and any(lead.cae_intake != vals["cae_intake"] for lead in self):
            raise UserError(
                self.env._(
                    "A request for a first meeting stays one, and nothing else becomes one: write "
                    "down a new request."
                )
            )

    def get_formview_id(self, access_uid=None):
        """A request opens in its own form from wherever one comes: chatter, timeline, mail."""
        self.check_access("read")
        if len(self) == 1 and self.cae_intake:
            return self.env.ref("cae_accueil.crm_lead_view_form").id
        return super().get_formview_id(access_uid=access_uid)

    # -- the advisor of the territory, and the checklist -------------------------------------------

    def _create_cae_conditions(self):
        """Give each request the checklist of its cooperative."""
        # sudo: the checklist comes with the request, whoever wrote it
        conditions_sudo = self.env["cae.entry.condition"].sudo()
        conditions_sudo = conditions_sudo.search(
            [("company_id", "in", [False, *self.company_id.ids])]
        )
        self.env["cae.lead.condition"].sudo().create(
            [
                {"lead_id": lead.id, "condition_id": condition.id}
                for lead in self
                for condition in conditions_sudo
                if condition.company_id <= lead.company_id
                and condition not in lead.cae_condition_ids.condition_id
            ]
        )

    def _assign_cae_advisor(self):
        """Give each request to the advisor of its territory with the fewest open ones."""
        # sudo: the load of all advisors counts, not only what this user sees
        advisors_sudo = self.sudo().cae_territory_id.advisor_ids.filtered("active")
        others = [
            ("cae_intake", "=", True),
            ("cae_decision", "=", False),
            ("id", "not in", self.ids),
        ]
        load = dict(count_lines(advisors_sudo, "crm.lead", "user_id", others))
        for lead_sudo in self.sudo():
            candidates = lead_sudo.cae_territory_id.advisor_ids.filtered(
                lambda user, lead=lead_sudo: user.active and lead.company_id in user.company_ids
            )
            if candidates:
                advisor = min(candidates, key=lambda user: (load[user], user.name, user.id))
                load[advisor] += 1
                lead_sudo.user_id = advisor

    def _follow_cae_territory(self):
        """Hand open requests over to the team of the territory they moved to."""
        moved = self.filtered(
            lambda lead: (
                not lead.cae_decision
                and lead.cae_territory_id
                # sudo: who is in the team, not what the user may read of it
                and lead.user_id not in lead.sudo().cae_territory_id.advisor_ids
            )
        )
        # sudo: she may hand it to a team whose requests she does not see
        moved.sudo()._assign_cae_advisor()
        for lead_sudo in moved.sudo():
            lead_sudo._get_cae_first_meetings().filtered(
                lambda activity, lead=lead_sudo: lead.user_id and activity.user_id != lead.user_id
            ).write({"user_id": lead_sudo.user_id.id})
        moved._schedule_cae_first_meeting()

    def _get_cae_first_meetings(self):
        kind = self.env.ref(FIRST_MEETING)
        return self.activity_ids.filtered(lambda activity: activity.activity_type_id == kind)

    def _schedule_cae_first_meeting(self):
        """Remind the advisor of each open request of the first meeting, once."""
        for lead in self:
            # sudo: the reminder is hers, whoever wrote the request down
            lead_sudo = lead.sudo()
            waits = lead.user_id and lead.cae_stage in WAITING_STAGES
            if waits and not lead_sudo._get_cae_first_meetings():
                lead_sudo.activity_schedule(FIRST_MEETING, user_id=lead.user_id.id)

    def _close_cae_first_meeting(self):
        """Close the reminder to call back, once a first meeting is agreed on."""
        for lead in self:
            if lead.cae_stage not in WAITING_STAGES:
                # sudo: the reminder may be another advisor's
                lead.sudo()._get_cae_first_meetings().action_feedback()

    def _domain_followed_requests(self):
        """Return the domain of the requests that the user follows as an advisor.

        Record rules use it (see models/ir_rule.py): those of her territories, those given to
        her, and those without a territory.
        """
        user_ids = self.env.user.ids
        return Domain("cae_intake", "=", True) & (
            Domain("company_id.cae_advisors_see_all", "=", True)
            | Domain("cae_territory_id", "=", False)
            | Domain("cae_territory_id.advisor_ids", "in", user_ids)
            | Domain("user_id", "in", user_ids)
        )

    # -- the decision ----------------------------------------------------------------------------

    def action_cae_decide(self):
        """Open the assistant that decides on the request and keeps what was said."""
        self.check_access("write")
        self.ensure_one()
        self._check_not_decided()
        title = self.env._("Decide on the request")
        return open_form("cae.lead.decision", title, new=True, lead_id=self.id)

    def action_cae_reopen(self):
        """Take up again a request that did not lead into the cooperative."""
        self.check_access("write")
        for lead in self:
            if lead.cae_decision not in REFUSALS:
                raise UserError(
                    self.env._(
                        "Only a request that was decided without an entry can be taken up "
                        "again: %(name)s has a file or is still open.",
                        name=lead.name,
                    )
                )
            lead._message_log(
                body=self.env._(
                    "Taken up again. Until now: %(decision)s. %(reason)s",
                    decision=lead._get_cae_decision_label(),
                    reason=lead.cae_decision_reason or "",
                )
            )
        undecided = dict.fromkeys(DECISION_FIELDS, False)
        self._by_method().write({**undecided, "cae_stage": "new"})
        self._schedule_cae_first_meeting()

    def _check_not_decided(self):
        for lead in self:
            if lead.cae_decision:
                raise UserError(
                    self.env._(
                        "The request of %(name)s was already decided on %(date)s: "
                        "%(decision)s. Take it up again first, if it did not lead into the "
                        "cooperative.",
                        name=lead.name,
                        date=format_date(self.env, lead.cae_decision_date),
                        decision=lead._get_cae_decision_label(),
                    )
                )

    def _get_cae_decision_label(self):
        return dict(self._fields["cae_decision"]._description_selection(self.env))[
            self.cae_decision
        ]

    # -- entry: the request becomes the file of the person ----------------------------------------

    def action_cae_open_entrepreneur(self):
        """Open the file that the request led to."""
        self.check_access("read")
        self.ensure_one()
        return self.cae_entrepreneur_id._get_records_action()

    def _find_cae_partners(self):
        """Return the contacts with the mail or the phone of this request.

        :return: contacts that this user may read, those that may become a file first
        """
        self.ensure_one()
        ways = Domain.OR(
            Domain(name, "=", self[name])
            for name in ("email_normalized", "phone_sanitized")
            if self[name]
        )
        own = Domain("company_id", "in", (False, self.company_id.id))
        partners = self.env["res.partner"].search(own & ways, limit=20)
        return partners.sorted(
            lambda partner: (
                bool(partner.parent_id),
                partner.is_company,
                partner.email_normalized != self.email_normalized,
            )
        )

    def _convert_to_entrepreneur(self, partner):
        """Open the file of the person, with all that the request knows.

        :param partner: her contact; if it is empty, a new one is made
        :return: the file
        :raise UserError: the person has a file in the cooperative already
        """
        self.ensure_one()
        entrepreneurs = self.env["cae.entrepreneur"]
        # sudo: an archived or foreign file counts, too
        known_sudo = entrepreneurs.sudo().with_context(active_test=False)
        known_sudo = known_sudo.search(
            [("partner_id", "in", partner.ids), ("company_id", "=", self.company_id.id)]
        )
        if known_sudo and known_sudo.stage != "former":
            raise UserError(
                self.env._(
                    "%(name)s already has a file in the cooperative: open it in the list of "
                    "entrepreneurs, archived files included.",
                    name=known_sudo.name,
                )
            )
        vals = self._prepare_entrepreneur_values()
        if known_sudo:
            # Someone who comes back keeps her file and what happened before.
            entrepreneur = entrepreneurs.browse(known_sudo.id)
            entrepreneur._by_method().write({**vals, "active": True, "date_exit": False})
        else:
            identity = {"partner_id": partner.id} if partner else self._prepare_identity_values()
            entrepreneur = entrepreneurs.create({**vals, **identity})
        entrepreneur._message_log(
            body=self.env._(
                "Entered from the request of %(date)s: %(link)s",
                date=format_date(self.env, fields.Date.context_today(self, self.create_date)),
                link=self._get_html_link(title=self.name),
            )
        )
        return entrepreneur

    def _prepare_entrepreneur_values(self):
        return {
            "company_id": self.company_id.id,
            "stage": "project_holder",
            "territory_id": self.cae_territory_id.id,
            "referent_id": self.user_id.id or self.env.uid,
            "prescriber_id": self.cae_prescriber_id.id,
            "public_ids": [Command.set(self.cae_public_ids.ids)],
        }

    def _prepare_identity_values(self):
        same = ("name", "phone", "street", "street2", "zip", "city")
        return {
            **{name: self[name] for name in same},
            "email": self.email_from,
            "country_id": self.country_id.id or self.company_id.country_id.id,
            "lang": self.lang_id.code or self.env.lang,
        }

    def _get_timeline_events(self, entrepreneurs):
        """Return the requests behind these files as events of their timeline."""
        events = []
        for lead in self.search([("cae_entrepreneur_id", "in", entrepreneurs.ids)]):
            source = lead.cae_prescriber_id.name
            events += [
                make_event(
                    lead,
                    fields.Date.context_today(self, lead.create_date),
                    "fa-envelope-open-o",
                    self.env._("Asks for a first meeting"),
                    source and self.env._("Sent by %(prescriber)s", prescriber=source),
                ),
                make_event(
                    lead,
                    lead.cae_decision_date,
                    "fa-sign-in",
                    self.env._("Enters the cooperative"),
                    lead.cae_decision_reason,
                ),
            ]
        return events

    # -- forgetting ------------------------------------------------------------------------------

    def _get_personal_name(self):
        return self.contact_name, self.email_from

    def _forget_personal(self, kinds):
        if "file" in kinds:
            delete_mails(self.env, self.mapped("email_from"))
        return super()._forget_personal(kinds)
