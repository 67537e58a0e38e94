"""A planned appointment has an event in Odoo's calendar; each follows the other."""

from odoo import api, fields, models
from odoo.fields import Command

from .cae_appointment import SYNC, SYNC_KEY

# what the calendar's event shows
CALENDAR_FIELDS = {
    "name",
    "kind_id",
    "user_id",
    "advisor_ids",
    "person_ids",
    "entrepreneur_id",
    "date_begin",
    "duration",
    "mode",
    "place",
    "phone",
    "video_url",
    "state",
}


class CaeAppointment(models.Model):
    _name = "cae.appointment"
    _inherit = "cae.appointment"
    _guarded_fields = {"calendar_event_id"}

    calendar_event_id = fields.Many2one(
        "calendar.event", index="btree_not_null", ondelete="set null", copy=False, readonly=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        appointments = super().create(vals_list)
        appointments._write_calendar()
        return appointments

    def write(self, vals):
        result = super().write(vals)
        if CALENDAR_FIELDS & vals.keys():
            self._write_calendar()
        return result

    def unlink(self):
        events = self.calendar_event_id
        result = super().unlink()
        # sudo: the events made for these appointments, which the user had the right to delete
        events.sudo().with_context(**{SYNC_KEY: SYNC}).unlink()
        return result

    def _prepare_event_values(self):
        """Return the values of the calendar's event of one appointment."""
        self.ensure_one()
        people = self.person_ids.entrepreneur_id
        advisors = (self.user_id | self.advisor_ids).partner_id
        return {
            "name": self.env._(
                "%(kind)s: %(subject)s",
                kind=self.kind_id.name,
                subject=self._get_person_name() or self.name or self.company_id.name,
            ),
            "start": self.date_begin,
            "stop": self.date_end,
            "user_id": self.user_id.id,
            "partner_ids": [Command.set((advisors | people.partner_id).ids)],
            "location": {"place": self.place, "phone": self.phone}.get(self.mode) or False,
            "videocall_location": self.video_url if self.mode == "video" else False,
            "privacy": "private",
        }

    def _write_calendar(self):
        """Bring the calendar's events in step; past ones are left as they are."""
        if self.env.context.get(SYNC_KEY) is SYNC and self.env.context.get("cae_from_calendar"):
            return
        # sudo: the event belongs to the advisor of an appointment that the user may write
        events_sudo = (
            self.env["calendar.event"]
            .sudo()
            .with_context(
                **{SYNC_KEY: SYNC},
                no_mail_to_attendees=True,
                dont_notify=True,
                mail_create_nolog=True,
            )
        )
        for appointment in self:
            event_sudo = events_sudo.browse(appointment.calendar_event_id.id)
            if appointment.state == "cancelled":
                event_sudo.unlink()
            elif appointment.state == "planned":
                values = appointment._prepare_event_values()
                if event_sudo:
                    event_sudo.write(values)
                else:
                    appointment.sudo()._by_method().calendar_event_id = events_sudo.create(values)

    def _move_from_calendar(self, start, stop):
        """Follow what the advisor did in the calendar.

        :param datetime start, stop: new hours, UTC
        """
        self.ensure_one()
        if self.state == "planned" and (start, stop) != (self.date_begin, self.date_end):
            self.with_context(**{SYNC_KEY: SYNC}, cae_from_calendar=True).write(
                {"date_begin": start, "duration": (stop - start).total_seconds() / 3600}
            )
