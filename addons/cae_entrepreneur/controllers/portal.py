import json

from odoo import fields
from odoo.addons.portal.controllers.portal import CustomerPortal, pager
from odoo.exceptions import AccessError, UserError
from odoo.http import request, route

# what a form of many texts holds, and more
LONGEST_BEFORE = 10**7


# What routes have in common: those of a page of "My space", of a form on it, of a call by a script
# on it; and of a page that needs no login, and that no search engine is told of.
MY_PAGE = {"type": "http", "auth": "user", "website": True}
MY_FORM = {**MY_PAGE, "methods": ["POST"]}
MY_CALL = {**MY_PAGE, "type": "jsonrpc"}
PUBLIC_PAGE = {**MY_PAGE, "auth": "public", "sitemap": False}


class MySpace(CustomerPortal):
    """The portal's first page: "My space", one card per domain.

    People without an entrepreneur's file keep Odoo's page; the others find it below
    "Other documents".
    """

    def _prepare_my_space_values(self, entrepreneurs):
        """Return the values of the cards; each addon adds its own.

        :param entrepreneurs: the files of the logged-in person, read with her own rights
        """
        activities = entrepreneurs.cae_activity_ids
        # sudo: these records are hers (her rights found them); beside them the cards only
        # show the names of her territories and how to reach her referents.
        return {
            "entrepreneurs": entrepreneurs,
            "today": fields.Date.context_today(entrepreneurs),
            "activities": activities,
            "activities_sudo": activities.sudo(),
            "referents_sudo": entrepreneurs.sudo().referent_id.filtered("active"),
            "second_proof": self._has_second_proof(),
        }

    def _has_second_proof(self):
        """Tell whether a stolen password alone does not open this space."""
        # sudo: one's own keys
        user_sudo = request.env.user.sudo()
        return bool(user_sudo.totp_enabled or user_sudo.auth_passkey_key_ids)

    def _prepare_my_todo(self, values):
        """Return what waits for the person, to stand on top of "My space"; each addon adds its own.

        :param dict values: those of the cards (see `_prepare_my_space_values`)
        :return: list of dicts with ``name`` (the sentence), ``url``, ``icon`` (a Font Awesome
            class), ``date`` (until when, or None), ``late`` and ``rank`` (what is to sign comes
            first, 10; then 20 to answer, 30 to fill in, 40 to catch up with, 50 to send)
        """
        if values["second_proof"]:
            return []
        name = request.env._("Protect your space, in case somebody guesses your password")
        return [self._todo(90, name, "/my/security#second_proof", "fa-shield")]

    def _todo(self, rank, name, url, icon, date=None):
        """Return one entry of `_prepare_my_todo`."""
        late = bool(date) and date < fields.Date.context_today(request.env.user)
        return {
            "rank": rank,
            "name": name,
            "url": url,
            "icon": icon,
            "date": date or None,
            "late": late,
        }

    def _render_page(self, template, page_name, status=200, **values):
        """Render a page of “My space”, within the portal's layout.

        :param str template: XML id
        :param str page_name: by which the layout knows where one is
        """
        layout = self._prepare_portal_layout_values()
        return request.render(template, {**layout, "page_name": page_name, **values}, status=status)

    def _find_page(self, records, domain, url, page, step, order=None, url_args=None):
        """Return the records on one page of a list, and its pager with the ``total`` of the list.

        :param records: of the model, with the rights to search with
        :param str url: of the list; ``url_args`` is what was asked for in it
        """
        total = records.search_count(domain)
        pages = pager(url=url, total=total, page=max(page, 1), step=step, url_args=url_args)
        found = records.search(domain, order=order, limit=step, offset=pages["offset"])
        return found, pages | {"total": total}

    def _get_my_entrepreneurs(self):
        entrepreneurs = request.env["cae.entrepreneur"]
        if not entrepreneurs.has_access("read"):
            return entrepreneurs  # who works with Odoo beside the cooperative
        return entrepreneurs.search([("user_ids", "in", request.env.user.ids)])

    def _read_changes(self, form):
        """Return {name: [values]} of what a person changed in a form of the portal.

        The form says in `before` what the fields held when it was shown: what still holds
        the same was not touched, and is left as another window may have changed it since.

        :param werkzeug.datastructures.MultiDict form: as it was sent
        """
        before = form.get("before") or "{}"
        try:
            before = json.loads(before) if len(before) <= LONGEST_BEFORE else {}
        except (RecursionError, ValueError):
            before = {}
        if not isinstance(before, dict):
            before = {}
        names = {*form, *before} - {"before", "csrf_token", "form_token"}
        given = {name: form.getlist(name) for name in names}
        return {
            name: values
            for name, values in given.items()
            if name not in before or self._spell(values) != self._spell(before[name])
        }

    def _read_values(self, values):
        """Return {name: [strings]} out of what a form sends while one types."""
        if not isinstance(values, dict):
            return {}
        return {
            name: [value for value in strings if isinstance(value, str)]
            for name, strings in values.items()
            if isinstance(strings, list)
        }

    def _spell(self, values):
        """Return values of a field as a browser compares them: it has its own ends of lines."""
        values = values if isinstance(values, list) else []
        return [str(value).replace("\r\n", "\n") for value in values if value != ""]

    @route()
    def home(self, **kw):
        entrepreneurs = self._get_my_entrepreneurs()
        if not entrepreneurs:
            return super().home(**kw)
        values = self._prepare_my_space_values(entrepreneurs)
        todo = sorted(
            self._prepare_my_todo(values),
            key=lambda entry: (entry["rank"], not entry["late"], entry["date"] or values["today"]),
        )
        return self._render_page(
            "cae_entrepreneur.portal_my_space", "my_space", todo=todo, **values
        )

    # -- one's details stand in one place: "My file" ---------------------------------------------

    @route()
    def account(self, **kwargs):
        return self._lead_to_my_file() or super().account(**kwargs)

    @route()
    def my_addresses(self, **query_params):
        return self._lead_to_my_file() or super().my_addresses(**query_params)

    @route()
    def portal_address(self, *args, **query_params):
        return self._lead_to_my_file() or super().portal_address(*args, **query_params)

    @route()
    def portal_address_submit(self, *args, **form_data):
        if self._get_my_entrepreneurs():
            return json.dumps({"redirectUrl": "/my/file"})
        return super().portal_address_submit(*args, **form_data)

    @route()
    def address_archive(self, partner_id):
        if self._get_my_entrepreneurs():
            raise request.not_found()
        return super().address_archive(partner_id)

    def _lead_to_my_file(self):
        return request.redirect("/my/file") if self._get_my_entrepreneurs() else None

    def _prepare_my_account_rendering_values(self, **kwargs):
        # The layout's values replace Odoo's own page name, and the way back gets lost.
        return super()._prepare_my_account_rendering_values(**kwargs) | {"page_name": "my_details"}

    # -- password and access ---------------------------------------------------------------------

    @route()
    def security(self, **post):
        is_whole = {"old", "new1", "new2"} <= post.keys()
        if request.httprequest.method == "POST" and not is_whole:
            return request.redirect("/my/security")
        response = super().security(**post)
        response.qcontext.update(
            page_name="my_security",
            access_asked=post.get("asked"),
            access_is_kept=bool(self._get_my_entrepreneurs()),
        )
        return response

    @route()
    def deactivate_account(self, *args, **post):
        """Close no access behind the cooperative's back: a file is closed with it."""
        if self._get_my_entrepreneurs():
            return request.redirect("/my/security")
        return super().deactivate_account(*args, **post)

    @route("/my/security/close", **MY_FORM)
    def ask_to_close_access(self, **post):
        """Ask the cooperative to close one's access."""
        for entrepreneur in self._get_my_entrepreneurs():
            entrepreneur._ask_to_close_access()
        return request.redirect("/my/security?asked=1")

    @route("/my/documents", **MY_PAGE, readonly=True)
    def my_documents(self, **kw):
        """Odoo's own first page: what its other apps show on the portal."""
        return self._render_page(
            "portal.portal_my_home",
            "my_documents",
            additional_title=request.env._("Other documents"),
            **self._prepare_home_portal_values([]),
        )

    def _try(self, method, *args):
        """Call a method; return the sentence of its refusal, or None."""
        return self._call(method, *args)[1]

    def _call(self, method, *args):
        """Call a method; return (what it returned, None), or (None, sentence of its refusal)."""
        try:
            with request.env.cr.savepoint():
                return method(*args), None
        except AccessError:
            raise request.not_found() from None
        except UserError as refusal:
            return None, str(refusal)

    def _to_id(self, value):
        text = str(value or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
