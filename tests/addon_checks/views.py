"""Does everything the addon shows open, for each person who may see it?"""

import ast
import re

from dateutil.relativedelta import relativedelta
from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools.safe_eval import datetime, safe_eval, time

from .models import find_models, find_records, get_xmlid

TOP_ENTRIES = 7


def find_view_offenders(env, addon):
    """Views that do not validate, templates that do not compile, tables without a title."""
    for view in find_records(env, addon, "ir.ui.view"):
        try:
            with env.cr.savepoint():
                view._check_xml()
                if view.type == "pivot" and not etree.fromstring(view.arch_db).get("string"):
                    yield f"{get_xmlid(view)}: a pivot without string exports a file without title"
                if view.type == "qweb":
                    root = view
                    while root.inherit_id:
                        root = root.inherit_id
                    env["ir.qweb"].sudo()._generate_code(root.id)
        except Exception as error:
            yield f"{get_xmlid(view)}: {describe(error)}"


def find_role_view_offenders(env, addon, users):
    """Primary views that someone who may read their model cannot load."""
    for view in find_records(env, addon, "ir.ui.view"):
        if view.type == "qweb" or view.mode != "primary" or view.inherit_id or not view.model:
            continue
        for role, user in users.items():
            model = env[view.model].with_user(user)
            if model.has_access("read"):
                yield from attempt(f"{get_xmlid(view)} as {role}", _load_view, model, view)


def _load_view(model, view):
    """Loads the view as the web client does; each of its fields must come with it."""
    loaded = model.get_views([(view.id, view.type)])
    fields_info = loaded["models"][model._name]["fields"]
    arch = etree.fromstring(loaded["views"][view.type]["arch"])
    for node in arch.xpath("//field[not(ancestor::field)]"):
        if node.get("name") not in fields_info:
            raise KeyError(f"the field {node.get('name')} does not come with the view")


def find_menu_offenders(env, addon, users):
    """Menus that nobody sees, that lead nowhere, that are too many, or whose action fails."""
    users = {role: user for role, user in users.items() if user._is_internal()}
    visible = {
        role: env["ir.ui.menu"].with_user(user)._visible_menu_ids() for role, user in users.items()
    }
    # Those of the addon itself are opened by find_action_offenders.
    own_windows = set(find_records(env, addon, "ir.actions.act_window"))
    for menu in find_records(env, addon, "ir.ui.menu").filtered("active"):
        name = get_xmlid(menu)
        roles = [role for role in users if menu.id in visible[role]]
        if not menu.action and not menu.child_id:
            yield f"{name}: has neither an action nor entries below"
        elif not roles:
            yield f"{name}: nobody sees it: check its groups and those of its model"
        if not menu.parent_id:
            if not menu.web_icon:
                yield f"{name}: an app needs web_icon"
            if len(menu.child_id.filtered("active")) > TOP_ENTRIES:
                yield f"{name}: has more than {TOP_ENTRIES} entries"
        for role in roles:
            if menu.action and menu.action not in own_windows:
                yield from open_action(
                    f"{name} as {role}", menu.action.sudo(False).with_user(users[role])
                )


def find_action_offenders(env, addon, users, actions=None):
    """Window actions that nobody may open, or that fail for someone who may.

    :param actions: only these; all of the addon's without it
    """
    for action in actions or find_records(env, addon, "ir.actions.act_window"):
        name = get_xmlid(action)
        if action.res_model not in env:
            yield f"{name}: the model {action.res_model} does not exist"
            continue
        openers = {
            role: user
            for role, user in users.items()
            if env[action.res_model].with_user(user).has_access("read")
            and (not action.group_ids or action.group_ids & user.all_group_ids)
            and user._is_internal()
        }
        if not openers:
            yield f"{name}: no role may open it"
        for role, user in openers.items():
            yield from open_action(f"{name} as {role}", action.sudo(False).with_user(user))


def find_server_action_offenders(env, addon):
    """Server actions, crons and reports that call what does not exist."""
    crons = find_records(env, addon, "ir.cron")
    actions = find_records(env, addon, "ir.actions.server") | crons.ir_actions_server_id
    for action in actions:
        name = get_xmlid(action)
        if action.model_name not in env:
            yield f"{name}: the model {action.model_name} does not exist"
        elif action.state == "code":
            model = env[action.model_name]
            yield from find_code_offenders(name, model, action.code or "")
    for report in find_records(env, addon, "ir.actions.report"):
        name = get_xmlid(report)
        if report.model not in env:
            yield f"{name}: the model {report.model} does not exist"
        if report.report_type.startswith("qweb"):
            if not env.ref(report.report_name, raise_if_not_found=False):
                yield f"{name}: the template {report.report_name} does not exist"
        elif f"report.{report.report_name}" not in env:
            yield f"{name}: the model report.{report.report_name} does not exist"


def find_code_offenders(name, model, code):
    """Faults of a server action's code: its syntax, and methods that the model has not."""
    try:
        tree = ast.parse(code.strip())
    except SyntaxError as error:
        yield f"{name}: {error}"
        return
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id in ("model", "records", "record")
            and not hasattr(model, node.attr)
        ):
            yield f"{name}: {model._name} has no {node.attr}"


