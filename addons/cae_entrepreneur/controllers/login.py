import logging

from odoo.addons.auth_signup.controllers.main import AuthSignupHome
from odoo.http import request, route
from odoo.tools import verify_hash_signed
from odoo.tools.translate import get_translation

_logger = logging.getLogger(__name__)


class Login(AuthSignupHome):
    """Logging in and being invited, in the words of people who know no software."""

    @route()
    def web_login(self, *args, **kw):
        response = super().web_login(*args, **kw)
        error = response.qcontext.get("error")
        if error and error == get_translation(
            "web", request.env.lang or "en_US", "Wrong login/password", ()
        ):
            response.qcontext["error"] = request.env._(
                "This email address and this password do not go together."
            )
        return response

    @route()
    def web_auth_signup(self, *args, **kw):
        return self._explain_link(super().web_auth_signup(*args, **kw))

    @route()
    def web_auth_reset_password(self, *args, **kw):
        response = self._explain_link(super().web_auth_reset_password(*args, **kw))
        values = response.qcontext
        if request.httprequest.method == "POST" and kw.get("login") and not values.get("token"):
            # The answer is the same for everybody: it tells nobody who has an account.
            if values.pop("error", None):
                _logger.info("No link was sent to reset the password of <%s>", kw["login"])
            values["message"] = request.env._(
                "If this address has an account, a message with a link is on its way to it. "
                "The link holds for a few hours."
            )
        return response

    def get_auth_signup_qcontext(self):
        """Take name and login from the invitation, whatever is typed: they belong to it."""
        values = super().get_auth_signup_qcontext()
        if values.get("token") and not values.get("invalid_token"):
            partner_sudo = (
                request.env["res.partner"].sudo()._get_partner_from_token(values["token"])
            )
            values["login"] = partner_sudo.user_ids[:1].login or partner_sudo.email
            values["name"] = partner_sudo.name
            # who is logged in afterwards is read from what was sent
            request.params.update(login=values["login"], name=values["name"])
        return values

    def _signup_with_values(self, token, values, do_login):
        # Before anything is written: a refused password must not use up the link.
        request.env["res.users"].sudo()._check_password_policy([values["password"]])
        return super()._signup_with_values(token, values, do_login)

    def _explain_link(self, response):
        """Say in a sentence why a link of a mail does not work (any more)."""
        values = response.qcontext
        if values.get("invalid_token"):
            values["used_token"] = self._is_our_link(request.params.get("token"))
            values["error"] = (
                request.env._("This link has served already: log in.")
                if values["used_token"]
                else request.env._("This link does not hold any more.")
            )
        return response

    def _is_our_link(self, token):
        try:
            # sudo: the key that signed the link
            return bool(verify_hash_signed(request.env(su=True), "signup", token or ""))
        except ValueError:  # no token of ours at all
            return False
