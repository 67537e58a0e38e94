from odoo import models

from .cae_appointment import SYNC, SYNC_KEY


class CalendarEvent(models.Model):
    """An event that stands for an appointment: moved in a calendar, the appointment moves."""

    _inherit = "calendar.event"

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
