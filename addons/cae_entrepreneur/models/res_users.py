from odoo import models
from odoo.exceptions import AccessDenied, AccessError, UserError

# What a member changes in her space, where the file notes it, or with her advisor.
OWN_DETAILS = {"name", "email", "phone", "login", "partner_id"}
# Bytes: what keeps passwords takes no longer one.
LONGEST_PASSWORD = 4096


def _is_too_long(password):
    return isinstance(password, str) and len(password.encode()) > LONGEST_PASSWORD


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

    def _set_password(self):
        if any(_is_too_long(user.password) for user in self):
            raise UserError(
                self.env._(
                    "This password is too long: %(longest)s characters at most.",
                    longest=LONGEST_PASSWORD,
                )
            )
        return super()._set_password()

    def _check_credentials(self, credential, env):
        if _is_too_long(credential.get("password")):
            raise AccessDenied
        return super()._check_credentials(credential, env)
