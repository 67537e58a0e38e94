from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """Tick the actions that the activities stand for."""
        # sudo: who may close the activity has done what the action asks for
        actions_sudo = self.env["cae.action"].sudo()
        actions_sudo = actions_sudo.search(
            [("activity_id", "in", self.ids), ("state", "=", "open")]
        )
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        actions_sudo.with_context(cae_action_ticked=True)._set_done()
        return result
