from odoo import api, fields, models

# Classes of the French chart whose lines make the result of an activity.
RESULT_PREFIXES = ("6", "7", "186", "187")
# What is written on a line of an entry that stays: its matching, which says nothing of the entry.
FREE_FIELDS = {"matching_number"}


def name_single_activity(move_vals):
    """Name the activity of an entry all of whose lines belong to it, in its values."""
    activities = {command[2].get("cae_activity_id") for command in move_vals["line_ids"]}
    if len(activities) == 1:
        move_vals["cae_activity_id"] = activities.pop()


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    cae_activity_id = fields.Many2one(
        "cae.activity",
        string="Activity",
        compute="_compute_cae_activity_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )

    @api.depends("move_id.cae_activity_id")
    def _compute_cae_activity_id(self):
        for line in self:
            if line.move_id.cae_activity_id:
                line.cae_activity_id = line.move_id.cae_activity_id

    @api.constrains("move_id")
    def _check_new_entry_not_bound(self):
        """Refuse lines that are made in an entry that stays, or moved into it."""
        self._check_entry_not_bound()

    def write(self, vals):
        if vals.keys() - FREE_FIELDS:
            self._check_entry_not_bound()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_bound(self):
        self._check_entry_not_bound()

    def _check_entry_not_bound(self):
        # the state of the entry itself: that of its lines is a copy
        self.move_id.filtered(lambda move: move.state == "posted")._check_not_bound()

    @api.model
    def _reconcile_plan(self, reconciliation_plan):
        """Match within each activity first: only what is left is settled between activities."""

        def by_activity(plan):
            if isinstance(plan, list | tuple):
                return [by_activity(part) for part in plan]
            groups = plan.grouped("cae_activity_id")
            return plan if len(groups) < 2 else list(groups.values())

        return super()._reconcile_plan(by_activity(reconciliation_plan))

    def _prepare_exchange_difference_move_vals(
        self, amounts_list, company=None, exchange_date=None, **kwargs
    ):
        """The difference of a line belongs to the activity of that line."""
        result = super()._prepare_exchange_difference_move_vals(
            amounts_list, company=company, exchange_date=exchange_date, **kwargs
        )
        if result:
            commands = result["move_values"]["line_ids"]
            for line, sequence in result["to_reconcile"]:
                for command in commands[sequence : sequence + 2]:
                    command[2]["cae_activity_id"] = line.cae_activity_id.id
            name_single_activity(result["move_values"])
        return result

    @api.depends("cae_activity_id")
    def _compute_analytic_distribution(self):
        return super()._compute_analytic_distribution()

    def _related_analytic_distribution(self):
        distribution = super()._related_analytic_distribution()
        activity = self.cae_activity_id
        if activity and (self.account_id.code or "").startswith(RESULT_PREFIXES):
            # sudo: an invoicing clerk need not be able to read analytic accounts
            account = activity.sudo().analytic_account_id
            distribution = {**distribution, str(account.id): 100}
        return distribution
