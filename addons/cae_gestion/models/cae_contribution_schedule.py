from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.addons.cae_socle.models.client_actions import open_form
from odoo.addons.cae_socle.models.counts import count_lines
from odoo.addons.cae_socle.models.turns import pass_alone
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.date_utils import start_of


class CaeContributionSchedule(models.Model):
    """What the general meeting voted: the rules of the contribution from a date on.

    The general meeting fixes the bases, the rates or the amounts of the contribution by ordinary
    majority (C. trav. R7331-9). A schedule holds until the next one of the same cooperative.
    Once a month is posted with it, it is history: a change is a new schedule, made by duplicating
    this one so that what is accumulated (by year, since entry) goes on.
    """

    _name = "cae.contribution.schedule"
    _description = "Contribution Schedule"
    _inherit = ["mail.thread", "cae.guard.mixin"]
    _order = "date_start desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_start = fields.Date(
        string="In force from",
        required=True,
        tracking=True,
        default=lambda self: start_of(fields.Date.context_today(self), "month"),
        help="First day of the first month that this schedule applies to.",
    )
    date_voted = fields.Date(
        string="Voted on", tracking=True, copy=False, help="Date of the general meeting."
    )
    rule_ids = fields.One2many("cae.contribution.rule", "schedule_id", string="Rules", copy=True)
    note = fields.Html(string="Text of the decision")
    run_ids = fields.One2many("cae.contribution.run", "schedule_id", string="Months")
    is_trial = fields.Boolean(
        string="On trial",
        tracking=True,
        help="No month is closed with it: it can be tried on months of the past.",
    )
    is_used = fields.Boolean(
        string="Used by a posted month", compute="_compute_is_used", compute_sudo=True
    )

    _company_date_uniq = models.UniqueIndex(
        "(company_id, date_start) WHERE is_trial IS NOT TRUE",
        "Another schedule of this cooperative starts on the same day.",
    )

    @api.depends("run_ids.state")
    def _compute_is_used(self):
        posted = Domain("state", "=", "posted")
        for schedule, count in count_lines(self, "cae.contribution.run", "schedule_id", posted):
            schedule.is_used = bool(count)

    @api.constrains("date_start", "is_trial")
    def _check_date_start(self):
        for schedule in self:
            if schedule.date_start.day != 1:
                raise ValidationError(self.env._("A schedule starts on the first day of a month."))
            if schedule.is_trial:
                continue
            last = self.env["cae.contribution.run"]._last_posted(schedule.company_id)
            if last and last.date_from >= schedule.date_start and last.schedule_id != schedule:
                raise ValidationError(
                    self.env._(
                        "%(month)s is already posted: the new schedule starts later, "
                        "or that month is reversed first.",
                        month=last._month_name(),
                    )
                )

    def copy_data(self, default=None):
        """A copy starts after the last posted month, or a month later than the original."""
        vals_list = super().copy_data(default=default)
        for schedule, vals in zip(self, vals_list, strict=True):
            if "date_start" not in (default or {}):
                last = self.env["cae.contribution.run"]._last_posted(schedule.company_id)
                after = max(filter(None, [last.date_from, schedule.date_start]))
                vals["date_start"] = after + relativedelta(months=1)
            if "name" not in (default or {}):
                vals["name"] = self.env._("%(name)s (copy)", name=schedule.name)
        return vals_list

    def write(self, vals):
        self.check_access("write")
        if vals.keys() & {"company_id", "date_start", "rule_ids", "is_trial"}:
            self._check_not_used()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_not_used()

    def action_put_in_force(self):
        """Let the closings from its start date on use this schedule."""
        self.is_trial = False

    def action_put_on_trial(self):
        """Take a schedule that no month was posted with out of force."""
        self.is_trial = True

    def action_try(self):
        """Open the trial of this schedule on a month of the past."""
        self.ensure_one()
        title = self.env._("Try on a past month")
        return open_form("cae.contribution.trial", title, schedule_id=self.id)

    def _check_open_for(self, child):
        self._check_not_used()

    def _check_not_used(self):
        """Refuse to change what posted entries rest on.

        :raises UserError: a month was posted with one of these schedules.
        """
        # a month that is posted with these meanwhile starts over, or this does
        pass_alone(self)
        used = self.filtered("is_used")
        if used:
            raise UserError(
                self.env._(
                    "“%(schedule)s” was used to post a month: it stays as it was voted. "
                    "Duplicate it and give the copy its own start date.",
                    schedule=used[0].name,
                )
            )

    @api.model
    def _get_in_force(self, company, date):
        """Return the schedule of a company in force on a date (empty when there is none)."""
        return self.search(
            [
                ("company_id", "=", company.id),
                ("date_start", "<=", date),
                ("is_trial", "=", False),
            ],
            order="date_start desc",
            limit=1,
        )

    @api.model
    def _create_default(self, company):
        """Give a company that has no schedule a usual one, to be edited.

        10 % of the turnover without tax; subcontracting and large purchases (of 1 000 without
        tax) are not counted; 2.50 when nothing is invoiced in the month.

        :param company: res.company record
        :return: the schedule made, or an empty recordset when the company has one
        """
        company.ensure_one()
        if self.search_count([("company_id", "=", company.id)], limit=1):
            return self.browse()
        env = self.with_context(lang=company.partner_id.lang or self.env.lang).env
        subcontracting = {"name": env._("subcontracting"), "account_prefixes": "604,611"}
        large_purchases = {
            "name": env._("large purchases"),
            "account_prefixes": "601,602,605,606,607",
            "line_minimum": 1000.0,
            "sequence": 20,
        }
        rule = {
            "name": env._("Contribution"),
            "minimum": 2.5,
            "slice_ids": [fields.Command.create({"rate": 10.0})],
            "exclusion_ids": [*map(fields.Command.create, (subcontracting, large_purchases))],
        }
        today = fields.Date.context_today(self)
        return env[self._name].create(
            {
                "name": env._("Contribution 10 %"),
                "company_id": company.id,
                "date_start": today + relativedelta(years=-1, month=1, day=1),
                "rule_ids": [fields.Command.create(rule)],
            }
        )
