from odoo import models


class EventMail(models.Model):
    _inherit = "event.mail"

    def _send_mail(self, registrations):
        """Keep no copy of a personal link: whoever reads the enrolment could sign with it."""
        quiet = self
        if self.event_id.cae_collective:
            quiet = self.with_context(default_auto_delete_keep_log=False)
        return super(EventMail, quiet)._send_mail(registrations)
