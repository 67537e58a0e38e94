from datetime import date

from xlsxwriter.utility import xl_range

from odoo import models

#: below the title and the headings
FIRST_ROW = 3


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
        amounts, territories = {}, {}
        for activity, territory, month, amount in groups:
            amounts[activity, month] = amounts.get((activity, month), 0.0) + amount
            territories[activity] = territory.name or ""
        return amounts, territories

    def _write_sheet(self, workbook, company, first_year, last_year):
        amounts, territories = self._read_amounts(company, first_year, last_year)
        months = sorted({month for _activity, month in amounts})
        activities = sorted(territories, key=lambda item: (territories[item], item.display_name))
        currency = company.currency_id
        money_format = self._report_xlsx_currency_format(currency)
        money = workbook.add_format({"num_format": money_format})
        bold_money = workbook.add_format({"num_format": money_format, "bold": True})
        sheet = workbook.add_worksheet(self.env._("Contributions"))
        years = str(first_year) if first_year == last_year else f"{first_year}-{last_year}"
        title = self.env._(
            "Contributions of %(company)s, %(years)s", company=company.name, years=years
        )
        self._write_heads(workbook, sheet, title, months)
        total_column = 2 + len(months)
        for row, activity in enumerate(activities, start=FIRST_ROW):
            sheet.write_string(row, 0, territories[activity])
            sheet.write_string(row, 1, activity.display_name)
            line = [amounts.get((activity, month), 0.0) for month in months]
            for column, amount in enumerate(line, start=2):
                sheet.write_number(row, column, currency.round(amount), money)
            self._write_sum(
                sheet, row, total_column, row, 2, row, total_column - 1, sum(line), bold_money
            )
        last = FIRST_ROW + len(activities)
        total = workbook.add_format({"num_format": money_format, "bold": True, "top": 1})
        for column, month in enumerate([*months, None], start=2):
            value = sum(
                amount
                for (_activity, at), amount in amounts.items()
                if month is None or at == month
            )
            self._write_sum(sheet, last, column, FIRST_ROW, column, last - 1, column, value, total)
        total_label = workbook.add_format({"bold": True, "top": 1})
        sheet.write(last, 0, self.env._("Total"), total_label)
        sheet.write(last, 1, "", total_label)

    def _write_heads(self, workbook, sheet, title, months):
        head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        month_head = workbook.add_format(
            {"bold": True, "bottom": 1, "align": "right", "num_format": "mmm yyyy"}
        )
        right_head = workbook.add_format({"bold": True, "bottom": 1, "align": "right"})
        sheet.write(0, 0, title, workbook.add_format({"bold": True, "font_size": 14}))
        heads = FIRST_ROW - 1
        sheet.write(heads, 0, self.env._("Territory"), head)
        sheet.write(heads, 1, self.env._("Activity"), head)
        for column, month in enumerate(months, start=2):
            sheet.write_datetime(heads, column, month, month_head)
        total_column = 2 + len(months)
        sheet.write(heads, total_column, self.env._("Total"), right_head)
        sheet.freeze_panes(FIRST_ROW, 2)
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 36)
        sheet.set_column(2, total_column, 14)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(heads)

    @staticmethod
    def _write_sum(sheet, row, column, top, left, bottom, right, value, cell_format):
        """A sum that goes on working in the sheet; the value for programs that do not compute."""
        if bottom < top or right < left:
            sheet.write_number(row, column, 0, cell_format)
            return
        formula = f"=SUM({xl_range(top, left, bottom, right)})"
        sheet.write_formula(row, column, formula, cell_format, round(value, 2))
