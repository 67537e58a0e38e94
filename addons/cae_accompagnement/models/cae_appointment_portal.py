"""What the person herself sees and does on the portal.

How she books an appointment is in `cae.appointment.opening`.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError


class CaeAppointment(models.Model):
    _name = "cae.appointment"
    _inherit = "cae.appointment"
    _guarded_fields = {"is_from_portal"}

    wish = fields.Text(
        string="What the person wants to talk about", help="Written on the portal when booking."
    )
    is_from_portal = fields.Boolean(string="Booked by the person", readonly=True)

    @api.model
    def _get_portal_appointments(self, person):
        """Return the appointments of one's own file, those to come first (her rights)."""
        return self.search(
            [("person_ids.entrepreneur_id", "=", person.id), ("state", "!=", "cancelled")],
            order="date_begin desc",
        )

    def _cancel_by_person(self):
        """Cancel one's own appointment to come; the advisor is told.

        :raises UserError: when it is too late for that
        """
        self.ensure_one()
        self.check_access("read")
        if self.state != "planned" or self.date_begin <= fields.Datetime.now():
            raise UserError(
                self.env._("This appointment is past or cancelled: nothing is left to cancel.")
            )
        if self.is_collective:
            raise UserError(
                self.env._("Others come to this appointment too: tell your advisor, please.")
            )
        # sudo: an individual appointment that her rights found; only its state changes
        appointment_sudo = self.sudo()
        appointment_sudo._set_state("cancelled")
        appointment_sudo.message_notify(
            partner_ids=appointment_sudo.user_id.partner_id.ids,
            subject=self.env._("Appointment cancelled"),
            body=self.env._(
                "%(person)s has cancelled: %(appointment)s.",
                person=appointment_sudo.entrepreneur_id.name,
                appointment=appointment_sudo.display_name,
            ),
        )
