from collections import defaultdict
from decimal import Decimal
from functools import partial
from urllib.parse import urlencode

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.addons.cae_socle.engine import charts
from odoo.addons.cae_socle.engine.periods import FIRST_DAY
from odoo.addons.cae_socle.models.periods import read_period
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date, formatLang
from odoo.tools.date_utils import end_of, start_of

from ..engine import statement
from .statement_accounts import describe_accounts
from .statement_lines import StatementLines
from .statement_words import (
    available_rows,
    claim_rows,
    load_words,
    name_accounts,
    name_figure,
    result_rows,
)

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

    # -- statement ------------------------------------------------------------------------------

    def action_open_statement(self):
        """Open the statement of this activity, with a choice of period."""
        self.ensure_one()
        return self.env["cae.activity.statement"]._open(self)

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
        :raises AccessError: when the user may not read one of the activities
        :raises UserError: when the period is longer or further away than any page shows
        """
        self.check_access("read")
        date_from, date_to = read_period(self, date_from, date_to)
        balances = defaultdict(list)
        for company, activities in self.grouped("company_id").items():
            activities._add_balances(balances, company, date_from, date_to)
        return {
            activity: statement.statement(balances[activity.id], date_from, date_to)
            for activity in self
        }

    def _add_balances(self, balances, company, date_from, date_to):
        """Add the balances of activities of one company, by account and month."""
        self.env["account.move.line"].flush_model()
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
        accounts_sudo = self.env["account.account"].sudo().browse({row[1] for row in rows})
        known = describe_accounts(company, accounts_sudo)
        for activity_id, account_id, month, debit, credit in rows:
            balances[activity_id].append(
                statement.Balance(
                    debit=Decimal(debit), credit=Decimal(credit), month=month, **known[account_id]
                )
            )

    # -- periods -----------------------------------------------------------------------------------

    def _get_statement_period(self, period="this_year", date_from=None, date_to=None):
        """Return the first and last day of a period by its name.

        A year is the company's financial year. The current one goes to the end of the
        current month: later months are still empty.

        :param str period: one of PERIODS
        :param date_from: for a custom period, a date or the text of one
        :param date_to: for a custom period, likewise
        :return: (date, date)
        :raises UserError: when the period is none, or chosen dates cannot be shown
        """
        today = fields.Date.context_today(self)
        if period == "custom":
            return read_period(self, date_from, date_to, self._get_first_day())
        if period == "this_month":
            return start_of(today, "month"), end_of(today, "month")
        if period == "last_month":
            last = today - relativedelta(months=1)
            return start_of(last, "month"), end_of(last, "month")
        if period not in PERIODS:
            raise UserError(self.env._("Choose one of the periods."))
        # sudo: an entrepreneur may not read the settings of the company's books
        company_sudo = (self.company_id[:1] or self.env.company).sudo()
        year = company_sudo.compute_fiscalyear_dates(today)
        if period == "last_year":
            year = company_sudo.compute_fiscalyear_dates(year["date_from"] - relativedelta(days=1))
            return year["date_from"], year["date_to"]
        return year["date_from"], min(year["date_to"], end_of(today, "month"))

    def _get_statement_url(self, date_from, date_to, extension=None):
        """Return the address of the statement of these days, named as a period where they are one.

        :param str extension: pdf or xlsx for a file, else the page
        """
        query = {"period": "custom", "date_from": date_from, "date_to": date_to}
        for period in PERIODS[:-1]:
            if self._get_statement_period(period) == (date_from, date_to):
                query = {"period": period}
                break
        path = f"/statement.{extension}" if extension else ""
        return f"/my/activities/{self.id}{path}?{urlencode(query)}"

    def _get_first_day(self):
        """Return the first day of the financial year in which the activity began.

        It began on its first day or, where that was written later, with its first entry.
        """
        posted = [("cae_activity_id", "in", self.ids), ("parent_state", "=", "posted")]
        # sudo: only a date; an entrepreneur reads neither entries nor settings
        lines_sudo = self.env["account.move.line"].sudo()
        [(first_entry,)] = lines_sudo._read_group(posted, [], ["date:min"])
        days = [day for day in (first_entry, *self.mapped("date_start")) if day]
        first = max(min(days, default=fields.Date.context_today(self)), FIRST_DAY)
        company_sudo = (self.company_id[:1] or self.env.company).sudo()
        return max(company_sudo.compute_fiscalyear_dates(first)["date_from"], FIRST_DAY)

    def _get_statement_periods(self):
        """Return the choice of periods, as (name, label) in the user's language."""
        return self.env["cae.activity.statement"]._fields["period"]._description_selection(self.env)

    # -- showing -----------------------------------------------------------------------------------

    def _prepare_statement_values(self, date_from, date_to):
        """Return what the template of the statement needs, for any page and for the PDF.

        :return: dict: activity, company, statement and its rows in words, chart,
            contributions, and the functions `money`, `day` and `month_name` that write
            amounts and dates in the user's language
        """
        found = self._get_statement(date_from, date_to)
        words = load_words(self.env)
        return {
            "activity": self,
            # sudo: what a company prints on its documents is public
            "company": self.company_id.sudo(),
            "statement": found,
            "result_rows": result_rows(words, found),
            "available_rows": available_rows(words, found),
            "claim_rows": claim_rows(words, found),
            "figure_names": words,
            "account_names": name_accounts(words, self.company_id),
            "chart": charts.lay_out_columns(
                [([month.income, month.spent], month.cash) for month in found.months]
            ),
            "contributions": self._get_statement_contributions(date_from, date_to),
            "today": fields.Date.context_today(self),
            "lines_url": partial(self._get_statement_lines_url, date_from, date_to),
            **self._get_statement_formats(),
        }

    def _get_statement_lines_url(self, date_from, date_to, **query):
        """Return the address of the page with the lines behind a figure or an account.

        :param query: `figure` or `account`
        """
        query |= {"date_from": date_from, "date_to": date_to}
        return f"/my/activities/{self.id}/lines?{urlencode(query)}"

    def _prepare_statement_lines_values(self, date_from, date_to, figure, account, page):
        """Return what the page with the lines of a figure or an account needs.

        :param str figure: a name of `engine.statement.FIGURES`, or nothing
        :param str account: the id of an account on which the activity has entries, instead
        :param int page: from 1
        :return: dict; empty where there is no such figure or account
        :raises AccessError: when the user may not read the activity
        """
        self.ensure_one()
        self.check_access("read")
        days = date_from, date_to
        words = load_words(self.env)
        if figure in statement.FIGURES:
            found = StatementLines.of_figure(self, *days, figure).turn_to(page)
            title = name_figure(words, figure, found.total >= 0)
        elif account_sudo := self._find_statement_account_sudo(account):
            found = StatementLines.of_account(self, *days, account_sudo).turn_to(page)
            names = name_accounts(words, self.company_id)
            title = names.get(account_sudo.id, account_sudo.name)
        else:
            return {}
        return {
            "activity": self,
            "found": found,
            "title": title,
            "is_period": found.kind == "period",
            "date_from": date_from,
            "date_to": date_to,
            "today": fields.Date.context_today(self),
            **self._get_statement_formats(),
        }

    def _find_statement_account_sudo(self, account):
        """Return the account of this id if the activity has entries on it, else nothing."""
        accounts_sudo = self.env["account.account"].sudo()
        if not (account or "").isdecimal() or len(account) > 9:
            return accounts_sudo
        domain = [
            ("account_id", "=", int(account)),
            ("cae_activity_id", "=", self.id),
            ("parent_state", "=", "posted"),
        ]
        # sudo: entries of this activity only, whose access has been checked
        return self.env["account.move.line"].sudo().search(domain, limit=1).account_id

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
        return self.env._(
            "Statement %(activity)s %(date_from)s %(date_to)s",
            activity=self.code or self.name,
            date_from=date_from.isoformat(),
            date_to=date_to.isoformat(),
        )
