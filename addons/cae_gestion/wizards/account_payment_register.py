from odoo import models


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    def _get_line_batch_key(self, line):
        # One payment per activity, so that each one's cash stays its own.
        key = super()._get_line_batch_key(line)
        key["cae_activity_id"] = line.cae_activity_id.id
        return key

    def _create_payment_vals_from_wizard(self, batch_result):
        vals = super()._create_payment_vals_from_wizard(batch_result)
        vals["cae_activity_id"] = batch_result["lines"].cae_activity_id.id
        return vals

    def _create_payment_vals_from_batch(self, batch_result):
        vals = super()._create_payment_vals_from_batch(batch_result)
        vals["cae_activity_id"] = batch_result["lines"].cae_activity_id.id
        return vals
