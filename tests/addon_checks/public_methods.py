"""May anyone who can log in call a method that steps around the access rights?

Every public method of every model answers to ``/web/dataset/call_kw``. The rule, checked on
the source: a public method that turns to the superuser or to SQL itself must check the
caller's rights on an earlier line.
"""

import ast

# A call to one of these, or to a method whose name begins so, counts as a check.
CHECKS = ("check_access", "has_access", "has_group", "has_groups", "is_system", "_is_admin")
CHECK_PREFIXES = ("_check_", "_ensure_", "_document_check_access")
# super().write() and its like check, and undo with their exception what was done before.
CHECKED_SUPER = ("create", "write", "unlink", "copy", "read", "web_save", "message_post")
MODEL_BASES = ("Model", "TransientModel", "AbstractModel", "BaseModel")
SUPERUSER_NAMES = ("SUPERUSER_ID",)


def find_public_method_offenders(addon):
    """Public methods that reach past the access rights without checking first."""
    for path in addon.files("**/*.py"):
        inside = path.relative_to(addon.path).parts[0]
        if inside in ("tests", "migrations", "controllers", "engine"):
            continue
        for cls in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(cls, ast.ClassDef) or not _is_model(cls):
                continue
            for method in cls.body:
                if isinstance(method, ast.FunctionDef) and _is_public(method):
                    for line, reach in _find_unchecked(method):
                        yield (
                            f"{addon.relative(path)}:{line}: {cls.name}.{method.name} calls "
                            f"{reach} and anyone may call it: {_describe_remedy(method.name)}"
                        )


def _is_model(cls):
    return any(getattr(base, "attr", getattr(base, "id", "")) in MODEL_BASES for base in cls.bases)


def _is_public(method):
    private = any(
        getattr(decorator, "attr", getattr(decorator, "id", "")) == "private"
        for decorator in method.decorator_list
    )
    return not private and not method.name.startswith("_")


def _describe_remedy(name):
    if name in CHECKED_SUPER:
        return "call check_access() or super() before"
    return f"name it _{name}, put @api.private on it, or call check_access() before"


def _find_unchecked(method):
    calls = [node for node in ast.walk(method) if isinstance(node, ast.Call)]
    calls.sort(key=lambda call: (call.lineno, call.col_offset))
    if any(_is_checked_super(call, method.name) for call in calls):
        return
    checked = min((call.lineno for call in calls if _is_check(call)), default=None)
    for call in calls:
        reach = _describe_reach(call)
        if reach and (checked is None or call.lineno < checked):
            yield call.lineno, reach


def _is_check(call):
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    return name in CHECKS or name.startswith(CHECK_PREFIXES)


def _is_checked_super(call, method_name):
    receiver = getattr(call.func, "value", None)
    is_super = isinstance(receiver, ast.Call) and getattr(receiver.func, "id", "") == "super"
    return is_super and call.func.attr == method_name and method_name in CHECKED_SUPER


def _describe_reach(call):
    name = getattr(call.func, "attr", "")
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    if name == "sudo":
        stays = arguments and isinstance(arguments[0], ast.Constant) and not arguments[0].value
        return None if stays else "sudo()"
    if name in ("execute", "execute_query", "execute_query_dict"):
        return f"{name}()"
    if name == "with_user" and any(map(_is_superuser, arguments)):
        return "with_user(SUPERUSER_ID)"
    if name == "env" and any(
        (keyword.arg == "su" and getattr(keyword.value, "value", True))
        or (keyword.arg == "user" and _is_superuser(keyword.value))
        for keyword in call.keywords
    ):
        return "env() of the superuser"
    return None


def _is_superuser(node):
    if isinstance(node, ast.Constant):
        return node.value == 1
    return getattr(node, "attr", getattr(node, "id", "")) in SUPERUSER_NAMES
