from odoo import fields, models
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"
    _personal_fields = {"siret": "keep"}

    # The country of a customer or supplier says by which number a business is known: in France
    # the SIRET.
    country_id = fields.Many2one(
        default=lambda self: (
            self.env.context.get("res_partner_search_mode") and self.env.company.country_id
        )
    )

    def _forget_personal(self, kinds):
        """Take the name out of the copies that entries keep of it, too."""
        changed = super()._forget_personal(kinds)
        if "identity" in kinds:
            self.env.flush_all()
            # in SQL: a posted entry refuses to be written
            self.env.cr.execute(
                SQL(
                    "UPDATE account_move SET invoice_partner_display_name = partner.complete_name "
                    "FROM res_partner partner WHERE partner.id = account_move.partner_id "
                    "AND partner.id IN %s",
                    tuple(self.ids),
                )
            )
            self.env.invalidate_all()
        return changed
