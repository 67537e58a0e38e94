from odoo import fields, models
from odoo.exceptions import UserError

from .takeover_guard import is_internal


class AccountMove(models.Model):
    _inherit = "account.move"

    cae_takeover_ids = fields.One2many(
        "cae.takeover", "move_id", string="Take-overs", groups="cae_entrepreneur.group_accountant"
    )

    def _check_takeover_holds(self):
        """The take-over says what its entry holds: the entry changes with it or not at all."""
        # sudo: the entry is bound whoever asks, with or without a right to take-overs
        takeovers_sudo = self.sudo().cae_takeover_ids.filtered(
            lambda takeover: takeover.state == "booked"
        )
        if takeovers_sudo and not is_internal(self.env):
            raise UserError(
                self.env._(
                    "The entry %(move)s is the opening of an activity. Reverse it from its "
                    "take-over: %(takeover)s.",
                    move=takeovers_sudo[0].move_id.display_name,
                    takeover=takeovers_sudo[0].display_name,
                )
            )

    def button_draft(self):
        self._check_takeover_holds()
        return super().button_draft()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        self._check_takeover_holds()
        return super()._reverse_moves(default_values_list=default_values_list, cancel=cancel)
