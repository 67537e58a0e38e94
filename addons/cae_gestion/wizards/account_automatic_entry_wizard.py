from odoo import fields, models

from ..models.account_move_line import name_single_activity


class AccountAutomaticEntryWizard(models.TransientModel):
    _inherit = "account.automatic.entry.wizard"

    def _get_move_line_dict_vals_change_period(self, aml, date):
        commands = super()._get_move_line_dict_vals_change_period(aml, date)
        for command in commands:
            command[2]["cae_activity_id"] = aml.cae_activity_id.id
        return commands

    def _get_move_dict_vals_change_period(self):
        vals_list = super()._get_move_dict_vals_change_period()
        for vals in vals_list:
            name_single_activity(vals)
        return vals_list

    def _get_move_dict_vals_change_account(self):
        """Odoo sums lines of one customer, whatever their activity: one sum for each here."""
        move_vals = {}
        for activity, lines in self.move_line_ids.grouped("cae_activity_id").items():
            part = self.new({"move_line_ids": [fields.Command.set(lines.ids)]}, origin=self)
            [vals] = super(AccountAutomaticEntryWizard, part)._get_move_dict_vals_change_account()
            for command in vals["line_ids"]:
                command[2]["cae_activity_id"] = activity.id
            if move_vals:
                move_vals["line_ids"] += vals["line_ids"]
            else:
                move_vals = vals
        name_single_activity(move_vals)
        return [move_vals]
