from odoo import api, fields, models
from odoo.addons.cae_echeance.models import deadline_keeper

# Rows of an appointment that is being made: the rule of the appointment itself decides, once it
# has its people. No browser can send this very object.
NEW_KEY = "cae_new_appointment"
NEW = object()


class CaeAppointmentPerson(models.Model):
    """Somebody an appointment is with, and whether she came."""

    _name = "cae.appointment.person"
    _description = "Person of an appointment"
    _inherit = ["cae.guard.mixin"]
    _order = "date_begin desc, id"
    _check_company_auto = True
    _rec_name = "entrepreneur_id"
    _guarded_parents = {"appointment_id": "write"}
    _personal_ignored = "days of appointments, for the statistics"

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
        lines._check_may_name()
        deadline_keeper.keep(lines.entrepreneur_id)
        return lines

    def write(self, vals):
        people = self.entrepreneur_id
        result = super().write(vals)
        if "entrepreneur_id" in vals:
            self._check_may_name()
        if {"attendance", "entrepreneur_id", "appointment_id"} & vals.keys():
            deadline_keeper.keep(people | self.entrepreneur_id)
        return result

    def unlink(self):
        people = self.entrepreneur_id
        result = super().unlink()
        deadline_keeper.keep(people)
        return result

    def _search_held(self, people):
        """Return the lines of the appointments to which these people came, the last one first."""
        came = [("attendance", "=", "present"), ("appointment_id.state", "=", "held")]
        return self.search([("entrepreneur_id", "in", people.ids), *came])

    def _check_parent(self, name, mode, parents):
        if self.env.context.get(NEW_KEY) is NEW:
            return None
        return super()._check_parent(name, mode, parents)

    def _check_may_name(self):
        """Raise unless the user may read the files of the people she meets alone.

        To a collective appointment also those come whom others follow.
        """
        alone = self.filtered(lambda line: not line.appointment_id.is_collective)
        alone.entrepreneur_id.check_access("read")

    def _check_rows_may_name(self, vals_list):
        # asked above, once the rows say to which appointment they belong
        others = [
            {name: value for name, value in vals.items() if name != "entrepreneur_id"}
            for vals in vals_list
        ]
        return super()._check_rows_may_name(others)

    def _collect_named_in_form(self, values, named):
        others = {name: value for name, value in values.items() if name != "entrepreneur_id"}
        person = self._read_named_id(values.get("entrepreneur_id"))
        # The next appointment of several people is fixed with those whom others follow, too.
        if person and not self.search([("entrepreneur_id", "=", person)], limit=1):
            named["cae.entrepreneur"].add(person)
        return super()._collect_named_in_form(others, named)
