from odoo import api, fields, models
from odoo.addons.cae_socle.engine.postcode import normalise_postcode
from odoo.addons.cae_socle.models.personal_data import delete_mails, get_label
from odoo.exceptions import UserError, ValidationError


class CrmLead(models.Model):
    """A request for a first meeting is a lead with ``cae_intake``.

    Everything of the sales pipeline stays as it is for other leads; a request has its own
    steps, rights and views, and no team, revenue or probability.
    """

    _name = "crm.lead"
    _inherit = [
        "crm.lead",
        "cae.guard.mixin",
        "cae.forgettable.mixin",
        "cae.lead.territory.mixin",
        "cae.lead.decision.mixin",
        "cae.lead.entry.mixin",
    ]
    _guarded_fields = {"cae_anonymised", "cae_consent_date"}
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

    @api.model
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
            trades = trades.sudo().search(
                [("company_id", "in", [False, *self.company_id.ids])],
            )
        for lead in self:
            if lead.cae_intake and not lead.cae_trade_id:
                own = trades.filtered(lambda trade, lead=lead: trade.company_id <= lead.company_id)
                lead.cae_trade_id = own._find_in(lead.cae_project).id
            else:
                lead.cae_trade_id = lead.cae_trade_id

    @api.depends("cae_trade_id")
    def _compute_cae_trade_warning(self):
        for lead in self:
            trade = lead.cae_trade_id
            names = {
                "trade": trade.name,
                "company": trade.partner_id.name or self.env._("a sister company"),
            }
            words = {
                "refused": self.env._(
                    "%(trade)s: the cooperative cannot shelter this trade.", **names
                ),
                "sister": self.env._("%(trade)s: this trade goes to %(company)s.", **names),
                "check": self.env._("%(trade)s: possible under conditions.", **names),
            }
            warning = words.get(trade.outcome, "")
            lead.cae_trade_warning = " ".join(filter(None, [warning, trade.reason])) or False

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

    # ---- Business methods

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

    # -- forgetting ------------------------------------------------------------------------------

    def _get_personal_name(self):
        return self.contact_name, self.email_from

    def _forget_personal(self, kinds):
        if "file" in kinds:
            delete_mails(self.env, self.mapped("email_from"))
        return super()._forget_personal(kinds)
