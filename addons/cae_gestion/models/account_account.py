from odoo import fields, models


class AccountAccount(models.Model):
    _inherit = "account.account"

    cae_contribution = fields.Boolean(
        string="Contribution to the cooperative",
        help="Old books often kept the contribution on a purchase account (604101, say): "
        "the activity statement then shows this account as contribution.",
    )
