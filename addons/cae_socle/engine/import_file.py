"""A file to import: bytes in, rows of values and problems out, for tables that are described.

A workbook has a sheet for each table, a csv file holds one. A sheet is known by its name or its
headings; what stands above the headings is left out, and so is the example of the template. What
a cell refers to (a territory, a person) stays text: only the database knows them. An empty cell
is no value: its column is missing from the row.

>>> people = Table("people", "People", [
...     Column("name", "Name", words="nom", required=True),
...     Column("entry", "Entry", words="entree", type="date"),
... ])
>>> reading = read("Nom;Entrée\\nRoy;3/2/2025\\nZola;31/02/2025".encode(), [people])
>>> [row.values for row in reading.rows["people"]]
[{'name': 'Roy', 'entry': datetime.date(2025, 2, 3)}, {'name': 'Zola'}]
>>> [(problem.code, problem.line, problem.column) for problem in reading.problems]
[('date_absent', 3, 'entry')]
"""

import re
from dataclasses import dataclass
from dataclasses import field as attribute

from .amount_text import find_decimal_mark
from .cell_text import (
    CellError,
    find_nearest,
    is_error,
    read_date,
    read_email,
    read_flag,
    read_hours,
    read_number,
    read_phone,
    read_postcode,
    simplify,
    split_list,
)
from .table_file import TableError, read_tables

# The key of the line of the template that shows how to fill it: never imported.
EXAMPLE_KEYS = {"exemple", "example"}
HEADING_ROWS = 20  # titles and explanations may stand above the headings
MAX_KEY = 64
MAX_TEXT = 250
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
IN_FRANCE = {"", "france", "fr", "fra"}
READERS = {
    "date": read_date,
    "email": read_email,
    "phone": read_phone,
    "flag": read_flag,
    "references": split_list,
}


@dataclass(frozen=True)
class Column:
    """A column of a table.

    :param label, help: its heading and one sentence on how to fill it, in the user's language
    :param type: how its cells are read: text, key, email, phone, postcode, date, amount, hours,
        flag, choice, reference (of one record), references (of several)
    :param words: other words that name it, simplified
    :param field: the field that its value fills, if any
    :param part: which record of the row has that field, where a row makes several
    :param names: of a reference: the key of its names in the job of an import
    :param choices: {value: (label, other words)} of a choice
    :param hint: what to add to the refusal of a choice
    :param example, width, offered: of the template: a cell, letters, whether names are listed
    """

    name: str
    label: str
    help: str = ""
    type: str = "text"
    required: bool = False
    words: str = ""
    field: str = ""
    part: str = ""
    names: str = ""
    choices: dict = attribute(default_factory=dict)
    hint: str = ""
    example: str = ""
    width: int = 18
    offered: bool = True


