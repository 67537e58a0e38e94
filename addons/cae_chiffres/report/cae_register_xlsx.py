from odoo import models


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
        title = workbook.add_format({"bold": True, "font_size": 14})
        head = workbook.add_format(
            {"bold": True, "bottom": 1, "bg_color": "#E7EEF3", "text_wrap": True}
        )
        date_format = workbook.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
        for register in registers:
            values = register._prepare_values()
            sheet = workbook.add_worksheet(values["title"][:31])
            sheet.set_paper(9)
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
            sheet.hide_gridlines(2)
            sheet.write_string(0, 0, values["title"], title)
            sheet.write_string(1, 0, values["company"].name)
            sheet.write_string(2, 0, values["period"])
            for column, (label, _kind, width) in enumerate(values["columns"]):
                sheet.set_column(column, column, width)
                sheet.write_string(4, column, label, head)
            for row, cells in enumerate(values["rows"], start=5):
                for column, value in enumerate(cells):
                    kind = values["columns"][column][1]
                    if value is False or value is None:
                        continue
                    if kind == "date":
                        sheet.write_datetime(row, column, value, date_format)
                    elif kind == "number":
                        sheet.write_number(row, column, value)
                    else:
                        sheet.write_string(row, column, value)
            sheet.freeze_panes(5, 1)
            sheet.autofilter(4, 0, 4 + len(values["rows"]), len(values["columns"]) - 1)
