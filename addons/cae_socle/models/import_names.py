"""Names that the cells of an import may use, and what they lead to."""

from typing import NamedTuple

from ..engine.cell_text import find_nearest, simplify, split_list
from ..engine.import_file import Row


class UnknownName(NamedTuple):
    """A text that names no record, or several."""

    text: str
    nearest: str  # what may have been meant
    several: bool


def record_of(thing):
    """Return the record of a row of the file, or the record itself; None while there is none."""
    return thing.record if isinstance(thing, Row) else thing


def _is_same(thing, other):
    # records and rows of the file are mixed here, and a record warns of comparisons
    return type(thing) is type(other) and thing == other


class Names:
    """Things (records, or rows of the file) by the texts that people call them.

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
        if not any(_is_same(thing, other) for other in found):
            found.append(thing)
            self.words.setdefault(thing, []).append(word)
        self.texts.setdefault(word, text)

    def add_row(self, row, *texts):
        """Let texts lead to a row of the file, and so the names of the record that it updates.

        A row that was refused takes no name from another one.
        """
        for word in self.words.pop(row.record, ()) if row.record and not row.is_lost else ():
            self.things[word] = [
                row if _is_same(thing, row.record) else thing for thing in self.things[word]
            ]
            self.words.setdefault(row, []).append(word)
        for text in texts:
            if not (row.is_lost and self.get(text)):
                self.add(text, row)

    def get(self, text):
        """Return all things of this name."""
        return self.things.get(simplify(text or ""), [])

    def find(self, text, several=False, guesses=True):
        """Return (things, [UnknownName]) of a cell.

        :param several: whether it may hold several names
        :param guesses: whether to look for what may have been meant, which takes time
        """
        # The comma of “Roy, Anna” separates nothing.
        is_one = not several or len(self.get(text)) == 1
        found, lost = [], []
        for part in [text] if is_one else split_list(text):
            things = self.get(part)
            if len(things) != 1:
                nearest = ""
                if guesses and not things:
                    nearest = find_nearest(part, self.texts.values())
                lost.append(UnknownName(part, nearest, bool(things)))
            elif not any(_is_same(things[0], other) for other in found):
                found += things
        return found, lost
