from odoo import models


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
        formats = self._get_formats(workbook)
        found = pdf._get_activities(activities.ids)
        for activity in found:
            values = activity._prepare_statement_values(*pdf._get_period(activity, data))
            suffix = f" {activity.code or activity.id}" if len(found) > 1 else ""
            self._write_figures(workbook, formats, values, suffix)
            self._write_accounts(workbook, formats, values, suffix)
            if values["contributions"]:
                self._write_contributions(workbook, formats, values, suffix)

    def _get_formats(self, workbook):
        amount = "#,##0.00;[Red]-#,##0.00"
        return {
            "title": workbook.add_format({"bold": True, "font_size": 14}),
            "head": workbook.add_format(
                {"bold": True, "bottom": 1, "bg_color": "#E7EEF3", "text_wrap": True}
            ),
            "head_right": workbook.add_format(
                {"bold": True, "bottom": 1, "bg_color": "#E7EEF3", "align": "right"}
            ),
            "text": workbook.add_format({}),
            "wrap": workbook.add_format({"text_wrap": True, "valign": "top"}),
            "amount": workbook.add_format({"num_format": amount}),
            "date": workbook.add_format({"num_format": "dd/mm/yyyy", "align": "left"}),
            "month": workbook.add_format({"num_format": "mmmm yyyy", "align": "left"}),
            "total": workbook.add_format({"bold": True, "top": 1}),
            "total_amount": workbook.add_format({"bold": True, "top": 1, "num_format": amount}),
        }

    def _add_sheet(self, workbook, name, suffix):
        sheet = workbook.add_worksheet((name[: 31 - len(suffix)] + suffix)[:31])
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        return sheet

    def _write_heads(self, sheet, row, formats, heads):
        for column, (label, is_number) in enumerate(heads):
            sheet.write(row, column, label, formats["head_right" if is_number else "head"])

    def _write_figures(self, workbook, formats, values, suffix):
        statement, activity = values["statement"], values["activity"]
        sheet = self._add_sheet(workbook, self.env._("Statement"), suffix)
        sheet.set_column(0, 0, 52)
        sheet.set_column(1, 5, 16)
        sheet.write_string(0, 0, activity.display_name, formats["title"])
        sheet.write_string(1, 0, values["company"].name)
        for row, (label, value) in enumerate(
            [
                (self.env._("From"), statement.date_from),
                (self.env._("To"), statement.date_to),
                (self.env._("Printed on"), values["today"]),
            ],
            start=2,
        ):
            sheet.write(row, 0, label)
            sheet.write_datetime(row, 1, value, formats["date"])
        row = 6
        self._write_heads(
            sheet, row, formats, [(self.env._("Figures"), False), (self.env._("Amount"), True)]
        )
        for label, amount, is_total in [
            *((label, amount, False) for _name, label, amount in values["result_rows"]),
            (self.env._("Result"), statement.result, True),
            (self.env._("Cash position"), statement.cash, False),
            *((label, amount, False) for _name, label, amount in values["available_rows"]),
            (self.env._("Available"), statement.available, True),
            *((label, amount, False) for _name, label, amount in values["claim_rows"]),
        ]:
            row += 1
            sheet.write_string(row, 0, label, formats["total" if is_total else "text"])
            sheet.write_number(
                row, 1, float(amount), formats["total_amount" if is_total else "amount"]
            )
        row += 2
        self._write_heads(
            sheet,
            row,
            formats,
            [
                (self.env._("Month"), False),
                (self.env._("Income"), True),
                (self.env._("Charges"), True),
                (self.env._("Contribution"), True),
                (self.env._("Result"), True),
                (self.env._("Cash position"), True),
            ],
        )
        for month in statement.months:
            row += 1
            sheet.write_datetime(row, 0, month.start, formats["month"])
            for column, amount in enumerate(
                (month.income, month.charges, month.contribution, month.result, month.cash),
                start=1,
            ):
                sheet.write_number(row, column, float(amount), formats["amount"])

    def _write_accounts(self, workbook, formats, values, suffix):
        statement = values["statement"]
        sheet = self._add_sheet(workbook, self.env._("Account balances"), suffix)
        sheet.set_column(0, 0, 12)
        sheet.set_column(1, 1, 46)
        sheet.set_column(2, 4, 16)
        sheet.freeze_panes(1, 0)
        self._write_heads(
            sheet,
            0,
            formats,
            [
                (self.env._("Account"), False),
                (self.env._("Name"), False),
                (self.env._("Debit"), True),
                (self.env._("Credit"), True),
                (self.env._("Balance"), True),
            ],
        )
        row = 0
        lines = list(statement.accounts)
        for line in lines:
            row += 1
            sheet.write_string(row, 0, line.code)
            sheet.write_string(row, 1, line.label)
            self._write_line(sheet, row, line, formats["amount"])
        if statement.earlier.debit or statement.earlier.credit:
            row += 1
            sheet.write_string(row, 1, self.env._("Income and charges of earlier periods"))
            self._write_line(sheet, row, statement.earlier, formats["amount"])
        sheet.autofilter(0, 0, row, 4)
        sheet.write(row + 1, 0, "", formats["total"])
        sheet.write(row + 1, 1, self.env._("Total"), formats["total"])
        for column, letter, amount in (
            (2, "C", statement.debit),
            (3, "D", statement.credit),
            (4, "E", statement.debit - statement.credit),
        ):
            # the value beside the formula: for programs that read without computing
            sheet.write_formula(
                row + 1,
                column,
                f"=SUM({letter}2:{letter}{row + 1})",
                formats["total_amount"],
                float(amount),
            )

    def _write_line(self, sheet, row, line, cell_format):
        for column, amount in enumerate((line.debit, line.credit, line.balance), start=2):
            sheet.write_number(row, column, float(amount), cell_format)

    def _write_contributions(self, workbook, formats, values, suffix):
        sheet = self._add_sheet(workbook, self.env._("Contributions"), suffix)
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 2, 16)
        sheet.set_column(3, 3, 90)
        sheet.freeze_panes(1, 0)
        self._write_heads(
            sheet,
            0,
            formats,
            [
                (self.env._("Month"), False),
                (self.env._("Base"), True),
                (self.env._("Contribution"), True),
                (self.env._("How it was computed"), False),
            ],
        )
        for row, line in enumerate(values["contributions"], start=1):
            sheet.write_datetime(row, 0, line.date, formats["month"])
            sheet.write_number(row, 1, line.base, formats["amount"])
            sheet.write_number(row, 2, line.amount, formats["amount"])
            sheet.write_string(row, 3, line.explanation or "", formats["wrap"])
