from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    cae_entrepreneur_ids = fields.One2many(
        "cae.entrepreneur",
        "partner_id",
        string="Entrepreneur files",
        groups="cae_entrepreneur.group_advisor,cae_entrepreneur.group_accountant",
    )

    @api.constrains("parent_id", "company_id")
    def _check_cae_entrepreneur(self):
        # sudo: whoever edits the contact, the person's papers must stay her own
        partners_sudo = self.sudo().with_context(active_test=False)
        partners_sudo.cae_entrepreneur_ids._check_partner()
