"""Names that the cells of an import may use, and what they lead to."""

from ..engine.cell_text import find_nearest, simplify, split_list
from ..engine.import_file import Row


class UnknownName(LookupError):
    """No record, or several, are called so.

    :param str nearest: what may have been meant
    :param bool several: whether several records have this name
    """

    def __init__(self, text, nearest="", several=False):
        super().__init__(text)
        self.text = text
        self.nearest = nearest
        self.several = several


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

    def find(self, text):
        """Return the thing of this name; raise UnknownName where there is not exactly one."""
        found = self.get(text)
        if len(found) == 1:
            return found[0]
        nearest = "" if found else find_nearest(text, self.texts.values())
        raise UnknownName(text, nearest, several=bool(found))

    def find_list(self, text):
        """Return (things, [UnknownName]) of a cell with one or several names."""
        parts = split_list(text)
        # The comma of “Roy, Anna” separates nothing.
        whole = self.get(text)
        if len(whole) == 1 and len(parts) > 1:
            return whole, []
        found, lost = [], []
        for part in parts:
            try:
                thing = self.find(part)
            except UnknownName as error:
                lost.append(error)
            else:
                if not any(_is_same(thing, other) for other in found):
                    found.append(thing)
        return found, lost
