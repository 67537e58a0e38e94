from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Who may merge contacts need not be allowed to read who visits the site."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        # sudo: what points to the contacts that the user may merge is moved below all rights
        # anyway; the visitors among it are read before
        return super()._update_foreign_keys(src_partners.sudo(), dst_partner.sudo())
