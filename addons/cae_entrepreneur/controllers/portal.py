import json

from odoo import fields
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.http import request, route


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
        contracts = request.env["cae.contract"].search(
            [("entrepreneur_id", "in", entrepreneurs.ids)]
        )
        # sudo: these records are hers (her rights found them); beside them the cards only
        # show the names of her territories and how to reach her referents.
        return {
            "entrepreneurs": entrepreneurs,
            "today": fields.Date.context_today(entrepreneurs),
            "activities": activities,
            "activities_sudo": activities.sudo(),
            "contracts_sudo": contracts.sudo(),
            "referents_sudo": entrepreneurs.sudo().referent_id.filtered("active"),
        }

    def _get_my_entrepreneurs(self):
        return request.env["cae.entrepreneur"].search([("user_ids", "in", request.env.user.ids)])

    def _read_changes(self, form):
        """Return {name: [values]} of what a person changed in a form of the portal.

        The form says in `before` what the fields held when it was shown: what still holds
        the same was not touched, and is left as another window may have changed it since.

        :param werkzeug.datastructures.MultiDict form: as it was sent
        """
        try:
            before = json.loads(form.get("before") or "{}")
        except ValueError:
            before = {}
        if not isinstance(before, dict):
            before = {}
        names = {*form, *before} - {"before", "csrf_token"}
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
        values = self._prepare_portal_layout_values()
        values.update(self._prepare_my_space_values(entrepreneurs), page_name="my_space")
        return request.render("cae_entrepreneur.portal_my_space", values)

    def _prepare_my_account_rendering_values(self, **kwargs):
        # The layout's values replace Odoo's own page name, and the way back gets lost.
        return super()._prepare_my_account_rendering_values(**kwargs) | {"page_name": "my_details"}

    @route("/my/documents", type="http", auth="user", website=True, readonly=True)
    def my_documents(self, **kw):
        """Odoo's own first page: what its other apps show on the portal."""
        values = self._prepare_portal_layout_values()
        values.update(
            self._prepare_home_portal_values([]),
            page_name="my_documents",
            additional_title=request.env._("Other documents"),
        )
        return request.render("portal.portal_my_home", values)
