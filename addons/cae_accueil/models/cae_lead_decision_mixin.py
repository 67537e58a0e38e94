"""What is decided on a request, and said to the person."""

from odoo import api, fields, models
from odoo.addons.cae_socle.models.client_actions import open_form
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

DECISIONS = [
    ("redirected", "Redirected to a partner"),
    ("wrong_frame", "Needs another legal frame"),
    ("informed", "Informed"),
    ("enters", "Enters the cooperative"),
]
# The decisions after which a person is not in the cooperative (seed 000:49-51).
REFUSALS = ("redirected", "wrong_frame", "informed")


class CaeLeadDecisionMixin(models.AbstractModel):
    _name = "cae.lead.decision.mixin"
    _description = "Decision on a request for a first meeting"

    _guarded_fields = {
        "cae_decision",
        "cae_decision_date",
        "cae_decision_mailed",
        "cae_decision_partner_id",
        "cae_decision_reason",
        "cae_decision_told",
        "cae_decision_user_id",
    }

    cae_decision = fields.Selection(
        DECISIONS,
        string="Decision",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
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

    _cae_decision_complete = models.Constraint(
        "check (cae_decision is null or cae_decision_date is not null)",
        "A decision needs its date.",
    )

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

    def write(self, vals):
        if vals.get("cae_decision"):
            self._check_not_decided()
        return super().write(vals)

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
        undecided = dict.fromkeys(CaeLeadDecisionMixin._guarded_fields, False)
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
        self.ensure_one()
        return dict(self._fields["cae_decision"]._description_selection(self.env))[
            self.cae_decision
        ]
