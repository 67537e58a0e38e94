"""A table in bytes (csv of any usual kind, xlsx, xls, ods, SYLK), read into rows of text cells.

`base_import` reads the same kinds, and is not used: it leaves empty lines out before anybody can
count them, builds every cell up to the furthest one, refuses a whole sheet for one cell in error,
and takes out the cells of an ods that begin with "#", so that those after them move. The libraries
below are the same.
"""

import csv
import datetime
import io
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from lxml import etree

from .cell_text import make_error

SEPARATORS = (";", "\t", "|", ",")
# Limits of a file, all its sheets together.
MAX_BYTES = 8_000_000
MAX_ROWS = 50_000
MAX_SHEET_ROW = 2 * MAX_ROWS  # how far down the last row of a sheet lies, empty ones counted
MAX_COLUMNS = 500
MAX_CELLS = 4_000_000  # a row that holds nothing counts as one: it takes time too
MAX_UNZIPPED_BYTES = 100_000_000
MAX_CELL_LINES = 40
MAX_LISTED = 20  # numbers of rows in a sentence
LINE_BREAK = re.compile("\r\n|\r|\n")
# Letters of ISO 8859-15 that are signs in cp1252: œ, Œ, Ÿ, š, Š, ž, Ž between letters.
LATIN9_LETTERS = re.compile(
    rb"[A-Za-z\xc0-\xff][\xa6\xa8\xb4\xb8\xbc\xbd\xbe](?=[A-Za-z\xc0-\xff])"
)
WORKBOOKS = ("xlsx", "xls", "ods", "slk")  # encodings of tables that are no text
SIGNATURES = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff\xe0", "picture"),
)


class TableError(ValueError):
    """Why bytes are no table.

    `reason` is empty, hidden (all sheets are), size, pdf, picture or workbook (a broken one).
    """

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class Row(NamedTuple):
    number: int  # of the line in the file, from 1
    cells: list


class Table(NamedTuple):
    rows: list
    encoding: str  # the kind of a workbook: "xlsx", "xls", "ods", "slk"
    separator: str  # "" for a workbook
    name: str = ""  # of the sheet
    is_hidden: bool = False  # nobody sees the sheet: its rows are left out
    hidden_rows: tuple = ()  # numbers of the rows that nobody sees, which are read

    def list_hidden_rows(self):
        """Return the numbers of the hidden rows as a text, the first of them alone.

        >>> Table([], "xlsx", "", hidden_rows=(2, 3)).list_hidden_rows()
        '2, 3'
        """
        listed = ", ".join(map(str, self.hidden_rows[:MAX_LISTED]))
        return f"{listed}…" if len(self.hidden_rows) > MAX_LISTED else listed


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding.

    >>> decode("Clé".encode("utf-8-sig"))[1], decode("Clé".encode("cp1252"))[1]
    ('utf-8-sig', 'cp1252')
    >>> decode("cœur".encode("iso8859-15")), decode("cœur".encode("utf-16"))[1]
    (('cœur', 'iso8859-15'), 'utf-16')
    >>> decode("a;b".encode("utf-16-be"))
    ('a;b', 'utf-16-be')
    """
    candidates = []
    if data.startswith(b"\xef\xbb\xbf"):
        candidates.append("utf-8-sig")
    elif data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        candidates.append("utf-32")
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates.append("utf-16")
    elif b"\x00" in data:
        # Without a mark: figures and separators are all below 256.
        even, odd = data[::2].count(0), data[1::2].count(0)
        candidates.append("utf-16-le" if odd >= even else "utf-16-be")
    candidates.append("utf-8")
    candidates.append("iso8859-15" if LATIN9_LETTERS.search(data) else "cp1252")
    for encoding in candidates:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return data.decode("iso8859-15"), "iso8859-15"


def _split(line, separator):
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return [line]


def _join_cells(lines: list[str], separator: str) -> list[tuple[int, list[str]]]:
    r"""Return (number of the line, cells) of lines; a cell in quotes may go over several.

    A mark that was left open spoils its own line, not the rest of the file: lines belong
    together only when the marks end as a program writes them, and the cells are as many as
    those of most lines.

    >>> _join_cells(['a;b', '1;"two', '', 'lines"', '3;4'], ";")
    [(1, ['a', 'b']), (2, ['1', 'two\n\nlines']), (5, ['3', '4'])]
    >>> _join_cells(['a;b', '"1;2', '"3";4', '5;6'], ";")
    [(1, ['a', 'b']), (2, ['1;2']), (3, ['3', '4']), (4, ['5', '6'])]
    """
    blocks = []
    place = 0
    while place < len(lines):
        size, cells = _read_lines(lines[place : place + MAX_CELL_LINES], separator)
        blocks.append((place, size, cells))
        place += size
    counts = [len(cells) for _place, _size, cells in blocks if any(map(_holds_something, cells))]
    usual = max(set(counts), key=lambda count: (counts.count(count), count), default=0)
    rows = []
    for place, size, cells in blocks:
        if size == 1 or len(cells) == usual:
            rows.append((place + 1, cells))
        else:
            rows += [
                (number + 1, _split(lines[number], separator))
                for number in range(place, place + size)
            ]
    return rows


def _read_lines(lines, separator):
    """Return over how many lines the first row goes, and its cells."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=separator, strict=True)
    try:
        cells = next(reader, [])
    except csv.Error:
        return 1, _split(lines[0], separator)
    return reader.line_num, cells


