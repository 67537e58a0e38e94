from odoo import fields, models
from odoo.tools import SQL
from odoo.tools.date_utils import end_of

from ..engine import statement


class CaeActivityYear(models.Model):
    """The main figures of each activity's statement, one row per financial year.

    Read from the entries by one query, so that a list, a pivot or a graph of a thousand
    activities costs what one costs. Which account counts where is decided by the same
    function as in the statement itself (engine/statement.py).
    """

    _name = "cae.activity.year"
    _description = "Activity statement by year"
    _auto = False
    _order = "year desc, activity_id"
    _rec_name = "activity_id"

    activity_id = fields.Many2one("cae.activity", readonly=True)
    active = fields.Boolean(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    territory_id = fields.Many2one("cae.territory", readonly=True)
    year = fields.Char(readonly=True, help="The year in which the financial year ends.")
    date_from = fields.Date(string="From", readonly=True)
    date_to = fields.Date(string="To", readonly=True)
    turnover = fields.Monetary(readonly=True)
    income = fields.Monetary(readonly=True)
    charges = fields.Monetary(readonly=True, help="The contribution included.")
    contribution = fields.Monetary(readonly=True)
    result = fields.Monetary(readonly=True)
    cash = fields.Monetary(
        string="Cash position",
        readonly=True,
        aggregator=None,
        help="What stood at the end of the year, or stands today for the current one.",
    )

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(
            self._company_query(company) for company in self.env.companies.sorted("id")
        )

    def action_open_statement(self):
        """Open the statement of the activity for the year of this row."""
        self.ensure_one()
        return self.env["cae.activity.statement"]._open(
            self.activity_id, date_from=self.date_from, date_to=self.date_to
        )

    def _account_ids_by_figure(self, company):
        """Return {figure of the statement: ids of the accounts that count in it}."""
        # sudo: which accounts count is not a secret, and advisors do not read the chart
        company_sudo = company.sudo()
        accounts_sudo = (
            self.env["account.account"]
            .sudo()
            .with_company(company_sudo)
            .search([("company_ids", "parent_of", company_sudo.ids)])
        )
        ids = {name: [0] for name in statement.SIGNS}
        for account in accounts_sudo:
            for name in statement.kinds(
                account.code or "",
                contribution=account.cae_contribution
                or account == company_sudo.contribution_charge_account_id,
                liaison=account == company_sudo.contribution_liaison_account_id,
            ):
                ids[name].append(account.id)
        return ids

    def _company_query(self, company):
        company_sudo = company.sudo()
        end_month = int(company_sudo.fiscalyear_last_month)
        lines = self.env["account.move.line"]
        lines.flush_model(["account_id", "balance", "cae_activity_id", "company_id", "date"])
        lines.flush_model(["parent_state"])
        self.env["cae.activity"].flush_model(["active", "company_id", "territory_id"])
        ids = self._account_ids_by_figure(company)
        last_day = end_of(fields.Date.context_today(self), "month")
        figures = SQL(", ").join(
            SQL(
                "%s * COALESCE(SUM(line.balance)"
                " FILTER (WHERE line.account_id = ANY(%s)), 0) AS %s",
                statement.SIGNS[name],
                ids[name],
                SQL.identifier(name),
            )
            for name in ("turnover", "income", "charges", "contribution", "cash")
        )

        def end_of_year(year):
            # the last day of the financial year that ends in a calendar year
            first = SQL("make_date((%s)::int, %s, 1)", year, end_month)
            return SQL(
                "LEAST((%s + interval '1 month - 1 day')::date, %s + %s)",
                first,
                first,
                company_sudo.fiscalyear_last_day - 1,
            )

        def year_of(day):
            calendar_year = SQL("EXTRACT(YEAR FROM (%s)::date)::int", day)
            return SQL(
                "%s + CASE WHEN (%s)::date > %s THEN 1 ELSE 0 END",
                calendar_year,
                day,
                end_of_year(calendar_year),
            )

        return SQL(
            """(
            WITH sums AS (
                SELECT line.cae_activity_id, %(line_year)s AS year, %(figures)s
                  FROM account_move_line line
                 WHERE line.cae_activity_id IS NOT NULL
                   AND line.company_id = %(company)s
                   AND line.parent_state = 'posted'
                   AND line.account_id IS NOT NULL
                   AND line.date <= %(last_day)s
              GROUP BY 1, 2
            ), first AS (
                SELECT cae_activity_id, MIN(year) AS year FROM sums GROUP BY 1
            )
            SELECT activity.id * 10000 + years.year AS id,
                   activity.id AS activity_id,
                   activity.active,
                   activity.company_id,
                   activity.territory_id,
                   years.year::text AS year,
                   %(end_before)s + 1 AS date_from,
                   LEAST(%(end)s, %(last_day)s::date) AS date_to,
                   COALESCE(sums.turnover, 0) AS turnover,
                   COALESCE(sums.income, 0) AS income,
                   COALESCE(sums.charges, 0) AS charges,
                   COALESCE(sums.contribution, 0) AS contribution,
                   COALESCE(sums.income - sums.charges, 0) AS result,
                   SUM(COALESCE(sums.cash, 0)) OVER (
                       PARTITION BY activity.id ORDER BY years.year
                   ) AS cash
              FROM cae_activity activity
              LEFT JOIN first ON first.cae_activity_id = activity.id
             CROSS JOIN LATERAL generate_series(
                       COALESCE(first.year, %(this_year)s), %(this_year)s
                   ) AS years(year)
              LEFT JOIN sums ON sums.cae_activity_id = activity.id AND sums.year = years.year
             WHERE activity.company_id = %(company)s
            )""",
            end_before=end_of_year(SQL("years.year - 1")),
            end=end_of_year(SQL("years.year")),
            this_year=year_of(SQL("%s", last_day)),
            line_year=year_of(SQL("line.date")),
            figures=figures,
            company=company.id,
            last_day=last_day,
        )
