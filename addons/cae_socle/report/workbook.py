"""No text that people typed becomes a formula or a link in a workbook.

xlsxwriter turns a text that begins with "=" into a formula, and one that begins with "http:" or
"external:" into a link. The name of an activity or of a person is text, in every workbook that
leaves the database: ours, those of report_xlsx, Odoo's own exports and pivots. They all make
their workbook by this class; whoever means a formula calls `write_formula`.
"""

import xlsxwriter

# report_xlsx puts its own class in the same place: ours goes above it, whatever the order.
from odoo.addons.report_xlsx.report import report_abstract_xlsx  # noqa: F401


class TextWorkbook(xlsxwriter.Workbook):
    def __init__(self, filename=None, options=None):
        super().__init__(
            filename, {**(options or {}), "strings_to_formulas": False, "strings_to_urls": False}
        )


xlsxwriter.Workbook = TextWorkbook
