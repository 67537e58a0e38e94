"""Is ``i18n/fr.po`` complete, and would every translated line still work?

The terms are those Odoo exports at this moment, so a term that never reached the file is
found too.
"""

import re
from collections import Counter, defaultdict

import polib
from lxml import etree

from cae_cli.inside.export import is_delegated

# %s, %(name)s, {name}, {0}: what the code fills in.
PLACEHOLDER = re.compile(
    r"%\(\w+\)[-+ #0]*[\d.]*[a-zA-Z]|%[-+#0]*[\d.]*[sdifr](?![a-zA-Z])|\{\w*\}"
)


def export_terms(env, names):
    """Source terms per addon, as ``./cae i18n`` would write them today.

    Labels of fields that a model takes over are not asked of a catalogue: their place is None.

    :return: {addon name: {source term: first place it comes from, or None}}
    """
    from odoo.tools.translate import TranslationModuleReader

    terms = defaultdict(dict)
    for addon in names:
        # one by one: of a record that two addons name, a common export gives only one
        reader = TranslationModuleReader(env.cr, modules=[addon], lang="fr_FR")
        for module, kind, name, res_id, source, _value, _comments in reader:
            place = None if is_delegated(env, name, res_id) else f"{kind}:{name}:{res_id}"
            terms[module][source] = terms[module].get(source) or place
    return terms


def find_choice_offenders(env, addon):
    """Choices of a field that a French user reads in English.

    A mixin's are translated only where it stands: the addon below is loaded before the model that
    inherits it. A method that gives them is translated everywhere.
    """
    rows = env["ir.model.data"].search(
        [("module", "=", addon.name), ("model", "=", "ir.model.fields.selection")]
    )
    for choice in env["ir.model.fields.selection"].browse(rows.mapped("res_id")):
        field = choice.field_id
        term = choice.with_context(lang="en_US").name
        if env[field.model]._abstract or not re.search("[a-zA-Z]", term):
            continue
        if not (choice._fields["name"]._get_stored_translations(choice) or {}).get("fr_FR"):
            yield f"{field.model}.{field.name}: {term!r} is not translated"


def find_catalogue_offenders(path, name, terms):
    """What is wrong in the catalogue ``path`` of an addon whose export gives ``terms``."""
    wanted = {source: place for source, place in terms.items() if place}
    if not path.is_file():
        if wanted:
            yield f"{name} is missing: ./cae i18n writes it"
        return
    entries = {entry.msgid: entry for entry in polib.pofile(str(path)) if not entry.obsolete}
    # A placeholder that is a term of its own is written in one's own language in texts of data.
    written = {e.msgstr: e.msgid for e in entries.values() if PLACEHOLDER.fullmatch(e.msgid)}
    for source, place in wanted.items():
        if source not in entries:
            yield f"{name}: {source!r} ({place}) is not in the file"
    for source, entry in entries.items():
        if source not in terms:
            yield f"{name}: {source!r} is no longer a term of the addon: take it out"
        elif entry.fuzzy:
            yield f"{name}: {source!r} is fuzzy: read it again and take the mark off"
        elif entry.msgstr.strip():
            yield from _find_entry_offenders(name, entry, {} if _is_code(entry) else written)
        elif source in wanted:
            yield f"{name}: {source!r} is not translated"


def _is_code(entry):
    """Tell whether a program fills in the placeholders of this term by their names."""
    is_name = PLACEHOLDER.fullmatch(entry.msgid)
    return not is_name and any(place.startswith("code:") for place, _line in entry.occurrences)


def _find_entry_offenders(name, entry, written):
    source, translation = entry.msgid, entry.msgstr
    in_code = any(place.startswith("code:") for place, _line in entry.occurrences)
    if in_code and not re.search(r"odoo-(python|javascript)", entry.comment or ""):
        yield f"{name}: {source!r}: no comment says odoo-python or odoo-javascript: not loaded"
    wanted = Counter(PLACEHOLDER.findall(source))
    given = Counter(written.get(text, text) for text in PLACEHOLDER.findall(translation))
    if wanted != given:
        yield (
            f"{name}: {source!r}: placeholders {sorted(given.elements())} of the translation "
            f"are not {sorted(wanted.elements())}"
        )
    if translation.startswith(("\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}")):
        yield f"{name}: {source!r}: the space before it is lost; let a word joiner precede it"
    if _is_markup(source) and not _is_markup(translation):
        yield f"{name}: {source!r}: the translation is not well-formed XML: {translation!r}"


def _is_markup(text):
    if "<" not in text:
        return True
    try:
        etree.fromstring(f"<div>{text.replace('&nbsp;', ' ')}</div>")
    except etree.XMLSyntaxError:
        return False
    return True
