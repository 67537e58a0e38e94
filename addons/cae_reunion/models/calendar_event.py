from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .cae_meeting_calendar import SYNC, SYNC_KEY


class CalendarEvent(models.Model):
    """An event that mirrors a meeting: moved in a calendar, the meeting moves too."""

    _inherit = "calendar.event"

    cae_meeting_ids = fields.One2many(
        "cae.meeting", "calendar_event_id", string="Meetings of the cooperative"
    )

    def _sync_activities(self, fields):
        """Move the meetings behind events that were moved, after the events themselves.

        :raises AccessError: when the user may not change the meeting; the event stays too
        """
        result = super()._sync_activities(fields)
        if {"start", "stop"} & set(fields) and self.env.context.get(SYNC_KEY) is not SYNC:
            # sudo: read to see whether a meeting stands behind the event
            for event_sudo in self.sudo().filtered("cae_meeting_ids"):
                meeting = event_sudo.cae_meeting_ids.sudo(False)
                meeting.check_access("write")
                if meeting.state != "announced":
                    raise UserError(
                        self.env._(
                            "%(meeting)s has taken place: its date does not change any more.",
                            meeting=meeting.display_name,
                        )
                    )
                meeting.write({"date_begin": event_sudo.start, "date_end": event_sudo.stop})
        return result

    @api.model
    def _domain_of_cooperatives(self, companies):
        """Keep a meeting to its cooperative, if who calls it works in several."""
        theirs = Domain("cae_meeting_ids", "any", [("company_id", "in", companies.ids)])
        return super()._domain_of_cooperatives(companies) & (
            Domain("cae_meeting_ids", "=", False) | theirs
        )
