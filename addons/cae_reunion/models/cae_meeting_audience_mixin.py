from odoo import api, fields, models
from odoo.fields import Domain

# Who has a contract with the cooperative, or is an associate.
MEMBER_STAGES = ("cape", "cesa", "associate")
TEAM_GROUPS = (
    "cae_socle.group_advisor",
    "cae_socle.group_accountant",
    "cae_socle.group_manager",
)


class CaeMeetingAudienceMixin(models.AbstractModel):
    """Whom a meeting is for: who is invited, who is told of it, and who reads its minutes."""

    _name = "cae.meeting.audience.mixin"
    _description = "Audience of a Meeting"

    is_open_to_me = fields.Boolean(
        string="Concerns me", compute="_compute_is_open_to_me", search="_search_is_open_to_me"
    )
    has_open_minutes = fields.Boolean(
        string="Minutes open to me",
        compute="_compute_has_open_minutes",
        search="_search_has_open_minutes",
    )

    # -- whom a meeting concerns -----------------------------------------------------------------

    @api.model
    def _domain_is_mine(self):
        """Return the domain of the meetings to which the user is invited."""
        partner = self.env.user.partner_id
        return Domain("attendee_ids", "any", [("partner_id", "in", partner.ids)])

    @api.model
    def _query_my_memberships(self):
        """Return the query of the files with which the user is a member."""
        # sudo: their own files
        files_sudo = self.env["cae.entrepreneur"].sudo()
        return files_sudo._search(
            [
                ("partner_id", "in", self.env.user.partner_id.ids),
                ("stage", "in", MEMBER_STAGES),
            ]
        )

    @api.model
    def _domain_of_my_cooperative(self):
        """Return the domain of the meetings of cooperatives of which the user is a member."""
        # asked in the same query, so that a cached rule follows their stage
        memberships = self._query_my_memberships().subselect("company_id")
        return Domain("company_id", "in", memberships)

    @api.model
    def _domain_has_open_minutes(self):
        """Return the domain of the meetings whose minutes the user may read on the portal."""
        readers = self._domain_is_mine() | (
            Domain("publish_to", "=", "members") & self._domain_of_my_cooperative()
        )
        return Domain("state", "=", "published") & readers

    @api.model
    def _domain_is_open_to_me(self):
        """Return the domain of the meetings that concern the user.

        For the team, those it works with; for the others, those they are told of. Record
        rules use it.
        """
        if self.env.user._is_internal():
            return (
                Domain("audience", "!=", "invited")
                | self._domain_is_mine()
                | Domain("user_id", "in", self.env.user.ids)
            )
        told = Domain("state", "!=", "draft") & (
            self._domain_is_mine()
            | (Domain("audience", "=", "members") & self._domain_of_my_cooperative())
        )
        return told | self._domain_has_open_minutes()

    def _compute_by_rule(self, name, domain):
        """Fill a field that tells whether a meeting is in a domain, asked of the database.

        A record rule reads what is computed with it: evaluated in Python, its paths would
        leave in the cache what the user may not see.
        """
        # sudo: only tells yes or no
        found = self.sudo().search(Domain("id", "in", self.ids) & domain)
        for meeting in self:
            meeting[name] = meeting._origin.id in found._ids

    @api.depends("audience", "attendee_ids.partner_id", "user_id", "state", "publish_to")
    @api.depends_context("uid")
    def _compute_is_open_to_me(self):
        self._compute_by_rule("is_open_to_me", self._domain_is_open_to_me())

    @api.model
    def _search_is_open_to_me(self, operator, value):
        return self._domain_is_open_to_me() if operator == "in" else NotImplemented

    @api.depends("attendee_ids.partner_id", "state", "publish_to")
    @api.depends_context("uid")
    def _compute_has_open_minutes(self):
        self._compute_by_rule("has_open_minutes", self._domain_has_open_minutes())

    @api.model
    def _search_has_open_minutes(self, operator, value):
        return self._domain_has_open_minutes() if operator == "in" else NotImplemented

    # -- inviting --------------------------------------------------------------------------------

    def action_invite(self):
        """Invite all those whom the meeting is for."""
        self.check_access("write")
        self._check_state(("draft", "announced"))
        for meeting in self:
            meeting._invite_audience()

    def _invite_audience(self):
        """Invite those whom the meeting is for; nobody twice.

        The team is who has one of our roles in the cooperative; the members those with a
        contract or a share, of the territory and pole of the meeting where it has one; who is
        invited to a closed meeting follows the meeting before.
        """
        for meeting in self:
            wanted = meeting._get_audience() | meeting.user_id.partner_id
            # who keeps the program running is nobody one meets
            wanted -= self.env.ref("base.user_admin").partner_id
            new = wanted - meeting.attendee_ids.partner_id
            self.env["cae.meeting.attendee"].create(
                [{"meeting_id": meeting.id, "partner_id": partner.id} for partner in new]
            )

    def _get_audience(self):
        """Return the contacts of those whom one meeting is for."""
        self.ensure_one()
        if self.audience == "invited":
            return self.previous_meeting_id.attendee_ids.partner_id
        if self.audience == "team":
            groups = self.env["res.groups"].union(*map(self.env.ref, TEAM_GROUPS))
            # sudo: the names of colleagues
            users_sudo = self.env["res.users"].sudo()
            users_sudo = users_sudo.search(
                [
                    ("all_group_ids", "in", groups.ids),
                    ("company_ids", "in", self.company_id.ids),
                    ("share", "=", False),
                    ("id", "!=", self.env.ref("base.user_root").id),
                ]
            )
            return users_sudo.partner_id.sudo(False)
        domain = Domain("company_id", "=", self.company_id.id) & Domain(
            "stage", "in", MEMBER_STAGES
        )
        if self.territory_id:
            domain &= Domain("territory_id", "=", self.territory_id.id)
        if self.pole_id:
            domain &= Domain("pole_ids", "in", self.pole_id.ids)
        # sudo: all members are invited, also those whose file the organizer does not follow
        people_sudo = self.env["cae.entrepreneur"].sudo()
        return people_sudo.search(domain).partner_id.sudo(False)
