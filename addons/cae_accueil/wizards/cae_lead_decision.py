from markupsafe import Markup

from odoo import api, fields, models
from odoo.addons.cae_socle.models.sentences import load_sentences
from odoo.exceptions import UserError

from ..models.crm_lead import DECISIONS


class CaeLeadDecision(models.TransientModel):
    """Decide on a request for a first meeting: four outcomes."""

    _name = "cae.lead.decision"
    _description = "Decision on a request"

    lead_id = fields.Many2one("crm.lead", string="Request", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="lead_id.company_id")
    decision = fields.Selection(DECISIONS, required=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    reason = fields.Text(help="For the cooperative: it stays on the request.")
    partner_id = fields.Many2one(
        "res.partner",
        string="Sent to",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
    )
    told = fields.Text(
        string="What is said to the person",
        compute="_compute_told",
        store=True,
        readonly=False,
    )
    send_mail = fields.Boolean(string="Send it by mail")
    email = fields.Char(related="lead_id.email_from")
    identity = fields.Selection(
        [("existing", "A contact that exists"), ("new", "A new contact")],
        compute="_compute_existing_partner_id",
        store=True,
        readonly=False,
    )
    match_ids = fields.Many2many("res.partner", compute="_compute_match_ids")
    existing_partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        compute="_compute_existing_partner_id",
        store=True,
        readonly=False,
    )
    double_warning = fields.Html(compute="_compute_double_warning")
    is_other_person = fields.Boolean(
        string="It is somebody else",
        help="Two people may share a telephone; one person has one file.",
    )
    trade_warning = fields.Char(related="lead_id.cae_trade_warning")
    conditions_mandatory = fields.Char(
        string="Mandatory conditions not met yet", compute="_compute_conditions_left"
    )
    conditions_left = fields.Char(
        string="Other conditions not met yet", compute="_compute_conditions_left"
    )

    @api.depends("decision")
    def _compute_partner_id(self):
        for wizard in self:
            trade = wizard.lead_id.cae_trade_id
            if wizard.decision == "wrong_frame" and trade.outcome == "sister":
                wizard.partner_id = trade.partner_id

    @api.depends("decision", "partner_id")
    def _compute_told(self):
        for wizard in self:
            wizard.told = wizard._get_told() if wizard.decision else False

    def _get_told(self):
        """Return the words proposed for the person, to be rewritten."""
        self.ensure_one()
        env = self.with_context(lang=self.lead_id.lang_id.code or self.env.lang).env
        return load_sentences(env, "cae_accueil.lead_decision_words")[self.decision] % {
            "name": self.lead_id.name,
            "company": self.company_id.name,
            "partner": self.partner_id.name or env._("a partner structure"),
        }

    @api.depends("lead_id")
    def _compute_match_ids(self):
        for wizard in self:
            # The form asks before it has a request.
            lead = wizard.lead_id
            wizard.match_ids = lead._find_cae_partners() if lead else False

    @api.depends("lead_id", "decision")
    def _compute_existing_partner_id(self):
        for wizard in self:
            wizard.existing_partner_id = (
                wizard.existing_partner_id
                or wizard.match_ids.filtered(
                    lambda partner: not partner.parent_id and not partner.is_company
                )[:1]
            )
            wizard.identity = "existing" if wizard.existing_partner_id else "new"

    @api.depends("lead_id")
    def _compute_double_warning(self):
        for wizard in self:
            doubles_sudo = wizard._find_doubles_sudo()
            wizard.double_warning = self.env["cae.entrepreneur"]._describe_doubles(doubles_sudo)

    def _find_doubles_sudo(self):
        """Return the files that may be of the person who asks, as superuser."""
        lead = self.lead_id
        return self.env["cae.entrepreneur"]._find_doubles(
            lead.company_id or self.env.company, lead.name, lead.email_from, lead.phone
        )

    @api.depends("lead_id")
    def _compute_conditions_left(self):
        for wizard in self:
            lines = wizard.lead_id.cae_condition_ids.filtered(lambda line: line.state != "met")
            mandatory = lines.filtered("mandatory")
            wizard.conditions_mandatory = ", ".join(mandatory.condition_id.mapped("name"))
            wizard.conditions_left = ", ".join((lines - mandatory).condition_id.mapped("name"))

    def action_decide(self):
        """Write the decision on the request; “enters” opens the person's file.

        :return: an action: the file, or nothing
        :raise UserError: decided already, a reason is missing, a condition is not met...
        """
        self.check_access("write")
        self.ensure_one()
        lead = self.lead_id
        lead.check_access("write")
        lead._check_not_decided()
        self._check_decision()
        vals = {
            "cae_stage": "decided",
            "cae_decision": self.decision,
            "cae_decision_date": self.date,
            "cae_decision_user_id": self.env.uid,
            "cae_decision_reason": self.reason,
            "cae_decision_partner_id": self.partner_id.id
            if self.decision in ("redirected", "wrong_frame")
            else False,
            "cae_decision_told": self.told,
            "cae_decision_mailed": self.send_mail,
        }
        if self.decision == "enters":
            known = self.existing_partner_id
            partner = known if self.identity == "existing" else known.browse()
            vals["cae_entrepreneur_id"] = lead._convert_to_entrepreneur(partner).id
        lead._by_method().write(vals)
        self._tell()
        if lead.cae_entrepreneur_id:
            return lead.cae_entrepreneur_id._get_records_action()
        return {"type": "ir.actions.act_window_close"}

    def _check_decision(self):
        """Raise when the request cannot be decided so."""
        lead, partner = self.lead_id, self.existing_partner_id
        enters = self.decision == "enters"
        on_known = enters and self.identity == "existing"
        on_new = enters and not on_known and not self.is_other_person
        double_sudo = self._find_doubles_sudo()[:1]
        missing = lead.cae_condition_ids.filtered(
            lambda line: line.mandatory and line.state != "met"
        )
        faults = {
            "future": self.date > fields.Date.context_today(self),
            "no_reason": not enters and not (self.reason or "").strip(),
            "no_structure": self.decision == "redirected" and not self.partner_id,
            "no_address": self.send_mail and not lead.email_normalized,
            "no_words": self.send_mail and not (self.told or "").strip(),
            "trade": enters and lead.cae_trade_id.outcome in ("refused", "sister"),
            "conditions": enters and missing,
            "double": on_new and double_sudo,
            "no_contact": on_known and not partner,
            "of_company": on_known and partner.parent_id,
            "company": on_known and partner.is_company,
        }
        values = {
            "warning": lead.cae_trade_warning,
            "condition": ", ".join(missing.condition_id.mapped("name")),
            "name": partner.name if on_known else double_sudo.name,
            "company": partner.parent_id.name,
        }
        for code in filter(faults.get, faults):
            sentences = load_sentences(self.env, "cae_accueil.lead_decision_faults")
            raise UserError(sentences[code] % values)

    def _tell(self):
        """Keep in the chatter what was said, and send it if wished."""
        lead = self.lead_id
        body = Markup("<br/>").join((self.told or "").splitlines())
        if not body:
            return
        if self.send_mail:
            lead.message_post(
                body=body,
                subject=self.env._("Your request to %(company)s", company=self.company_id.name),
                message_type="comment",
                subtype_xmlid="mail.mt_note",
                outgoing_email_to=lead.email_normalized,
            )
        else:
            lead._message_log(
                body=Markup("<p>%s</p><p>%s</p>") % (self.env._("Said to the person:"), body)
            )
