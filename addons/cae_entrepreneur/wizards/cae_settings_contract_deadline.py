from odoo import fields, models


class CaeSettings(models.TransientModel):
    _inherit = "cae.settings"

    cae_cape_end_months = fields.Char(related="company_id.cae_cape_end_months", readonly=False)
    cae_cape_last_months = fields.Char(related="company_id.cae_cape_last_months", readonly=False)
    cae_associate_months = fields.Char(related="company_id.cae_associate_months", readonly=False)
    cae_trial_days = fields.Char(related="company_id.cae_trial_days", readonly=False)
    cae_declaration_days = fields.Integer(related="company_id.cae_declaration_days", readonly=False)
    cae_visit_first_months = fields.Integer(
        related="company_id.cae_visit_first_months", readonly=False
    )
    cae_visit_period_months = fields.Integer(
        related="company_id.cae_visit_period_months", readonly=False
    )
    cae_visit_days = fields.Char(related="company_id.cae_visit_days", readonly=False)
