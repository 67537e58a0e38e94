from odoo import api, models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        info = super().session_info()
        if self.env.user._is_internal() and not info.get("home_action_id"):
            action = self._get_role_home_action()
            info["home_action_id"] = action.id if action else False
        return info

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        # the form of the signature speaks on the portal
        return [*super()._get_translation_frontend_modules_name(), "cae_entrepreneur"]

    @api.model
    def _get_role_home_action(self):
        """Return the action on which a role lands, for users who chose none themselves.

        Each addon answers for its own role and leaves the others to ``super()``.

        :return: an ir.actions record, or None
        """
        if self.env.user.has_group("cae_entrepreneur.group_advisor"):
            return self.env.ref("cae_entrepreneur.cae_deadline_action")
        return None
