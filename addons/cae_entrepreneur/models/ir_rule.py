from odoo import api, models
from odoo.fields import Domain


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _eval_context(self):
        """Give the rules of advisors one name for "the files I follow", written once.

        `followed` is for a path to a file: [("entrepreneur_id", "any", followed)];
        `followed_activities` for a path to an activity; `followed_requests` for one to a
        request for a first meeting.
        """
        return {
            **super()._eval_context(),
            "followed": list(self.env["cae.entrepreneur"]._domain_followed()),
            "followed_activities": [("is_followed", "=", True)],
            "followed_requests": list(self.env["crm.lead"]._domain_followed_requests()),
        }

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        """Keep an assistant, and what is typed into it, to who opened it.

        Odoo leaves a transient record to everybody with the access line: the drawn signature of
        a manager, the words of a handover.
        """
        domain = super()._compute_domain(model_name, mode)
        if model_name.startswith("cae.") and self.env[model_name]._transient:
            domain &= Domain("create_uid", "=", self.env.uid)
        return domain
