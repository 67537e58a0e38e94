from odoo import fields, models


class CaeSettings(models.TransientModel):
    _inherit = "cae.settings"

    cae_information_sessions = fields.Boolean(
        related="company_id.cae_information_sessions", readonly=False
    )
