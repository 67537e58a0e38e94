from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    def _check_not_answered_for(self):
        """A take-over tells what its entry holds: the entry changes with it or not at all."""
        # sudo: the entry is bound whoever asks, with or without a right to take-overs
        takeover_sudo = (
            self.env["cae.takeover"]
            .sudo()
            .search(
                ["|", ("move_id", "in", self.ids), ("reversal_move_id", "in", self.ids)], limit=1
            )
        )
        if takeover_sudo.state == "booked":
            raise UserError(
                self.env._(
                    "The entry %(move)s is the opening of an activity. Reverse it from its "
                    "take-over: %(takeover)s.",
                    move=takeover_sudo.move_id.display_name,
                    takeover=takeover_sudo.display_name,
                )
            )
        if takeover_sudo:
            (takeover_sudo.move_id | takeover_sudo.reversal_move_id)._refuse_reversed()
        return super()._check_not_answered_for()
