from odoo import models
from odoo.exceptions import AccessDenied, AccessError, UserError
from odoo.tools import SQL

# What a member changes in her space, where the file notes it, or with her advisor.
OWN_DETAILS = {"name", "email", "phone", "login", "partner_id"}
# Bytes: what keeps passwords takes no longer one.
LONGEST_PASSWORD = 4096
# What a login leaves behind: {model: field with the login}
TRACES = {
    "res.device.log": "user_id",
    "res.users.apikeys": "user_id",
    "res.users.log": "create_uid",
}


def _is_too_long(password):
    return isinstance(password, str) and len(password.encode()) > LONGEST_PASSWORD


class ResUsers(models.Model):
    _inherit = "res.users"
    # the login goes with its traces, below
    _personal_fields = {
        "active": "file",
        **dict.fromkeys(("login", "password", "totp_secret"), "keep"),
    }
    _personal_default = "file"

    def write(self, vals):
        is_own = self.env.user.share and not self.env.su
        # sudo: whose contact it is
        if is_own and OWN_DETAILS & vals.keys() and self.sudo().partner_id._get_all_files():
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

    def _forget_personal(self, kinds):
        """Delete the traces of logins with the file: addresses, devices, keys."""
        changed = super()._forget_personal(kinds)
        if "file" in kinds:
            self.env.flush_all()
            # in SQL: Odoo would write to the person that the login has changed
            self.env.cr.execute(
                SQL(
                    "UPDATE res_users SET login = 'anonymised-' || id, password = NULL, "
                    "totp_secret = NULL WHERE id IN %s",
                    tuple(self.ids),
                )
            )
            self.env.invalidate_all()
            for model, name in TRACES.items():
                self.env[model].search([(name, "in", self.ids)]).unlink()
            self.env.registry.clear_cache()
        return changed
