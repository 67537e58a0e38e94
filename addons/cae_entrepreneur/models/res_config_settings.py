from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cae_advisors_see_all = fields.Boolean(related="company_id.cae_advisors_see_all", readonly=False)
    cae_exit_access_days = fields.Integer(related="company_id.cae_exit_access_days", readonly=False)
    cae_exit_warning_days = fields.Integer(
        related="company_id.cae_exit_warning_days", readonly=False
    )
    cae_keep_candidate_years = fields.Integer(
        related="company_id.cae_keep_candidate_years", readonly=False
    )
    cae_keep_file_years = fields.Integer(related="company_id.cae_keep_file_years", readonly=False)
    cae_keep_staff_years = fields.Integer(related="company_id.cae_keep_staff_years", readonly=False)
    cae_keep_payslip_years = fields.Integer(
        related="company_id.cae_keep_payslip_years", readonly=False
    )
    cae_keep_accounting_years = fields.Integer(
        related="company_id.cae_keep_accounting_years", readonly=False
    )
