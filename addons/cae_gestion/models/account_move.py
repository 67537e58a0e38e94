from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    cae_activity_id = fields.Many2one(
        "cae.activity",
        string="Activity",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="The activity this document belongs to; its lines follow.",
    )
    cae_opening = fields.Boolean(
        string="Take-over of old books",
        readonly=True,
        copy=False,
        help="Booked elsewhere before: no contribution is computed on it.",
    )

    def _reverse_move_vals(self, default_values, cancel=True):
        # Not copied by an ordinary duplication, but the reversal of an opening is one too.
        vals = super()._reverse_move_vals(default_values, cancel=cancel)
        vals["cae_opening"] = self.cae_opening
        return vals
