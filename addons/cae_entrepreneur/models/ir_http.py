from urllib.parse import urlencode, urlsplit

from odoo import api, models
from odoo.http import SessionExpiredException, request


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        info = super().session_info()
        if self.env.user._is_internal() and not info.get("home_action_id"):
            action = self._get_role_home_action()
            info["home_action_id"] = action.id if action else False
        return info

    @classmethod
    def _handle_error(cls, exception):
        response = super()._handle_error(exception)
        if (
            isinstance(exception, SessionExpiredException)
            and request.dispatcher.routing_type == "http"
            and request.httprequest.method == "POST"
        ):
            # Who sent a form learns why the login appears, and comes back to the form: the
            # address it was sent to is often no page.
            sender = urlsplit(request.httprequest.referrer or "")
            is_ours = sender.netloc == request.httprequest.host
            page = sender._replace(scheme="", netloc="", fragment="").geturl() if is_ours else "/my"
            response.location = "/web/login?" + urlencode({"redirect": page, "logged_out": 1})
        return response

    @classmethod
    def _post_dispatch(cls, response):
        super()._post_dispatch(response)
        if response.mimetype == "text/html":
            # No other site shows a page of ours in a frame of its own, over its own buttons.
            response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
            response.headers.setdefault("Content-Security-Policy", "frame-ancestors 'self'")
            if request.session.uid:
                # After logging out, "back" shows nothing of what was private.
                response.headers["Cache-Control"] = "no-store"
        cls._keep_session_cookie_here(response)

    @classmethod
    def _keep_session_cookie_here(cls, response):
        """Let no form of another site be sent with one's session."""
        cookies = response.headers.getlist("Set-Cookie")
        if any(cookie.startswith("session_id=") for cookie in cookies):
            response.headers.setlist(
                "Set-Cookie",
                [
                    f"{cookie}; SameSite=Lax"
                    if cookie.startswith("session_id=") and "samesite" not in cookie.lower()
                    else cookie
                    for cookie in cookies
                ],
            )

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        # the form of the signature speaks on the portal
        return [*super()._get_translation_frontend_modules_name(), "cae_entrepreneur"]

    @api.model
    def _get_role_home_action(self):
        """Return the action on which a role lands, for users who chose none themselves.

        Each addon answers for its own role and leaves the others to ``super()``.

        :return: an ir.actions record, or None
        """
        if self.env.user.has_group("cae_entrepreneur.group_advisor"):
            return self.env.ref("cae_entrepreneur.cae_deadline_action")
        return None
