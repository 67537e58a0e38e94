from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class CaeActivity(models.Model):
    """What an activity contributes, and its statement, from the posted entries."""

    _name = "cae.activity"
    _inherit = ["cae.activity", "cae.activity.statement.mixin"]

    contribution_exempt = fields.Boolean(
        string="No fixed or minimum contribution",
        tracking=True,
        help="Waived by decision of the cooperative: the fixed amount, the minimum and the least "
        "amount a year are not asked. The rates on what is invoiced still are.",
    )
    contribution_line_ids = fields.One2many(
        "cae.contribution.line", "activity_id", string="Contributions"
    )

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        # a default of the context says it too
        activities.filtered("contribution_exempt")._check_may_exempt()
        return activities

    def write(self, vals):
        if "contribution_exempt" in vals:
            exempt = bool(vals["contribution_exempt"])
            changed = self.filtered(lambda activity: activity.contribution_exempt != exempt)
            changed._check_may_exempt()
        return super().write(vals)

    def _check_may_exempt(self):
        """Raise unless the user decides on what an activity owes the cooperative."""
        groups = "cae_socle.group_accountant,cae_socle.group_manager"
        if self and not self.env.su and not self.env.user.has_groups(groups):
            raise AccessError(
                self.env._(
                    "Ask an accountant or a manager: they decide that %(name)s owes no fixed or "
                    "minimum contribution.",
                    name=self[0].name,
                )
            )

    @api.model
    def _list_periods(self, company, first, date_from, date_to):
        """Return when the activities of a company are there, for what they owe at least.

        :param res.company company: whose
        :param date first: the first day that counts
        :param date date_from: first day of the month for which it is asked
        :param date date_to: last day of that month
        :return: list of (activity id, whether the least amounts are waived, kind of contract,
            first day, last day or None), in the order of the activities
        """
        # sudo: the accountant's month does not depend on who may read which activity
        activities_sudo = self.sudo().search(
            Domain("company_id", "=", company.id)
            & (Domain("date_start", "=", False) | Domain("date_start", "<=", date_to))
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", date_from)),
            order="id",
        )
        return [
            (
                activity.id,
                activity.contribution_exempt,
                "cesa",
                activity.date_start or first,
                activity.date_end or None,
            )
            for activity in activities_sudo
        ]

    def _filter_used(self):
        # sudo: entries count even where the user may not see them
        booked = {
            activity.id
            for model in ("account.move", "account.move.line", "account.payment")
            for (activity,) in self.env[model]
            .sudo()
            ._read_group([("cae_activity_id", "in", self.ids)], ["cae_activity_id"])
        }
        return super()._filter_used() | self.filtered(lambda activity: activity.id in booked)
