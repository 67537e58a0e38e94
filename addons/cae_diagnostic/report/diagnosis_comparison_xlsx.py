from datetime import date

from odoo import models
from odoo.addons.cae_socle.report.sheet import Sheet


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
        marks = {
            "new": self.env._("New"),
            "changed": self.env._("Changed"),
            "up": self.env._("Higher"),
            "down": self.env._("Lower"),
        }
        for number, comparison in enumerate(comparisons, start=1):
            diagnoses = comparison._get_diagnoses()
            columns = [(self.env._("Section"), "wrap", 22), (self.env._("Question"), "wrap", 48)]
            for diagnosis in diagnoses:
                columns += [
                    (diagnosis.date, "answer", 36),
                    (self.env._("Since before"), "wrap", 14),
                ]
            sheet = Sheet(workbook, self.env._("Diagnoses %(number)s", number=number))
            sheet.write_table(columns, frozen=2)
            for section, lines in diagnoses._get_comparison():
                for line in lines:
                    values, kinds = [section, line["label"]], ["wrap", "wrap"]
                    for cell in line["cells"]:
                        value = cell and cell["value"]
                        values += [value, cell and marks.get(cell["change"])]
                        kinds += ["date" if isinstance(value, date) else "answer", "wrap"]
                    sheet.write_row(values, kinds)