def find_wizard_offenders(env, addon, users):
    """Wizards that a role may open and whose defaults or form do not load."""
    actions = env["ir.actions.act_window"].sudo()
    for model in find_models(env, addon):
        if not model._transient:
            continue
        openers = {
            role: user
            for role, user in users.items()
            if model.with_user(user).has_access("create") and user._is_internal()
        }
        if not openers:
            yield f"{model._name}: no role may create it, so nobody can open this wizard"
        if (
            not env["ir.ui.view"]
            .sudo()
            .search_count([("model", "=", model._name), ("type", "=", "form")])
        ):
            yield f"{model._name}: has no form view"
        bound = actions.search([("res_model", "=", model._name), ("binding_model_id", "!=", False)])
        for role, user in openers.items():
            for source in bound.binding_model_id.mapped("model") or [None]:
                wizard = model.with_user(user)
                if source:
                    record = env[source].with_user(user).search([], limit=1)
                    wizard = wizard.with_context(
                        active_model=source, active_id=record.id, active_ids=record.ids
                    )
                yield from attempt(f"{model._name} as {role}", open_wizard, wizard)


def open_wizard(wizard):
    """Loads the defaults and the form; a wizard may say in words why it will not open here."""
    try:
        wizard.default_get(list(wizard._fields))
        Form(wizard)
    except AccessError:
        raise
    except UserError:
        return


def open_action(name, action):
    """Does with a window action what the web client does when a user clicks on it."""
    if action._name == "ir.actions.act_window":
        yield from attempt(name, _open_window, action, action.sudo().read()[0])
    elif action._name == "ir.actions.server":
        yield from attempt(name, _run_server_action, action)


def _run_server_action(action):
    result = action.run()
    if result and result.get("type") == "ir.actions.act_window":
        _open_window(action, result)


def _open_window(action, window):
    env = action.env
    model = env[window["res_model"]]
    model = model.with_context(**evaluate(env, window.get("context") or "{}"))
    domain = evaluate(env, window.get("domain") or "[]")
    views = [(view_id, mode) for view_id, mode in window["views"]]
    search_view = window.get("search_view_id")
    views.append((search_view[0] if search_view else False, "search"))
    loaded = model.get_views(views, {"toolbar": True, "load_filters": True})["views"]
    for view_id, mode in views:
        open_view = VIEW_OPENERS.get(mode)
        if open_view:
            open_view(model, domain, etree.fromstring(loaded[mode]["arch"]), view_id)


def _open_list(model, domain, arch, _view_id):
    names = [node.get("name") for node in arch.xpath("//field[not(ancestor::field)]")]
    records = model.search_fetch(domain, names, limit=80)
    records.web_read({name: {} for name in names})


def _open_form(model, domain, arch, view_id):
    record = model.search(domain, limit=1)
    if record:
        Form(record, view_id or None)
    if model.has_access("create") and arch.get("create") not in ("0", "false", "False"):
        Form(model, view_id or None)


def _open_groups(model, domain, arch, _view_id):
    groups, measures = [], ["__count"]
    for node in arch.xpath("//field"):
        name, kind = node.get("name"), node.get("type")
        field = model._fields[name]
        if node.get("invisible") in ("1", "True"):
            continue
        if kind in ("row", "col") or (kind is None and not field.aggregator):
            groups.append(get_group(field, node.get("interval")))
        elif field.aggregator:
            measures.append(f"{name}:{field.aggregator}")
    model.formatted_read_group(domain, groups, measures)


def _open_search(model, domain, arch, _view_id):
    for node in arch.xpath("//filter"):
        if node.get("domain"):
            model.search_count([*domain, *evaluate(model.env, node.get("domain"))], limit=1)
        by = evaluate(model.env, node.get("context") or "{}").get("group_by") or []
        for name in [by] if isinstance(by, str) else by:
            field = model._fields[name.split(":")[0].split(".")[0]]
            group = name if ":" in name or "." in name else get_group(field)
            model.formatted_read_group(domain, [group], ["__count"])


VIEW_OPENERS = {
    "list": _open_list,
    "kanban": _open_list,
    "form": _open_form,
    "pivot": _open_groups,
    "graph": _open_groups,
    "search": _open_search,
}


def get_group(field, interval=None):
    """``field`` as a group of ``formatted_read_group``; dates need an interval."""
    dated = field.type in ("date", "datetime")
    return f"{field.name}:{interval or 'month'}" if dated else field.name


def evaluate(env, expression):
    """A domain or context as the web client evaluates it; ids of a record are absent ones."""
    if not isinstance(expression, str):
        return expression
    return safe_eval(
        re.sub(r"\bactive_id\b", "0", expression).replace("active_ids", "[]"),
        {
            "uid": env.uid,
            "allowed_company_ids": env.companies.ids,
            "context": dict(env.context),
            "context_today": fields.Date.today,
            "current_date": fields.Date.to_string(fields.Date.today()),
            "now": fields.Datetime.to_string(fields.Datetime.now()),
            "datetime": datetime,
            "relativedelta": relativedelta,
            "time": time,
        },
    )


def attempt(name, function, *args):
    """Runs ``function`` and undoes what it wrote; an exception becomes an offender."""
    records = args[0] if args and hasattr(args[0], "env") else getattr(function, "__self__", None)
    try:
        with records.env.cr.savepoint() as savepoint:
            function(*args)
            savepoint.rollback()
    except Exception as error:
        yield f"{name}: {describe(error)}"


def describe(error):
    """An exception in one line: its kind and the first lines of what it says."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:300]}"
