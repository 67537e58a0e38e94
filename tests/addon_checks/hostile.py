"""What nobody means is answered with a sentence, or taken; it never fails inside.

Each stored field that a client may write gets each value, as the server writes it for a browser,
by somebody with every role of ours.
"""

import base64
import re
import struct
import zlib

from psycopg2 import IntegrityError

from odoo.addons.cae_entrepreneur.tests.calls_common import call_method
from odoo.exceptions import RedirectWarning, UserError

from .guards import find_guarded_models
from .samples import find_or_make

# A client sees these as sentences; what breaks a rule of the database, Odoo puts in words.
SENTENCES = (UserError, RedirectWarning, IntegrityError)
WORDS_OF_THE_DATABASE = re.compile(
    r"violates|relation|DETAIL|null value|_check\b|psycopg|Traceback"
)
MAGIC = ("id", "create_uid", "create_date", "write_uid", "write_date", "display_name")


def make_picture(width, height):
    """The head of a PNG of that size: a few bytes that claim to be millions of points."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    content = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 100))
    return base64.b64encode(content + chunk(b"IEND", b"")).decode()


# It reads as "acb", and is another name.
TURNING = "\u200e\u200f\u202d\u202e\u2066\u2067\u2069"
UNSEEN = f"a{TURNING}bc"
HOSTILE = {
    "char": [UNSEEN, "a\0b", "x" * 10**6, "javascript:alert(1)", "\u00e9" * 1999],
    "text": [UNSEEN, "a\0b", "javascript:alert(1)"],
    "html": [f"<p>{UNSEEN}</p>", "<p>a\0b</p>", '<a href="javascript:alert(1)">x</a>'],
    "integer": [2**31, 2**63, -(2**31) - 1, -5, "many", 10**400],
    "float": [1e308, -1e308, 2**63, "many"],
    "monetary": [1e308, 1e20, "many"],
    "date": ["9999-12-31", "0001-01-01", "2026-02-31", "soon"],
    "datetime": ["9999-12-31 23:59:59", "0001-01-01 00:00:00", "soon"],
    "binary": ["no base64", "====", make_picture(30000, 30000)],
    "selection": ["no_such_choice"],
    "many2one": [2**31, 2**63, -1, "none"],
    "boolean": ["maybe"],
}
# What must not be found in a field afterwards: nobody means it.
REFUSED = {
    "integer": {2**31, 2**63, -(2**31) - 1, -5},
    "float": {1e308, -1e308, float(2**63)},
    "monetary": {1e308, 1e20},
    "date": {"9999-12-31", "0001-01-01"},
    "datetime": {"9999-12-31 23:59:59", "0001-01-01 00:00:00"},
}


def find_hostile_offenders(env, addon, user):
    """Fields in which such a value ends in an error of the program, or stays.

    :param user: somebody with every role
    """
    for model in find_guarded_models(env, addon):
        record = find_or_make(model.sudo())
        for name, field in model._fields.items():
            if field.store and not (field.related or field.readonly or name in MAGIC):
                for value in HOSTILE.get(field.type, ()):
                    fault = _find_fault(record, name, value, user)
                    if fault:
                        yield f"{model._name}.{name}: {_show(value)} {fault}"
        fault = _call(model.with_user(user), "name_search", "a")
        if fault:
            yield f"{model._name}.name_search {fault}"


def find_import_offenders(env, addon, user):
    """Models whose import answers an empty row in the words of the database.

    :param user: somebody with every role
    """
    for model in find_guarded_models(env, addon):
        names = [
            name
            for name, field in model._fields.items()
            if field.store and not field.readonly and field.type in ("char", "text", "date")
        ]
        importing = model.with_user(user).with_context(import_file=True)
        for columns in ([name] for name in names or ["id"]):
            with env.cr.savepoint() as savepoint:
                messages = importing.load(columns, [[""]])["messages"]
                savepoint.rollback()
            for message in messages:
                found = WORDS_OF_THE_DATABASE.search(message["message"])
                if found:
                    yield f"{model._name}: without {columns[0]} its import says {found[0]!r}"


def _find_fault(record, name, value, user):
    called = record.browse().with_user(user)
    fault = _call(called, "write", record.ids, {name: value})
    if fault:
        return fault
    fault = _call(called, "create", [{name: value}])
    if fault:
        return f"{fault} when it is created"
    field = record._fields[name]
    if isinstance(record[name], str) and set(TURNING) & set(record[name]):
        return "is kept"
    if value in REFUSED.get(field.type, ()) and name != "sequence":
        stored = record[name]
        if stored and field.convert_to_read(stored, record) in (value, str(value)):
            return "is kept"
    return None


def _call(model, method, *arguments):
    """What went wrong inside; None when it was taken, or refused with a sentence."""
    try:
        call_method(model, method, *arguments)
    except SENTENCES:
        pass
    except Exception as error:
        return f"fails with {repr(error)[:200]}"
    finally:
        model.env.invalidate_all()
    return None


def _show(value):
    text = repr(value)
    return text if len(text) < 40 else f"{text[:30]}... ({len(text)} letters)"
