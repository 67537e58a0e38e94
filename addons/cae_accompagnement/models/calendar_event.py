from odoo import models

from .cae_appointment import SYNC, SYNC_KEY


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def write(self, vals):
        result = super().write(vals)
        if {"start", "stop", "duration"} & vals.keys() and (
            self.env.context.get(SYNC_KEY) is not SYNC
        ):
            # sudo: who may move the event moves the appointment it stands for
            for appointment_sudo in (
                self.env["cae.appointment"].sudo().search([("calendar_event_id", "in", self.ids)])
            ):
                event = appointment_sudo.calendar_event_id
                appointment_sudo._move_from_calendar(event.start, event.stop)
        return result
