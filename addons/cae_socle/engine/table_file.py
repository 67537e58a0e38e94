"""A table in bytes (csv of any usual kind, or xlsx), read into rows of text cells."""

import csv
import datetime
import io
import re
import zipfile
from typing import NamedTuple

SEPARATORS = (";", "\t", "|", ",")
MAX_BYTES = 8_000_000
MAX_ROWS = 50_000
MAX_SHEET_ROW = 2 * MAX_ROWS  # how far down the last row of a sheet lies, empty ones counted
MAX_COLUMNS = 500
MAX_CELLS = 4_000_000
MAX_UNZIPPED_BYTES = 100_000_000
MAX_CELL_LINES = 40
LINE_BREAK = re.compile("\r\n|\r|\n")
# Letters of ISO 8859-15 that are signs in cp1252: œ, Œ, Ÿ, š, Š, ž, Ž between letters.
LATIN9_LETTERS = re.compile(
    rb"[A-Za-z\xc0-\xff][\xa6\xa8\xb4\xb8\xbc\xbd\xbe](?=[A-Za-z\xc0-\xff])"
)
SIGNATURES = (
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff\xe0", "picture"),
)


class TableError(ValueError):
    """Why bytes are no table: `reason` is empty, size, xls, pdf, picture or xlsx."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class Row(NamedTuple):
    number: int  # of the line in the file, from 1
    cells: list


class Table(NamedTuple):
    rows: list
    encoding: str  # "xlsx" for a workbook
    separator: str  # "" for a workbook
    name: str = ""  # of the sheet


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


def _leaves_open(line, separator, is_open=False):
    """Tell whether a line ends within quotation marks; None for marks that nobody closes so.

    :param bool is_open: whether it begins within
    """
    if '"' not in line:
        return is_open
    place, start = 0, not is_open
    while place < len(line):
        char = line[place]
        if is_open and char == '"':
            following = line[place + 1 : place + 2]
            if following == '"':
                place += 1
            elif following.strip(" ") in ("", separator.strip(" ")):
                is_open = False
            else:
                return None
        elif not is_open:
            if start and char == '"':
                is_open = True
            start = char == separator
        place += 1
    return is_open


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
        size = _count_joined(lines, place, separator)
        blocks.append((place, size, _split("\n".join(lines[place : place + size]), separator)))
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


def _count_joined(lines, place, separator):
    """Return over how many lines a row goes that begins at a place."""
    if not _leaves_open(lines[place], separator):
        return 1
    for last in range(place + 1, min(place + MAX_CELL_LINES, len(lines))):
        is_open = _leaves_open(lines[last], separator, is_open=True)
        if is_open is None:
            return 1
        if not is_open:
            return last - place + 1
    return 1


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


def read_table(data: bytes) -> Table:
    """Read bytes into rows; lines that hold nothing are left out.

    :raises TableError: nothing in it, too long, or another kind of file

    >>> read_table(b'"A";" 12"\\n\\n"B";""').rows
    [Row(number=1, cells=['A', '12']), Row(number=3, cells=['B', ''])]
    """
    return _read(data, first_only=True)[0]


def read_tables(data: bytes) -> list[Table]:
    """Read bytes into tables: one for each sheet of a workbook that holds something.

    :raises TableError: as `read_table` does

    >>> [table.name for table in read_tables(b"A;B")]
    ['']
    """
    return _read(data, first_only=False)


def _read(data, first_only):
    if len(data) > MAX_BYTES:
        raise TableError("size")
    for signature, reason in SIGNATURES:
        if data.startswith(signature):
            raise TableError(reason)
    if data.startswith(b"PK\x03\x04"):
        return _read_workbook(data, first_only)
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
    return [Table(rows, encoding, separator)]


def _holds_something(text):
    return bool(text.strip(' \t\r\n\xa0;,|"\x00\x1a'))


def _read_workbook(data, first_only):
    import openpyxl  # a second to load, and few files need it

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MAX_UNZIPPED_BYTES:
                raise TableError("size")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        tables = [
            Table(rows, "xlsx", "", sheet.title)
            for sheet in (book.worksheets[:1] if first_only else book.worksheets)
            if (rows := _read_sheet(sheet))
        ]
    except TableError:
        raise
    except Exception as error:  # whatever a damaged workbook makes the library raise
        raise TableError("xlsx") from error
    if not tables:
        raise TableError("empty")
    return tables


def _read_sheet(sheet):
    """Return the rows of a sheet that hold something.

    One cell far away makes a sheet of seventeen thousand million cells: rows and columns are
    counted as they are read, not as the file claims them.
    """
    sheet.reset_dimensions()
    rows, read = [], 0
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        read += len(cells)
        if number > MAX_SHEET_ROW or read > MAX_CELLS:
            raise TableError("size")
        texts = [_cell_text(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            rows.append(Row(number, texts))
        if len(rows) > MAX_ROWS or len(texts) > MAX_COLUMNS:
            raise TableError("size")
    return rows


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
