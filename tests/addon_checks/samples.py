"""A record of any model, for checks that need one to try things on.

What a model needs stands in ``tests/samples.py`` of its addon.
"""

import base64

from odoo import fields

from .repository import collect_samples

PDF = base64.b64encode(b"%PDF-1.4\n%%EOF\n")
FACTORIES = collect_samples("FACTORIES")
FORM_VALUES = collect_samples("FORM_VALUES")

VALUES = {
    "char": "Sample",
    "text": "Sample",
    "html": "<p>Sample</p>",
    "integer": 1,
    "float": 1.0,
    "monetary": 1.0,
    "boolean": False,
    "json": {},
    "binary": b"U2FtcGxl",
}


def make_sample(model):
    """A new record by the factory of its addon."""
    return FACTORIES[model._name](model.env, get_finder(model.env))


def get_finder(env):
    """What a factory takes a record of another model from, by the model's name."""
    return lambda name: find_or_make(env[name])


def find_or_make(model, depth=4):
    """A record of ``model``: one that exists, or a new one with its required fields filled.

    :raise Exception: what the model says when such a record is not valid
    """
    record = model.with_context(active_test=False).search([], limit=1)
    if record or model._name in FACTORIES:
        return record or make_sample(model)
    try:
        with model.env.cr.savepoint():
            return make(model, _is_required, depth)
    except Exception:
        # A constraint asks for more: dates are the usual case, and what a form computes first.
        return make(model, _is_wished, depth)


def _is_required(field):
    return field.required and not field.compute


def _is_wished(field):
    writable = not field.compute or not field.readonly
    return writable and (field.required or field.type == "date")


def make(model, wanted, depth=4):
    """A new record of ``model`` with the fields that are ``wanted``, and those they point to."""
    defaults = model.default_get(list(model._fields))
    values = {
        name: _make_value(model, field, depth)
        for name, field in model._fields.items()
        if wanted(field) and not (defaults.get(name) or field.related)
    }
    # what only methods write is required, too
    by_method = model._by_method() if hasattr(model, "_by_method") else model
    return by_method.create(values).with_env(model.env)


def _make_value(model, field, depth):
    if field.type == "many2one":
        if not depth:
            raise RecursionError(f"{field} needs a chain of records that is too long")
        return find_or_make(model.env[field.comodel_name], depth - 1).id
    if field.type == "selection":
        return field.get_values(model.env)[0]
    if field.type == "date":
        return fields.Date.today()
    if field.type == "datetime":
        return fields.Datetime.now()
    return VALUES.get(field.type, False)
