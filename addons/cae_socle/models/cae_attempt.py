from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import hmac

KEPT_DAYS = 2


class CaeAttempt(models.Model):
    """Something that is tried again and again: counted, whichever worker process answers.

    Neither addresses nor names are kept: only fingerprints, two days.
    """

    _name = "cae.attempt"
    _description = "Attempt that is counted"
    _log_access = False

    scope = fields.Char(required=True)
    key_print = fields.Char(required=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)

    _recent_idx = models.Index("(scope, key_print, date)")

    @api.model
    def _is_excessive(self, scope, limits, **period):
        """Tell whether somebody has tried too often.

        :param str scope: what is tried
        :param dict limits: {who or what tries (str): the most attempts}
        :param period: within which time, as of a timedelta (``hours=1``)
        """
        # sudo: visitors read and write nothing here themselves
        attempts_sudo = self.sudo()
        recent = [
            ("scope", "=", scope),
            ("date", ">", fields.Datetime.now() - timedelta(**period)),
        ]
        return any(
            attempts_sudo.search_count(
                [*recent, ("key_print", "=", self._print(scope, key))], limit=most
            )
            >= most
            for key, most in limits.items()
        )

    @api.model
    def _note(self, scope, keys):
        """Count an attempt of each of these."""
        self.sudo().create([{"scope": scope, "key_print": self._print(scope, key)} for key in keys])

    @api.model
    def _print(self, scope, key):
        # sudo: the secret of the database
        return hmac(self.env(su=True), f"cae.attempt.{scope}", key or "")

    @api.autovacuum
    def _gc_attempts(self):
        """Forget the fingerprints that have no use any more."""
        before = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.sudo().search([("date", "<", before)], limit=10000).unlink()
