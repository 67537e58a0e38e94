from odoo import models


class IrActionsActWindow(models.Model):
    _inherit = "ir.actions.act_window"

    def _get_action_dict(self):
        """Open the list of files on the people one follows.

        An action's context is the same for everybody, and a server action in its place would
        lose the app's menu when the page is loaded again.
        """
        action = super()._get_action_dict()
        files = self.env.ref("cae_entrepreneur.cae_entrepreneur_action", raise_if_not_found=False)
        if files and self.id == files.id:
            # sudo off: the action is read as superuser, the files are the user's
            people = self.env["cae.entrepreneur"].sudo(False)
            action["context"] = str(people._get_default_filters())
        return action
