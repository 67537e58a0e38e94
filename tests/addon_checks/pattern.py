"""The one pattern that all code of the suite follows, where a program can see it.

Models stand in one place, parts of them are mixins named in their head; counts are asked of the
database; what is computed says from what; methods have a length that one can read.
"""

import ast
import re
from functools import cache

LONGEST = 60
# Odoo finds the models of reports by their names.
REPORT = "report."
DISPATCH = re.compile(r"\bgetattr\(\s*self\b[^,]*,\s*f[\"']")
COUNTED = re.compile(r"\.\w+ = len\(\s*\w+\.(\w+_ids)\b")


read_code = cache(ast.parse)  # each check reads all addons


def parse(addon, *patterns):
    """[(path, tree)] of the addon's Python files, without its tests."""
    return [
        (path, read_code(path.read_text(encoding="utf-8")))
        for path in addon.files(*(patterns or ("**/*.py",)))
        if "tests" not in path.relative_to(addon.path).parts
    ]


def read_models(addon):
    """[(path, class, name of the model, names it inherits)] of the addon's model classes."""
    found = []
    for path, tree in parse(addon):
        for node in tree.body:
            if not isinstance(node, ast.ClassDef):
                continue
            own = {
                target.id: statement.value
                for statement in node.body
                if isinstance(statement, ast.Assign)
                for target in statement.targets
                if isinstance(target, ast.Name)
            }
            inherits = _read_strings(own.get("_inherit"))
            names = _read_strings(own.get("_name")) or inherits[:1]
            if names and {"_name", "_inherit"} & own.keys():
                found.append((path, node, names[0], inherits))
    return found


def _read_strings(value):
    if value is None:
        return []
    items = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
    return [item.value for item in items if isinstance(item, ast.Constant)]


def find_reopened_offenders(addon):
    """Models that two classes of the addon make, or open again."""
    places = {}
    for path, node, name, _inherits in read_models(addon):
        places.setdefault(name, []).append(f"{addon.relative(path)}:{node.lineno}")
    for name, lines in sorted(places.items()):
        if len(lines) > 1:
            yield (
                f"{name} stands in {', '.join(lines)}: one class, with its parts as mixins named "
                "in its _inherit"
            )


def find_childless_offenders(addon, addons):
    """Abstract models that nobody inherits or extends: they are plain modules of functions."""
    wanted = {
        name
        for other in addons
        for _path, _node, own, inherits in read_models(other)
        for name in inherits
        if own != name or other.name != addon.name
    }
    named = "\n".join(
        path.read_text(encoding="utf-8")
        for other in addons
        for path in other.files("**/*.xml", "static/**/*.js")
    )
    for path, node, name, inherits in read_models(addon):
        is_abstract = any("AbstractModel" in ast.unparse(base) for base in node.bases)
        if not is_abstract or name in inherits or name.startswith(REPORT) or name in wanted:
            continue
        if f'"{name}"' in named or f'model_{name.replace(".", "_")}"' in named:
            continue  # a page or a job calls it by its name
        yield f"{addon.relative(path)}:{node.lineno}: nobody inherits {name}: make it functions"


def find_long_offenders(addon):
    """Functions of more than 60 lines."""
    for path, tree in parse(addon):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                lines = node.end_lineno - node.lineno + 1
                if lines > LONGEST:
                    yield f"{addon.relative(path)}:{node.lineno}: {node.name} has {lines} lines"


def find_dispatch_offenders(addon):
    """Methods chosen by a name that is put together: nobody finds who calls them."""
    for path, _tree in parse(addon):
        text = path.read_text(encoding="utf-8")
        for match in DISPATCH.finditer(text):
            number = text.count("\n", 0, match.start()) + 1
            yield f"{addon.relative(path)}:{number}: name the methods in a dict"


def find_counted_offenders(addon):
    """Numbers of lines that are counted by reading all the lines.

    The records of a many2many stand in one table of pairs: what one counts there is read anyway.
    """
    for path, _tree in parse(addon):
        text = path.read_text(encoding="utf-8")
        for match in COUNTED.finditer(text):
            if re.search(rf"\b{match[1]} = fields\.Many2many\b", text):
                continue
            number = text.count("\n", 0, match.start()) + 1
            yield f"{addon.relative(path)}:{number}: ask _read_group how many there are"


def find_following_offenders(addon, addons):
    """Stored `related` through what may move: what happened would change with it afterwards.

    A row that dies with another is a part of it, and every row is of its cooperative: those
    follow. Any other that follows on purpose stands in FOLLOWS of the addon's samples, with why.
    """
    parts = {
        (own, name)
        for other in addons
        for _path, node, own, _inherits in read_models(other)
        for name, options in _read_fields(node)
        if options.get("ondelete") == "cascade"
    }
    follows = dict(addon.samples.get("FOLLOWS", {}))
    for path, node, own, inherits in read_models(addon):
        for name, options in _read_fields(node):
            head, _dot, last = str(options.get("related", "")).rpartition(".")
            if not options.get("store") or not head or last == "company_id":
                continue
            if any((model, head) in parts for model in (own, *inherits)):
                continue
            if not follows.pop(f"{own}.{name}", None):
                yield (
                    f"{addon.relative(path)}: {own}.{name} follows {head}: copy it when it "
                    f"happens, or say in FOLLOWS of {addon.name}/tests/samples.py why it follows"
                )
    for key in follows:
        yield f"{addon.name}: FOLLOWS names {key}, which needs no reason any more"


def _read_fields(node):
    """[(name, {option: constant})] of the fields of a model's class."""
    return [
        (
            statement.targets[0].id,
            {
                word.arg: word.value.value
                for word in statement.value.keywords
                if isinstance(word.value, ast.Constant)
            },
        )
        for statement in node.body
        if isinstance(statement, ast.Assign)
        and isinstance(statement.value, ast.Call)
        and isinstance(statement.targets[0], ast.Name)
        and ast.unparse(statement.value.func).startswith("fields.")
    ]


def find_unexplained_offenders(addon):
    """Computed fields whose method does not say from what it computes."""
    for path, node, _name, _inherits in read_models(addon):
        computing = {
            keyword.value.value
            for call in ast.walk(node)
            if isinstance(call, ast.Call)
            for keyword in call.keywords
            if keyword.arg == "compute" and isinstance(keyword.value, ast.Constant)
        }
        for method in node.body:
            if not isinstance(method, ast.FunctionDef) or method.name not in computing:
                continue
            if not any("depends" in ast.unparse(mark) for mark in method.decorator_list):
                yield f"{addon.relative(path)}:{method.lineno}: {method.name} has no api.depends"


def find_pattern_offenders(addon, addons):
    """What of the one pattern the addon's code does not follow."""
    yield from find_reopened_offenders(addon)
    yield from find_childless_offenders(addon, addons)
    yield from find_counted_offenders(addon)
    yield from find_dispatch_offenders(addon)
    yield from find_following_offenders(addon, addons)
    yield from find_long_offenders(addon)
    yield from find_unexplained_offenders(addon)
