from odoo import models
from odoo.http import request
from odoo.tools.urls import urljoin


class Website(models.Model):
    _inherit = "website"

    def _get_share_meta(self, meta, title, text=None, image=None):
        """Return what a shared link of a page shows: the page's own title, words and picture.

        :param dict meta: Odoo's, of `website.seo.metadata.get_website_meta`
        :param str title: the title in the browser's tab
        :param str text: a sentence or two about the page
        :param str image: the path of a picture
        """
        if not meta.get("opengraph_meta"):
            return meta
        image = image and urljoin(self.domain or request.httprequest.url_root, image)
        shown = {"title": title, "description": text, "image": image}
        return meta | {
            f"{kind}_meta": meta[f"{kind}_meta"]
            | {f"{prefix}:{name}": value for name, value in shown.items() if value}
            for kind, prefix in (("opengraph", "og"), ("twitter", "twitter"))
        }
