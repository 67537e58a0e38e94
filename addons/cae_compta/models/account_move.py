from odoo import api, models


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.model
    def _get_booking_models(self):
        return [*super()._get_booking_models(), "cae.takeover"]
