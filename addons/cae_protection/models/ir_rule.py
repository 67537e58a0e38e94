from odoo import models


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _eval_context(self):
        """Name the events that the user sees, and those that hide nothing from them."""
        events = self.env["calendar.event"]
        return {
            **super()._eval_context(),
            "shown_events": events._domain_shown(),
            "open_events": events._domain_shown() & events._domain_open_details(),
        }
