from odoo import models

# In the context of an action: its model says with which filters it opens.
OWN_FILTERS = "cae_own_filters"


class IrActionsActWindow(models.Model):
    _inherit = "ir.actions.act_window"

    def _get_action_dict(self):
        """Open lists on what one follows oneself.

        An action's context is the same for everybody, and a server action in its place would
        lose the app's menu when the page is loaded again.
        """
        action = super()._get_action_dict()
        if OWN_FILTERS in (action["context"] or ""):
            # sudo off: the action is read as superuser, the records are the user's
            records, user = self.env[action["res_model"]].sudo(False), self.env.user
            follows = user.has_group("cae_socle.group_advisor") and not user.has_group(
                "cae_socle.group_manager"
            )
            action["context"] = str(records._get_default_filters(follows))
        return action
