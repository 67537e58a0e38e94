from odoo import models


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    def _get_line_batch_key(self, line):
        # One payment per activity, so that each one's cash stays its own.
        key = super()._get_line_batch_key(line)
        key["cae_activity_id"] = line.cae_activity_id.id
        return key

    def _init_payments(self, to_process, edit_mode=False):
        for values in to_process:
            activity = values["batch"]["lines"].cae_activity_id
            values["create_vals"]["cae_activity_id"] = activity.id
        return super()._init_payments(to_process, edit_mode=edit_mode)
