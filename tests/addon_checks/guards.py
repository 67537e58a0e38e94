"""Is each field that only methods write guarded, and each parent of a row?

What an addon leaves unguarded stands in ``UNGUARDED`` of its ``tests/samples.py``, by model and
field, with the reason: a new model is asked by itself.
"""

import base64
import io
import json
from contextlib import contextmanager
from unittest.mock import patch

from psycopg2 import IntegrityError
from pypdf import PdfWriter

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import JsonRpcException

from .models import find_fields, find_models
from .samples import find_or_make

OURS = "cae."
MAGIC = ("id", "create_uid", "create_date", "write_uid", "write_date")
REFUSALS = (AccessError, UserError, ValidationError)
# a picture of one point
POINT = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
FORGED = {
    "char": "Forged",
    "text": "Forged",
    "html": "<p>Forged</p>",
    "integer": 7,
    "float": 7.0,
    "monetary": 7.0,
    "boolean": True,
    "date": "2001-02-03",
    "datetime": "2001-02-03 04:05:06",
    "binary": "U2FtcGxl",
    "json": {"forged": 1},
    "many2one_reference": 7,
    "one2many": [[5, 0, 0]],
    "many2many": [[5, 0, 0]],
}


def find_guarded_models(env, addon):
    """The addon's models that hold rows of their own."""
    return [
        model
        for model in find_models(env, addon)
        if model._auto and not model._transient and model._name.startswith(OURS)
    ]


def find_extended(env, addon):
    """[(model of Odoo, {names of the fields that the addon adds to it})], by name."""
    added = {}
    for model, field in find_fields(env, addon):
        ours = model._name.startswith(OURS) or not field.name.startswith("cae_")
        if model._auto and not model._transient and not ours:
            added.setdefault(model._name, set()).add(field.name)
    return [(env[name], names) for name, names in sorted(added.items())]


def _get_guarded(model):
    if not hasattr(model, "_get_guarded_fields"):
        return set(), {}
    return model._get_guarded_fields(), model._get_guarded_parents()


def is_for_methods(field):
    """Tell whether a field looks as if only methods wrote it."""
    if not field.store or field.related or field.inherited or field.name in MAGIC:
        return False
    if field.type == "one2many":
        return False
    return field.name == "state" or (field.readonly and not field.compute)


def find_undeclared_offenders(env, addon):
    """Fields and parents that are neither guarded nor left open with a reason."""
    unguarded = addon.samples.get("UNGUARDED", {})
    used = set()
    for model in find_guarded_models(env, addon):
        guarded, parents = _get_guarded(model)
        for name, field in model._fields.items():
            key = f"{model._name}.{name}"
            is_parent = field.type == "many2one" and field.store and field.ondelete == "cascade"
            if not is_for_methods(field) and not (is_parent and not field.related):
                continue
            if name in guarded or name in parents:
                continue
            used.add(key)
            if not unguarded.get(key, "").strip():
                kind = "a parent" if is_parent else "only written by methods"
                where = "_guarded_parents" if is_parent else "_guarded_fields"
                yield (
                    f"{key} looks {kind}: name it in {where}, or say in UNGUARDED of "
                    f"{addon.name}/tests/samples.py why it is free"
                )
        for name in guarded:
            # a form sends what it shows, and would be refused
            if not model._fields[name].readonly:
                yield f"{model._name}.{name} is guarded and not readonly: no form could be saved"
        for name in _find_unknown(model):
            yield f"{model._name}: guards {name}, which is no such field"
    for model, names in find_extended(env, addon):
        guarded, _parents = _get_guarded(model)
        for name in sorted(names):
            key, field = f"{model._name}.{name}", model._fields[name]
            if name in guarded and not field.readonly:
                yield f"{key} is guarded and not readonly: no form could be saved"
            if name in guarded or not is_for_methods(field):
                continue
            used.add(key)
            if not unguarded.get(key, "").strip():
                yield (
                    f"{key} looks only written by methods: name it in _guarded_fields, or say in "
                    f"UNGUARDED of {addon.name}/tests/samples.py why it is free"
                )
    for key in sorted(set(unguarded) - used):
        yield f"{addon.name}: UNGUARDED names {key}, which needs no reason any more"