def find_separator(lines: list[str]) -> str:
    """Return the separator that cuts the most lines into the same, largest number of cells.

    >>> find_separator(['a;b;"1,5"', 'c;d;2,5']), find_separator(['a,"b;c",1', 'd,e,2'])
    (';', ',')
    """
    sample = lines[:200]

    def score(separator):
        counts = [len(_split(line, separator)) for line in sample]
        common = max(set(counts), key=lambda count: (counts.count(count), count), default=1)
        return (common > 1) * counts.count(common) * min(common, 7)

    return max(SEPARATORS, key=score)


def read_tables(data: bytes, first_only: bool = False) -> list[Table]:
    """Read bytes into tables: one for each sheet of a workbook that holds something.

    Lines that hold nothing are left out. A sheet that is hidden comes without its rows.

    :param first_only: of a workbook, read the first sheet alone that is not hidden
    :raises TableError: nothing in it, too long, or another kind of file

    >>> [table] = read_tables(b'"A";" 12"\\n\\n"B";""')
    >>> table.name, table.rows
    ('', [Row(number=1, cells=['A', '12']), Row(number=3, cells=['B', ''])])
    """
    if len(data) > MAX_BYTES:
        raise TableError("size")
    for signature, reason in SIGNATURES:
        if data.startswith(signature):
            raise TableError(reason)
    if reader := _find_workbook_reader(data):
        return _read_workbook(data, reader, first_only)
    text, encoding = decode(data)
    lines = LINE_BREAK.split(text)
    filled = [place for place, line in enumerate(lines) if _holds_something(line)]
    if not filled:
        raise TableError("empty")
    if len(filled) > MAX_ROWS:
        raise TableError("size")
    first = filled[0]
    told = re.fullmatch('"?sep=(.)"?', lines[first].strip(" "))  # a line that Excel understands
    if told and told[1] in SEPARATORS:
        separator, first = told[1], first + 1
    else:
        separator = find_separator([lines[place] for place in filled])
    rows = [
        Row(first + number, [cell.strip() for cell in cells])
        for number, cells in _join_cells(lines[first:], separator)
        if any(map(_holds_something, cells))
    ]
    if not rows:
        raise TableError("empty")
    if any(any(row.cells[MAX_COLUMNS:]) for row in rows):
        raise TableError("size")
    return [Table(rows, encoding, separator)]


def _holds_something(text):
    return bool(text.strip(' \t\r\n\xa0;,|"\x00\x1a'))


# -- workbooks -------------------------------------------------------------------------------


class Sheet(NamedTuple):
    name: str
    values: Iterable  # of (number of the line, values of its cells)
    is_hidden: bool = False
    hidden_rows: frozenset = frozenset()  # their numbers


