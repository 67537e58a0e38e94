from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import email_normalize, hmac

SCOPE = "cae_collectif.request"
MOST_PER_MAIL = 3
# A whole room is behind one address on the internet.
MOST_PER_ADDRESS = 60
KEPT_DAYS = 2


class CaeAttendanceRequest(models.Model):
    """Somebody asked for her personal link: counted, so that nobody floods a mailbox.

    Neither the address nor the mail is kept: only fingerprints, two days.
    """

    _name = "cae.attendance.request"
    _description = "Request for a personal link"
    _log_access = False

    mail_print = fields.Char(required=True)
    address_print = fields.Char(required=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)

    _mail_idx = models.Index("(mail_print, date)")
    _address_idx = models.Index("(address_print, date)")

    @api.model
    def _accept(self, half_day, email, address):
        """Count a request.

        :param cae.half.day half_day: for which
        :param str email: as it was typed
        :param str address: of the sender on the internet
        :return: False when there were too many within the last hour
        """
        # sudo: visitors read and write nothing here themselves
        requests_sudo = self.sudo()
        mail_print = self._print(f"{half_day.id}|{email_normalize(email) or email}")
        address_print = self._print(address)
        recent = [("date", ">", fields.Datetime.now() - timedelta(hours=1))]
        by_mail = [*recent, ("mail_print", "=", mail_print)]
        by_address = [*recent, ("address_print", "=", address_print)]
        if (
            requests_sudo.search_count(by_mail, limit=MOST_PER_MAIL) >= MOST_PER_MAIL
            or requests_sudo.search_count(by_address, limit=MOST_PER_ADDRESS) >= MOST_PER_ADDRESS
        ):
            return False
        requests_sudo.create({"mail_print": mail_print, "address_print": address_print})
        return True

    @api.model
    def _print(self, text):
        # sudo: the secret of the database
        return hmac(self.env(su=True), SCOPE, text or "")

    @api.autovacuum
    def _gc_requests(self):
        """Forget the fingerprints after two days: they have no use any more."""
        before = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.sudo().search([("date", "<", before)], limit=10000).unlink()
