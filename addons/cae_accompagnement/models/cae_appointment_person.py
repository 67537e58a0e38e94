from odoo import api, fields, models


class CaeAppointmentPerson(models.Model):
    """Somebody an appointment is with, and whether she came."""

    _name = "cae.appointment.person"
    _description = "Person of an appointment"
    _order = "date_begin desc, id"
    _check_company_auto = True
    _rec_name = "entrepreneur_id"

    appointment_id = fields.Many2one(
        "cae.appointment", required=True, index=True, ondelete="cascade"
    )
    entrepreneur_id = fields.Many2one(
        "cae.entrepreneur", required=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(related="appointment_id.company_id", store=True, index=True)
    date_begin = fields.Datetime(related="appointment_id.date_begin", store=True, index=True)
    attendance = fields.Selection(
        [
            ("expected", "Expected"),
            ("present", "Came"),
            ("absent", "Did not come"),
            ("excused", "Excused"),
        ],
        required=True,
        default="expected",
    )

    _person_uniq = models.Constraint(
        "unique (appointment_id, entrepreneur_id)",
        "This person is already in the appointment.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        self.env["cae.rhythm.keeper"]._keep(lines.entrepreneur_id)
        return lines

    def write(self, vals):
        people = self.entrepreneur_id
        result = super().write(vals)
        if {"attendance", "entrepreneur_id", "appointment_id"} & vals.keys():
            self.env["cae.rhythm.keeper"]._keep(people | self.entrepreneur_id)
        return result

    def unlink(self):
        people = self.entrepreneur_id
        result = super().unlink()
        self.env["cae.rhythm.keeper"]._keep(people)
        return result
