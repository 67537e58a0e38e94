from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """Tick the deadlines that the activities stand for."""
        # sudo: who may close the activity has done what the deadline asks for
        deadlines_sudo = self.env["cae.deadline"].sudo()
        deadlines_sudo = deadlines_sudo.search(
            [("activity_id", "in", self.ids), ("state", "=", "open")]
        )
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        deadlines_sudo._note_done(fields.Date.context_today(self))
        return result
