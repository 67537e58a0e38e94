from odoo import models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"
    _personal_erased = "file"

    def _get_mirrored_models(self):
        return [*super()._get_mirrored_models(), "cae.appointment"]

    def _search_personal(self, identities):
        """Find the events of appointments: they have the name of the person."""
        appointments = self.env["cae.appointment"]
        found = appointments._search_personal(identities)._filter_personal(identities)
        return found.calendar_event_id
