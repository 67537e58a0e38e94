from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cae_sign_minutes_before = fields.Integer(
        string="Attendance can be signed (minutes before)",
        default=15,
        help="How long before a half-day begins. Nobody signs earlier.",
    )
    cae_sign_hours_after = fields.Integer(
        string="Attendance can be signed (hours after)",
        default=12,
        help="How long after a half-day has ended. Later, the team notes who was there.",
    )
