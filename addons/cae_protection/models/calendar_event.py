from collections.abc import Set as AbstractSet

from odoo import api, models
from odoo.fields import Domain


class CalendarEvent(models.Model):
    """What a private event says is found by who takes part in it.

    Odoo shows the others that somebody is busy, and hides the rest when the event is read; it
    lets it be found by a search, letter by letter.
    """

    _inherit = "calendar.event"

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain).map_conditions(self._keep_to_open_details)
            terms = {term.split(maxsplit=1)[0] for term in (order or "").split(",") if term.strip()}
            if terms - self._get_told_fields():
                domain &= self._domain_open_details()
        return super()._search(domain, offset, limit, order, bypass_access=bypass_access, **kwargs)

    @api.model
    def _keep_to_open_details(self, condition):
        """Return a condition as it is, or kept to the events of which the user may ask it.

        :param DomainCondition condition: one of what is looked for
        """
        name, *path = condition.field_expr.split(".")
        if name in self._get_told_fields():
            return condition
        kept = condition & self._domain_open_details()
        if name == "partner_ids" and not path and condition.operator in ("in", "="):
            # the calendar shows when colleagues are busy, whoever they meet
            kept |= Domain("partner_ids", "in", self._find_colleagues(condition.value))
        return kept

    @api.model
    def _get_told_fields(self):
        """Return the names of the fields that everybody reads on a private event (set)."""
        return self._get_public_fields() | {"create_date", "write_date"}

    @api.model
    def _domain_open_details(self):
        """Return the domain of the events of which the user may read all that they say."""
        # any!: how others keep their calendar is hidden, and Odoo asks it for everybody too
        private = Domain("calendar_default_privacy", "=", "private")
        private = Domain("res_users_settings_ids", "any!", private)
        return (
            Domain("user_id", "=", self.env.uid)
            | Domain("partner_ids", "in", self.env.user.partner_id.ids)
            | Domain("privacy", "in", ["public", "confidential"])
            | (Domain("privacy", "=", False) & Domain("user_id", "not any!", private))
        )

    @api.model
    def _domain_shown(self):
        """Return the domain of the events that the user sees, be it that somebody is busy."""
        mine = Domain("user_id", "=", self.env.uid)
        mine |= Domain("partner_ids", "in", self.env.user.partner_id.ids)
        return mine | self._domain_of_cooperatives(self.env.companies)

    @api.model
    def _domain_of_cooperatives(self, companies):
        """Return the domain of the events of who works in some cooperatives.

        :param res.company companies: those cooperatives
        """
        there = [("company_ids", "in", companies.ids)]
        # a connector knows no user who would be the organiser, only who brought the event
        brought = Domain("user_id", "=", False) & Domain("create_uid", "any", there)
        return Domain("user_id", "any", there) | brought

    @api.model
    def _find_colleagues(self, value):
        """Return the ids of those among partners who work with this database.

        :param value: what was looked for in a field to partners
        """
        values = value if isinstance(value, list | tuple | AbstractSet) else [value]
        numbers = [number for number in values if type(number) is int]
        # sudo: whether they are users, which is no secret to those who share a calendar
        users_sudo = self.env["res.users"].sudo()
        found = users_sudo.search([("partner_id", "in", numbers), ("share", "=", False)])
        return found.partner_id.ids

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        # sudo: whether an event is private, which is asked of those that the user does not see
        asked = super(CalendarEvent, self.sudo())
        operations = asked._mail_get_operation_for_mail_message_operation(message_operation)
        return {event.with_env(self.env): wanted for event, wanted in operations.items()}
