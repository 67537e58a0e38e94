from odoo import fields, models
from odoo.addons.cae_socle.models.selections import select_as


class CaeAppointmentKind(models.Model):
    """A kind of appointment: individual or with several people, formal or not."""

    _name = "cae.appointment.kind"
    _description = "Kind of appointment"
    _inherit = ["cae.list.mixin"]

    is_collective = fields.Boolean(string="Several people", help="A thematic appointment, a call.")
    is_formal = fields.Boolean(
        string="Formal interview",
        help="Counts among the two individual interviews a year that end in a document signed "
        "by the entrepreneur (C. trav. R7331-3).",
    )
    duration = fields.Float(string="Usual duration", required=True, default=1.0)
    mode = fields.Selection(
        select_as("cae.appointment", "mode"), required=True, default="place", string="Usually"
    )
    is_bookable = fields.Boolean(
        string="Booked on the portal",
        help="Entrepreneurs choose a free slot of their advisors by themselves.",
    )
    reminder_days = fields.Integer(
        string="Reminder (days before)",
        required=True,
        default=1,
        help="A mail reminds the people so many days before. 0: none.",
    )

    _duration_positive = models.Constraint(
        "check (duration > 0 and duration <= 24)",
        "An appointment lasts more than 0 and at most 24 hours.",
    )
    _reminder_positive = models.Constraint(
        "check (reminder_days between 0 and 30)",
        "People are reminded at most 30 days before; 0 means not at all.",
    )
    _formal_individual = models.Constraint(
        "check (not (is_formal and is_collective))",
        "A formal interview is individual (C. trav. R7331-3): choose one of the two.",
    )
