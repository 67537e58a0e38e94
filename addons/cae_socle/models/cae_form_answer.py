import secrets
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, consteq, hmac

TOKEN_SCOPE = "cae_socle.form_token"
# longer than a session lasts: no page that can still be sent is older
KEPT_DAYS = 8


class CaeFormAnswer(models.Model):
    """A form that was accepted: its token serves once.

    Nothing of what was written is kept here: only a fingerprint, and where it led.
    """

    _name = "cae.form.answer"
    _description = "Form that was accepted"
    _log_access = False

    form = fields.Char(required=True)
    token_print = fields.Char(required=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    location = fields.Char(help="Where the answer led: the same answer leads there again.")

    _token_uniq = models.UniqueIndex("(token_print)", "This form was already sent.")

    @api.model
    def _make_token(self, form):
        """Return a signed token for a page of ``form`` that is made now."""
        message = f"{int(time.time())}.{secrets.token_hex(8)}"
        return f"{message}.{self._print(TOKEN_SCOPE, f'{form}.{message}')}"

    @api.model
    def _print(self, scope, text):
        # sudo: the database's secret
        return hmac(self.env(su=True), scope, text)

    @api.model
    def _read_token(self, form, token):
        """Return when the page of ``form`` was made (seconds); None if the token is not ours."""
        # Odoo's `hash_sign` can be spelled in several ways: such a token would serve several times
        message, _dot, signature = (token or "").rpartition(".")
        expected = self._print(TOKEN_SCOPE, f"{form}.{message}")
        is_ours = consteq(signature.encode(errors="replace"), expected.encode())
        return int(message.partition(".")[0]) if is_ours else None

    @api.model
    def _use_up(self, form, text):
        """Note that a form is being answered, in the transaction that keeps what it says.

        Who sends the same at the same moment waits for this transaction to end. If it was
        kept, the database lets the other one begin again, and it finds this answer.

        :param str text: the token, and what else makes the answer another one
        :return: (answer as superuser, whether it is new)
        """
        # sudo: nobody writes or reads here themselves
        answers_sudo, text_print = self.sudo(), self._print(TOKEN_SCOPE, text)
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO cae_form_answer (form, token_print, date) VALUES (%s, %s, %s)
                ON CONFLICT (token_print) DO NOTHING RETURNING id
                """,
                form,
                text_print,
                fields.Datetime.now(),
            )
        )
        if rows:
            return answers_sudo.browse(rows[0]), True
        return answers_sudo.search([("token_print", "=", text_print)]), False

    @api.autovacuum
    def _gc_answers(self):
        """Forget the fingerprints that have no use any more."""
        before = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.sudo().search([("date", "<", before)], limit=10000).unlink()
