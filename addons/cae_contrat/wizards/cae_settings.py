from odoo import fields, models


class CaeSettings(models.TransientModel):
    _inherit = "cae.settings"

    cae_representative = fields.Char(related="company_id.cae_representative", readonly=False)
    cae_schedule_paper = fields.Binary(related="company_id.cae_schedule_paper", readonly=False)
    cae_statutes_paper = fields.Binary(related="company_id.cae_statutes_paper", readonly=False)
    cae_hr_responsible_id = fields.Many2one(
        related="company_id.cae_hr_responsible_id", readonly=False
    )
    cae_exit_access_days = fields.Integer(related="company_id.cae_exit_access_days", readonly=False)
    cae_exit_warning_days = fields.Integer(
        related="company_id.cae_exit_warning_days", readonly=False
    )
    cae_keep_staff_years = fields.Integer(related="company_id.cae_keep_staff_years", readonly=False)
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
