import io

import xlsxwriter
from openpyxl import load_workbook

from odoo.tests import TransactionCase, tagged

TEXTS = ("=1+1", "{=1+1}", "=cmd|' /C calc'!A0", "external:\\\\host\\share", "http://example.com")


def write_texts(options):
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, options)
    sheet = book.add_worksheet()
    for row, text in enumerate(TEXTS):
        sheet.write(row, 0, text)
    sheet.write_formula(len(TEXTS), 0, "=SUM(1)")
    book.close()
    content.seek(0)
    return [row[0] for row in load_workbook(content).active.iter_rows()]


@tagged("post_install", "-at_install")
class TestWorkbook(TransactionCase):
    """No report writes what somebody typed as a formula or a link."""

    def test_options_of_others_do_not_switch_it_on(self):
        *texts, _formula = write_texts({"in_memory": True, "strings_to_formulas": True})
        self.assertEqual({cell.data_type for cell in texts}, {"s"})
