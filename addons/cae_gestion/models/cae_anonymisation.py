from odoo import api, models
from odoo.tools import SQL


class CaeAnonymisation(models.AbstractModel):
    """The name on accounting documents, kept as long as the books are."""

    _inherit = "cae.anonymisation"

    @api.model
    def _get_kept_fields(self):
        kept = super()._get_kept_fields()
        kept.setdefault("res.partner", {})["siret"] = "the number of a company"
        return kept

    @api.model
    def _get_impersonal_models(self):
        return {
            **super()._get_impersonal_models(),
            "cae.contribution.line": "amounts of an activity",
            "cae.contribution.exclusion": "an activity left out of a schedule",
        }

    @api.model
    def _forget_author(self, partners):
        """Take the name out of the copies that entries and payments keep of it."""
        result = super()._forget_author(partners)
        ids = tuple(partners.ids)
        self.env.cr.execute(
            SQL(
                "UPDATE account_move SET invoice_partner_display_name = partner.complete_name "
                "FROM res_partner partner WHERE partner.id = account_move.partner_id "
                "AND partner.id IN %s",
                ids,
            )
        )
        self.env.invalidate_all()
        return result
