from odoo import models


class PortalWizardUser(models.TransientModel):
    """Access to the space of a person, or of a cooperative, is given by who may change it."""

    _inherit = "portal.wizard.user"

    def action_grant_access(self):
        self._check_may_give_access()
        return super().action_grant_access()

    def action_revoke_access(self):
        self._check_may_give_access()
        return super().action_revoke_access()

    def action_invite_again(self):
        self._check_may_give_access()
        return super().action_invite_again()

    def _check_may_give_access(self):
        self.partner_id._check_may_change_cooperatives()
        self.partner_id._check_may_change_files()
