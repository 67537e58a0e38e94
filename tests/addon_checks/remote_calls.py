"""What can someone without a role change by calling our public methods from afar?

Static rules see what a method says; this sees what it does. Each public method that an addon
puts on a model is called as the server calls it for a browser, on a record that is not the
caller's. It must be refused, or change nothing: PostgreSQL's own counters of
the transaction tell, for every table at once.
"""

import inspect
from itertools import groupby
from operator import itemgetter

from psycopg2 import IntegrityError

from odoo import fields
from odoo.addons.cae_entrepreneur.tests.calls_common import call_method, count_changes
from odoo.exceptions import AccessError
from odoo.service.model import get_public_method

from .samples import find_or_make

# Every model has these, whoever defines it; they are tried on the models of ours.
INHERITED = ("write", "unlink", "copy", "action_archive", "web_save")


def find_public_methods(env, addon):
    """(model name, method name) of what the addon lets anyone call, its own models' CRUD too."""
    package = f"odoo.addons.{addon.name}."
    for model_name, cls in sorted(env.registry.items()):
        if cls._abstract:
            continue
        names = {
            name
            for base in cls.__mro__
            # what is added to `base` is not the model's own: nobody's rows are behind it
            if base.__module__.startswith(package) and getattr(base, "_name", "") != "base"
            for name, value in vars(base).items()
            if inspect.isfunction(value) and not name.startswith("_")
        }
        if cls._original_module == addon.name and not cls._transient:
            names.update(INHERITED)
        for name in sorted(names):
            if _is_callable(env[model_name], name):
                yield model_name, name


def _is_callable(model, name):
    try:
        get_public_method(model, name)
    except (AccessError, AttributeError):
        return False
    return True


def find_remote_call_offenders(env, addon, user):
    """Calls that changed something.

    :param user: to whom no record belongs
    """
    methods = groupby(find_public_methods(env, addon), key=itemgetter(0))
    for model_name, names in methods:
        model = env[model_name].sudo()
        try:
            with env.cr.savepoint():
                record = find_or_make(model)
        except Exception as error:
            yield (
                f"{model_name}: no record to try its methods on ({type(error).__name__}: "
                f"{error}): add demo data, or a factory in its tests/samples.py"
            )
            continue
        for _model_name, name in names:
            fault = call_and_compare(record, name, user)
            if fault:
                yield (
                    f"{model_name}.{name}: called by someone without a role it {fault}: "
                    f"name it _{name} or call check_access() first"
                )


def call_and_compare(record, name, user):
    """Calls a method of ``record`` as a user; what went wrong, in words, or None."""
    before = count_changes(record.env)
    try:
        call_method(record.with_user(user).browse(), name, *make_arguments(record, name))
    except Exception as refusal:
        # What it did is undone. A refusal is one of Odoo's own exceptions, or a rule of the
        # database, which Odoo puts in words: anything else says that the method went to work
        # before it checked.
        own = type(refusal).__module__ == "odoo.exceptions" or isinstance(refusal, IntegrityError)
        return None if name in INHERITED or own else f"fails with {refusal!r} instead of refusing"
    after = count_changes(record.env)
    changed = sorted(table for table in after if after[table] != before.get(table))
    return f"changes {', '.join(changed)}" if changed else None


def make_arguments(record, name):
    """Arguments that look plausible, from the names of the method's parameters."""
    method = getattr(type(record), name)
    parameters = list(inspect.signature(method).parameters.values())[1:]
    arguments = [] if getattr(method, "_api_model", False) else [record.ids]
    for parameter in parameters:
        if parameter.kind not in (
            inspect.Parameter.POSITIONAL_ONLY,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
        ):
            break
        if parameter.default is not inspect.Parameter.empty:
            break
        arguments.append(_make_argument(record, parameter.name))
    return arguments


def _make_argument(record, name):
    if "date" in name or name in ("start", "stop", "end"):
        return fields.Date.to_string(fields.Date.today())
    if name in ("vals_list", "values_list"):
        return [{}]
    if name in ("vals", "values", "data"):
        return {record._rec_name: "Changed"} if record._rec_name else {}
    if name.endswith("_ids") or name == "ids":
        return record.ids
    if name.endswith("_id"):
        return record.id
    if name in ("domain", "fields", "fields_list", "names"):
        return []
    if "amount" in name:
        return 1.0
    return "Changed"
