"""Who may read and write the addon's models, and is it said for each of them?"""

from .models import find_models, find_records, get_xmlid

# The company itself, and the users whom the ORM notes.
UNCHECKED = ("company_id", "create_uid", "write_uid")
MODES = ("read", "write", "create", "unlink")


def find_access_line_offenders(env, addon):
    """Models without an access line, and lines that name no group."""
    for model in find_models(env, addon):
        lines = env["ir.model.access"].search([("model_id.model", "=", model._name)])
        if not lines:
            yield f"{model._name}: has no line in security/ir.model.access.csv"
        for line in lines.filtered(lambda line: not line.group_id):
            yield f"{get_xmlid(line)}: names no group, so it opens {model._name} to everyone"


def find_company_offenders(env, addon):
    """Models of a company that another company could see, or link to."""
    for model in find_models(env, addon):
        company = model._fields.get("company_id")
        if model._transient:
            continue
        if not company or not company.store:
            owners = _find_owners_of_a_company(model)
            if owners and not _has_company_rule(model):
                yield (
                    f"{model._name}: belongs to records of a company ({', '.join(owners)}) and "
                    "has no rule without groups that compares it"
                )
            continue
        if not _has_company_rule(model):
            yield f"{model._name}: has a company and no rule without groups that compares it"
        links = [
            name
            for name, field in model._fields.items()
            if field.type in ("many2one", "many2many")
            and field.store
            and not (field.related or field.inherited or name in UNCHECKED)
            and name not in (company.related or "").split(".")
            and "company_id" in env[field.comodel_name]._fields
        ]
        if links and model._auto and not model._check_company_auto:
            yield (
                f"{model._name}: has a company and points to records of a company "
                f"({', '.join(links)}): set _check_company_auto = True"
            )
        origin = model._fields.get((company.related or "").split(".")[0])
        if origin and getattr(origin, "check_company", False):
            yield (
                f"{model._name}.{origin.name}: gives the company, so with check_company=True a "
                "new record, still without one, offers nothing to choose"
            )


def _has_company_rule(model):
    # Group rules are OR-ed, so only a rule without a group holds for everyone.
    rules = model.env["ir.rule"].search(
        [("model_id.model", "=", model._name), ("groups", "=", False)]
    )
    return any("company" in (rule.domain_force or "") for rule in rules)


def _find_owners_of_a_company(model):
    """Fields that say to what a row belongs, where that is of a company."""
    return [
        name
        for name, field in model._fields.items()
        if field.type == "many2one"
        and field.store
        and field.required
        and field.ondelete == "cascade"
        and name not in UNCHECKED
        and "company_id" in model.env[field.comodel_name]._fields
    ]


def find_outsider_offenders(env, addon):
    """Access lines of portal or public people that no record rule of theirs narrows."""
    outsiders = env.ref("base.group_portal") | env.ref("base.group_public")
    outsiders |= outsiders.all_implied_ids
    rules = env["ir.rule"].search([("groups", "in", outsiders.ids)])
    lines = find_records(env, addon, "ir.model.access")
    lines |= env["ir.model.access"].search(
        [("model_id.model", "in", [model._name for model in find_models(env, addon)])]
    )
    for line in lines.filtered(lambda line: line.active and line.group_id in outsiders):
        model = line.model_id.model
        for mode in MODES:
            narrowing = rules.filtered(
                lambda rule, line=line, mode=mode: (
                    rule.model_id == line.model_id
                    and rule[f"perm_{mode}"]
                    and line.group_id in (rule.groups | rule.groups.all_implied_by_ids)
                )
            )
            if line[f"perm_{mode}"] and not narrowing:
                yield (
                    f"{get_xmlid(line)}: {line.group_id.full_name} may {mode} every {model}: "
                    f"write a record rule for that group"
                )