def _find_unknown(model):
    # a mixin may name what only some of its models have
    own = [cls for cls in type(model).__mro__ if getattr(cls, "_name", "") == model._name]
    for cls in own:
        for name in vars(cls).get("_guarded_fields", ()):
            if name not in model._fields:
                yield name
        for name in vars(cls).get("_guarded_parents", ()):
            if name not in model._fields or model._fields[name].type != "many2one":
                yield name


def make_forged_value(model, field):
    """A value that nobody has written there yet, as a client would send it."""
    if field.type == "selection":
        values = field.get_values(model.env)
        default = field.default(model) if field.default else None
        return next(value for value in reversed(values) if value != default)
    if field.type == "many2one":
        found = model.env[field.comodel_name].sudo().with_context(active_test=False)
        default = field.default(model) if field.default else None
        others = found.search([("id", "!=", getattr(default, "id", default) or 0)], limit=1)
        return others.id or 2**31 - 1
    return FORGED[field.type]


def find_forging_offenders(case, addon):
    """Guarded fields that a client could write all the same.

    :param case: an `HttpCase` that is logged in as somebody with all the roles of ours
    """
    own = [(model, _get_guarded(model)[0]) for model in find_guarded_models(case.env, addon)]
    extended = [
        (model, _get_guarded(model)[0] & names) for model, names in find_extended(case.env, addon)
    ]
    for model, guarded in own + extended:
        if not guarded:
            continue
        model = model.sudo()
        record = find_or_make(model)
        forged = {name: make_forged_value(model, model._fields[name]) for name in sorted(guarded)}
        for name, value in forged.items():
            for way in ("write", "create"):
                if not _is_refused(case, record, way, {name: value}):
                    yield f"{model._name}.{name}: a client can {way} it"
        yield from _find_forged_defaults(model, forged)
        yield from _find_forged_defaults_of_a_client(case, record, forged)


def _is_refused(case, record, way, vals):
    # by the superuser, whom no right holds back
    try:
        with record.env.cr.savepoint():
            if way == "write":
                record.write(vals)
            else:
                record.create({**_copy_values(record), **vals})
    except REFUSALS:
        pass
    else:
        return False
    # and by somebody with every role, as a browser does
    arguments = [record.ids, vals] if way == "write" else [[{**_copy_values(record), **vals}]]
    return call(case, record._name, way, arguments) is None


def _copy_values(record):
    return {
        name: value
        for name, value in record.copy_data()[0].items()
        if record._fields[name].type not in ("one2many", "many2many")
    }


def _find_forged_defaults(model, forged):
    """Defaults of a context or of a user that would reach a new record."""
    context = {f"default_{name}": value for name, value in forged.items()}
    completed = model.with_context(**context)._add_missing_default_values({})
    for name, value in forged.items():
        if completed.get(name) == value:
            yield f"{model._name}.{name}: a default of the context reaches it"
    with model.env.cr.savepoint(flush=False) as savepoint:
        for name, value in forged.items():
            if model._fields[name].type not in ("one2many", "many2many", "binary", "json"):
                model.env["ir.default"].set(model._name, name, value)
        completed = model._add_missing_default_values({})
        for name, value in forged.items():
            if name in completed and completed[name] == value:
                yield f"{model._name}.{name}: a default of the user reaches it"
        savepoint.rollback()
    model.env.registry.clear_cache()


def _find_forged_defaults_of_a_client(case, record, forged):
    context = {f"default_{name}": value for name, value in forged.items()}
    made = call(case, record._name, "create", [[_copy_values(record)]], context)
    if not made:
        return
    new = record.browse(made)
    new.invalidate_recordset()
    for name, value in forged.items():
        field = new._fields[name]
        if field.type in ("one2many", "many2many") or not new[name]:
            continue
        if field.convert_to_write(new[name], new) == value:
            yield f"{record._name}.{name}: a default of a client's context reaches it"
    try:
        new.unlink()
    except REFUSALS:
        return


