from odoo import api, fields, models
from odoo.fields import Domain

from .cae_appointment import SYNC, SYNC_KEY


class CalendarEvent(models.Model):
    """An event that stands for an appointment: moved in a calendar, the appointment moves."""

    _inherit = "calendar.event"

    cae_appointment_ids = fields.One2many(
        "cae.appointment", "calendar_event_id", string="Appointments of the cooperative"
    )

    def _sync_activities(self, fields):
        """Move the appointments behind events that were moved, after the events themselves."""
        result = super()._sync_activities(fields)
        if {"start", "stop"} & set(fields) and self.env.context.get(SYNC_KEY) is not SYNC:
            # sudo: who may move the event moves the appointment it stands for
            for appointment_sudo in (
                self.env["cae.appointment"].sudo().search([("calendar_event_id", "in", self.ids)])
            ):
                event = appointment_sudo.calendar_event_id
                appointment_sudo._move_from_calendar(event.start, event.stop)
        return result

    @api.model
    def _domain_of_cooperatives(self, companies):
        """Keep an appointment to its cooperative, if its advisor works in several."""
        theirs = Domain("cae_appointment_ids", "any", [("company_id", "in", companies.ids)])
        return super()._domain_of_cooperatives(companies) & (
            Domain("cae_appointment_ids", "=", False) | theirs
        )
