"""Export the terms of addons and merge them into their French catalogues."""

from __future__ import annotations

import io
from pathlib import Path

import polib

from cae_cli import paths

from .registry import configure, environment


def main(database: str, names: list[str]) -> dict[str, dict]:
    configure(database)
    with environment(database) as env:
        return {
            name: merge(paths.ADDONS / name / "i18n", name, export(env, name)) for name in names
        }


def export(env, name: str) -> polib.POFile:
    from odoo.tools.translate import trans_export

    buffer = io.BytesIO()
    # Nothing is written for an addon without a term.
    trans_export(None, [name], buffer, "po", env)
    catalogue = polib.pofile(buffer.getvalue().decode()) if buffer.getvalue() else polib.POFile()
    for entry in list(catalogue):
        entry.occurrences = [
            place for place in entry.occurrences if not is_delegated(env, *place[0].split(":")[1:])
        ]
        if not entry.occurrences:
            catalogue.remove(entry)
    # The dates of an export would make each one a change.
    for key in ("POT-Creation-Date", "PO-Revision-Date"):
        catalogue.metadata.pop(key, None)
    return catalogue


def is_delegated(env, name: str, xmlid: str = "") -> bool:
    """Whether a term is the label of a field that a model takes over (``_inherits``).

    It is shown in the translation of the model it comes from, and which fields there are depends
    on the addons that are installed besides ours.

    :param name: model and field of a record that holds the term, as "ir.model.fields,help"
    """
    if not name.startswith("ir.model.fields,"):
        return False
    field = env.ref(xmlid)
    return env[field.model]._fields[field.name].inherited


def merge(folder: Path, name: str, template: polib.POFile) -> dict:
    """Write NAME.pot and fr.po; a term that is gone leaves the catalogue."""
    folder.mkdir(exist_ok=True)
    template.wrapwidth = 0
    template.save(str(folder / f"{name}.pot"))
    path = folder / "fr.po"
    catalogue = polib.pofile(str(path)) if path.exists() else polib.POFile()
    catalogue.wrapwidth = 0
    catalogue.header = template.header
    catalogue.metadata = {
        **template.metadata,
        "Language": "fr",
        "Plural-Forms": "nplurals=2; plural=(n > 1);",
    }
    catalogue.merge(template)
    gone = catalogue.obsolete_entries()
    for entry in gone:
        catalogue.remove(entry)
    places = {entry.msgid: place for place, entry in enumerate(template)}
    catalogue.sort(key=lambda entry: places[entry.msgid])
    catalogue.save(str(path))
    left = [entry.msgid for entry in catalogue if not entry.msgstr.strip() or entry.fuzzy]
    return {"terms": len(catalogue), "left": left, "gone": len(gone)}