def _find_workbook_reader(data):
    """Return (kind, function that yields the sheets), or None."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "xls", _iter_xls
    if data.startswith(b"PK\x03\x04"):
        is_ods = b"opendocument.spreadsheet" in data[:200]
        return ("ods", _iter_ods) if is_ods else ("xlsx", _iter_xlsx)
    # A csv may begin with the heading “ID” too.
    if data.startswith(b"ID;P") and re.search(rb"[\r\n]C;[XY]\d", data):
        return "slk", _iter_sylk
    return None


def _read_workbook(data, reader, first_only):
    kind, iter_sheets = reader
    tables, used = [], Counter()
    try:
        if kind in ("xlsx", "ods"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                if sum(info.file_size for info in archive.infolist()) > MAX_UNZIPPED_BYTES:
                    raise TableError("size")
        for sheet in iter_sheets(data):
            if sheet.is_hidden:
                tables.append(Table([], kind, "", sheet.name, is_hidden=True))
                continue
            if rows := _read_sheet(sheet.values, used):
                hidden = tuple(row.number for row in rows if row.number in sheet.hidden_rows)
                tables.append(Table(rows, kind, "", sheet.name, hidden_rows=hidden))
            if first_only:
                break
    except TableError:
        raise
    except Exception as error:  # whatever a damaged workbook makes the library raise
        raise TableError("workbook") from error
    if all(table.is_hidden for table in tables):
        raise TableError("hidden" if tables else "empty")
    return tables


def _read_sheet(values, used):
    """Return the rows of a sheet that hold something.

    One cell far away makes a sheet of seventeen thousand million cells: rows and columns are
    counted as they are read, not as the file claims them.

    :param values: iterable of (number of the line, values of its cells)
    :param Counter used: rows and cells of the file so far; those of the sheet are added
    """
    rows = []
    for number, cells in values:
        used["cells"] += len(cells) or 1
        if number > MAX_SHEET_ROW or used["cells"] > MAX_CELLS:
            raise TableError("size")
        texts = [_cell_text(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            rows.append(Row(number, texts))
            used["rows"] += 1
        if used["rows"] > MAX_ROWS or len(texts) > MAX_COLUMNS:
            raise TableError("size")
    return rows


HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s[^<>]*\bhidden=["'](?:1|true)["'][^<>]*>""")
ROW_NUMBER = re.compile(rb"""\sr=["'](\d+)["']""")


def _iter_xlsx(data):
    import openpyxl  # a second to load, and few files need it

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        if sheet.sheet_state != "visible":
            yield Sheet(sheet.title, (), is_hidden=True)
            continue
        rows = enumerate(sheet.iter_rows(values_only=True), start=1)
        yield Sheet(sheet.title, rows, hidden_rows=frozenset(_find_hidden_rows(sheet)))


def _find_hidden_rows(sheet):
    # openpyxl tells them only where it keeps the whole sheet in memory
    with sheet._get_source() as source:
        tags = HIDDEN_ROW.findall(source.read())
    for tag in tags:
        if number := ROW_NUMBER.search(tag):
            yield int(number[1])


def _iter_xls(data):
    import xlrd

    def value(cell):
        if cell.ctype == xlrd.XL_CELL_DATE:
            try:
                return xlrd.xldate_as_datetime(cell.value, book.datemode)
            except (OverflowError, ValueError):
                return make_error(cell.value)
        if cell.ctype == xlrd.XL_CELL_ERROR:
            return xlrd.error_text_from_code.get(cell.value, "#")
        return bool(cell.value) if cell.ctype == xlrd.XL_CELL_BOOLEAN else cell.value

    book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), ragged_rows=True)
    for sheet in book.sheets():
        rows = ([value(cell) for cell in sheet.row(place)] for place in range(sheet.nrows))
        yield Sheet(sheet.name, enumerate(rows, start=1), bool(sheet.visibility))


ODF_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
ODF_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
ODF_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
ODF_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"


