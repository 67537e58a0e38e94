from odoo import models


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _eval_context(self):
        """Name who works with reports once, for the rules of all that hangs on them."""
        reports = self.env["cae.report"]
        return {
            **super()._eval_context(),
            "open_reports": list(reports._domain_open_to_advisor()),
            "open_report_items": list(reports._domain_items_open_to_me()),
        }
