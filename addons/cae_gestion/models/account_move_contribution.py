from odoo import fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    cae_contribution_run_ids = fields.One2many(
        "cae.contribution.run", "move_id", string="Contribution months"
    )

    # The contribution leaves these few entries out of its bases: find them without a scan.
    _cae_opening_idx = models.Index("(company_id) WHERE cae_opening")

    def button_draft(self):
        self._check_not_contribution()
        return super().button_draft()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        self._check_not_contribution()
        return super()._reverse_moves(default_values_list=default_values_list, cancel=cancel)

    def _check_not_contribution(self):
        """Leave the entry of a posted month to its month, or the two would tell two stories."""
        # sudo: whoever may touch the entry must not break a month that he may not see
        runs_sudo = (
            self.env["cae.contribution.run"]
            .sudo()
            .search([("move_id", "in", self.ids), ("state", "=", "posted")], limit=1)
        )
        if runs_sudo and not runs_sudo._is_edited_by_method():
            raise UserError(
                self.env._(
                    "This is the contribution of %(month)s: reverse that month instead, "
                    "in the menu Contributions.",
                    month=runs_sudo._month_name(),
                )
            )
