from odoo import fields, models


class CaeDeadline(models.Model):
    _inherit = "cae.deadline"

    kind = fields.Selection(
        selection_add=[("appointment", "Appointment"), ("roadmap_step", "Step of a roadmap")],
        ondelete={"appointment": "cascade", "roadmap_step": "cascade"},
    )

    def _get_deadline_sources(self):
        return [*super()._get_deadline_sources(), "cae.roadmap.step"]

    def _get_todo_texts(self):
        return super()._get_todo_texts() | {
            "appointment": self.env._("Meet the person: once the appointment is held, it goes."),
            "roadmap_step": self.env._("Your step of the person's roadmap."),
        }
