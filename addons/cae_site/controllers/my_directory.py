from odoo.addons.cae_entrepreneur.controllers.portal import MySpace, my_page
from odoo.http import request

from ..models.cae_directory_page import MOST_PHOTO_BYTES
from . import form_guard


class MyDirectory(MySpace):
    """What a member shows of herself on the public site: she decides in her space."""

    def _prepare_my_space_values(self, entrepreneurs):
        # sudo: only whether her own page is on the site
        pages_sudo = entrepreneurs.sudo().directory_page_ids
        return super()._prepare_my_space_values(entrepreneurs) | {
            "directory_is_public": any(pages_sudo.mapped("is_public"))
        }

    @my_page("/my/directory", cae_files=["photo"])
    def my_directory(self, photo=None, **params):
        entrepreneur = self._get_my_entrepreneurs()[:1]
        if not entrepreneur:
            return request.redirect("/my/home")
        if request.httprequest.method == "POST":
            return self._save_my_directory(entrepreneur, photo, params)
        page = request.env["cae.directory.page"].search([("entrepreneur_id", "=", entrepreneur.id)])
        typed = {
            "published": page.published,
            "trade_name": page.trade_name or entrepreneur.sudo().cae_activity_ids[:1].name,
            "description": page.description,
            "place": page.place or entrepreneur.sudo().city,
            "website": page.website,
            "show_phone": page.show_phone,
        }
        saved = request.session.pop("cae_directory_saved", False)
        return self._render_my_directory(entrepreneur, typed, {}, saved=saved)

    def _save_my_directory(self, entrepreneur, photo, params):
        pages = request.env["cae.directory.page"]
        content = photo.read() if hasattr(photo, "read") else None
        values, errors = pages._read_own_page(entrepreneur, params, content)
        if errors:
            return self._render_my_directory(entrepreneur, params, errors)
        pages._save_own_page(entrepreneur, values)
        request.session["cae_directory_saved"] = True
        return request.redirect("/my/directory")

    def _render_my_directory(self, entrepreneur, typed, errors, saved=False):
        page_sudo = (
            request.env["cae.directory.page"]
            .sudo()
            .search([("entrepreneur_id", "=", entrepreneur.id)])
        )
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="my_directory",
            additional_title=request.env._("My page in the directory"),
            typed=typed,
            **form_guard.get_error_values(
                errors, ("trade_name", "description", "place", "website")
            ),
            saved=saved,
            public_url=page_sudo.is_public and page_sudo._get_public_values()[0]["url"],
            photo_limit=MOST_PHOTO_BYTES // 1024**2,
            has_photo=page_sudo.has_photo,
            page_id=page_sudo.id,
            phone=entrepreneur.sudo().phone,
            may_publish=entrepreneur.stage in ("cape", "cesa", "associate"),
        )
        response = request.render("cae_site.my_directory", values)
        if errors:
            response.status_code = 422
        return response
