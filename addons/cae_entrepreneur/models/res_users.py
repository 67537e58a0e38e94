from odoo import models
from odoo.exceptions import AccessError

# What a member changes in her space, where the file notes it, or with her advisor.
OWN_DETAILS = {"name", "email", "phone", "login", "partner_id"}


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        # sudo: whether there is a file
        partners_sudo = self.sudo().partner_id.with_context(active_test=False)
        is_own = self.env.user.share and not self.env.su
        if is_own and OWN_DETAILS & vals.keys() and partners_sudo.cae_entrepreneur_ids:
            raise AccessError(
                self.env._("Your details are changed in your space, or by your advisor.")
            )
        return super().write(vals)
