"""An analytic trial balance: bytes in, lines of accounts and a list of problems out.

Expected columns: analytic code, activity name, account, label, debit, credit, balance. They
are known by their names (French or English) where the file has a line of headings, by their
place otherwise; code and name may be missing together, and so may the balance.

Debits and credits keep the sign they have in the file: books of old hold negative ones.

>>> heading, line = "Code;Activity;Account;Label;Debit;Credit", "BLUE;Shop;512000;Bank;9.50;"
>>> reading = read(f"{heading}\\n{line}".encode("utf-8-sig"))
>>> reading.header_line, reading.encoding, reading.separator, [line.debit for line in reading.lines]
(1, 'utf-8-sig', ';', [Decimal('9.50')])
>>> [(problem.code, problem.line) for problem in reading.problems_of("BLUE")]
[('unbalanced', None)]
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from odoo.addons.cae_socle.engine.amount_text import AmountError, find_decimal_mark, read_amount
from odoo.addons.cae_socle.engine.cell_text import is_error, simplify
from odoo.addons.cae_socle.engine.import_file import Problem, find_headings
from odoo.addons.cae_socle.engine.table_file import TableError, read_tables

COLUMNS = ("code", "name", "account", "label", "debit", "credit", "balance")
REQUIRED = ("account", "debit", "credit")
AMOUNTS = ("debit", "credit", "balance", "balance_debit", "balance_credit")
# Headings as the programs of the trade write them, in lower case without accents or spaces.
HEADINGS = {
    "code": "code codeanalytique analytique codeana section codesection sectionanalytique "
    "codeactivite analyticcode analytic analyticaccount axe axeanalytique centre activitycode",
    "name": "activite nom nomactivite nomdelactivite libelleactivite libelleanalytique "
    "libellesection intitulesection intituleanalytique entrepreneur activity activityname name",
    "account": "compte comptes numerocompte numerodecompte numcompte ncompte nocompte "
    "ndecompte comptegeneral codecompte comptenum cpte cptgeneral account accountnumber "
    "accountcode accountno generalaccount",
    "label": "libelle libelles intitule libellecompte libelleducompte intitulecompte "
    "intituleducompte comptelib nomcompte label accountname accountlabel accounttitle "
    "description designation",
    "debit": "debit debits debiteur montantdebit totaldebit totaldebits mouvementdebit "
    "mouvementsdebit mvtdebit cumuldebit debitamount debiteuro debiteur",
    "credit": "credit credits crediteur montantcredit totalcredit totalcredits "
    "mouvementcredit mouvementscredit mvtcredit cumulcredit creditamount crediteuro crediteur",
    "balance": "solde soldes balance soldefinal soldeeuro net closingbalance",
    "balance_debit": "soldedebiteur soldedebit soldesdebiteurs debitbalance",
    "balance_credit": "soldecrediteur soldecredit soldescrediteurs creditbalance",
}
HEADING_ROLES = {word: role for role, words in HEADINGS.items() for word in words.split()}
BY_PLACE = {7: COLUMNS, 6: COLUMNS[:-1], 5: COLUMNS[2:], 4: COLUMNS[2:-1]}
ACCOUNT = re.compile("[1-9][0-9][0-9A-Za-z.]{0,18}")
TOTAL = re.compile(r"(grand )?(sous )?(total|totaux|subtotal)\b")


@dataclass(frozen=True)
class Line:
    """One account of one activity."""

    number: int
    code: str
    name: str
    account: str
    label: str
    debit: Decimal
    credit: Decimal

    @property
    def balance(self):
        return self.debit - self.credit


@dataclass(frozen=True)
class Total:
    """A line of totals, which is no account."""

    number: int
    place: int  # how many accounts stand above it
    debit: Decimal
    credit: Decimal


@dataclass
class Reading:
    """What was understood of a file."""

    lines: list = field(default_factory=list)
    totals: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    encoding: str = ""
    separator: str = ""
    decimal_mark: str = ""
    header_line: int | None = None
    columns: dict = field(default_factory=dict)
    row_count: int = 0
    first_rows: list = field(default_factory=list)
    codes: dict = field(default_factory=dict)  # analytic code -> activity name
    line_codes: dict = field(default_factory=dict)  # line number -> analytic code

    def refuse(self, code, line=None, column="", cell="", **values):
        """Add a problem: of a line, or of the file."""
        self.problems.append(Problem(code, line=line, column=column, value=cell, values=values))

    def tell(self, code, line=None, **values):
        """Add a note: on a line, or on the file."""
        self.notes.append(Problem(code, line=line, values=values))

    def lines_of(self, code):
        return [line for line in self.lines if line.code == code]

    def problems_of(self, code):
        """Problems of one activity: of its lines, of the file, and of its sums."""
        others = set(self.codes) - {code}
        problems = [
            problem
            for problem in self.problems
            if problem.line is None or self.line_codes.get(problem.line) not in others
        ]
        seen = {}
        for line in self.lines_of(code):
            first = seen.setdefault(line.account, line)
            if first is not line:
                values = {"account": line.account, "first": first.number}
                problems.append(Problem("twice", line=line.number, values=values))
        # Lines left out above would make the sums wrong too: one cause, one message.
        if not any(problem.line for problem in problems):
            sums = summarize(
                (line.account, line.debit, line.credit) for line in self.lines_of(code)
            )
            if sums["debit"] != sums["credit"]:
                values = {side: sums[side] for side in ("debit", "credit")}
                values["difference"] = sums["debit"] - sums["credit"]
                problems.append(Problem("unbalanced", values=values))
        return sorted(problems, key=lambda problem: problem.line or 0)


def summarize(lines: Iterable[tuple]) -> dict:
    """Sum (account, debit, credit) into the figures an accountant knows the file by.

    >>> sums = summarize([("706000", Decimal(0), Decimal(90)), ("606300", Decimal(9), Decimal(0))])
    >>> [int(sums[name]) for name in ("accounts", "turnover", "charges", "result")]
    [2, 90, 9, 81]
    """
    lines = list(lines)

    def balance(prefix):
        return sum(
            (debit - credit for account, debit, credit in lines if account.startswith(prefix)),
            Decimal(0),
        )

    charges = balance("6")
    return {
        "accounts": len(lines),
        "debit": sum((debit for _account, debit, _credit in lines), Decimal(0)),
        "credit": sum((credit for _account, _debit, credit in lines), Decimal(0)),
        "turnover": -balance("70"),
        "charges": charges,
        "result": -balance("7") - charges,
        "banks": balance("512"),
    }


def read(data: bytes) -> Reading:
    """Read an analytic trial balance. Nothing is raised: what is wrong is in `problems`.

    >>> [problem.code for problem in read(b"").problems]
    ['empty']
    >>> problem = read(b"B;Shop;706000;Sales;0;12O.50;\\nB;Shop;512000;Bank;1;0;1").problems[0]
    >>> problem.code, problem.line, problem.value
    ('amount_letters', 1, '12O.50')
    """
    reading = Reading()
    try:
        *hidden, table = read_tables(data, first_only=True)
    except TableError as error:
        reading.refuse("file_" + error.reason if error.reason != "empty" else "empty")
        return reading
    reading.encoding, reading.separator = table.encoding, table.separator
    for sheet in hidden:
        reading.tell("sheet_hidden", sheet=sheet.name)
    if table.hidden_rows:
        reading.tell("rows_hidden", table.hidden_rows[0], lines=table.list_hidden_rows())
    reading.first_rows = [row.cells for row in table.rows[:5]]
    rows = _find_columns(reading, table.rows)
    reading.row_count = len(rows)
    if reading.columns:
        reading.decimal_mark = (
            find_decimal_mark(
                row.cells[index]
                for role, index in reading.columns.items()
                if role in AMOUNTS
                for row in rows
                if index < len(row.cells)
            )
            or ""
        )
        for row in rows:
            _read_row(reading, row)
        _check_totals(reading)
        if not reading.codes:
            reading.codes = dict.fromkeys(reading.line_codes.values(), "")
        if not reading.lines and not reading.problems:
            reading.refuse("empty")
    return reading


def _read_letters(cell):
    return re.sub("[^a-z]", "", simplify(cell))


def _find_columns(reading, rows):
    """Set the columns of the reading and return the rows below the headings."""
    headings, places = find_headings(rows, HEADING_ROLES, _read_letters)
    # Of two columns of one name the first counts.
    columns = {role: place for place, role in reversed(places.items())}
    if len(columns) >= 2 and columns.keys() & set(REQUIRED):
        line = headings.number
        if missing := [role for role in REQUIRED if role not in columns]:
            reading.refuse("column_missing", line, columns=missing)
            return []
        reading.columns, reading.header_line = columns, line
        if headings != rows[0]:
            reading.tell("skipped_above", line)
        return [row for row in rows if row.number > line]
    widths = Counter(min(len(row.cells), 7) for row in rows)
    width = widths.most_common(1)[0][0]
    if width not in BY_PLACE:
        reading.refuse("columns_few", rows[0].number, count=width)
        return []
    reading.columns = {role: place for place, role in enumerate(BY_PLACE[width])}
    first = rows[0].cells
    if len(first) >= width and _is_heading_by_place(reading.columns, first):
        reading.header_line = rows[0].number
        reading.tell("heading_unknown", rows[0].number)
        return rows[1:]
    return rows


def _is_heading_by_place(columns, cells):
    texts = [cells[columns[role]] for role in REQUIRED]
    return not ACCOUNT.fullmatch(texts[0]) and all(
        any(char.isalpha() for char in text) and not any(char.isdigit() for char in text)
        for text in texts
    )


def _read_row(reading, row):
    columns = reading.columns
    # a workbook does not hold the empty cells at the end of its rows
    cells = {} if reading.separator else dict.fromkeys(columns, "")
    cells |= {role: row.cells[place] for role, place in columns.items() if place < len(row.cells)}
    code = cells.get("code", "")
    account = re.sub(r"\s", "", cells.get("account", ""))
    words = " ".join(filter(None, row.cells)).lower().replace("-", " ")
    if not ACCOUNT.fullmatch(account) and TOTAL.match(words):
        reading.tell("total_skipped", row.number)
        _read_total(reading, row, cells)
        return
    reading.line_codes[row.number] = code
    amounts = _read_amounts(reading, row, cells, account)
    if not amounts:
        return
    if not reading.codes.get(code):
        reading.codes[code] = cells.get("name", "")
    texts = (code, cells.get("name", ""), account, cells.get("label", ""))
    reading.lines.append(Line(row.number, *texts, amounts["debit"], amounts["credit"]))


def _read_total(reading, row, cells):
    told = {role: cells.get(role, "") for role in ("debit", "credit")}
    if not any(told.values()):
        return
    amounts = {}
    for role, cell in told.items():
        try:
            amounts[role] = read_amount(cell, reading.decimal_mark)
        except AmountError as error:
            reading.refuse(f"amount_{error.reason}", row.number, role, cell)
            return
    reading.totals.append(Total(row.number, len(reading.lines), **amounts))


def _check_totals(reading):
    """Refuse totals to which the lines do not add up: the file is not what was drawn up.

    A total is that of the file, or of the lines above it from where a part begins: an activity, a
    class of accounts, what follows another total. A summary below the accounts has the total of
    the first parts, the balance sheet for one.
    """
    # Lines that were left out would make the totals wrong too: one cause, one message.
    if not reading.totals or any(problem.line for problem in reading.problems):
        return
    above = [(Decimal(0), Decimal(0))]
    parts = [(line.code, line.account[:1]) for line in reading.lines]
    for line in reading.lines:
        above.append((above[-1][0] + line.debit, above[-1][1] + line.credit))
    ends = {total.place for total in reading.totals}
    # {what the lines above the beginning of a part add up to: where it begins}
    starts, seen = {}, 0
    for total in reading.totals:
        for place in range(seen, total.place):
            if not place or place in ends or parts[place - 1] != parts[place]:
                starts.setdefault(above[place], place)
        seen = total.place
        told = (total.debit, total.credit)
        debit, credit = above[total.place]
        before = (debit - total.debit, credit - total.credit)
        if not (before in starts or starts.get(told) or told == above[-1]):
            reading.refuse("total_differs", total.number, debit=total.debit, credit=total.credit)


def _read_amounts(reading, row, cells, account):
    """Return {role: amount} of a row, None (and say why) where anything is wrong with it."""
    line, before = row.number, len(reading.problems)
    missing = [role for role in REQUIRED if role not in cells]
    if missing:
        reading.refuse("cell_missing", line, columns=missing, found=len(row.cells))
        return None
    extra = row.cells[max(reading.columns.values()) + 1 :]
    if reading.header_line is None and any(extra):
        counts = {"found": len(row.cells), "expected": len(reading.columns)}
        reading.refuse("cells_extra", line, **counts)
        return None
    if not account:
        reading.refuse("account_missing", line)
    elif not ACCOUNT.fullmatch(account):
        reading.refuse("account_bad", line, cell=cells["account"])
    for role in ("code", "name", "label"):
        if is_error(cells.get(role, "")):
            reading.refuse("cell_error", line, role, cells[role])
    amounts = {}
    for role in AMOUNTS:
        if role not in cells:
            continue
        try:
            amounts[role] = read_amount(cells[role], reading.decimal_mark)
        except AmountError as error:
            reading.refuse(f"amount_{error.reason}", line, role, cells[role])
    if "debit" in amounts and "credit" in amounts:
        computed, told = amounts["debit"] - amounts["credit"], _told_balance(cells, amounts)
        if told is not None and told != computed:
            reading.refuse("balance_differs", line, told=told, computed=computed)
    return amounts if len(reading.problems) == before else None


def _told_balance(cells, amounts):
    """Return the balance that the line states, None where it states none."""
    if cells.get("balance"):
        return amounts.get("balance")
    if cells.get("balance_debit") or cells.get("balance_credit"):
        sides = [amounts.get(role, Decimal(0)) for role in ("balance_debit", "balance_credit")]
        return sides[0] - sides[1]
    return None


def normalize_account(code: str, length: int) -> str:
    """Bring an account number to the length of a chart, adding or taking away zeros only.

    >>> normalize_account("4111", 6), normalize_account("41110000", 6)
    ('411100', '411100')
    >>> normalize_account("41110001", 6)
    '41110001'
    """
    if not code.isdigit():
        return code
    if len(code) > length and not code[length:].strip("0"):
        return code[:length]
    return code.ljust(length, "0")


def nearest_account(code: str, accounts: Iterable[str]) -> str | None:
    """Return the account with the longest beginning in common, at least two digits.

    Of several, the nearest in number.

    >>> nearest_account("411220", ["401100", "411100", "411200", "419100"])
    '411200'
    >>> nearest_account("991000", ["411100"]) is None
    True
    """

    def common(other):
        return next(
            length for length in range(len(code), -1, -1) if other.startswith(code[:length])
        )

    def distance(other):
        width = max(len(code), len(other))
        try:
            return abs(int(code.ljust(width, "0")) - int(other.ljust(width, "0")))
        except ValueError:
            return 10**width

    near = [other for other in accounts if common(other) >= 2]
    return min(near, key=lambda other: (-common(other), distance(other), other), default=None)
