"""Does an assistant tell what its user may not read?

A window that asks something names records: in its values, as ``default_*``, or as what was
selected when it was opened. Each assistant of ours is opened on a record that a rule hides from
a user with every role: it is refused, or answers as if nothing had been named.
"""

import json
import re

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.tools import mute_logger

from .models import find_fields, find_models
from .samples import FACTORIES, _make_value, find_or_make, make, make_sample

# What is missing in an assistant is said by Odoo as a sentence, too.
REFUSALS = (AccessError, MissingError, UserError, ValidationError, IntegrityError)
# Everybody who works in Odoo reads these.
OPEN_TO_ALL = re.compile(r"res\.(?!partner\.bank)|ir\.|mail\.|uom\.|utm\.|account\.(tax|journal)")
MAGIC = ("create_date", "write_date", "date")
TELLING = ("char", "text", "date", "datetime", "float", "monetary")
SHORTEST = 4
NAMING = ("many2one", "many2many", "one2many", "reference", "many2one_reference")


def find_wizards(env, addon):
    """The assistants of an addon."""
    return [model for model in find_models(env, addon) if model._transient]


def find_telling_offenders(env, addon, user):
    """Assistants that tell something of a record which their user may not read.

    :param user: somebody with every role
    """
    for wizard in find_wizards(env, addon):
        for model in _find_openers(wizard):
            hidden = find_or_make(model.sudo())
            secrets = _find_secrets(hidden)
            rule = _hide(hidden)
            for way, open_it in _find_ways(wizard.with_user(user), hidden):
                told = _find_told(wizard.env, secrets, open_it)
                if told:
                    yield (
                        f"{wizard._name}: {way} tells {told} of a {model._name} that the user may "
                        "not read: call check_access('read') on it first"
                    )
            rule.unlink()


def find_naming_offenders(env, addon, user):
    """Fields by which a lasting row, or its form, tells of a record that its user may not read.

    :param user: somebody with every role
    """
    named = addon.samples.get("NAMED_ALL_THE_SAME", {})
    for model, field in find_fields(env, addon):
        if not _may_name(model, field) or str(field) in named:
            continue
        record = find_or_make(model.sudo())
        hidden = _find_other(record, field.name)
        secrets = _find_secrets(hidden)
        rule = _hide(hidden)
        seen = record.with_user(user)
        for way, act in _find_naming_ways(seen, field.name, hidden):
            if _find_told(env, secrets, act):
                yield (f"{field}: {way} tells its user the name of a record that he may not read")
        rule.unlink()


def _may_name(model, field):
    """Whether a field of a lasting row names records that rules may hide."""
    ours = model._name.startswith("cae.") or field.name.startswith("cae_")
    lasting = model._auto and not model._transient and field.store and not field.related
    named = field.type in ("many2one", "many2many") and not OPEN_TO_ALL.match(field.comodel_name)
    return ours and lasting and named and not field.inherited


def _find_naming_ways(record, name, hidden):
    """Pairs of (what somebody does, function that does it and reads the row)."""
    spec = {
        other: {"fields": {"display_name": {}}} if field.type in NAMING else {}
        for other, field in record._fields.items()
        if record._has_field_access(field, "read") and not field.inherited
    }
    is_one = record._fields[name].type == "many2one"
    value = hidden.id if is_one else hidden.ids
    opened = record.browse().with_context(**{f"default_{name}": value})

    def write():
        record.write({name: value})
        record.env.flush_all()
        record.env.invalidate_all()
        return record.web_read({name: spec[name]})

    yield "writing it", write
    yield "a default", lambda: opened.onchange({}, [], spec)["value"]
    sent = {name: value if is_one else [[4, hidden.id]]}
    yield "its form", lambda: record.browse().onchange(sent, [name], spec)["value"]


def _find_other(record, name):
    """A record that this field could name, and does not."""
    comodel = record.env[record._fields[name].comodel_name].with_context(active_test=False)
    others = comodel.search([("id", "not in", record[name].ids)], limit=1)
    if others or comodel._name in FACTORIES:
        return others or make_sample(record.env[comodel._name])
    if comodel._inherits:  # a person, with a contact of their own
        return comodel.create({"name": "Somebody else"})
    return make(comodel, lambda field: field.required and not field.compute)


def _find_openers(wizard):
    """The models whose records an assistant names, or from whose pages it is opened."""
    env = wizard.env
    names = set()
    for field in wizard._fields.values():
        if field.type == "reference":
            names.update(field.get_values(env))
        elif field.type in NAMING and not field.related:
            names.add(field.comodel_name)
    actions = env["ir.actions.act_window"].sudo().search([("res_model", "=", wizard._name)])
    names.update(actions.binding_model_id.mapped("model"))
    for action in actions:
        buttons = [("arch_db", "like", f'name="{action.id}"')]
        names.update(env["ir.ui.view"].sudo().search(buttons).mapped("model"))
    return [
        env[name]
        for name in sorted(filter(None, names))
        if name in env and not env[name]._transient and not OPEN_TO_ALL.match(name)
    ]


