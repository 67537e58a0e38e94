from odoo import fields, models


class CaeDeadline(models.Model):
    _inherit = "cae.deadline"

    kind = fields.Selection(selection_add=[("action", "Action")], ondelete={"action": "cascade"})

    def _get_deadline_sources(self):
        return [*super()._get_deadline_sources(), "cae.action"]

    def _get_todo_texts(self):
        return super()._get_todo_texts() | {
            "action": self.env._("Action to do: tick it once it is done."),
        }
