import hmac as hmac_lib
import secrets
import time
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.tools import hmac, mute_logger

from ..engine.form_token import judge_age, make_message, split_token

TOKEN_SCOPE = "cae_site.form_token"
ADDRESS_SCOPE = "cae_site.address"
MOST_PER_HOUR = 10
KEPT_DAYS = 2


class CaeFormAnswer(models.Model):
    """An answer that a public form accepted: it counts, and its token serves once.

    Neither the address of the sender nor what she wrote is kept here: only fingerprints,
    two days.
    """

    _name = "cae.form.answer"
    _description = "Answer of a public form"
    _log_access = False

    form = fields.Char(required=True)
    token_print = fields.Char(required=True)
    address_print = fields.Char(required=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)

    _token_uniq = models.UniqueIndex("(token_print)", "This form was already sent.")
    _address_idx = models.Index("(form, address_print, date)")

    @api.model
    def _make_token(self, form):
        """Return a signed token for a page of ``form`` that is made now."""
        made_at, nonce = int(time.time()), secrets.token_hex(8)
        return f"{made_at}.{nonce}.{self._sign(form, made_at, nonce)}"

    @api.model
    def _sign(self, form, made_at, nonce):
        # sudo: the database's secret
        return hmac(self.env(su=True), TOKEN_SCOPE, make_message(form, made_at, nonce))

    @api.model
    def _print(self, scope, text):
        # sudo: the database's secret
        return hmac(self.env(su=True), scope, text)

    @api.model
    def _judge(self, form, token, address):
        """Tell whether this answer may come from a person, without accepting it yet.

        :return: None, or "bad_token", "too_fast", "too_old", "sent_twice", "too_many"
        """
        parts = split_token(token)
        if not parts:
            return "bad_token"
        made_at, nonce, signature = parts
        if not hmac_lib.compare_digest(self._sign(form, made_at, nonce), signature):
            return "bad_token"
        verdict = judge_age(made_at, int(time.time()))
        if verdict:
            return verdict
        # sudo: visitors read nothing here
        answers_sudo = self.sudo()
        if answers_sudo.search_count(
            [("token_print", "=", self._print(TOKEN_SCOPE, token))], limit=1
        ):
            return "sent_twice"
        recent = [
            ("form", "=", form),
            ("address_print", "=", self._print(ADDRESS_SCOPE, address)),
            ("date", ">", fields.Datetime.now() - timedelta(hours=1)),
        ]
        if answers_sudo.search_count(recent, limit=MOST_PER_HOUR) >= MOST_PER_HOUR:
            return "too_many"
        return None

    @api.model
    def _accept(self, form, token, address):
        """Note the answer.

        :return: None, or "sent_twice" if the same token came at the same moment
        """
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                # sudo: visitors write nothing here themselves
                self.sudo().create(
                    {
                        "form": form,
                        "token_print": self._print(TOKEN_SCOPE, token),
                        "address_print": self._print(ADDRESS_SCOPE, address),
                    }
                )
        except psycopg2.errors.UniqueViolation:
            return "sent_twice"
        return None

    @api.model
    def _describe(self, verdict):
        """Return the sentence for a person whose answer was not accepted."""
        return {
            "too_fast": self.env._(
                "The form was sent less than three seconds after it appeared. Nothing is lost: "
                "check it and send it again."
            ),
            "too_old": self.env._(
                "The page was open for more than a day. Nothing is lost: check it and send it "
                "again."
            ),
            "sent_twice": self.env._(
                "This form was already sent: we have it. Send it again only if you changed "
                "something."
            ),
            "too_many": self.env._(
                "Many messages came from your network within the last hour. Nothing is lost: "
                "send it again in an hour, or call us."
            ),
            "captcha": self.env._(
                "The check against robots did not work. Nothing is lost: send it again, or call us."
            ),
        }.get(
            verdict,
            self.env._("The page was not complete. Nothing is lost: check it and send it again."),
        )

    @api.autovacuum
    def _gc_answers(self):
        """Forget the fingerprints after two days: they have no use any more."""
        before = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.sudo().search([("date", "<", before)], limit=10000).unlink()