@dataclass(frozen=True)
class Table:
    """A table of a file: its name, its sheet's in the user's language, other words, columns."""

    name: str
    label: str
    columns: list
    words: str = ""

    def find(self, name):
        """Return a column by its name, None without one."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True)
class Problem:
    """Something to mend in the file (or, among notes, worth knowing).

    `code` names the sentence and `values` what stands in it, unless `sentence` says it whole.
    """

    code: str = ""
    kind: str = ""  # name of the table
    sheet: str = ""
    line: int | None = None
    column: str = ""
    value: str = ""
    values: dict = attribute(default_factory=dict)
    sentence: str = ""


@dataclass(eq=False)
class Row:
    """One line of a table, and what becomes of it.

    :param record: what it updates, or made; None before that, and where it was refused
    :param vals: values to write
    :param outcome: created, updated or unchanged
    :param is_lost: it was refused as a whole: what refers to it waits, and says nothing
    :param links: the records that it refers to
    """

    kind: str
    sheet: str
    number: int
    values: dict = attribute(default_factory=dict)
    texts: dict = attribute(default_factory=dict)  # the cells as in the file
    bad: set = attribute(default_factory=set)  # columns of which something was refused
    record: object = None
    vals: dict = attribute(default_factory=dict)
    outcome: str = "created"
    is_lost: bool = False
    links: dict = attribute(default_factory=dict)


class Reading:
    """What was understood of a file."""

    def __init__(self, tables=()):
        self.tables = {table.name: table for table in tables}
        self.rows = {table.name: [] for table in tables}
        self.problems = []
        self.notes = []
        self.names = {}  # {names of a column: what its cells may refer to}

    def refuse(self, row, column="", code="", **said):
        """Add a problem of a row.

        :param code: of its sentence
        :param said: the values in that; or a whole ``sentence``; and the ``cell``, where it is not
            the one of the column
        """
        if column:
            row.bad.add(column)
        self.problems.append(self._make(row, column, code, **said))

    def lose(self, row, column, code="", **said):
        """Add a problem of a row that cannot be written at all; see `refuse`."""
        row.is_lost = True
        self.refuse(row, column, code, **said)

    def tell(self, row, column="", code="", **said):
        """Add a note on a row; see `refuse`."""
        self.notes.append(self._make(row, column, code, **said))

    @staticmethod
    def _make(row, column, code, sentence="", cell=None, **values):
        value = row.texts.get(column, "") if cell is None else cell
        return Problem(code, row.kind, row.sheet, row.number, column, value, values, sentence)


class Words:
    """The words that headings, sheets and choices are known by.

    :param tables: the same tables in each language that a file may be in
    :param ignored: names of sheets that hold nothing to import, the template's own lists
    """

    def __init__(self, tables, ignored=()):
        self.headings, self.choices, self.sheets = {}, {}, {}
        self.ignored = {simplify(name) for name in ignored}
        for translated in tables:
            for table in translated:
                self.sheets[simplify(table.label)] = table.name
                headings = self.headings.setdefault(table.name, {})
                for column in table.columns:
                    headings[simplify(column.label)] = column.name
                    choices = self.choices.setdefault(column.name, {})
                    for value, (label, _words) in column.choices.items():
                        choices[simplify(label)] = value
        # What is written here comes last: it is never taken over by a translation.
        for table in tables[0]:
            self.sheets |= dict.fromkeys(table.words.split(), table.name)
            for column in table.columns:
                self.headings[table.name] |= dict.fromkeys(column.words.split(), column.name)
                for value, (_label, words) in column.choices.items():
                    self.choices[column.name] |= dict.fromkeys(words.split(), value)


def read(data: bytes, tables, words: Words | None = None, kind: str | None = None) -> Reading:
    """Read a file of tables.

    :param tables: list of Table that it may hold
    :param words: names of headings and choices, in other languages too
    :param kind: the table that a csv file, or a workbook of one sheet, holds; else found out
    :return: Reading; a file that is none has one problem with the code file_REASON
    """
    reading = Reading(tables)
    words = words or Words([tables])
    try:
        sheets = read_tables(data)
    except TableError as error:
        reading.problems.append(Problem(f"file_{error.reason}"))
        return reading
    found = []
    shown = [sheet for sheet in sheets if not sheet.is_hidden]
    for sheet in sheets:
        asked = kind if len(shown) == 1 else None
        name = not sheet.is_hidden and (asked or _find_table(sheet, tables, words))
        if name:
            found.append((sheet, reading.tables[name]))
        elif len(sheets) > 1 and simplify(sheet.name) not in words.ignored:
            code = "sheet_hidden" if sheet.is_hidden else "sheet_skipped"
            values = {"sheet": sheet.name}
            reading.notes.append(Problem(code, sheet=sheet.name, values=values))
    for sheet, table in found:
        _read_sheet(reading, sheet, table, words)
        if sheet.hidden_rows:
            first = Row(table.name, sheet.name, sheet.hidden_rows[0])
            reading.tell(first, code="rows_hidden", lines=sheet.list_hidden_rows())
    if not found:
        reading.problems.append(Problem("headings_unknown", line=shown[0].rows[0].number))
    elif not reading.problems and not any(reading.rows.values()):
        reading.problems.append(Problem("file_empty"))
    return reading


def find_headings(rows, headings, read_word=simplify):
    """Return the row that holds the most headings (None without any), and {place: column}.

    :param dict headings: {word: column}
    :param read_word: function of a cell that returns its word
    """
    best = (None, {})
    for row in rows[:HEADING_ROWS]:
        matched = {
            place: headings[word]
            for place, cell in enumerate(row.cells)
            if (word := read_word(cell)) and word in headings
        }
        if len(set(matched.values())) > len(set(best[1].values())):
            best = (row, matched)
    return best


def _find_table(sheet, tables, words):
    if named := words.sheets.get(simplify(sheet.name)):
        return named
    scores = {}
    for table in tables:
        names = set(find_headings(sheet.rows, words.headings[table.name])[1].values())
        required = {column.name for column in table.columns if column.required}
        scores[table.name] = (len(names & required) / len(required), len(names))
    best = max(scores, key=scores.get)
    # One word in common proves nothing, unless it is all there is to it.
    return best if scores[best][1] >= 2 or scores[best] == (1, 1) else None


def _read_sheet(reading, sheet, table, words):
    heading_row, places = find_headings(sheet.rows, words.headings[table.name])
    columns = {column.name: column for column in table.columns}
    missing = [
        column.label
        for column in table.columns
        if column.required and column.name not in places.values()
    ]
    if missing:
        # A sheet of the template that stayed empty is nothing to complain about.
        if heading_row is None and len(sheet.rows) == 1 and sheet.name:
            return
        first = Row(table.name, sheet.name, (heading_row or sheet.rows[0]).number)
        named = ", ".join(f"“{label}”" for label in missing)
        reading.refuse(first, code="heading_missing", columns=named)
        return
    body = [row for row in sheet.rows if row.number > heading_row.number]
    _check_headings(reading, heading_row, places, body, words, table, sheet)
    mark = find_decimal_mark(
        row.cells[place]
        for place, name in places.items()
        if columns[name].type in ("amount", "hours")
        for row in body
        if place < len(row.cells)
    )
    width = len(heading_row.cells)
    for line in body:
        cells = {
            name: CONTROL.sub(" ", line.cells[place]).strip()
            for place, name in places.items()
            if place < len(line.cells) and line.cells[place].strip()
        }
        row = Row(table.name, sheet.name, line.number, texts=cells)
        if simplify(cells.get("key", "")) in EXAMPLE_KEYS:
            reading.tell(row, code="example_skipped")
            continue
        if not cells:
            continue
        if any(line.cells[width:]):
            counts = {"found": len(line.cells), "expected": width}
            reading.refuse(row, code="cells_extra", cell=line.cells[width], **counts)
        _read_row(reading, row, columns, words, mark)
        reading.rows[table.name].append(row)


def _check_headings(reading, heading_row, places, body, words, table, sheet):
    """Refuse headings that stand twice or look like one that is missing; tell what is left out."""
    heading = Row(table.name, sheet.name, heading_row.number)
    seen = {}
    for place, name in places.items():
        if name in seen:
            cell, other = heading_row.cells[place], heading_row.cells[seen[name]]
            reading.refuse(heading, name, "heading_twice", cell=cell, other=other)
        seen.setdefault(name, place)
    free = {word: name for word, name in words.headings[table.name].items() if name not in seen}
    for place, cell in enumerate(heading_row.cells):
        if place in places or not cell:
            continue
        if not any(place < len(row.cells) and row.cells[place] for row in body):
            continue
        near = find_nearest(cell, free, 0.8) if len(simplify(cell)) > 3 else ""
        if near:
            label = table.find(free[near]).label
            reading.refuse(heading, code="heading_near", cell=cell, heading=label)
        else:
            reading.tell(heading, code="heading_skipped", cell=cell)


def _read_row(reading, row, columns, words, mark):
    for name, text in row.texts.items():
        try:
            row.values[name] = _read_cell(columns[name], text, words, mark, row.texts)
        except CellError as error:
            reading.refuse(row, name, error.reason, nearest=error.nearest)
            continue
        if columns[name].type == "postcode" and len(row.values[name]) > len(text):
            reading.tell(row, name, "postcode_zero", read=row.values[name])
    for column in columns.values():
        if column.required and column.name not in row.texts:
            reading.refuse(row, column.name, "cell_missing")
    row.is_lost = any(column.required and column.name in row.bad for column in columns.values())


def _read_cell(column, text, words, mark, cells):
    if is_error(text):
        raise CellError("cell_error")
    if len(text) > MAX_TEXT and column.type != "references":
        raise CellError("text_long")
    if column.type == "key" and len(text) > MAX_KEY:
        raise CellError("key_long")
    if column.type == "choice":
        choices = words.choices[column.name]
        if (word := simplify(text)) in choices:
            return choices[word]
        near = find_nearest(text, choices)
        raise CellError("choice_unknown", column.choices[choices[near]][0] if near else "")
    if column.type == "postcode":
        return read_postcode(text, simplify(cells.get("country", "")) in IN_FRANCE)
    if column.type in ("amount", "hours"):
        return (read_number if column.type == "amount" else read_hours)(text, mark)
    return READERS.get(column.type, str)(text)