def find_computed_offenders(env, addon, user):
    """Fields that follow from others, and that a client could write or give by default.

    :param user: somebody with every role
    """
    for model, field in find_fields(env, addon):
        if not _is_computed(model, field):
            continue
        record = find_or_make(model.sudo()).with_user(user)
        value = make_forged_value(model.sudo(), field)
        try:
            with env.cr.savepoint():
                record.write({field.name: value})
        except REFUSALS:
            pass
        else:
            yield f"{field}: a client can write what is computed"
        asked = record.browse().with_context(**{f"default_{field.name}": value})
        if asked._prepare_create_values([{}])[0].get(field.name):
            yield f"{field}: a default of the context reaches what is computed"


def find_file_offenders(env, addon, user):
    """Fields whose file a client could put in their place, past what their model asks.

    :param user: somebody with every role
    """
    for model, field in find_fields(env, addon):
        ours = model._name.startswith(OURS) or field.name.startswith("cae_")
        if not (ours and model._auto and field.type == "binary" and field.store):
            continue
        if not field.attachment:
            continue
        record = find_or_make(model.sudo())
        if not record[field.name]:
            by_method = record._by_method() if hasattr(record, "_by_method") else record
            by_method[field.name] = POINT if isinstance(field, fields.Image) else _make_page()
        for way, act in _find_file_ways(env["ir.attachment"].with_user(user), record, field.name):
            try:
                with env.cr.savepoint() as savepoint:
                    act()
                    savepoint.rollback()
            except AccessError:
                continue
            yield f"{field}: its file can be {way} by a client"


def _find_file_ways(files, record, name):
    """Pairs of (what a client does with the file of a field, function that does it)."""
    place = {"res_model": record._name, "res_id": record.id, "res_field": name}
    values = {"name": "forged.pdf", "raw": b"%PDF-1.4"}
    by_default = files.with_context(**{f"default_{key}": value for key, value in place.items()})
    stored = files.sudo().search([(key, "=", value) for key, value in place.items()])
    stored = stored.with_user(files.env.user)
    yield "put", lambda: files.create({**values, **place})
    yield "put by a default", lambda: by_default.create(values)
    yield "moved there", lambda: files.create(values).write(place)
    yield "written over", lambda: stored.write({"raw": b"%PDF-1.4 forged"})
    yield "deleted", stored.unlink


def _make_page():
    """A PDF of one empty page, in base64."""
    writer, stream = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(stream)
    return base64.b64encode(stream.getvalue())


def _is_computed(model, field):
    ours = model._name.startswith(OURS) or field.name.startswith("cae_")
    kept = field.store and field.readonly and not field.inverse and field.name not in MAGIC
    return ours and kept and bool(field.compute) and not model._transient and model._auto


def _to_text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


def call(case, model, method, arguments, context=None):
    """The answer to a call over HTTP; None when it is refused."""
    case.env.flush_all()
    try:
        answer = case.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {
                "model": model,
                "method": method,
                "args": json.loads(json.dumps(arguments, default=_to_text)),
                "kwargs": {"context": context or {}},
            },
            timeout=120,
        )
    except JsonRpcException:
        answer = None
    case.env.invalidate_all()
    return answer


def find_moved_offenders(env, addon, user):
    """Rows that methods alone can make, and that a client could put below another parent.

    :param user: somebody with every role
    """
    for model in find_guarded_models(env, addon):
        if not model.with_user(user).has_access("write"):
            continue
        guarded, parents = _get_guarded(model)
        fields_ = [model._fields[name] for name in guarded - parents.keys()]
        if any(field.required and not (field.default or field.compute) for field in fields_):
            for name in sorted(parents.keys() - guarded):
                yield (
                    f"{model._name}.{name}: methods alone make such a row, and a client can move "
                    "it: name it in _guarded_fields"
                )


