from odoo import fields, models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    cae_activity_id = fields.Many2one(
        "cae.activity",
        string="Activity",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )

    def write(self, vals):
        result = super().write(vals)
        if "cae_activity_id" in vals:
            activity = self.cae_activity_id
            moves = self.move_id.filtered(lambda move: move.cae_activity_id != activity)
            moves.cae_activity_id = activity
        return result

    def _generate_move_vals(self, write_off_line_vals=None, force_balance=None, line_ids=None):
        vals = super()._generate_move_vals(
            write_off_line_vals=write_off_line_vals,
            force_balance=force_balance,
            line_ids=line_ids,
        )
        vals["cae_activity_id"] = self.cae_activity_id.id
        return vals
