import json
from urllib.parse import parse_qsl, urlencode, urlsplit

from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import BadRequest, NotFound

from odoo import api, models
from odoo.http import SessionExpiredException, request

from ..engine.plausible import LARGEST_ID, clean_sent


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
            # one slash: with two it would be the address of another host
            page = "/" + page.lstrip("/")
            response.location = "/web/login?" + urlencode({"redirect": page, "logged_out": 1})
        return response

    @classmethod
    def _serve_fallback(cls):
        # what the site keeps by address has no such character; raised, so that nobody looks for it
        if "\0" in request.httprequest.path:
            raise NotFound
        return super()._serve_fallback()

    @classmethod
    def _pre_dispatch(cls, rule, args):
        result = super()._pre_dispatch(rule, args)
        if cls._is_form(rule.endpoint):
            cls._drop_unasked_files(rule.endpoint)
        return result

    @classmethod
    def _drop_unasked_files(cls, endpoint):
        """Take off the files of a form but those that its route names in ``cae_files``.

        A file in the place of a text is no text to anything that reads it, from the token of
        the form on.
        """
        asked, sent = endpoint.routing.get("cae_files", ()), request.httprequest
        sent.files = ImmutableMultiDict(
            [(name, file) for name, file in sent.files.items(multi=True) if name in asked]
        )

    @classmethod
    def _dispatch(cls, endpoint):
        """Let a form of one's space that carries a token be taken once (see `cae.form.answer`).

        Pressed twice, or sent again, it leads where the first led. What is refused leaves the
        token as it was; other words with the same token are another answer.
        """
        if cls._is_ours(endpoint):
            cls._clean_request(endpoint)
        is_own = cls._is_form(endpoint) and endpoint.routing["auth"] == "user"
        token = request.params.pop("form_token", None) if is_own else None
        answers, form = request.env["cae.form.answer"], f"my.{request.env.uid}"
        if answers._read_token(form, token) is None:
            return super()._dispatch(endpoint)
        answer_sudo, is_new = answers._use_up(form, cls._spell_form(token))
        if not is_new:
            return request.redirect(cls._lead_again(answer_sudo.location or "/my"))
        response = super()._dispatch(endpoint)
        if 300 <= getattr(response, "status_code", 200) < 400:
            answer_sudo.location = response.location
        else:
            answer_sudo.unlink()
        return response

    @classmethod
    def _is_form(cls, endpoint):
        return (
            request.httprequest.method == "POST"
            and request.dispatcher.routing_type == "http"
            and cls._is_ours(endpoint)
        )

    @classmethod
    def _is_ours(cls, endpoint):
        return endpoint.func.__module__.startswith("odoo.addons.cae_")

    @classmethod
    def _clean_request(cls, endpoint):
        """Take off what was sent what one does not see; bound the numbers of the address."""
        sent = request.httprequest
        try:
            sent.args, sent.form = (
                ImmutableMultiDict(clean_sent(list(pairs.items(multi=True))))
                for pairs in (sent.args, sent.form)
            )
            request.params = clean_sent(request.params)
        except RecursionError:
            raise BadRequest from None
        page = request.params.get("page")
        if isinstance(page, str) and any("<int:page>" in url for url in endpoint.routing["routes"]):
            # in the query instead of the path
            is_number = page.isascii() and page.isdigit() and len(page) < 10
            request.params["page"] = int(page) if is_number else 1
        for name, number in request.params.items():
            if isinstance(number, int) and not 0 <= number <= LARGEST_ID:
                if name != "page":
                    raise NotFound
                request.params[name] = 1

    @classmethod
    def _spell_form(cls, token):
        """Return a text that is the same when the same is sent again."""
        sent = request.httprequest
        fields = [pair for pair in sent.form.items(multi=True) if pair[0] != "csrf_token"]
        files = [(name, file.filename) for name, file in sent.files.items(multi=True)]
        return json.dumps([token, sent.path, sorted(fields), sorted(files)])

    @classmethod
    def _lead_again(cls, location):
        """Return an address whose page says that this was kept before."""
        parts = urlsplit(location)
        query = urlencode([*parse_qsl(parts.query), ("again", 1)])
        return parts._replace(query=query).geturl()

    @classmethod
    def _post_dispatch(cls, response):
        result = super()._post_dispatch(response)
        if response.mimetype == "text/html":
            # No other site shows a page of ours in a frame of its own, over its own buttons.
            response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
            response.headers.setdefault("Content-Security-Policy", "frame-ancestors 'self'")
            if request.session.uid:
                # After logging out, "back" shows nothing of what was private.
                response.headers["Cache-Control"] = "no-store"
        cls._keep_session_cookie_here(response)
        return result

    @classmethod
    def _keep_session_cookie_here(cls, response):
        """Let no form of another site be sent with one's session."""
        response.headers.setlist(
            "Set-Cookie",
            [
                f"{cookie}; SameSite=Lax"
                if cookie.startswith("session_id=") and "samesite" not in cookie.lower()
                else cookie
                for cookie in response.headers.getlist("Set-Cookie")
            ],
        )

    @api.model
    def _get_role_home_action(self):
        """Return the action on which a role lands, for users who chose none themselves.

        Each addon answers for its own role and leaves the others to ``super()``.

        :return: an ir.actions record, or None
        """
        return
