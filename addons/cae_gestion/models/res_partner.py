from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def default_get(self, fields):
        """Propose the company's country for a new customer or supplier.

        The country says by which number a business is known: in France the SIRET.
        """
        values = super().default_get(fields)
        if (
            "country_id" in fields
            and not values.get("country_id")
            and self.env.context.get("res_partner_search_mode")
        ):
            values["country_id"] = self.env.company.country_id.id
        return values
