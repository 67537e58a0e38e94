from dataclasses import replace

from odoo import models
from odoo.addons.cae_socle.report.sheet import LONGEST_NAME, Sheet, Sum


class ReportActivityStatementXlsx(models.AbstractModel):
    """The statement as an Excel file: figures, months, accounts, contributions."""

    _name = "report.cae_gestion.activity_statement_xlsx"
    _inherit = "report.report_xlsx.abstract"
    _description = "Activity statement (Excel)"

    def generate_xlsx_report(self, workbook, data, activities):
        """Write the sheets of each activity; numbers and dates are real ones.

        :param workbook: xlsxwriter workbook
        :param dict data: `date_from` and `date_to` (ISO), else this year
        :param cae.activity activities: those asked for; others than the user's are left out
        """
        pdf = self.env["report.cae_gestion.report_activity_statement"]
        found = pdf._get_activities(activities.ids)
        for activity in found:
            values = activity._prepare_statement_values(*pdf._get_period(activity, data))
            suffix = f" {activity.code or activity.id}" if len(found) > 1 else ""
            self._write_figures(self._add_sheet(workbook, self.env._("Statement"), suffix), values)
            self._write_accounts(
                self._add_sheet(workbook, self.env._("Account balances"), suffix),
                values["statement"],
            )
            if values["contributions"]:
                self._write_contributions(
                    self._add_sheet(workbook, self.env._("Contributions"), suffix),
                    values["contributions"],
                )

    def _add_sheet(self, workbook, name, suffix):
        return Sheet(workbook, name[: LONGEST_NAME - len(suffix)] + suffix)

    def _write_figures(self, sheet, values):
        statement = values["statement"]
        sheet.write_title(values["activity"].display_name, values["company"].name)
        for label, day in (
            (self.env._("From"), statement.date_from),
            (self.env._("To"), statement.date_to),
            (self.env._("Printed on"), values["today"]),
        ):
            sheet.write_row([label, day], ["text", "date"])
        sheet.row += 1
        sheet.write_table(
            [(self.env._("Figures"), "text", 52), (self.env._("Amount"), "amount", 16)]
        )
        for label, amount, is_total in [
            *((label, amount, False) for _name, label, amount in values["result_rows"]),
            (self.env._("Result"), statement.result, True),
            (self.env._("Cash position"), statement.cash, False),
            *((label, amount, False) for _name, label, amount in values["available_rows"]),
            (self.env._("Available"), statement.available, True),
            *((label, amount, False) for _name, label, amount in values["claim_rows"]),
        ]:
            sheet.write_row([label, amount], ["text", "amount"], total=is_total)
        sheet.row += 1
        sheet.write_records(
            [
                (self.env._("Month"), "month", 52, "start"),
                (self.env._("Income"), "amount", 16, "income"),
                (self.env._("Charges"), "amount", 16, "charges"),
                (self.env._("Contribution"), "amount", 16, "contribution"),
                (self.env._("Result"), "amount", 16, "result"),
                (self.env._("Cash position"), "amount", 16, "cash"),
            ],
            statement.months,
        )

    def _write_accounts(self, sheet, statement):
        lines = statement.accounts
        if statement.earlier.debit or statement.earlier.credit:
            label = self.env._("Income and charges of earlier periods")
            lines = [*lines, replace(statement.earlier, label=label)]
        sheet.write_records(
            [
                (self.env._("Account"), "text", 12, "code"),
                (self.env._("Name"), "text", 46, "label"),
                (self.env._("Debit"), "amount", 16, "debit"),
                (self.env._("Credit"), "amount", 16, "credit"),
                (self.env._("Balance"), "amount", 16, "balance"),
            ],
            lines,
            frozen=0,
            filtered=True,
        )
        totals = statement.debit, statement.credit, statement.debit - statement.credit
        sums = [
            Sum(total, (1, column, len(lines), column))
            for column, total in enumerate(totals, start=2)
        ]
        kinds = ["text", "text", "amount", "amount", "amount"]
        sheet.write_row(["", self.env._("Total"), *sums], kinds, total=True)

    def _write_contributions(self, sheet, contributions):
        sheet.write_records(
            [
                (self.env._("Month"), "month", 18, "date"),
                (self.env._("Base"), "amount", 16, "base"),
                (self.env._("Contribution"), "amount", 16, "amount"),
                (self.env._("How it was computed"), "wrap", 90, "explanation"),
            ],
            contributions,
            frozen=0,
        )
