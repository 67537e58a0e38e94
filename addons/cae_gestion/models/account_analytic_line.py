from odoo import api, models


class AccountAnalyticLine(models.Model):
    """What analytic accounting says of an entry that stays, stays with it."""

    _inherit = "account.analytic.line"

    @api.model_create_multi
    def create(self, vals_list):
        analytic_lines = super().create(vals_list)
        analytic_lines.move_line_id._check_entry_not_bound()
        return analytic_lines

    def write(self, vals):
        self.move_line_id._check_entry_not_bound()
        result = super().write(vals)
        if "move_line_id" in vals:
            self.move_line_id._check_entry_not_bound()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_bound(self):
        self.move_line_id._check_entry_not_bound()
