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
