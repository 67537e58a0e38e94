import time

from odoo import api, models
from odoo.addons.cae_socle.models.cae_form_answer import TOKEN_SCOPE
from odoo.addons.cae_socle.models.turns import take_turn

MOST_PER_HOUR = 10
# How long a page is open before a person sends it: a machine answers at once.
MIN_SECONDS, MAX_SECONDS = 3, 24 * 3600


class CaeFormAnswer(models.Model):
    """What is more about a form that everybody may send."""

    _inherit = "cae.form.answer"

    @api.model
    def _judge(self, form, token, address):
        """Tell whether this answer may come from a person, without accepting it yet.

        :return: None, or "bad_token", "too_fast", "too_old", "sent_twice", "too_many"
        """
        made_at = self._read_token(form, token)
        if made_at is None:
            return "bad_token"
        age = int(time.time()) - made_at
        if not MIN_SECONDS <= age <= MAX_SECONDS:
            return "too_fast" if age < MIN_SECONDS else "too_old"
        # sudo: visitors read nothing here
        if self.sudo().search_count(
            [("token_print", "=", self._print(TOKEN_SCOPE, token))], limit=1
        ):
            return "sent_twice"
        return "too_many" if self._has_too_many(form, address) else None

    @api.model
    def _has_too_many(self, form, address):
        return self.env["cae.attempt"]._is_excessive(form, {address: MOST_PER_HOUR}, hours=1)

    @api.model
    def _accept(self, form, token, address):
        """Note the answer.

        :return: None, or "sent_twice" or "too_many" if others came at the same moment
        """
        with take_turn(self.env, f"{form} {address}") as now:
            if self.with_env(now)._has_too_many(form, address):
                return "too_many"
        _answer_sudo, is_new = self._use_up(form, token)
        if not is_new:
            return "sent_twice"
        self.env["cae.attempt"]._note(form, [address])
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
