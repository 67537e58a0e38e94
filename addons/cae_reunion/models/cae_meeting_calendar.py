"""A meeting has a mirror in the calendar of the team."""

from odoo import fields, models
from odoo.fields import Command

# The mirror is written from the meeting: the meeting is not written back. No browser can send
# this very object.
SYNC_KEY = "cae_meeting_sync"
SYNC = object()
# What the calendar of the team shows of a meeting.
CALENDAR_FIELDS = {
    "name",
    "date_begin",
    "date_end",
    "place",
    "video_url",
    "user_id",
    "audience",
    "state",
}


class CaeMeeting(models.Model):
    _name = "cae.meeting"
    _inherit = "cae.meeting"
    _guarded_fields = {"calendar_event_id"}

    calendar_event_id = fields.Many2one(
        "calendar.event",
        string="In the calendar",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        readonly=True,
    )

    def write(self, vals):
        result = super().write(vals)
        if set(vals) & CALENDAR_FIELDS:
            self._sync_calendar()
        return result

    def unlink(self):
        # sudo: the calendar's mirror goes with the meeting; super() checks the rights
        events_sudo = self.calendar_event_id.sudo()
        result = super().unlink()
        events_sudo.with_context(**{SYNC_KEY: SYNC}).unlink()
        return result

    def _sync_calendar(self):
        """Show announced meetings in the calendar of those who work here.

        The event is a mirror: Odoo's connectors carry it to other calendars. It invites only
        users of the back office and sends no mail, because the agenda is sent by this addon
        with a calendar file.
        """
        # sudo: the mirror is the meeting's, whoever changes the meeting changes it
        meetings_sudo = (
            self.sudo()
            ._by_method()
            .with_context(
                **{SYNC_KEY: SYNC},
                dont_notify=True,
                no_mail_to_attendees=True,
                skip_attendee_notification=True,
                skip_contact_description=True,
                mail_create_nolog=True,
                mail_notrack=True,
                tracking_disable=True,
            )
        )
        for meeting_sudo in meetings_sudo:
            event_sudo = meeting_sudo.calendar_event_id
            if meeting_sudo.state in ("draft", "cancelled"):
                event_sudo.unlink()
            elif event_sudo:
                event_sudo.write(meeting_sudo._prepare_event_values())
            elif meeting_sudo.state == "announced":
                values = meeting_sudo._prepare_event_values()
                meeting_sudo.calendar_event_id = self.env(
                    su=True, context=meeting_sudo.env.context
                )["calendar.event"].create(values)

    def _prepare_event_values(self):
        """Return the values of the calendar's event of one meeting."""
        self.ensure_one()
        colleagues = self.attendee_ids.partner_id.filtered(
            lambda partner: any(not user.share for user in partner.user_ids)
        )
        return {
            "name": self.name,
            "start": self.date_begin,
            "stop": self.date_end,
            "location": self.place or False,
            "videocall_location": self.video_url or False,
            "description": self.env._("Agenda and notes: %(url)s", url=self._get_backend_url()),
            "user_id": self.user_id.id,
            "partner_ids": [Command.set((colleagues | self.user_id.partner_id).ids)],
            "privacy": "private" if self.audience == "invited" else "public",
            "active": True,
        }

    def _get_backend_url(self):
        self.ensure_one()
        return f"{self.get_base_url()}/odoo/cae-meetings/{self.id}"
