from odoo import models


class PortalWizardUser(models.TransientModel):
    """Access to the space of a person is given by who may change her file."""

    _inherit = "portal.wizard.user"

    def action_grant_access(self):
        self._check_cae_file()
        return super().action_grant_access()

    def action_revoke_access(self):
        self._check_cae_file()
        return super().action_revoke_access()

    def action_invite_again(self):
        self._check_cae_file()
        return super().action_invite_again()

    def _check_cae_file(self):
        # sudo: a file counts even where the user may not see it
        partners_sudo = self.sudo().partner_id.with_context(active_test=False)
        files_sudo = partners_sudo.cae_entrepreneur_ids
        if files_sudo:
            files_sudo.with_env(self.env).check_access("write")
