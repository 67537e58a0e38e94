from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    contribution_journal_id = fields.Many2one(
        related="company_id.contribution_journal_id", readonly=False
    )
    contribution_charge_account_id = fields.Many2one(
        related="company_id.contribution_charge_account_id", readonly=False
    )
    contribution_income_account_id = fields.Many2one(
        related="company_id.contribution_income_account_id", readonly=False
    )
    contribution_liaison_account_id = fields.Many2one(
        related="company_id.contribution_liaison_account_id", readonly=False
    )
    cae_late_payment_note = fields.Text(related="company_id.cae_late_payment_note", readonly=False)
