from odoo import api, models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        # what keeps unsent forms speaks on the portal
        return [*super()._get_translation_frontend_modules_name(), "cae_entrepreneur"]

    @api.model
    def _get_role_home_action(self):
        if self.env.user.has_group("cae_socle.group_advisor"):
            return self.env.ref("cae_echeance.cae_deadline_action")
        return super()._get_role_home_action()
