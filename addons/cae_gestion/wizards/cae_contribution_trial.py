from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.date_utils import start_of


class CaeContributionTrial(models.TransientModel):
    """A schedule tried on a month of the past, beside what was posted. Nothing is booked."""

    _name = "cae.contribution.trial"
    _description = "Trial of a contribution schedule"
    _check_company_auto = True

    schedule_id = fields.Many2one("cae.contribution.schedule", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="schedule_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        string="Month",
        required=True,
        default=lambda self: self._default_month(),
        help="Any day of the month.",
    )
    line_ids = fields.One2many("cae.contribution.trial.line", "trial_id", readonly=True)
    tried_month = fields.Char(readonly=True)
    amount = fields.Monetary(string="With this schedule", compute="_compute_totals")
    posted = fields.Monetary(compute="_compute_totals")
    difference = fields.Monetary(compute="_compute_totals")

    @api.model
    def _default_month(self):
        """The last month that was posted, to have something to compare with."""
        last = self.env["cae.contribution.run"]._last_posted(self.env.company)
        month = fields.Date.context_today(self) - relativedelta(months=1)
        return last.date_from or start_of(month, "month")

    @api.depends("schedule_id")
    def _compute_display_name(self):
        for trial in self:
            trial.display_name = self.env._(
                "Trial of “%(schedule)s”", schedule=trial.schedule_id.name
            )

    @api.depends("line_ids.amount", "line_ids.posted", "line_ids.difference")
    def _compute_totals(self):
        for trial in self:
            for name in ("amount", "posted", "difference"):
                trial[name] = sum(trial.line_ids.mapped(name))

    def action_try(self):
        """Compute the month with the schedule, activity by activity, beside what was posted."""
        self.ensure_one()
        Run = self.env["cae.contribution.run"]
        Run.check_access("create")
        month = start_of(self.date_from, "month")
        if not self.schedule_id.rule_ids:
            raise UserError(self.env._("This schedule has no rule yet."))
        run = Run.new(
            {
                "company_id": self.company_id.id,
                "date_from": month,
                "schedule_id": self.schedule_id.id,
            }
        )
        Line = self.env["cae.contribution.line"]
        amounts, explanations = defaultdict(float), defaultdict(list)
        for vals in run._prepare_lines(trial=self.schedule_id):
            amounts[vals["activity_id"]] += float(vals["amount"])
            line = Line.new({**vals, "run_id": run.id})
            explanations[vals["activity_id"]].append(line._explain())
        posted = {
            activity.id: amount
            for activity, amount in Line._read_group(
                [
                    ("company_id", "=", self.company_id.id),
                    ("state", "=", "posted"),
                    ("date", "=", month),
                ],
                ["activity_id"],
                ["amount:sum"],
            )
        }
        vals_list = [
            {
                "activity_id": activity_id,
                "amount": amounts[activity_id],
                "posted": posted.get(activity_id, 0.0),
                "difference": amounts[activity_id] - posted.get(activity_id, 0.0),
                "explanation": " ; ".join(explanations[activity_id]),
            }
            for activity_id in sorted(amounts.keys() | posted.keys())
        ]
        self.write(
            {
                "date_from": month,
                "tried_month": run._month_name(),
                "line_ids": [fields.Command.clear(), *map(fields.Command.create, vals_list)],
            }
        )


class CaeContributionTrialLine(models.TransientModel):
    """One activity of a trial."""

    _name = "cae.contribution.trial.line"
    _description = "Activity of a trial"
    _order = "activity_id, id"

    trial_id = fields.Many2one(
        "cae.contribution.trial", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="trial_id.currency_id")
    activity_id = fields.Many2one("cae.activity", required=True, ondelete="cascade")
    amount = fields.Monetary(string="With this schedule")
    posted = fields.Monetary()
    difference = fields.Monetary()
    explanation = fields.Char()
