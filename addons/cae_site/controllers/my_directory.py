from odoo.addons.cae_entrepreneur.controllers.portal import MY_PAGE, MySpace
from odoo.http import request, route

from ..models.cae_directory_page import MOST_PHOTO_BYTES, PUBLIC_STAGES
from . import form_guard

# in the order of the page
TEXTS = ("trade_name", "description", "place", "website")


class MyDirectory(MySpace):
    """What a member shows of herself on the public site: she decides in her space."""

    def _prepare_my_space_values(self, entrepreneurs):
        # sudo: only whether her own page is on the site
        pages_sudo = entrepreneurs.sudo().directory_page_ids
        return super()._prepare_my_space_values(entrepreneurs) | {
            "directory_is_public": any(pages_sudo.mapped("is_public"))
        }

    @route("/my/directory", **MY_PAGE, cae_files=["photo"])
    def my_directory(self, photo=None, **params):
        entrepreneur = self._get_my_entrepreneurs()[:1]
        if not entrepreneur:
            return request.redirect("/my/home")
        pages, errors = request.env["cae.directory.page"], {}
        if request.httprequest.method == "POST":
            content = photo.read() if hasattr(photo, "read") else None
            values, errors = pages._read_own_page(entrepreneur, params, content)
            if not errors:
                pages._save_own_page(entrepreneur, values)
                request.session["cae_directory_saved"] = True
                return request.redirect("/my/directory")
        # sudo: her own file, and her own page
        entrepreneur_sudo = entrepreneur.sudo()
        page_sudo = entrepreneur_sudo.directory_page_ids
        stored = {name: page_sudo[name] for name in ("published", "show_phone", *TEXTS)}
        stored["trade_name"] = stored["trade_name"] or entrepreneur_sudo.cae_activity_ids[:1].name
        stored["place"] = stored["place"] or entrepreneur_sudo.city
        return self._render_page(
            "cae_site.my_directory",
            "my_directory",
            status=422 if errors else 200,
            typed=params if errors else stored,
            **form_guard.get_error_values(errors, TEXTS),
            saved=not errors and request.session.pop("cae_directory_saved", False),
            page_sudo=page_sudo,
            photo_limit=MOST_PHOTO_BYTES // 1024**2,
            phone=entrepreneur_sudo.phone,
            may_publish=entrepreneur.stage in PUBLIC_STAGES,
        )
