from odoo import fields, models


class AccountAutomaticEntryWizard(models.TransientModel):
    _inherit = "account.automatic.entry.wizard"

    def _get_move_line_dict_vals_change_period(self, aml, date):
        commands = super()._get_move_line_dict_vals_change_period(aml, date)
        for command in commands:
            command[2]["cae_activity_id"] = aml.cae_activity_id.id
        return commands

    def _get_move_dict_vals_change_period(self):
        return self._name_single_activity(super()._get_move_dict_vals_change_period())

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
        return self._name_single_activity([move_vals])

    def _name_single_activity(self, vals_list):
        """Name the activity of each entry whose lines all belong to one."""
        for vals in vals_list:
            activities = {command[2]["cae_activity_id"] for command in vals["line_ids"]}
            if len(activities) == 1:
                vals["cae_activity_id"] = activities.pop()
        return vals_list