def find_parent_offenders(env, addon, user):
    """Parents below which rows can be put, changed or deleted though they are closed or foreign.

    :param user: somebody with every role, for whom a parent is made foreign
    """
    for model in find_guarded_models(env, addon):
        _guarded, parents = _get_guarded(model)
        for name, mode in parents.items():
            record = _find_child(model.sudo(), name)
            if not record:
                yield f"{model._name}.{name}: no row to try it on: give a factory in samples.py"
                continue
            parent = record[name]
            if hasattr(parent, "_check_open_for"):
                with _closed(parent):
                    yield from _find_open_ways(record, name, "closed")
            with _foreign(parent, mode):
                yield from _find_open_ways(record.with_user(user), name, "foreign")
        yield from _find_open_ways_from_above(model, user)


def _find_open_ways_from_above(model, user):
    """Ways below a parent of what a row names, where the row itself does not name that parent.

    A row that has the same parent gets it from there; another is closed with what it names.
    """
    parents = model._get_guarded_parents() if hasattr(model, "_get_guarded_parents") else {}
    for name, field in model._fields.items():
        if field.type != "many2one" or not field.store or field.readonly or field.related:
            continue
        between = model.env[field.comodel_name]
        for above, mode in _get_guarded(between)[1].items():
            top_name = between._fields[above].comodel_name
            same = {other for other in parents if model._fields[other].comodel_name == top_name}
            same.discard(name)
            closes = name in parents and hasattr(model.env[top_name], "_check_open_for")
            if not (same or closes):
                continue
            row, named = find_or_make(model.sudo()), _find_child(between.sudo(), above)
            top = named[above]

            def is_below(made, top=top, same=same, named_itself=name in parents):
                return named_itself or any(top in made.sudo()[other] for other in same)

            more = {"path": f"{name}.{above}", "left_out": same, "is_below": is_below}
            if hasattr(top, "_check_open_for"):
                with _closed(top):
                    yield from _find_open_ways(row, name, "closed", named, **more)
            if same:
                with _foreign(top, mode):
                    yield from _find_open_ways(row.with_user(user), name, "foreign", named, **more)


def _find_child(model, name):
    domain = [(name, "!=", False)]
    found = model.with_context(active_test=False).search(domain, limit=1) or find_or_make(model)
    if found[name]:
        return found
    parent = find_or_make(model.env[model._fields[name].comodel_name])
    found = model.with_context(active_test=False).search(domain, limit=1) or found
    if found[name]:  # made with its parent
        return found
    # a row may belong to the one or to the other
    others = {
        other: False
        for other in model._get_guarded_parents()
        if other != name and not model._fields[other].required
    }
    try:
        with model.env.cr.savepoint():
            made = found._by_method().create({**_copy_values(found), **others, name: parent.id})
    except Exception:  # whatever it wants more
        made = found._by_method()
        made[name] = parent
    return made.with_env(model.env)


def _find_open_ways(record, name, what, parent=None, path=None, left_out=(), is_below=bool):
    """Ways in which a row comes below a parent that is closed or foreign, or changes there.

    :param parent: what the row names by ``name``; what it names already when it is not given
    :param path: what is closed or foreign, when that is not the parent itself
    :param left_out: fields that say nothing, because they follow
    :param is_below: tells of a row whether it came below the parent
    """
    parent = (parent or record.sudo()[name]).id
    vals = _copy_values(record.sudo())
    without = {key: value for key, value in vals.items() if key != name and key not in left_out}
    context = {f"default_{name}": parent}
    ways = {
        "created by its values": lambda: record.create({**without, name: parent}),
        "created by a default": lambda: record.with_context(**context).create(without),
        "moved": lambda: record.write({name: parent}) and record,
    }
    for way, act in ways.items():
        try:
            with record.env.cr.savepoint():
                found = is_below(act())
        except (*REFUSALS, IntegrityError):
            continue
        if found:
            yield f"{record._name}: can be {way} though its {path or name} is {what}"


@contextmanager
def _closed(parent):
    def refuse(self, child):
        if self:
            raise UserError("closed")

    with patch.object(type(parent), "_check_open_for", refuse):
        yield


@contextmanager
def _foreign(parent, mode):
    original = type(parent)._check_access

    def refuse(self, operation):
        if operation == mode and not self.env.su and parent & self:
            return self, lambda: AccessError("foreign")
        return original(self, operation)

    with patch.object(type(parent), "_check_access", refuse):
        yield
