from odoo import models


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _eval_context(self):
        """Give the rules of advisors one name for "the files I follow", written once.

        `followed` is for a path to a file: [("entrepreneur_id", "any", followed)];
        `followed_activities` for a path to an activity.
        """
        return {
            **super()._eval_context(),
            "followed": list(self.env["cae.entrepreneur"]._domain_followed()),
            "followed_activities": [("is_followed", "=", True)],
        }
