from collections import defaultdict
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.tools import SQL, format_date, formatLang
from odoo.tools.date_utils import end_of, start_of

from ..engine import chart, statement

PERIODS = ("this_year", "last_year", "this_month", "last_month", "custom")


class CaeActivity(models.Model):
    """What an activity contributes, and its statement, from the posted entries."""

    _inherit = "cae.activity"

    contribution_exempt = fields.Boolean(
        string="No fixed or minimum contribution",
        tracking=True,
        help="Waived by decision of the cooperative: the fixed amount, the minimum and the least "
        "amount a year are not asked. The rates on what is invoiced still are.",
    )
    contribution_line_ids = fields.One2many(
        "cae.contribution.line", "activity_id", string="Contributions"
    )

    def action_open_statement(self):
        """Open the statement of this activity, with a choice of period."""
        self.ensure_one()
        return self.env["cae.activity.statement"]._open(self)

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

    # ------------------------------------------------------------------ figures

    def _get_statement(self, date_from, date_to):
        """Return the figures of one activity.

        :param date date_from: first day of the period
        :param date date_to: last day, included; cash and dues stand at this day
        :return: `engine.statement.Statement`, amounts in the company's currency
        :raises AccessError: when the user may not read the activity
        """
        self.ensure_one()
        return self._get_statements(date_from, date_to)[self]

    def _get_statements(self, date_from, date_to):
        """Return the figures of many activities, with one query on entries per company.

        The entries themselves are out of reach of advisors and entrepreneurs: whoever may
        read an activity may read its statement (C. trav. R7331-6), so access is checked on
        the activities, once, here.

        :return: dict of cae.activity to `engine.statement.Statement`
        """
        self.check_access("read")
        balances = defaultdict(list)
        for company, activities in self.grouped("company_id").items():
            activities._add_balances(balances, company, date_from, date_to)
        return {
            activity: statement.statement(balances[activity.id], date_from, date_to)
            for activity in self
        }

    def _add_balances(self, balances, company, date_from, date_to):
        """Add the balances of activities of one company, by account and month."""
        lines = self.env["account.move.line"]
        lines.flush_model(
            ["account_id", "cae_activity_id", "company_id", "credit", "date", "debit"]
        )
        lines.flush_model(["parent_state"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.cae_activity_id,
                       line.account_id,
                       CASE WHEN line.date >= %(date_from)s
                            THEN date_trunc('month', line.date)::date END AS month,
                       SUM(line.debit)::text,
                       SUM(line.credit)::text
                  FROM account_move_line line
                 WHERE line.cae_activity_id = ANY(%(activities)s)
                   AND line.company_id = %(company)s
                   AND line.parent_state = 'posted'
                   AND line.date <= %(date_to)s
                   AND line.account_id IS NOT NULL
              GROUP BY 1, 2, 3
                """,
                activities=list(self.ids),
                company=company.id,
                date_from=date_from,
                date_to=date_to,
            )
        )
        # sudo: access to the activities has been checked, the chart of accounts is theirs
        company_sudo = company.sudo()
        accounts_sudo = (
            self.env["account.account"]
            .sudo()
            .with_company(company_sudo)
            .browse({row[1] for row in rows})
        )
        known = {
            account.id: {
                "code": account.code or "",
                "label": account.name,
                "contribution": account.cae_contribution
                or account == company_sudo.contribution_charge_account_id,
                "liaison": account == company_sudo.contribution_liaison_account_id,
            }
            for account in accounts_sudo
        }
        for activity_id, account_id, month, debit, credit in rows:
            balances[activity_id].append(
                statement.Balance(
                    debit=Decimal(debit), credit=Decimal(credit), month=month, **known[account_id]
                )
            )

    # ------------------------------------------------------------------ periods

    def _get_statement_period(self, period="this_year", date_from=None, date_to=None):
        """Return the first and last day of a period by its name.

        A year is the company's financial year. The current one goes to the end of the
        current month: later months are still empty.

        :param str period: one of PERIODS; anything else is this year
        :param date date_from: for a custom period
        :param date date_to: for a custom period
        :return: (date, date)
        """
        today = fields.Date.context_today(self)
        if period == "custom" and date_from and date_to and date_from <= date_to:
            return date_from, date_to
        if period == "this_month":
            return start_of(today, "month"), end_of(today, "month")
        if period == "last_month":
            last = today - relativedelta(months=1)
            return start_of(last, "month"), end_of(last, "month")
        # sudo: an entrepreneur may not read the settings of the company's books
        company_sudo = (self.company_id[:1] or self.env.company).sudo()
        year = company_sudo.compute_fiscalyear_dates(today)
        if period == "last_year":
            year = company_sudo.compute_fiscalyear_dates(year["date_from"] - relativedelta(days=1))
            return year["date_from"], year["date_to"]
        return year["date_from"], min(year["date_to"], end_of(today, "month"))

    def _get_statement_periods(self):
        """Return the choice of periods, as (name, label) in the user's language."""
        return self.env["cae.activity.statement"]._fields["period"]._description_selection(self.env)

    # ------------------------------------------------------------------ showing

    def _prepare_statement_values(self, date_from, date_to):
        """Return what the template of the statement needs, for any page and for the PDF.

        :return: dict: activity, company, statement, chart, contributions, and the functions
            `money`, `day` and `month_name` that write amounts and dates in the user's language
        """
        self.ensure_one()
        found = self._get_statement(date_from, date_to)
        return {
            "activity": self,
            # sudo: what a company prints on its documents is public
            "company": self.company_id.sudo(),
            "statement": found,
            "chart": chart.chart(found.months),
            "contributions": self._get_statement_contributions(date_from, date_to),
            "today": fields.Date.context_today(self),
            **self._get_statement_formats(),
        }

    def _get_statement_formats(self):
        """Return the functions that write amounts and dates in the user's language."""
        currency = self.currency_id
        today = fields.Date.context_today(self)
        return {
            "money": lambda amount: formatLang(self.env, float(amount), currency_obj=currency),
            "whole": lambda amount: formatLang(self.env, float(amount), digits=0),
            "day": lambda value: format_date(self.env, value),
            # nothing is posted beyond today: a date to come would make one wonder
            "day_reached": lambda value: format_date(self.env, min(value, today)),
            "month_name": lambda value: format_date(self.env, value, date_format="MMMM y"),
            "month_short": lambda value: format_date(self.env, value, date_format="MMM yy"),
        }

    def _get_statement_contributions(self, date_from, date_to):
        """Return the posted contributions of a period, each with its explanation."""
        return self.env["cae.contribution.line"].search(
            [
                ("activity_id", "=", self.id),
                ("state", "=", "posted"),
                ("date", ">=", start_of(date_from, "month")),
                ("date", "<=", date_to),
            ],
            order="date, id",
        )

    def _get_statement_file(self, extension, date_from, date_to):
        """Return the statement as a file.

        :param str extension: pdf or xlsx
        :return: bytes
        """
        self.ensure_one()
        report = "cae_gestion.activity_statement_report"
        data = {
            "date_from": fields.Date.to_string(date_from),
            "date_to": fields.Date.to_string(date_to),
        }
        Report = self.env["ir.actions.report"]
        if extension == "xlsx":
            return Report._render_xlsx(f"{report}_xlsx", self.ids, data)[0]
        return Report._render_qweb_pdf(report, self.ids, data)[0]

    def _get_statement_filename(self, date_from, date_to):
        """Return the name of the statement's file, without its ending."""
        self.ensure_one()
        return self.env._(
            "Statement %(activity)s %(date_from)s %(date_to)s",
            activity=self.code or self.name,
            date_from=date_from.isoformat(),
            date_to=date_to.isoformat(),
        )
