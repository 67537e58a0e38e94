from odoo import fields, models


class CaeSettings(models.TransientModel):
    _inherit = "cae.settings"

    cae_representative = fields.Char(related="company_id.cae_representative", readonly=False)
    cae_schedule_paper = fields.Binary(related="company_id.cae_schedule_paper", readonly=False)
    cae_statutes_paper = fields.Binary(related="company_id.cae_statutes_paper", readonly=False)
    cae_advisors_see_all = fields.Boolean(related="company_id.cae_advisors_see_all", readonly=False)
    cae_information_sessions = fields.Boolean(
        related="company_id.cae_information_sessions", readonly=False
    )
    cae_document_days = fields.Char(related="company_id.cae_document_days", readonly=False)
    cae_hr_responsible_id = fields.Many2one(
        related="company_id.cae_hr_responsible_id", readonly=False
    )
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
