from odoo import fields, models


class CaeAppointmentTag(models.Model):
    """What appointments are about: the job centre, prices..."""

    _name = "cae.appointment.tag"
    _description = "Subject of appointments"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer()
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Left empty, every cooperative uses it."
    )

    _name_uniq = models.Constraint(
        "unique (name, company_id)", "This subject exists already: use that one."
    )
