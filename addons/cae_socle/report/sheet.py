"""Tables in the workbooks that people take away: one look, real numbers and real dates."""

from collections import namedtuple
from operator import attrgetter

from xlsxwriter.utility import xl_range

LONGEST_NAME = 31  # letters of the name of a sheet
HEAD = {"bold": True, "bottom": 1, "bg_color": "#E7EEF3", "text_wrap": True}
# How the cells of a column look; a text in a column of numbers stands as they do.
KINDS = {
    "text": {},
    "wrap": {"text_wrap": True, "valign": "top"},
    "note": {"italic": True},
    "strong": {"bold": True},
    "number": {"num_format": "#,##0", "align": "right"},
    "year": {"num_format": "0"},
    "decimal": {"num_format": "0.0", "align": "right"},
    "percent": {"num_format": "0.0%", "align": "right"},
    "amount": {"num_format": "#,##0.00;[Red]-#,##0.00", "align": "right"},
    "rate": {"num_format": "0 %"},
    "hours": {"num_format": "0.00"},
    "answer": {"num_format": "0.##", "align": "left", "text_wrap": True, "valign": "top"},
    "date": {"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"},
    "time": {"num_format": "hh:mm", "align": "left"},
    "moment": {"num_format": "dd/mm/yyyy hh:mm", "align": "left"},
    "month": {"num_format": "mmmm yyyy", "align": "left"},
}
ON_THE_RIGHT = [kind for kind, style in KINDS.items() if style.get("align") == "right"]

#: A sum that goes on working in the sheet, over (first row, first column, last row, last column);
#: the value is for programs that read without computing.
Sum = namedtuple("Sum", "value area")


class Sheet:
    """One sheet of a workbook, written line by line from the top.

    *How it works*: `row` is the next line, counted from 0. Texts stay texts whatever they begin
    with (see `workbook.py`), so values are written by their type. None and False leave a cell
    empty.

    :param workbook: xlsxwriter workbook
    :param str name: cut where it is longer than a sheet's may be
    """

    def __init__(self, workbook, name):
        self.workbook = workbook
        self.sheet = workbook.add_worksheet(name[:LONGEST_NAME])
        self.sheet.set_paper(9)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.hide_gridlines(2)
        self.row = 0
        self._formats = {}

    def write_title(self, title, *lines, kind="text"):
        """Write the title and the lines below it, and leave a line free."""
        self.sheet.write(self.row, 0, title, self._get_format(bold=True, font_size=14))
        self.row += 1
        for line in lines:
            self.write_row([line], [kind])
        self.row += 1

    def write_table(self, columns, rows=(), frozen=None, filtered=False):
        """Write headings and lines.

        :param columns: list of (heading, kind, width in letters); a heading may be a day, or a
            month above amounts; a kind is one of KINDS or a number format of Excel
        :param rows: lists of values
        :param int frozen: columns that stay in view beside the headings; None lets all scroll
        :param bool filtered: the headings have filters
        """
        for column, (heading, kind, width) in enumerate(columns):
            self.sheet.set_column(column, column, width)
            style = {**HEAD, "num_format": "dd/mm/yyyy"}
            if kind in ON_THE_RIGHT or kind not in KINDS:
                style |= {"align": "right", "num_format": "mmm yyyy"}
            self.sheet.write(self.row, column, heading, self._get_format(**style))
        if frozen is not None:
            self.sheet.freeze_panes(self.row + 1, frozen)
            self.sheet.repeat_rows(self.row)
        head = self.row
        self.row += 1
        for values in rows:
            self.write_row(values, [kind for _heading, kind, _width in columns])
        if filtered:
            self.sheet.autofilter(head, 0, self.row - 1, len(columns) - 1)

    def write_records(self, columns, records, **options):
        """Write headings, and a line for each record.

        :param columns: as in `write_table`, each with what it shows besides: a function of the
            record, or the path of an attribute
        :param options: see `write_table`
        """
        getters = [shown if callable(shown) else attrgetter(shown) for *_head, shown in columns]
        rows = [[get(record) for get in getters] for record in records]
        self.write_table([tuple(head) for *head, _shown in columns], rows, **options)

    def write_row(self, values, kinds, total=False):
        """Write one line.

        :param values: texts, numbers, dates or `Sum`
        :param kinds: see `write_table`
        :param bool total: in bold, below a line
        """
        for column, (value, kind) in enumerate(zip(values, kinds, strict=True)):
            style = KINDS.get(kind, {"num_format": kind})
            if total:
                style = {**style, "bold": True, "top": 1}
            if isinstance(value, Sum):
                self._write_sum(column, value, self._get_format(**{**style, "bold": True}))
            elif value is not None and value is not False:
                self.sheet.write(self.row, column, value, self._get_format(**style))
        self.row += 1

    def _write_sum(self, column, value, cell_format):
        top, left, bottom, right = value.area
        amount = round(float(value.value), 2)
        if bottom < top or right < left:
            self.sheet.write_number(self.row, column, amount, cell_format)
        else:
            formula = f"=SUM({xl_range(*value.area)})"
            self.sheet.write_formula(self.row, column, formula, cell_format, amount)

    def _get_format(self, **style):
        key = tuple(sorted(style.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(style)
        return self._formats[key]
