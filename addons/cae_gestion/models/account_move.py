from odoo import fields, models
from odoo.exceptions import UserError


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
    cae_takeover_ids = fields.One2many(
        "cae.takeover", "move_id", string="Take-overs", groups="cae_entrepreneur.group_accountant"
    )

    # The contribution leaves these few entries out of its bases: find them without a scan.
    _cae_opening_idx = models.Index("(company_id) WHERE cae_opening")

    def button_draft(self):
        self._check_not_bound()
        return super().button_draft()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        self._check_not_bound()
        return super()._reverse_moves(default_values_list=default_values_list, cancel=cancel)

    def _check_not_bound(self):
        """Refuse to change an entry that a take-over or a month answers for."""
        self._check_takeover_holds()
        self._check_not_contribution()

    def _check_takeover_holds(self):
        """The take-over says what its entry holds: the entry changes with it or not at all."""
        # sudo: the entry is bound whoever asks, with or without a right to take-overs
        takeovers_sudo = self.sudo().cae_takeover_ids.filtered(
            lambda takeover: takeover.state == "booked"
        )
        if takeovers_sudo and not takeovers_sudo._is_by_method():
            raise UserError(
                self.env._(
                    "The entry %(move)s is the opening of an activity. Reverse it from its "
                    "take-over: %(takeover)s.",
                    move=takeovers_sudo[0].move_id.display_name,
                    takeover=takeovers_sudo[0].display_name,
                )
            )

    def _check_not_contribution(self):
        """Leave the entry of a posted month to its month, or the two would tell two stories."""
        # sudo: whoever may touch the entry must not break a month that he may not see
        runs_sudo = (
            self.env["cae.contribution.run"]
            .sudo()
            .search([("move_id", "in", self.ids), ("state", "=", "posted")], limit=1)
        )
        if runs_sudo and not runs_sudo._is_by_method():
            raise UserError(
                self.env._(
                    "This is the contribution of %(month)s: reverse that month instead, "
                    "in the menu Contributions.",
                    month=runs_sudo._month_name(),
                )
            )
