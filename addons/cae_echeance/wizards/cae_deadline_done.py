from odoo import fields, models


class CaeDeadlineDone(models.TransientModel):
    """On which day was it done?"""

    _name = "cae.deadline.done"
    _description = "Tick deadlines with a date"

    deadline_ids = fields.Many2many("cae.deadline", string="Deadlines", required=True)
    date_done = fields.Date(
        string="Done on", required=True, default=lambda self: fields.Date.context_today(self)
    )

    def action_apply(self):
        """Tick the deadlines with the day."""
        self.check_access("write")
        self.deadline_ids._check_may_tick()
        self.deadline_ids._tick(self.date_done)
