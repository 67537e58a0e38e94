from odoo import models

LINK = "/attendance/my/"


class EventMail(models.Model):
    _inherit = "event.mail"

    def _send_mail(self, registrations):
        """Keep no copy of a personal link: whoever reads the enrolment could sign with it."""
        if not self.event_id.cae_collective:
            return super()._send_mail(registrations)
        quiet = self.with_context(default_auto_delete_keep_log=False)
        result = super(EventMail, quiet)._send_mail(registrations)
        # sudo: what waits to be sent belongs to nobody
        self.env["mail.mail"].sudo().search(
            [
                ("model", "=", registrations._name),
                ("res_id", "in", registrations.ids),
                ("body_html", "like", LINK),
            ]
        ).write({"model": False, "res_id": False})
        return result
