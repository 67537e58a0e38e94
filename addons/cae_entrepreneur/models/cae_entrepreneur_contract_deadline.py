from odoo import models


class CaeEntrepreneur(models.Model):
    _inherit = "cae.entrepreneur"

    def _keep_deadlines(self):
        super()._keep_deadlines()
        # sudo: deadlines follow the contracts, whoever changed the file and may see it now
        self.sudo().contract_ids._keep_deadlines()