def _hide(record):
    """Hide one record from everybody but the superuser."""
    env = record.env
    return env["ir.rule"].create(
        {
            "name": "Hidden",
            "model_id": env["ir.model"]._get_id(record._name),
            "domain_force": [("id", "!=", record.id)],
        }
    )


def _find_ways(wizard, hidden):
    """Pairs of (how an assistant is opened on a record, function that does it)."""
    spec = {
        name: {"fields": {"display_name": {}}} if field.type in NAMING else {}
        for name, field in wizard._fields.items()
        if wizard._has_field_access(field, "read")
    }
    named = {name: _name_record(wizard, name, hidden) for name in wizard._fields}
    named = {name: value for name, value in named.items() if value}
    contexts = {
        "with active_id": {
            "active_model": hidden._name,
            "active_id": hidden.id,
            "active_ids": hidden.ids,
        }
    }
    for name, value in named.items():
        contexts[f"with default_{name}"] = {f"default_{name}": value}
        if isinstance(value, int):
            # Odoo takes it for a record that is not saved yet, and reads the one it names
            contexts[f"with default_{name} as a dict"] = {f"default_{name}": {"id": value}}
    for what, context in contexts.items():
        opened = wizard.with_context(**context)
        yield f"default_get {what}", lambda opened=opened: opened.default_get(list(spec))
        yield f"onchange {what}", lambda opened=opened: opened.onchange({}, [], spec)["value"]
        yield f"create {what}", lambda opened=opened: _create_and_read(opened, {}, spec)
    for name, value in named.items():
        sent = {name: [[4, hidden.id]] if isinstance(value, list) else value}
        yield (
            f"onchange of {name}",
            lambda sent=sent: wizard.onchange(sent, list(sent), spec)["value"],
        )
        if isinstance(value, int):
            yield (
                f"onchange of {name} as a dict",
                lambda name=name: wizard.onchange({name: {"id": hidden.id}}, [name], spec)["value"],
            )
        yield f"create with {name}", lambda sent=sent: _create_and_read(wizard, sent, spec)


def _name_record(wizard, name, hidden):
    field = wizard._fields[name]
    if field.related or not hasattr(field, "comodel_name"):
        return None
    if field.type == "reference" and hidden._name in field.get_values(wizard.env):
        return f"{hidden._name},{hidden.id}"
    if field.comodel_name != hidden._name:
        return None
    return hidden.id if field.type == "many2one" else hidden.ids


def _create_and_read(wizard, vals, spec):
    required = [
        name
        for name, field in wizard._fields.items()
        if field.required and not (field.readonly and field.compute) and name not in vals
    ]
    defaults = wizard.default_get(required)
    needed = {
        name: _make_other_value(wizard, wizard._fields[name])
        for name in required
        if not defaults.get(name)
    }
    made = wizard.create({**needed, **vals})
    made.env.flush_all()
    made.env.invalidate_all()
    return {"display_name": made.display_name, **made.web_read(spec)[0]}


def _make_other_value(wizard, field):
    if field.type == "many2one":  # one that the user may read
        return wizard.env[field.comodel_name].search([], limit=1).id
    return _make_value(wizard.sudo(), field, 4)


def _find_told(env, secrets, open_it):
    """Which of these texts comes back; None when none does. What was done is undone."""
    env.flush_all()
    env.invalidate_all()
    try:
        with env.cr.savepoint() as savepoint, mute_logger("odoo.sql_db"):
            answer = open_it()
            savepoint.rollback()
    except REFUSALS as refusal:
        answer = str(refusal)
    told = json.dumps(answer, default=str, ensure_ascii=False)
    return next((secret for secret in secrets if secret in told), None)


def _find_secrets(hidden):
    """What stands on a hidden record and on no other, as texts that a chance would not give."""
    others = hidden.with_context(active_test=False).search([("id", "!=", hidden.id)], limit=20)
    secrets = _read_texts(hidden).difference(*map(_read_texts, others))
    return sorted(secrets, key=len, reverse=True)


def _read_texts(record):
    # which everybody knows; by UTC and by the clock of those who work
    here = record.with_context(tz="Europe/Paris")
    today = {fields.Date.today(), fields.Date.context_today(here)}
    texts = {record.display_name}
    for name, field in record._fields.items():
        if name in MAGIC or field.type not in TELLING or field.company_dependent:
            continue
        value = record[name]
        if field.type in ("date", "datetime"):
            value = value and fields.Date.to_date(value) not in today and str(value)
        elif field.type in ("float", "monetary"):
            value = str(value)
        if value and len(value) >= SHORTEST:
            texts.add(value)
    return texts
