from odoo import models

from .cae_meeting_attendee import CALENDAR_STATES


class CalendarAttendee(models.Model):
    """Who accepts or declines in a calendar has answered the invitation."""

    _inherit = "calendar.attendee"

    def write(self, vals):
        result = super().write(vals)
        answer = CALENDAR_STATES.get(vals.get("state"))
        if answer and not self.env.context.get("cae_meeting_sync"):
            # sudo: the row of the same person in the meeting behind the event
            lines_sudo = self.sudo()
            for line_sudo in lines_sudo.filtered("event_id.cae_meeting_ids"):
                invitation_sudo = line_sudo.event_id.cae_meeting_ids.attendee_ids.filtered(
                    lambda attendee, line=line_sudo: attendee.partner_id == line.partner_id
                )
                if invitation_sudo and invitation_sudo._can_answer():
                    invitation_sudo._answer(answer)
        return result
