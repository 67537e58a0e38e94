from odoo import models


class ResPartner(models.Model):
    """The contact of a request that never became a file goes with it."""

    _inherit = "res.partner"

    def _search_personal(self, identities):
        leads = identities.get("crm.lead", self.env["crm.lead"])
        contacts = leads.partner_id.filtered(lambda partner: partner._is_of_request_only())
        return super()._search_personal(identities) | contacts

    def _is_of_request_only(self):
        """Tell whether a request is all there is about a contact."""
        return not (
            self.is_company
            or self.user_ids
            or self.cae_entrepreneur_ids
            or self.env["crm.lead"].search_count([("partner_id", "=", self.id)], limit=2) > 1
        )
