from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cae_advisors_see_all = fields.Boolean(related="company_id.cae_advisors_see_all", readonly=False)
