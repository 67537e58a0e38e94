"""Is ``i18n/fr.po`` complete, and would every translated line still work?

The terms are those Odoo exports at this moment, so a term that never reached the file is
found too.
"""

import re
from collections import Counter, defaultdict

import polib
from lxml import etree

# %s, %(name)s, {name}, {0}: what the code fills in.
PLACEHOLDER = re.compile(
    r"%\(\w+\)[-+ #0]*[\d.]*[a-zA-Z]|%[-+#0]*[\d.]*[sdifr](?![a-zA-Z])|\{\w*\}"
)


def export_terms(env, names):
    """Source terms per addon, as ``odoo i18n export`` would write them today.

    :return: {addon name: {source term: first place it comes from}}
    """
    from odoo.tools.translate import TranslationModuleReader

    terms = defaultdict(dict)
    reader = TranslationModuleReader(env.cr, modules=list(names), lang="fr_FR")
    for module, kind, name, res_id, source, _value, _comments in reader:
        terms[module].setdefault(source, f"{kind}:{name}:{res_id}")
    return terms


def find_catalogue_offenders(path, name, terms):
    """What is wrong in the catalogue ``path`` of an addon whose export gives ``terms``."""
    if not path.is_file():
        yield f"{name} is missing: ./cae i18n writes it"
        return
    entries = {entry.msgid: entry for entry in polib.pofile(str(path)) if not entry.obsolete}
    for source, place in terms.items():
        if source not in entries:
            yield f"{name}: {source!r} ({place}) is not in the file"
    for source, entry in entries.items():
        if source not in terms:
            yield f"{name}: {source!r} is no longer a term of the addon: take it out"
        elif entry.fuzzy:
            yield f"{name}: {source!r} is fuzzy: read it again and take the mark off"
        elif not entry.msgstr.strip():
            yield f"{name}: {source!r} is not translated"
        else:
            yield from _find_entry_offenders(name, source, entry.msgstr)


def _find_entry_offenders(name, source, translation):
    wanted, given = (Counter(PLACEHOLDER.findall(text)) for text in (source, translation))
    if wanted != given:
        yield (
            f"{name}: {source!r}: placeholders {sorted(given.elements())} of the translation "
            f"are not {sorted(wanted.elements())}"
        )
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
