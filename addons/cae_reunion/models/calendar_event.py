from odoo import fields, models
from odoo.exceptions import UserError


class CalendarEvent(models.Model):
    """An event that mirrors a meeting: moved in a calendar, the meeting moves too."""

    _inherit = "calendar.event"

    cae_meeting_ids = fields.One2many(
        "cae.meeting", "calendar_event_id", string="Meetings of the cooperative"
    )

    def write(self, vals):
        moves = {"start", "stop"} & set(vals)
        if not moves or self.env.context.get("cae_meeting_sync"):
            return super().write(vals)
        # sudo: read to see whether a meeting stands behind the event
        meetings = self.sudo().cae_meeting_ids.sudo(False)
        meetings.check_access("write")
        for meeting in meetings:
            if meeting.state != "announced":
                raise UserError(
                    self.env._(
                        "%(meeting)s has taken place: its date does not change any more.",
                        meeting=meeting.sudo().display_name,
                    )
                )
        result = super().write(vals)
        for event in self:
            event.sudo().cae_meeting_ids.sudo(False).write(
                {"date_begin": event.start, "date_end": event.stop}
            )
        return result
