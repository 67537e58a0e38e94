from werkzeug.exceptions import NotFound

from odoo.addons.cae_entrepreneur.controllers.portal import PUBLIC_PAGE
from odoo.http import Controller, request, route

from . import form_guard

FORM = "cae_directory"
FIELDS = ("name", "email", "message")
STEP = 24


def _sitemap(env, rule, qs):
    """Give search engines the page of each published member."""
    website = env["website"].get_current_website()
    pages, _count = env["cae.directory.page"]._search_public(website.company_id)
    for values in pages._get_public_values():
        if not qs or qs.lower() in values["url"]:
            yield {"loc": values["url"]}


class Directory(Controller):
    """ "Trouver un entrepreneur": the members who chose to be found."""

    @route(
        ["/entrepreneurs", "/entrepreneurs/page/<int:page>"],
        type="http",
        auth="public",
        website=True,
        readonly=True,
    )
    def show(self, page=1, words="", place="", pole="", **params):
        company = request.website.company_id
        pages = request.env["cae.directory.page"]
        words, place = words[:100], place[:100]
        typed = {"words": words, "place": place, "pole": pole}
        pole_id = int(pole) if pole.isascii() and pole.isdigit() and len(pole) < 9 else 0
        found, count = pages._search_public(
            company, words, place, pole_id, offset=(max(page, 1) - 1) * STEP, limit=STEP
        )
        pager = request.website.pager(
            url="/entrepreneurs",
            total=count,
            page=page,
            step=STEP,
            url_args={name: text for name, text in typed.items() if text},
        )
        return request.render(
            "cae_site.directory",
            {
                "members": found._get_public_values(),
                "count": count,
                "pager": pager,
                **typed,
                "places": pages._get_public_places(company),
                "poles": pages._get_public_poles(company),
            },
        )

    @route("/entrepreneurs/photo/<int:page_id>", **PUBLIC_PAGE, readonly=True)
    def photo(self, page_id, **params):
        page_sudo = self._find(page_id)
        if not page_sudo.has_photo:
            raise NotFound
        stream = request.env["ir.binary"]._get_image_stream_from(page_sudo, "photo")
        return stream.get_response()

    # The signed token does what the session's would do, and also without cookies.
    @route(
        "/entrepreneurs/<string:slug>",
        type="http",
        auth="public",
        website=True,
        csrf=False,
        sitemap=_sitemap,
    )
    def member(self, slug, **params):
        page_sudo = self._find_by_slug(slug)
        if request.httprequest.method != "POST":
            sent = request.session.pop("cae_directory_sent", None) == page_sudo.id
            return self._render_member(page_sudo, {}, {}, sent=sent)
        values, errors = page_sudo._read_contact(params)
        verdict = form_guard.judge(FORM, params, errors)
        if verdict != "trap":
            if errors or verdict:
                return self._render_member(page_sudo, params, errors, verdict=verdict)
            page_sudo._contact(values)
        request.session["cae_directory_sent"] = page_sudo.id
        return request.redirect(page_sudo._get_public_values()[0]["url"])

    def _find(self, page_id):
        page_sudo = request.env["cae.directory.page"]._find_public(
            request.website.company_id, page_id
        )
        if not page_sudo:
            raise NotFound
        return page_sudo

    def _find_by_slug(self, slug):
        page_id = request.env["ir.http"]._unslug(slug)[1]
        if not page_id or not 0 < page_id < 2**31:
            raise NotFound
        return self._find(page_id)

    def _render_member(self, page_sudo, typed, errors, **shown):
        (member,) = page_sudo._get_public_values()
        return form_guard.render_form(
            "cae_site.directory_member",
            FORM,
            FIELDS,
            errors,
            member=member,
            summary=page_sudo._get_summary(),
            typed=typed,
            **shown,
        )
