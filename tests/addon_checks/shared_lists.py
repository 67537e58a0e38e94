"""Does somebody of one cooperative change what all of them use, or what is another's?"""

from odoo.exceptions import AccessError
from odoo.fields import Command

from .models import find_fields, find_models
from .samples import FACTORIES, find_or_make, make, make_sample

OURS = "cae."


def find_shared_offenders(env, addon, user):
    """Lists whose shared rows somebody changes who is no administrator.

    :param user: with every role of ours, where there is another cooperative
    """
    yield from _find_undeclared(env, addon)
    for model in [*find_models(env, addon), *_find_declared(env, addon)]:
        if not model._has_cae_shared_rows():
            continue
        row = _find_shared_row(model.sudo())
        theirs = row.with_user(user)
        vals = {
            name: value
            for name, value in row.copy_data()[0].items()
            if row._fields[name].type not in ("one2many", "many2many")
        }
        if "company_id" in row._fields:
            vals["company_id"] = False
        ways = {
            "changes": lambda row=theirs: row.write({row._rec_name or "sequence": "Mine"}),
            "deletes": lambda row=theirs: row.unlink(),
            "adds": lambda row=theirs, vals=vals: row.create(vals),
        }
        if "company_id" in model._fields:
            own = row.create(
                {
                    **{name: value for name, value in vals.items() if value is not False},
                    **_make_distinct(row),
                    "company_id": user.company_id.id,
                }
            ).with_user(user)
            ways["shares their own"] = lambda own=own: own.write({"company_id": False})
        for way, act in ways.items():
            if not _is_refused(env, act):
                yield f"{model._name}: somebody of one cooperative {way} a row that all use"
        if not model._name.startswith(OURS):
            yield from _find_offenders_below(env, row, user)


def _find_declared(env, addon):
    """The models of Odoo that the addon declares to be shared by company, by name."""
    for name, cls in sorted(env.registry.items()):
        own = [part for part in cls.__mro__ if getattr(part, "_module", None) == addon.name]
        if any(vars(part).get("_cae_shared_by_company") for part in own):
            yield env[name]


def _find_undeclared(env, addon):
    for model, field in find_fields(env, addon):
        if (
            field.name == "company_id"
            and field._modules[0] == addon.name
            and not model._name.startswith(OURS)
            and not (field.required or field.compute or model._transient)
            and not model._cae_shared_by_company
        ):
            yield f"{field}: all use a row without one: declare _cae_shared_by_company"


def _find_offenders_below(env, row, user):
    """What somebody of one cooperative does to the parts of a row that all use."""
    for name, cls in sorted(env.registry.items()):
        if cls._abstract or cls._transient or not cls._auto:
            continue
        for field in env[name]._fields.values():
            if field.comodel_name != row._name or not field.store or field.inherited:
                continue
            if field.type == "many2one" and field.ondelete == "cascade":
                yield from _find_offenders_by(env, row, user, field)
            elif field.type == "many2many":
                yield from _find_linking_offenders(env, row, user, field)


def _find_offenders_by(env, row, user, field):
    model = env[field.model_name].sudo()
    below = model.search([(field.name, "=", row.id)], limit=1) or _make_below(model, field, row)
    vals = {
        name: value
        for name, value in below.copy_data()[0].items()
        if below._fields[name].type not in ("one2many", "many2many")
    }
    theirs = below.with_user(user)
    name = below._rec_name or next(name for name in vals if name != field.name)
    own = row.copy({"company_id": user.company_id.id})
    elsewhere = model.search([(field.name, "=", own.id)], limit=1)
    elsewhere = (elsewhere or model.create({**vals, field.name: own.id})).with_user(user)
    by_default = theirs.browse().with_context(**{f"default_{field.name}": row.id})
    rest = {key: value for key, value in vals.items() if key != field.name}
    ways = {
        "changes": lambda: theirs.write({name: vals[name]}),
        "deletes": theirs.unlink,
        "takes away": lambda: theirs.write({field.name: own.id}),
        "moves there": lambda: elsewhere.write({field.name: row.id}),
        "adds by a default": lambda: by_default.create(rest),
        "adds": lambda: theirs.create({**rest, field.name: row.id}),
    }
    for way, act in ways.items():
        if not _is_refused(env, act):
            yield f"{field}: somebody of one cooperative {way} a part of a row that all use"


def _make_below(model, field, row):
    model = model.with_context(**{f"default_{field.name}": row.id})
    if model._name in FACTORIES:
        return make_sample(model)
    return make(model, lambda one: one.required)


def _find_linking_offenders(env, row, user, field):
    """Is a list of the row written from the other side of it?"""
    inverses = env.registry.field_inverses[field]
    if not any(inverse.store for inverse in inverses):
        return
    other = find_or_make(env[field.model_name].sudo()).with_user(user)
    if not _is_refused(env, lambda: other.write({field.name: [Command.link(row.id)]})):
        yield f"{field}: somebody of one cooperative links to a row that all use"


def find_leaving_offenders(env, addon, user, company):
    """Fields by which somebody puts a row into a cooperative in which they do not work.

    :param user: with every role of ours
    :param company: another cooperative than theirs
    """
    for model, field in find_fields(env, addon):
        ours = model._name.startswith("cae.") or field.name.startswith("cae_")
        if not ours or not model._auto or model._transient or not field.store or field.related:
            continue
        if field.type != "many2one" or field.comodel_name != "res.company":
            continue
        row = find_or_make(model.sudo()).with_user(user)
        if not _is_refused(env, lambda row=row, name=field.name: row.write({name: company.id})):
            yield f"{field}: somebody writes a row into a cooperative that is not theirs"


def _is_refused(env, act):
    try:
        with env.cr.savepoint() as savepoint:
            act()
            env.flush_all()
            savepoint.rollback()
    except AccessError:
        return True
    except Exception:  # nothing was written either: two of the same, a missing value
        return True
    return False


def _find_shared_row(model):
    domain = [("company_id", "=", False)] if "company_id" in model._fields else []
    row = model.with_context(active_test=False).search(domain, limit=1) or find_or_make(model)
    if "company_id" in model._fields:
        row.company_id = False
    return row


def _make_distinct(row):
    """Values that no other row has, where a model takes no two of the same."""
    return {
        name: f"Their own {row._name}"
        for name in ("name", "code", "short_name")
        if name in row._fields and row._fields[name].type == "char"
    }
