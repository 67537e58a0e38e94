from odoo import fields, models


class CaeSettings(models.TransientModel):
    _inherit = "cae.settings"

    cae_advisors_see_all = fields.Boolean(related="company_id.cae_advisors_see_all", readonly=False)
    cae_deadline_user_id = fields.Many2one(
        related="company_id.cae_deadline_user_id", readonly=False
    )
    cae_deadline_start = fields.Date(related="company_id.cae_deadline_start", readonly=False)
    cae_deadline_reminder = fields.Boolean(
        related="company_id.cae_deadline_reminder", readonly=False
    )
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
    cae_document_days = fields.Char(related="company_id.cae_document_days", readonly=False)
    cae_keep_candidate_years = fields.Integer(
        related="company_id.cae_keep_candidate_years", readonly=False
    )
    cae_keep_file_years = fields.Integer(related="company_id.cae_keep_file_years", readonly=False)
    cae_keep_accounting_years = fields.Integer(
        related="company_id.cae_keep_accounting_years", readonly=False
    )
