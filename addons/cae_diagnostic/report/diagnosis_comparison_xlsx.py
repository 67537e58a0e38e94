from datetime import date

from odoo import models


class ReportDiagnosisComparisonXlsx(models.AbstractModel):
    """The diagnoses of a person side by side as an Excel file: real dates and numbers."""

    _name = "report.cae_diagnostic.diagnosis_comparison_xlsx"
    _inherit = "report.report_xlsx.abstract"
    _description = "Diagnoses side by side (Excel)"

    def generate_xlsx_report(self, workbook, data, comparisons):
        """Write one sheet for each comparison: questions in rows, dates in columns.

        Beside each date but the first stands in words what changed.

        :param workbook: xlsxwriter workbook
        :param dict data: not used
        :param cae.diagnosis.comparison comparisons: read with the rights of who asks
        """
        head = workbook.add_format(
            {"bold": True, "bottom": 1, "bg_color": "#E7EEF3", "num_format": "dd/mm/yyyy"}
        )
        wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
        day = workbook.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"})
        figure = workbook.add_format({"num_format": "0.##", "valign": "top", "align": "left"})
        marks = {
            "new": self.env._("New"),
            "changed": self.env._("Changed"),
            "up": self.env._("Higher"),
            "down": self.env._("Lower"),
        }
        for number, comparison in enumerate(comparisons, start=1):
            diagnoses = comparison._get_diagnoses()
            sheet = workbook.add_worksheet(self.env._("Diagnoses %(number)s", number=number)[:31])
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
            sheet.set_column(0, 0, 22)
            sheet.set_column(1, 1, 48)
            sheet.write_string(0, 0, self.env._("Section"), head)
            sheet.write_string(0, 1, self.env._("Question"), head)
            for index, diagnosis in enumerate(diagnoses):
                sheet.set_column(2 + 2 * index, 2 + 2 * index, 36)
                sheet.write_datetime(0, 2 + 2 * index, diagnosis.date, head)
                sheet.write_string(0, 3 + 2 * index, self.env._("Since before"), head)
            row = 1
            for section, lines in diagnoses._get_comparison():
                for line in lines:
                    # write_string, never write: an answer that begins with “=” is no formula
                    sheet.write_string(row, 0, section, wrap)
                    sheet.write_string(row, 1, line["label"], wrap)
                    for index, cell in enumerate(line["cells"]):
                        if cell:
                            value, column = cell["value"], 2 + 2 * index
                            if isinstance(value, date):
                                sheet.write_datetime(row, column, value, day)
                            elif isinstance(value, int | float):
                                sheet.write_number(row, column, value, figure)
                            else:
                                sheet.write_string(row, column, value, wrap)
                            sheet.write_string(row, column + 1, marks.get(cell["change"], ""))
                    row += 1
            sheet.freeze_panes(1, 2)
