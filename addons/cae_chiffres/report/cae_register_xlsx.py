from odoo import models
from odoo.addons.cae_socle.report.sheet import Sheet


class ReportCaeRegisterXlsx(models.AbstractModel):
    """A register as an Excel file: real dates and numbers."""

    _name = "report.cae_chiffres.cae_register_xlsx"
    _inherit = "report.report_xlsx.abstract"
    _description = "Register (Excel)"

    def generate_xlsx_report(self, workbook, data, registers):
        """Write one sheet for each register.

        :param workbook: xlsxwriter workbook
        :param dict data: not used
        :param cae.register registers: what to write
        """
        for register in registers:
            values = register._prepare_values()
            sheet = Sheet(workbook, values["title"])
            sheet.write_title(values["title"], values["company"].name, values["period"])
            sheet.write_table(values["columns"], values["rows"], frozen=1, filtered=True)
