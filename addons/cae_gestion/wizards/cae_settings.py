from odoo import fields, models


class CaeSettings(models.TransientModel):
    _inherit = "cae.settings"

    cae_keep_accounting_years = fields.Integer(
        related="company_id.cae_keep_accounting_years", readonly=False
    )
