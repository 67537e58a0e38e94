from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    cae_entrepreneur_ids = fields.One2many(
        "cae.entrepreneur",
        "partner_id",
        string="Entrepreneur files",
        groups="cae_entrepreneur.group_advisor,cae_entrepreneur.group_accountant",
    )

    @api.constrains("parent_id")
    def _check_entrepreneur_has_no_parent(self):
        # sudo: whoever edits the contact, the person's papers must stay her own
        self.sudo().cae_entrepreneur_ids._check_partner_has_no_parent()
