from odoo import fields, models
from odoo.addons.cae_socle.engine.periods import FIRST_DAY
from odoo.tools import SQL
from odoo.tools.date_utils import end_of

from ..engine import statement
from .statement_accounts import ids_by_figure

COUNTED = {
    name: figure
    for name, figure in statement.FIGURES.items()
    if figure.kind in ("period", "cash", "debt", "claim")
}


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
    other_income = fields.Monetary(readonly=True)
    charges = fields.Monetary(readonly=True, help="The contribution stands apart.")
    contribution = fields.Monetary(readonly=True)
    result = fields.Monetary(readonly=True, help="Income less charges and contribution.")
    cash = fields.Monetary(
        string="Cash position",
        readonly=True,
        aggregator=None,
        help="What stood at the end of the year, or stands today for the current one.",
    )
    available = fields.Monetary(
        readonly=True,
        aggregator=None,
        help="The cash position less what the activity owes: VAT, suppliers, pay and social "
        "charges, taxes, deposits of customers.",
    )

    @property
    def _table_query(self):
        self.env.flush_all()
        return SQL(" UNION ALL ").join(
            self._select_company(company) for company in self.env.companies.sorted("id")
        )

    def action_open_statement(self):
        """Open the statement of the activity for the year of this row."""
        self.ensure_one()
        return self.env["cae.activity.statement"]._open(
            self.activity_id, date_from=self.date_from, date_to=self.date_to
        )

    def _select_company(self, company):
        """Return the query of the rows of one company."""
        last_day = end_of(fields.Date.context_today(self), "month")
        return SQL(
            """(
            WITH sums AS (%(sums)s), first AS (
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
                   COALESCE(sums.other_income, 0) AS other_income,
                   COALESCE(sums.charges, 0) AS charges,
                   COALESCE(sums.contribution, 0) AS contribution,
                   COALESCE(
                       sums.turnover + sums.other_income - sums.charges - sums.contribution, 0
                   ) AS result,
                   %(cash)s AS cash,
                   %(cash)s - %(debts)s AS available
              FROM cae_activity activity
              LEFT JOIN first ON first.cae_activity_id = activity.id
             CROSS JOIN LATERAL generate_series(
                       COALESCE(first.year, %(this_year)s), %(this_year)s
                   ) AS years(year)
              LEFT JOIN sums ON sums.cae_activity_id = activity.id AND sums.year = years.year
             WHERE activity.company_id = %(company)s
            WINDOW so_far AS (PARTITION BY activity.id ORDER BY years.year)
            )""",
            sums=self._select_sums(company, last_day),
            cash=self._write_standing("cash"),
            debts=SQL(" - ").join(
                SQL(
                    "GREATEST(%s * %s, 0)",
                    1 if figure.kind == "debt" else -1,
                    self._write_standing(name),
                )
                for name, figure in COUNTED.items()
                if figure.kind in ("debt", "claim")
            ),
            end_before=self._write_end_of_year(company, SQL("years.year - 1")),
            end=self._write_end_of_year(company, SQL("years.year")),
            this_year=self._write_year(company, SQL("%s", last_day)),
            company=company.id,
            last_day=last_day,
        )

    def _select_sums(self, company, last_day):
        """Return the query of what each activity of a company booked, by financial year."""
        ids = ids_by_figure(company)
        return SQL(
            """
            SELECT line.cae_activity_id,
                   GREATEST(%(year)s, %(first_year)s) AS year,
                   %(figures)s
              FROM account_move_line line
             WHERE line.cae_activity_id IS NOT NULL
               AND line.company_id = %(company)s
               AND line.parent_state = 'posted'
               AND line.account_id IS NOT NULL
               AND line.date <= %(last_day)s
          GROUP BY 1, 2
            """,
            year=self._write_year(company, SQL("line.date")),
            # what an entry with a mistyped date says counts in the first year
            first_year=FIRST_DAY.year,
            figures=SQL(", ").join(
                SQL(
                    "%s * COALESCE(SUM(line.balance)"
                    " FILTER (WHERE line.account_id = ANY(%s::int[])), 0) AS %s",
                    figure.sign,
                    ids[name],
                    SQL.identifier(name),
                )
                for name, figure in COUNTED.items()
            ),
            company=company.id,
            last_day=last_day,
        )

    @staticmethod
    def _write_standing(name):
        """What was there of a figure at the end of the year, all years before counted."""
        return SQL("SUM(COALESCE(sums.%s, 0)) OVER so_far", SQL.identifier(name))

    @staticmethod
    def _write_end_of_year(company, year):
        """The last day of the financial year that ends in a calendar year."""
        # sudo: the financial year of a company is no secret
        company_sudo = company.sudo()
        first = SQL("make_date((%s)::int, %s, 1)", year, int(company_sudo.fiscalyear_last_month))
        return SQL(
            "LEAST((%s + interval '1 month - 1 day')::date, %s + %s)",
            first,
            first,
            company_sudo.fiscalyear_last_day - 1,
        )

    def _write_year(self, company, day):
        """The calendar year in which the financial year of a day ends."""
        calendar_year = SQL("EXTRACT(YEAR FROM (%s)::date)::int", day)
        return SQL(
            "%s + CASE WHEN (%s)::date > %s THEN 1 ELSE 0 END",
            calendar_year,
            day,
            self._write_end_of_year(company, calendar_year),
        )
