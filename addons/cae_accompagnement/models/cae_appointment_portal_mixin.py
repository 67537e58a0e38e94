"""What the person herself sees and does on the portal.

How she books an appointment is in `cae.appointment.opening`.
"""

from odoo import api, fields, models
from odoo.addons.cae_socle.engine import ics
from odoo.addons.cae_socle.engine.local_time import ZONE
from odoo.exceptions import UserError


class CaeAppointmentPortalMixin(models.AbstractModel):
    _name = "cae.appointment.portal.mixin"
    _description = "Appointment on the portal"

    wish = fields.Text(
        string="What the person wants to talk about",
        help="Written on the portal when booking.",
        personal="file",
    )
    is_from_portal = fields.Boolean(string="Booked by the person", readonly=True)

    @api.model
    def _get_portal_appointments(self, person):
        """Return the appointments of one's own file, those to come first (her rights)."""
        return self.search(
            [("person_ids.entrepreneur_id", "=", person.id), ("state", "!=", "cancelled")],
            order="date_begin desc",
        )

    def _find_change_problem(self):
        """Return a sentence on why the person cannot cancel or move this herself, or None."""
        self.ensure_one()
        if self.state != "planned" or self.date_begin <= fields.Datetime.now():
            return self.env._("This appointment is past or cancelled: nothing is left to change.")
        if self.is_collective:
            return self.env._("Others come to this appointment too: tell your advisor, please.")
        return None

    def _check_may_change(self):
        """Return the appointment as the superuser, once it is sure that the person may change it.

        The caller writes its state, or its hour and manner, and nothing else.
        """
        self.check_access("read")
        problem = self._find_change_problem()
        if problem:
            raise UserError(problem)
        # sudo: an individual appointment that her rights found
        return self.sudo()

    def _cancel_by_person(self):
        """Cancel one's own appointment to come; the advisor is told.

        :raises UserError: when it is too late for that
        """
        appointment_sudo = self._check_may_change()
        appointment_sudo._set_state("cancelled")
        appointment_sudo._notify_advisor(
            self.env._("Appointment cancelled"),
            self.env._(
                "%(person)s has cancelled: %(appointment)s.",
                person=appointment_sudo.entrepreneur_id.name,
                appointment=appointment_sudo._describe_for_advisor(),
            ),
        )

    def _move_by_person(self, person, start, mode=None, phone=None):
        """Move one's own appointment to another free hour of the same advisor, who is told.

        :param cae.entrepreneur person: the user's own file
        :param datetime start: UTC
        :param str mode, phone: see `cae.appointment.opening._prepare_meeting_values`
        :raises UserError: when it is too late for that, or the hour is not free
        """
        appointment_sudo = self._check_may_change()
        advisor_sudo = appointment_sudo.user_id
        values = self.env["cae.appointment.opening"]._take_slot(
            person, self.kind_id, advisor_sudo, start, mode, phone, appointment_sudo
        )
        if all(appointment_sudo[name] == value for name, value in values.items()):
            return
        before = appointment_sudo._describe_for_advisor()
        appointment_sudo.write(values)
        appointment_sudo._notify_advisor(
            self.env._("Appointment moved"),
            self.env._(
                "%(person)s has moved an appointment: %(before)s is now %(appointment)s.",
                person=appointment_sudo.entrepreneur_id.name,
                before=before,
                appointment=appointment_sudo._describe_for_advisor(),
            ),
        )
        appointment_sudo._confirm()

    def _describe_for_advisor(self):
        """Return who, when and how one meets, in the advisor's language and time."""
        self.ensure_one()
        appointment = self.with_context(lang=self.user_id.lang, tz=self.user_id.tz or ZONE)
        modes = dict(appointment._fields["mode"]._description_selection(appointment.env))
        return f"{appointment.display_name} ({modes[self.mode].lower()})"

    def _notify_advisor(self, subject, body):
        self.message_notify(partner_ids=self.user_id.partner_id.ids, subject=subject, body=body)

    def _make_calendar(self):
        """Return the content of the calendar file of one appointment, as bytes."""
        self.ensure_one()
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        event = {
            "uid": f"cae-appointment-{self.id}@{uuid}",
            "begin": self.date_begin,
            "end": self.date_end,
            "summary": self.env._(
                "%(kind)s with %(name)s", kind=self.kind_id.name, name=self.user_id.name
            ),
            "location": {"place": self.place, "phone": self.phone, "video": self.video_url}[
                self.mode
            ],
            "url": f"{self.get_base_url()}/my/appointments",
        }
        # an earlier file of the same appointment gives way to a later one
        sequence = int((self.write_date - self.create_date).total_seconds())
        return ics.make_calendar([event], fields.Datetime.now(), sequence)
