from odoo import fields, models


class CaeSettings(models.TransientModel):
    _inherit = "cae.settings"

    cae_advisors_see_all = fields.Boolean(related="company_id.cae_advisors_see_all", readonly=False)
    cae_document_days = fields.Char(related="company_id.cae_document_days", readonly=False)
    cae_keep_candidate_years = fields.Integer(
        related="company_id.cae_keep_candidate_years", readonly=False
    )
    cae_keep_file_years = fields.Integer(related="company_id.cae_keep_file_years", readonly=False)
