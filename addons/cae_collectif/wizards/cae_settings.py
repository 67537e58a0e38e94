from odoo import fields, models


class CaeSettings(models.TransientModel):
    _inherit = "cae.settings"

    cae_sign_minutes_before = fields.Integer(
        related="company_id.cae_sign_minutes_before", readonly=False
    )
    cae_sign_hours_after = fields.Integer(related="company_id.cae_sign_hours_after", readonly=False)
