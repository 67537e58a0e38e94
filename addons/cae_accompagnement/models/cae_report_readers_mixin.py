"""Who reads a report, and the actions and decisions in it."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# What the person reads: from these states on.
SHOWN_STATES = ("shared", "to_sign", "signed", "confirmed")


class CaeReportReadersMixin(models.AbstractModel):
    _name = "cae.report.readers.mixin"
    _description = "Readers of a report"

    names_without_access = fields.Char(
        string="People without access to their space", compute="_compute_names_without_access"
    )

    @api.depends("person_ids.has_portal_access")
    def _compute_names_without_access(self):
        for report in self:
            # sudo: whether there is a login, also of people of a group whom others follow
            people_sudo = report.person_ids.sudo()
            report.names_without_access = ", ".join(
                people_sudo.filtered(lambda person: not person.has_portal_access).mapped("name")
            )

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

    @api.model
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

    @api.model
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
