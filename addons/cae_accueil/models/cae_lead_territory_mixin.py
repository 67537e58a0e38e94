"""A request goes to an advisor of its territory, who is reminded of the first meeting."""

from odoo import api, fields, models
from odoo.addons.cae_socle.models.counts import count_lines
from odoo.fields import Domain

# Until a first meeting is agreed on, somebody is to call the person back.
WAITING_STAGES = ("new", "session")
FIRST_MEETING = "cae_accueil.mail_activity_type_first_meeting"


class CaeLeadTerritoryMixin(models.AbstractModel):
    _name = "cae.lead.territory.mixin"
    _description = "Territory and advisor of a request"

    _guarded_fields = {"cae_territory_chosen"}

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

    @api.depends("zip", "company_id", "cae_intake")
    def _compute_cae_territory_id(self):
        to_set = self.filtered(lambda lead: lead.cae_intake and not lead.cae_territory_chosen)
        for lead in self - to_set:
            lead.cae_territory_id = lead.cae_territory_id
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

    @api.model
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
