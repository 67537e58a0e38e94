"""Can each role fill in the forms that its screens open, save them, change them, save again?

A test that calls a method proves the method; people fill in forms. Each form that a window action
of an addon opens is filled in as the web client does it, with what the view itself asks for, by
each role that may create such a record. It must be saved; then each field that the form lets one
change is changed, and saved again. A sentence for the person is an answer to a change; a refused
right or a traceback is not.
"""

from contextlib import contextmanager
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import Form

from .samples import FORM_VALUES, PDF, find_or_make, get_finder
from .views import describe, evaluate, find_records, get_xmlid

# Who a record is about: asked of a person even where the form does not demand it.
PEOPLE = "cae.entrepreneur"
UNTOUCHED = ("one2many", "many2many", "many2one", "reference", "binary", "properties", "json")


def find_forms(env, addon):
    """(name, action, model, view id) of each form that a window action of the addon opens."""
    for action in find_records(env, addon, "ir.actions.act_window"):
        if action.res_model not in env or not action.res_model.startswith("cae."):
            continue
        views = {mode: view_id for view_id, mode in action.views}
        if "form" in views and not env[action.res_model]._abstract:
            yield get_xmlid(action), action, env[action.res_model], views["form"]


def find_form_offenders(env, addon, users):
    """Forms that a role may open for a new record and cannot fill in, save or change."""
    seen = set()
    for name, action, model, view_id in find_forms(env, addon):
        for role, user in users.items():
            own = model.with_user(user)
            if (model._name, view_id, role) in seen or not user._is_internal():
                continue
            if not own.has_access("create") or (
                action.group_ids and not action.group_ids & user.all_group_ids
            ):
                continue
            seen.add((model._name, view_id, role))
            context = evaluate(own.env, action.context or "{}")
            context.pop("active_id", None)
            yield from _play(f"{name} as {role}", own.with_context(**context), view_id)


@contextmanager
def _undone(model):
    with model.env.cr.savepoint() as savepoint:
        yield
        savepoint.rollback()
    model.env.invalidate_all()


def _play(name, model, view_id):
    try:
        with _undone(model):
            form = Form(model, view_id or None)
            if not _may_create(form):
                return
            fill_in(form)
            record = form.save()
            yield from _change_all(name, record, view_id)
    except IntegrityError:
        return  # a sample of what is there once only: told in words too
    except Exception as error:
        yield f"{name}: filled in, it is not saved: {describe(error)}"


def _may_create(form):
    return form._view["tree"].get("create") not in ("0", "false", "False")


def fill_in(form):
    """Fill in what the form asks for: required fields, and who it is about."""
    env = form._record.env
    wanted = FORM_VALUES.get(form._record._name, {})
    for _pass in range(4):
        for field_name in list(form._view["fields"]):
            if not is_editable(form, field_name) or form[field_name]:
                continue
            if field_name in wanted:
                set_value(form, field_name, wanted[field_name](env, get_finder(env)))
            elif is_asked(form, field_name):
                set_value(form, field_name, sample_value(form, field_name))


def is_editable(form, field_name):
    return not (
        form._get_modifier(field_name, "invisible") or form._get_modifier(field_name, "readonly")
    )


def is_asked(form, field_name):
    field = form._record._fields[field_name]
    return form._get_modifier(field_name, "required") or field.comodel_name == PEOPLE


def set_value(form, field_name, value):
    """Set a field as a person would; several records are added one by one."""
    if form._record._fields[field_name].type == "many2many":
        for record in value:
            form[field_name].add(record)
    elif form._record._fields[field_name].type != "one2many" and value is not None:
        form[field_name] = value


def sample_value(form, field_name):
    """A value that a person might give a field."""
    field, env = form._record._fields[field_name], form._record.env
    if field.comodel_name and field.type != "one2many":
        comodel = env[field.comodel_name]
        record = comodel.search([], limit=1)
        return record or find_or_make(comodel.sudo()).with_env(env)
    if field.type == "selection":
        return field.get_values(env)[0]
    later = timedelta(hours=2 if any(word in field_name for word in ("end", "until")) else 0)
    return {
        "char": "Sample",
        "text": "Sample",
        "html": "<p>Sample</p>",
        "integer": 1,
        "float": 1.0,
        "monetary": 1.0,
        "date": fields.Date.to_string(fields.Date.today()),
        "datetime": fields.Datetime.to_string(fields.Datetime.now() + later),
        "binary": PDF.decode(),
    }.get(field.type)


def changed_value(env, field, value):
    """Another value for a field, or None where none suits.

    :param value: as the form gives it
    """
    if field.type == "selection":
        return next((one for one in field.get_values(env) if one != value), None)
    if field.type == "char":
        return f"{value or ''} changed"[: field.size or None]
    if field.type in ("integer", "float", "monetary"):
        return (value or 0) + 1
    if field.type == "date":
        day = fields.Date.to_date(value) or fields.Date.today()
        return fields.Date.to_string(day + timedelta(days=1))
    if field.type == "datetime":
        moment = fields.Datetime.to_datetime(value) or fields.Datetime.now()
        return fields.Datetime.to_string(moment + timedelta(hours=1))
    return {"text": "Changed", "html": "<p>Changed</p>", "boolean": not value}.get(field.type)


def _change_all(name, record, view_id):
    """Change each field that the saved form lets one change, one save for each."""
    for field_name in list(Form(record, view_id or None)._view["fields"]):
        field = record._fields[field_name]
        if field_name == "id" or field.type in UNTOUCHED:
            continue
        try:
            with _undone(record):
                form = Form(record, view_id or None)
                value = changed_value(record.env, field, form[field_name])
                if value is None or not is_editable(form, field_name):
                    continue
                form[field_name] = value
                fill_in(form)
                form.save()
        except AccessError as error:
            yield f"{name}: {field_name} can be typed and not saved: {describe(error)}"
        except (UserError, RedirectWarning, IntegrityError):
            continue  # told in words why not
        except Exception as error:
            yield f"{name}: {field_name} changed: {describe(error)}"
