from odoo import fields, models


class CaeSettings(models.TransientModel):
    _inherit = "cae.settings"

    cae_deadline_user_id = fields.Many2one(
        related="company_id.cae_deadline_user_id", readonly=False
    )
    cae_deadline_start = fields.Date(related="company_id.cae_deadline_start", readonly=False)
    cae_deadline_reminder = fields.Boolean(
        related="company_id.cae_deadline_reminder", readonly=False
    )
