from odoo import models
from odoo.exceptions import UserError


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Contacts are merged below all rights, and what would be twice is deleted: never a file."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        # sudo: a file counts even where the user may not see it
        partners_sudo = self.env["res.partner"].sudo().browse(partner_ids).exists()
        files_sudo = partners_sudo.with_context(active_test=False).cae_entrepreneur_ids
        files_sudo.with_env(self.env).check_access("write")
        if any(len(files) > 1 for files in files_sudo.grouped("company_id").values()):
            raise UserError(
                self.env._(
                    "%(names)s: each has a file. Make one file of the two first, in the list of "
                    "people: their contacts become one with them.",
                    names=", ".join(files_sudo.mapped("name")),
                )
            )
        result = super()._merge(partner_ids, dst_partner=dst_partner, extra_checks=extra_checks)
        files_sudo._check_partner()
        return result
