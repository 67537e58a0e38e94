from odoo import models

# Their model says with which filters they open: _get_default_filters().
FILTERED_ACTIONS = (
    "cae_entrepreneur.cae_entrepreneur_action",
    "cae_echeance.cae_deadline_action",
)


class IrActionsActWindow(models.Model):
    _inherit = "ir.actions.act_window"

    def _get_action_dict(self):
        """Open lists on what one follows oneself.

        An action's context is the same for everybody, and a server action in its place would
        lose the app's menu when the page is loaded again.
        """
        action = super()._get_action_dict()
        for xmlid in FILTERED_ACTIONS:
            own = self.env.ref(xmlid, raise_if_not_found=False)
            if own and self.id == own.id:
                # sudo off: the action is read as superuser, the records are the user's
                records = self.env[own.res_model].sudo(False)
                action["context"] = str(records._get_default_filters())
        return action
