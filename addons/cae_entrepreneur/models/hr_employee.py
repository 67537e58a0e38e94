from odoo import models

# In the context of who makes employees: Odoo recommends a plan to welcome each, and the
# cooperative has its own. No browser can send this very object.
WITHOUT_WELCOME_KEY = "cae_without_welcome"
WITHOUT_WELCOME = object()


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def _message_log_batch(self, bodies, *args, **kwargs):
        if self.env.context.get(WITHOUT_WELCOME_KEY) is WITHOUT_WELCOME:
            return self.env["mail.message"]
        return super()._message_log_batch(bodies, *args, **kwargs)
