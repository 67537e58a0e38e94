from odoo import fields, models
from odoo.exceptions import UserError


class CaeEntryMixin(models.AbstractModel):
    """What books one entry and may reverse it by another: both change with it or not at all.

    *How to use*: inherit it beside `cae.guard.mixin`, name the model in
    `account.move._get_booking_models`, write both entries with `_by_method()`, and say in
    `_describe_booked` what to do instead of changing the entry.
    """

    _name = "cae.entry.mixin"
    _description = "What books an entry"
    _guarded_fields = {"move_id", "reversal_move_id"}

    move_id = fields.Many2one(
        "account.move",
        string="Entry",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    reversal_move_id = fields.Many2one(
        "account.move",
        string="Reversing entry",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )

    def action_open_entry(self):
        """Open the entry, or the list of both where it was reversed."""
        self.ensure_one()
        self.check_access("read")
        moves = self.move_id | self.reversal_move_id
        return moves._get_records_action(name=self.env._("Entries"))

    def _describe_booked(self):
        """Return why the entry stays as long as it is not reversed; nothing once it is."""
        raise NotImplementedError

    def _check_none_books(self, moves):
        """Refuse a change of entries that a record of this model has booked.

        :raises UserError: with what to do instead
        """
        # sudo: the entry is bound whoever asks, with or without a right to what booked it
        booking_sudo = self.sudo().search(
            ["|", ("move_id", "in", moves.ids), ("reversal_move_id", "in", moves.ids)], limit=1
        )
        if not booking_sudo:
            return
        if reason := booking_sudo._describe_booked():
            raise UserError(reason)
        (booking_sudo.move_id | booking_sudo.reversal_move_id)._refuse_reversed()
