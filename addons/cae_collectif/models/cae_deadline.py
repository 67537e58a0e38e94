from odoo import fields, models


class CaeDeadline(models.Model):
    _inherit = "cae.deadline"

    kind = fields.Selection(
        selection_add=[("session", "Mandatory session")], ondelete={"session": "cascade"}
    )

    def _get_todo_texts(self):
        return super()._get_todo_texts() | {
            "session": self.env._("Enrol the person in a session."),
        }
