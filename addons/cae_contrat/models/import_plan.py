"""What an import would do: entries made of the rows of a file, and names looked up."""

from dataclasses import dataclass, field

from odoo.addons.cae_socle.engine.cell_text import find_nearest, same_phone, simplify
from odoo.fields import Command

from ..engine.people_file import KINDS, Problem


class UnknownName(LookupError):
    """No record, or several, are called so.

    :param str nearest: what may have been meant
    :param bool several: whether several records have this name
    """

    def __init__(self, nearest="", several=False):
        super().__init__(nearest)
        self.nearest = nearest
        self.several = several


def _is_same(thing, other):
    # records and entries of the file are mixed here, and a record warns of comparisons
    return type(thing) is type(other) and thing == other


class Names:
    """Things by the texts that people call them: exact ones first, then without accents.

    :param pairs: (text, thing); the text that comes first is the one proposed
    """

    def __init__(self, pairs=()):
        self.things = {}
        self.texts = {}
        self.words = {}
        for text, thing in pairs:
            self.add(text, thing)

    def add(self, text, thing):
        word = simplify(text or "")
        if not word:
            return
        found = self.things.setdefault(word, [])
        if not any(_is_same(thing, one) for one in found):
            found.append(thing)
            self.words.setdefault(thing, []).append(word)
        self.texts.setdefault(word, text)

    def replace(self, thing, other):
        """Let all the names of a thing lead to another one."""
        for word in self.words.pop(thing, ()):
            self.things[word] = [
                other if _is_same(thing, one) else one for one in self.things[word]
            ]
            self.words.setdefault(other, []).append(word)

    def find(self, text):
        """Return the thing of this name; raise UnknownName where there is not exactly one."""
        found = self.things.get(simplify(text), [])
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownName(several=True)
        raise UnknownName(find_nearest(text, self.texts.values()))

    def get(self, text):
        """Return all things of this name."""
        return self.things.get(simplify(text or ""), [])


@dataclass(eq=False)
class Entry:
    """One row of the file and what becomes of it.

    :param record: what it updates; None when it makes something new
    :param dict values: of the fields that the file fills; ids for links
    :param dict late_values: those to write when all contracts are there
    :param dict changes: what of the values differs from the record
    """

    row: object
    record: object = None
    values: dict = field(default_factory=dict)
    late_values: dict = field(default_factory=dict)
    changes: dict = field(default_factory=dict)
    exit_values: dict = field(default_factory=dict)  # of who has left
    exit_record: object = None  # the exit that they update
    people: list | None = None  # entries or records, of an activity
    person: object = None  # entry or record, of a contract of any kind
    activity: object = None  # entry or record, of a contract
    contract: object = None  # entry or record, of a renewal or an amendment
    ends: bool = False  # a contract whose last day is past
    touched: bool = False
    terms: dict | None = None  # of a contract, as its rows leave them
    last_change: object = None  # first day of the last amendment of a contract
    new_changes: list = field(default_factory=list)  # renewals and amendments to make

    @property
    def outcome(self):
        if self.record is None:
            return "created"
        return "updated" if self.changes or self.touched else "unchanged"


@dataclass
class Plan:
    """All entries by kind, with what keeps them from being imported."""

    reading: object
    entries: dict = field(default_factory=lambda: {kind: [] for kind in KINDS})
    problems: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    def count(self):
        """Return {kind: {created, updated, unchanged: number}} of the kinds in the file."""
        counts = {}
        for kind, entries in self.entries.items():
            if entries:
                counts[kind] = dict.fromkeys(("created", "updated", "unchanged"), 0)
                for entry in entries:
                    counts[kind][entry.outcome] += 1
        return counts

    def list_touched_people(self):
        """Return the people, as entries or records, whose file or contracts would change."""
        return {
            entry.person or entry
            for kind in ("people", "contracts", "earlier")
            for entry in self.entries[kind]
            if entry.outcome != "unchanged"
        }

    def refuse(self, row, code, column="", **values):
        """Add a problem of a row."""
        self.problems.append(self._make(row, code, column, values))

    def tell(self, row, code, column="", **values):
        """Add a note on a row."""
        self.notes.append(self._make(row, code, column, values))

    def take_back(self, row, code):
        """Withdraw a note on a row."""
        told = (code, row.kind, row.sheet, row.number)
        self.notes = [
            note for note in self.notes if (note.code, note.kind, note.sheet, note.line) != told
        ]

    @staticmethod
    def _make(row, code, column, values):
        value = row.texts.get(column, "")
        return Problem(code, row.kind, row.sheet, row.number, column, value, values)


def record_of(thing):
    """Return the record of an entry or of a record; None while there is none."""
    return thing.record if isinstance(thing, Entry) else thing


def find_changes(record, values):
    """Return the values that differ from what the record holds."""
    return {name: value for name, value in values.items() if _differs(record, name, value)}


def _differs(record, name, value):
    current, kind = record[name], record._fields[name].type
    if kind == "many2one":
        return current.id != value
    if kind == "many2many":
        return set(current.ids) != set(value)
    if kind in ("float", "monetary"):
        return round(current, 2) != round(float(value), 2)
    if name == "phone":
        return (current or "") != value and not same_phone(current or "", value)
    return (current or False) != (value or False)


def to_orm(record, values):
    """Return values as create and write take them."""
    return {
        name: [Command.set(value)]
        if record._fields[name].type == "many2many"
        else float(value)
        if record._fields[name].type in ("float", "monetary")
        else value
        for name, value in values.items()
    }