def _iter_ods(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("content.xml") as content:
        tags = (f"{ODF_TABLE}table", f"{ODF_TABLE}table-row", f"{ODF_STYLE}style")
        rows, number, hidden, hiding = [], 0, set(), set()
        for _event, element in etree.iterparse(content, tag=tags, resolve_entities=False):
            if element.tag == tags[0]:
                is_hidden = element.get(f"{ODF_TABLE}style-name") in hiding
                name = element.get(f"{ODF_TABLE}name", "")
                yield Sheet(name, rows, is_hidden, frozenset(hidden))
                rows, number, hidden = [], 0, set()
                continue
            if element.tag == tags[2]:
                for part in element.iterchildren(f"{ODF_STYLE}table-properties"):
                    if part.get(f"{ODF_TABLE}display") == "false":
                        hiding.add(element.get(f"{ODF_STYLE}name"))
                continue
            cells = _read_ods_cells(element)
            repeated = int(element.get(f"{ODF_TABLE}number-rows-repeated", 1))
            if cells:
                if len(rows) + repeated > MAX_ROWS:
                    raise TableError("size")
                rows += [(number + place, cells) for place in range(1, repeated + 1)]
                if element.get(f"{ODF_TABLE}visibility", "visible") != "visible":
                    hidden.update(range(number + 1, number + repeated + 1))
            number += repeated
            element.clear()


def _read_ods_cells(row):
    cells, pending = [], 0
    for cell in row.iterchildren(f"{ODF_TABLE}table-cell", f"{ODF_TABLE}covered-table-cell"):
        repeated = int(cell.get(f"{ODF_TABLE}number-columns-repeated", 1))
        value = _read_ods_cell(cell)
        if value in ("", None):
            pending += repeated
            continue
        if len(cells) + pending + repeated > MAX_COLUMNS:
            raise TableError("size")
        cells += [""] * pending + [value] * repeated
        pending = 0
    return cells


def _read_ods_cell(cell):
    kind = cell.get(f"{ODF_OFFICE}value-type")
    try:
        if kind == "date":
            return datetime.datetime.fromisoformat(cell.get(f"{ODF_OFFICE}date-value", ""))
        if kind in ("float", "currency", "percentage"):
            return float(cell.get(f"{ODF_OFFICE}value", ""))
    except ValueError:
        name = "date-value" if kind == "date" else "value"
        return make_error(cell.get(f"{ODF_OFFICE}{name}", ""))
    if kind == "boolean":
        return cell.get(f"{ODF_OFFICE}boolean-value")
    return "\n".join("".join(part.itertext()) for part in cell.iterchildren(f"{ODF_TEXT}p"))


SYLK_ACCENT = re.compile("\x1bN([ABCDHK])(.)")
SYLK_MARKS = dict(zip("ABCDHK", "\u0300\u0301\u0302\u0303\u0308\u0327", strict=True))
SYLK_LETTERS = {"\x1bNj": "Œ", "\x1bNz": "œ", "\x1bNa": "Æ", "\x1bNq": "æ", "\x1bN{": "ß"}


def _iter_sylk(data):
    """Read what the old program of the sector writes: a line for each cell, with its place."""
    text = SYLK_ACCENT.sub(
        lambda found: unicodedata.normalize("NFC", found[2] + SYLK_MARKS[found[1]]), decode(data)[0]
    )
    for code, letter in SYLK_LETTERS.items():
        text = text.replace(code, letter)
    cells, row, column = {}, 0, 0
    for line in LINE_BREAK.split(text):
        kind, *parts = line.replace(";;", "\0").split(";")
        if kind not in ("C", "F"):
            continue
        for part in parts:
            if part[:1] in ("X", "Y") and part[1:].isdecimal():
                row, column = (row, int(part[1:])) if part[0] == "X" else (int(part[1:]), column)
            elif kind == "C" and part[:1] == "K":
                value = part[1:].replace("\0", ";")
                is_text = value.startswith('"') and value.endswith('"') and len(value) > 1
                cells.setdefault(row, {})[column] = value[1:-1] if is_text else value
    if any(max(places) > MAX_COLUMNS for places in cells.values()):
        raise TableError("size")
    yield Sheet(
        "",
        (
            (number, [places.get(place, "") for place in range(1, max(places) + 1)])
            for number, places in sorted(cells.items())
        ),
    )


def _cell_text(value):
    """Write a cell as a csv would: a day as one writes it, a float without its binary noise.

    >>> from datetime import datetime
    >>> _cell_text(datetime(2026, 12, 31)), _cell_text(0.1 + 0.2), _cell_text(None)
    ('31/12/2026', '0.30', '')
    """
    if value is None:
        return ""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time.min:
        return f"{value:%d/%m/}{value.year:04}"
    if isinstance(value, float):
        rounded = round(value, 2)
        if abs(rounded - value) < 1e-6:
            return str(int(rounded)) if rounded == int(rounded) else f"{rounded:.2f}"
        return repr(value)
    return str(value).strip()
