from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _has_second_proof(self):
        """Tell whether a stolen password alone does not open this account."""
        self.ensure_one()
        # sudo: one's own keys; the portal does not read them
        user_sudo = self.sudo()
        return bool(user_sudo.totp_enabled or user_sudo.auth_passkey_key_ids)
