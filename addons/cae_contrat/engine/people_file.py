"""A file of people, activities and contracts: bytes in, rows of values and problems out.

A workbook has up to four sheets, a csv file holds one kind of rows. A sheet is known by its
name or its headings; what stands above the headings is left out, and so is the line of the
template's example. What a cell refers to (a territory, a person) stays text: only the database
knows them. An empty cell is no value: its column is missing from the row.

>>> reading = read("Prénom;Nom;Entrée;Code postal\\nAnna;Roy;3/2/2025;1000".encode())
>>> reading.rows["people"][0].values["date_entry"], reading.rows["people"][0].values["zip"]
(datetime.date(2025, 2, 3), '01000')
>>> [(p.code, p.line, p.column) for p in read(b"Nom;Entree\\nRoy;31/02/2025").problems]
[('date_absent', 2, 'date_entry')]
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from odoo.addons.cae_socle.engine.amount_text import find_decimal_mark
from odoo.addons.cae_socle.engine.cell_text import (
    CellError,
    find_nearest,
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
from odoo.addons.cae_socle.engine.table_file import TableError, read_tables

KINDS = ("people", "activities", "contracts", "earlier")
# The line of the template that shows how to fill it: never imported.
EXAMPLE_KEY = "EXEMPLE"
EXAMPLE_KEYS = {"exemple", "example"}
HEADING_ROWS = 20  # titles and explanations may stand above the headings
MAX_KEY = 64
MAX_TEXT = 250
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


class Column(NamedTuple):
    """A column of a sheet.

    :param str type: how its cells are read: text, key, email, phone, postcode, date, amount,
        hours, flag, choice, reference (of one record), references (of several)
    :param str headings: words that name it, simplified
    """

    name: str
    type: str
    headings: str
    required: bool = False


COLUMNS = {
    "people": (
        Column("key", "key", "key cle id identifiant reference ref numero matricule externalid"),
        Column("first_name", "text", "firstname prenom prenoms"),
        Column(
            "last_name",
            "text",
            "lastname nom nomdefamille nomcomplet nometprenom nomprenom name fullname",
            True,
        ),
        Column("email", "email", "email mail courriel adressemail emailaddress"),
        Column("phone", "phone", "phone telephone tel mobile portable telephonemobile telportable"),
        Column("street", "text", "street address adresse rue adresse1 voie"),
        Column(
            "street2", "text", "street2 addresscomplement complement complementdadresse adresse2"
        ),
        Column("zip", "postcode", "zip postcode postalcode codepostal cp"),
        Column("city", "text", "city ville commune"),
        Column("country", "reference", "country pays"),
        Column(
            "birth_date", "date", "birthdate dateofbirth naissance datenaissance datedenaissance"
        ),
        Column(
            "birth_place",
            "text",
            "birthplace placeofbirth lieunaissance lieudenaissance bornin neea",
        ),
        Column("nationality", "reference", "nationality nationalite"),
        Column(
            "social_number",
            "text",
            "socialsecuritynumber socialnumber ssn nir numerodesecuritesociale "
            "numerosecuritesociale numeroinsee numerosecu",
        ),
        Column("stage", "choice", "stage etape statut parcours"),
        Column("territory", "reference", "territory territoire antenne etablissement"),
        Column("poles", "references", "poles pole"),
        Column(
            "referent",
            "reference",
            "referent referente referentreferente referente advisor accompagnateur "
            "accompagnatrice charge chargee chargedaccompagnement",
        ),
        Column(
            "second_advisors",
            "references",
            "secondadvisors secondreferent autresreferents secondsreferents",
        ),
        Column("prescriber", "reference", "prescriber prescripteur orientepar"),
        Column("publics", "references", "publics public typologie"),
        Column("date_entry", "date", "entry entree dateentree datedentree entrydate"),
        Column("date_exit", "date", "exit sortie datesortie datedesortie exitdate"),
        Column(
            "exit_reason",
            "reference",
            "exitreason reasonoftheexit motifsortie motifdesortie motifdelasortie motif",
        ),
        Column(
            "exit_destination",
            "reference",
            "exitdestination destinationaftertheexit destination destinationapreslasortie "
            "destinationsortie issue",
        ),
        Column("exit_positive", "flag", "positiveexit exitpositive sortiepositive positive"),
        Column(
            "date_associate",
            "date",
            "associatesince associedepuis associeedepuis associeedepuisle dateassocie",
        ),
        Column(
            "employed_full_time",
            "flag",
            "employedfulltime employedfulltimeelsewhere salarieatempsplein tempspleinailleurs "
            "salarieeatempspleinailleurs",
        ),
    ),
    "activities": (
        Column("key", "key", "key cle id identifiant reference ref externalid"),
        Column("code", "text", "code codeanalytique analyticcode codeactivite"),
        Column("name", "text", "name activity activite nom nomdelactivite enseigne", True),
        Column(
            "entrepreneurs",
            "references",
            "entrepreneurs people person personnes personne entrepreneur entrepreneure porteur "
            "porteurs",
        ),
        Column("territory", "reference", "territory territoire antenne etablissement"),
        Column("poles", "references", "poles pole"),
        Column("date_start", "date", "start debut datedebut datededebut startdate"),
        Column("date_end", "date", "end fin datefin datedefin enddate"),
    ),
    "contracts": (
        Column("key", "key", "key cle id identifiant reference ref externalid"),
        Column(
            "person",
            "reference",
            "person entrepreneur entrepreneure personne salarie porteur",
            True,
        ),
        Column("activity", "reference", "activity activite enseigne"),
        Column("kind", "choice", "kind type nature contrat contract", True),
        Column("date_start", "date", "start debut datedebut datededebut startdate effet", True),
        Column("date_end", "date", "end fin datefin datedefin enddate terme"),
        Column(
            "minimum_turnover",
            "amount",
            "minimumturnover minimumturnoveramonth camensuelminimum caminimum "
            "chiffredaffairesminimum chiffredaffairesmensuelminimum",
        ),
        Column(
            "minimum_hours",
            "hours",
            "minimumhours minimumhoursamonth heuresminimum heuresmensuellesminimum "
            "heuresparmoisminimum",
        ),
        Column(
            "working_time",
            "hours",
            "hoursaweek workingtime heuresparsemaine tempsdetravail heureshebdo",
        ),
        Column("fixed_pay", "amount", "fixedpay fixedpayamonth salairefixe remunerationfixe fixe"),
        Column(
            "trial_date_end",
            "date",
            "endofthetrialperiod trialend finperiodeessai findelaperiodedessai finessai",
        ),
        Column("territory", "reference", "territory territoire antenne etablissement"),
        Column(
            "other_project",
            "flag",
            "foranotherproject otherproject autreprojet pourunautreprojet",
        ),
    ),
    # Contracts with the cooperative that are neither a CAPE nor a CESA.
    "earlier": (
        Column("key", "key", "key cle id identifiant reference ref externalid"),
        Column(
            "person",
            "reference",
            "person entrepreneur entrepreneure personne salarie porteur",
            True,
        ),
        Column(
            "earlier_kind",
            "choice",
            "othercontract autrecontrat kind type nature contrat contract",
            True,
        ),
        Column("date_start", "date", "start debut datedebut datededebut startdate", True),
        Column("date_end", "date", "end fin datefin datedefin enddate terme"),
    ),
}
CHOICES = {
    "stage": {
        "candidate": "candidate candidat candidatcandidate",
        "project_holder": "projectholder porteurdeprojet porteuseporteurdeprojet porteur "
        "porteuse porteusedeprojet porteurporteusedeprojet porteurdeprojetporteusedeprojet",
        "cape": "cape",
        "cesa": "cesa entrepreneursalarie entrepreneuresalariee",
        "associate": "associate associe associee",
        "former": "former ancien ancienne ancienancienne sorti sortie sortisortie parti partie",
    },
    "kind": {
        "cape": "cape",
        "cesa": "cesa",
        "renewal": "renewal renouvellement prolongation reconduction",
        "amendment": "amendment avenant",
    },
    "earlier_kind": {
        "permanent": "permanent cdi contratadureeindeterminee",
        "fixed_term": "fixedterm cdd contratadureedeterminee",
        "other": "other autre",
    },
}
SHEETS = {
    "people": "people personnes personne entrepreneurs entrepreneures entrepreneurses persons",
    "activities": "activities activites activite",
    "contracts": "contracts contrats contrat",
    "earlier": "othercontracts autrescontrats autrecontrat",
}
IN_FRANCE = {"", "france", "fr", "fra"}


@dataclass(frozen=True)
class Problem:
    """Something to mend in the file (or, among notes, worth knowing).

    `code` names the sentence and `values` what stands in it; the words are the caller's.
    """

    code: str
    kind: str = ""
    sheet: str = ""
    line: int | None = None
    column: str = ""
    value: str = ""
    values: dict = field(default_factory=dict)


@dataclass(eq=False)
class Row:
    """One line of a sheet: a person, an activity, a contract or another contract."""

    kind: str
    sheet: str
    number: int
    values: dict = field(default_factory=dict)
    texts: dict = field(default_factory=dict)  # the cells as in the file
    bad: set = field(default_factory=set)  # columns whose cell could not be read


@dataclass
class Reading:
    """What was understood of a file."""

    rows: dict = field(default_factory=lambda: {kind: [] for kind in KINDS})
    problems: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    tables: list = field(default_factory=list)  # (sheet, kind, number of rows)


class Words:
    """The words that headings, sheets and choices are known by.

    :param dict headings: {kind: {column: [more words]}}, such as their names on the screen
    :param dict choices: {column: {value: [more words]}}
    :param dict sheets: {kind: [more words]}
    :param list ignored: names of sheets that hold nothing to import, the template's own lists
    """

    def __init__(self, headings=None, choices=None, sheets=None, ignored=()):
        self.headings = {
            kind: self._join(
                {column.name: column.headings for column in columns}, (headings or {}).get(kind)
            )
            for kind, columns in COLUMNS.items()
        }
        self.choices = {
            column: self._join(values, (choices or {}).get(column))
            for column, values in CHOICES.items()
        }
        self.sheets = self._join(SHEETS, sheets)
        self.ignored = {simplify(name) for name in ignored}

    @staticmethod
    def _join(words, more):
        found = {}
        for name, texts in (more or {}).items():
            found |= {simplify(text): name for text in texts}
        # What is written here comes last: it is never taken over by a translation.
        for name, text in words.items():
            found |= dict.fromkeys(text.split(), name)
        return found


def read(data: bytes, words: Words | None = None, kind: str | None = None) -> Reading:
    """Read a file of people, activities and contracts.

    :param words: names of headings and choices in other languages than those written here
    :param kind: what a csv file, or a workbook of one sheet, holds; else found out
    :return: Reading; a file that is none has one problem with the code file_REASON
    """
    reading = Reading()
    words = words or Words()
    try:
        tables = read_tables(data)
    except TableError as error:
        reading.problems.append(Problem(f"file_{error.reason}"))
        return reading
    found = []
    for table in tables:
        asked = kind if len(tables) == 1 else None
        table_kind = asked or _find_kind(table, words)
        if table_kind:
            found.append((table, table_kind))
        elif len(tables) > 1 and simplify(table.name) not in words.ignored:
            reading.notes.append(
                Problem("sheet_skipped", sheet=table.name, values={"sheet": table.name})
            )
    for table, table_kind in found:
        _read_rows(reading, table, table_kind, words)
    if not found:
        reading.problems.append(Problem("headings_unknown", line=tables[0].rows[0].number))
    elif not reading.problems and not any(reading.rows.values()):
        reading.problems.append(Problem("file_empty"))
    return reading


def _match(cells, headings):
    """Return {place: column} of the cells that are headings."""
    return {
        place: headings[word]
        for place, cell in enumerate(cells)
        if (word := simplify(cell)) and word in headings
    }


def _find_headings(table, kind, words):
    """Return the row that holds the most headings of a kind, and {place: column}."""
    best = (None, {})
    for row in table.rows[:HEADING_ROWS]:
        matched = _match(row.cells, words.headings[kind])
        if len(set(matched.values())) > len(set(best[1].values())):
            best = (row, matched)
    return best


def _find_kind(table, words):
    named = words.sheets.get(simplify(table.name))
    if named:
        return named
    scores = {}
    for kind in KINDS:
        names = set(_find_headings(table, kind, words)[1].values())
        required = {column.name for column in COLUMNS[kind] if column.required}
        scores[kind] = (len(names & required) / len(required), len(names))
    best = max(KINDS, key=lambda kind: scores[kind])
    # One word in common proves nothing, unless it is all there is to it.
    return best if scores[best][1] >= 2 or scores[best] == (1, 1) else None


def _read_rows(reading, table, kind, words):
    heading_row, places = _find_headings(table, kind, words)
    columns = {column.name: column for column in COLUMNS[kind]}
    where = {"kind": kind, "sheet": table.name}
    missing = [
        column.name
        for column in COLUMNS[kind]
        if column.required and column.name not in places.values()
    ]
    body = [row for row in table.rows if heading_row and row.number > heading_row.number]
    if missing:
        # A sheet of the template that stayed empty is nothing to complain about.
        if heading_row is None and len(table.rows) == 1 and table.name:
            return
        line = heading_row.number if heading_row else table.rows[0].number
        reading.problems.append(
            Problem("heading_missing", line=line, values={"columns": missing}, **where)
        )
        reading.tables.append((table.name, kind, 0))
        return
    _check_headings(reading, heading_row, places, body, words, where)
    marks = _find_marks(body, places, columns)
    count = 0
    for row in body:
        cells = {
            name: CONTROL.sub(" ", row.cells[place]).strip()
            for place, name in places.items()
            if place < len(row.cells) and row.cells[place].strip()
        }
        if simplify(cells.get("key", "")) in EXAMPLE_KEYS:
            reading.notes.append(Problem("example_skipped", line=row.number, **where))
            continue
        if not cells:
            continue
        count += 1
        if len(row.cells) > len(heading_row.cells) and any(row.cells[len(heading_row.cells) :]):
            reading.problems.append(
                Problem(
                    "cells_extra",
                    line=row.number,
                    value=row.cells[len(heading_row.cells)],
                    values={"found": len(row.cells), "expected": len(heading_row.cells)},
                    **where,
                )
            )
        reading.rows[kind].append(
            _read_row(reading, row.number, cells, columns, words, marks, where)
        )
    reading.tables.append((table.name, kind, count))


def _check_headings(reading, heading_row, places, body, words, where):
    seen = {}
    for place, name in places.items():
        if name in seen:
            reading.problems.append(
                Problem(
                    "heading_twice",
                    line=heading_row.number,
                    column=name,
                    value=heading_row.cells[place],
                    values={"other": heading_row.cells[seen[name]]},
                    **where,
                )
            )
        seen.setdefault(name, place)
    free = {
        word: name
        for word, name in words.headings[where["kind"]].items()
        if name not in places.values()
    }
    for place, cell in enumerate(heading_row.cells):
        if place in places or not cell:
            continue
        if not any(place < len(row.cells) and row.cells[place] for row in body):
            continue
        near = find_nearest(cell, free, 0.8) if len(simplify(cell)) > 3 else ""
        problem = Problem(
            "heading_near" if near else "heading_skipped",
            line=heading_row.number,
            value=cell,
            values={"nearest": free.get(near, "")},
            **where,
        )
        (reading.problems if near else reading.notes).append(problem)


def _find_marks(body, places, columns):
    """Return the decimal mark that the numbers of a sheet agree on."""
    return find_decimal_mark(
        row.cells[place]
        for place, name in places.items()
        if columns[name].type in ("amount", "hours")
        for row in body
        if place < len(row.cells)
    )


def _read_row(reading, number, cells, columns, words, mark, where):
    row = Row(where["kind"], where["sheet"], number, texts=cells)
    for name, text in cells.items():
        try:
            row.values[name] = _read_cell(columns[name], text, words, mark, cells)
        except CellError as error:
            row.bad.add(name)
            values = {"nearest": error.nearest} if error.nearest else {}
            reading.problems.append(
                Problem(error.reason, line=number, column=name, value=text, values=values, **where)
            )
            continue
        if columns[name].type == "postcode" and len(row.values[name]) > len(text):
            read = {"read": row.values[name]}
            reading.notes.append(
                Problem("postcode_zero", line=number, column=name, value=text, values=read, **where)
            )
    for column in columns.values():
        if column.required and column.name not in cells:
            row.bad.add(column.name)
            reading.problems.append(
                Problem("cell_missing", line=number, column=column.name, **where)
            )
    return row


def _read_cell(column, text, words, mark, cells):
    if len(text) > MAX_TEXT and column.type not in ("references",):
        raise CellError("text_long")
    if column.type == "key" and len(text) > MAX_KEY:
        raise CellError("key_long")
    if column.type == "choice":
        return _read_choice(column.name, text, words)
    if column.type == "postcode":
        return read_postcode(text, simplify(cells.get("country", "")) in IN_FRANCE)
    if column.type in ("amount", "hours"):
        return (read_number if column.type == "amount" else read_hours)(text, mark)
    readers = {
        "date": read_date,
        "email": read_email,
        "phone": read_phone,
        "flag": read_flag,
        "references": split_list,
    }
    return readers.get(column.type, str)(text)


def _read_choice(name, text, words):
    choices = words.choices[name]
    word = simplify(text)
    if word in choices:
        return choices[word]
    near = find_nearest(text, choices)
    raise CellError(f"{name}_unknown", choices.get(near, ""))
