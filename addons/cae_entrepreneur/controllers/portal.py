from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal


class MySpace(CustomerPortal):
    """The portal's first page: "My space", one card per domain."""

    def _prepare_my_space_values(self, entrepreneurs):
        """Return the values of the cards; each addon adds its own.

        :param entrepreneurs: the files of the logged-in person, with her own rights
        """
        return {"entrepreneurs": entrepreneurs, "activities": entrepreneurs.cae_activity_ids}

    @route()
    def home(self, **kw):
        entrepreneurs = request.env["cae.entrepreneur"].search(
            [("user_ids", "in", request.env.user.ids)]
        )
        if not entrepreneurs:
            return super().home(**kw)
        values = self._prepare_portal_layout_values()
        values.update(self._prepare_my_space_values(entrepreneurs), page_name="my_space")
        return request.render("cae_entrepreneur.portal_my_space", values)
