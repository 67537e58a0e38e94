"""Does somebody of one cooperative change what all of them use, or what is another's?"""

from odoo.exceptions import AccessError

from .models import find_fields, find_models
from .samples import find_or_make


def find_shared_offenders(env, addon, user):
    """Lists whose shared rows somebody changes who is no administrator.

    :param user: with every role of ours, where there is another cooperative
    """
    for model in find_models(env, addon):
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
        with env.cr.savepoint():
            act()
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
