import io
from datetime import date
from decimal import Decimal

import xlsxwriter
from openpyxl import load_workbook

from odoo.tests import BaseCase, tagged

from ..report.sheet import LONGEST_NAME, Sheet, Sum


@tagged("post_install", "-at_install")
class TestSheet(BaseCase):
    def _write(self, write):
        out = io.BytesIO()
        workbook = xlsxwriter.Workbook(out, {"in_memory": True})
        write(Sheet(workbook, "n" * 40))
        workbook.close()
        return load_workbook(out).active

    def test_title_table_and_total(self):
        columns = [("Name", "text", 20), (date(2026, 3, 1), "amount", 12), ("Sum", "#,##0 €", 12)]
        rows = [["=1+1", Decimal("1.50"), Sum(1.5, (4, 1, 5, 1))], [False, None, 0]]

        def write(sheet):
            sheet.write_title("Title", "below")
            sheet.row += 1
            sheet.write_table(columns, rows, frozen=1, filtered=True)
            sheet.write_row(["Total", Sum(0, (4, 1, 3, 1)), 2], ["text", "amount", "number"], True)

        sheet = self._write(write)
        self.assertEqual(sheet.title, "n" * LONGEST_NAME)
        values = [list(row) for row in sheet.iter_rows(values_only=True)]
        self.assertEqual([row[0] for row in values[:3]], ["Title", "below", None])
        self.assertTrue(sheet["B5"].is_date)
        self.assertEqual(values[4][::2], ["Name", "Sum"])
        self.assertEqual(values[5], ["=1+1", 1.5, "=SUM(B5:B6)"])
        self.assertEqual(sheet["A6"].data_type, "s", "what people typed is no formula")
        self.assertEqual(values[6], [None, None, 0])
        self.assertEqual(values[7], ["Total", 0, 2], "a sum of no lines is nothing")
        self.assertEqual(sheet["C6"].number_format, "#,##0 €")
        self.assertTrue(sheet["A8"].font.bold and not sheet["A7"].font.bold)
        self.assertEqual((sheet.freeze_panes, sheet.auto_filter.ref), ("B6", "A5:C7"))
