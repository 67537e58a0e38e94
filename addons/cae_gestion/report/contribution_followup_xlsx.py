from collections import defaultdict
from datetime import date

from odoo import models
from odoo.addons.cae_socle.report.sheet import Sheet, Sum


class ContributionFollowupXlsx(models.AbstractModel):
    """The contributions month by month as a sheet.

    Activities in rows, months in columns. Of the months that are asked for, their calendar years
    are shown whole, posted months only.
    """

    _name = "report.cae_gestion.contribution_followup_xlsx"
    _description = "Monthly Follow-up of the Contributions"
    _inherit = "report.report_xlsx.abstract"

    def generate_xlsx_report(self, workbook, data, runs):
        """Write one sheet per cooperative.

        :param workbook: xlsxwriter.Workbook
        :param runs: `cae.contribution.run` records; the user's own rights decide what is read
        """
        runs.check_access("read")
        for company in runs.company_id.sorted("id"):
            years = {run.date_from.year for run in runs if run.company_id == company}
            self._write_sheet(workbook, company, min(years), max(years))

    def _read_amounts(self, company, first_year, last_year):
        """Return {(activity, month): amount} and {activity: name of its territory}."""
        groups = self.env["cae.contribution.line"]._read_group(
            [
                ("company_id", "=", company.id),
                ("state", "=", "posted"),
                ("date", ">=", date(first_year, 1, 1)),
                ("date", "<=", date(last_year, 12, 31)),
            ],
            ["activity_id", "territory_id", "date:month"],
            ["amount:sum"],
        )
        amounts, territories = defaultdict(float), {}
        for activity, territory, month, amount in groups:
            amounts[activity, month] += amount
            territories[activity] = territory.name or ""
        return amounts, territories

    def _write_sheet(self, workbook, company, first_year, last_year):
        amounts, territories = self._read_amounts(company, first_year, last_year)
        months = sorted({month for _activity, month in amounts})
        activities = sorted(territories, key=lambda item: (territories[item], item.display_name))
        currency = company.currency_id
        money = self._report_xlsx_currency_format(currency)
        years = str(first_year) if first_year == last_year else f"{first_year}-{last_year}"
        sheet = Sheet(workbook, self.env._("Contributions"))
        sheet.write_title(
            self.env._("Contributions of %(company)s, %(years)s", company=company.name, years=years)
        )
        columns = [
            (self.env._("Territory"), "text", 18),
            (self.env._("Activity"), "text", 36),
            *((month, money, 14) for month in months),
            (self.env._("Total"), money, 14),
        ]
        top, last_month = sheet.row + 1, 1 + len(months)
        rows = []
        for row, activity in enumerate(activities, start=top):
            line = [currency.round(amounts[activity, month]) for month in months]
            total = Sum(sum(line), (row, 2, row, last_month))
            rows.append([territories[activity], activity.display_name, *line, total])
        sheet.write_table(columns, rows, frozen=2)
        totals = [sum(amounts[activity, month] for activity in activities) for month in months]
        sums = [
            Sum(total, (top, column, sheet.row - 1, column))
            for column, total in enumerate([*totals, sum(totals)], start=2)
        ]
        kinds = [kind for _heading, kind, _width in columns]
        sheet.write_row([self.env._("Total"), "", *sums], kinds, total=True)
