from odoo import models


class PortalWizardUser(models.TransientModel):
    """Access to the space of a person is given by who may change her file."""

    _inherit = "portal.wizard.user"

    def action_grant_access(self):
        self.partner_id._check_may_change_files()
        return super().action_grant_access()

    def action_revoke_access(self):
        self.partner_id._check_may_change_files()
        return super().action_revoke_access()

    def action_invite_again(self):
        self.partner_id._check_may_change_files()
        return super().action_invite_again()
