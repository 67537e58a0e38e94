from odoo import api, models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @api.model
    def _get_role_home_action(self):
        user = self.env.user
        if user.has_group("cae_socle.group_accountant") and not user.has_group(
            "cae_socle.group_manager"
        ):
            return self.env.ref("cae_gestion.cae_contribution_run_action_closing")
        return super()._get_role_home_action()
