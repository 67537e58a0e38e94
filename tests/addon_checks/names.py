"""Names that nobody uses: functions, methods, constants and fields, and ids of no record.

What only tests use is used by nobody. Names are counted where code can use them: a field that is
only written, and never read or shown, is as dead as a method that nobody calls.
"""

import ast
import importlib
import re
from collections import Counter, namedtuple

from .pattern import parse

WORD = re.compile(r"\w+")
USING = ("**/*.xml", "**/*.js", "**/*.csv")
# what Odoo makes of models and fields, and of records that stand for others
GENERATED = re.compile(
    r"(model|field|selection|constraint|module)_|.*_(res_partner|ir_actions_server)"
)
CALLED_WITH_ID = {
    "ref",
    "has_group",
    "render",
    "_render",
    "_render_template",
    "_for_xml_id",
    "message_post_with_source",
}
NAMED_BY_ID = re.compile(r"""(?:t-call="|\bref\(\s*['"])([\w.]+)["']""")

# what Odoo looks for in a class, and none of its own has
CALLED_BY_ODOO = {"_get_report_values"}

Definition = namedtuple("Definition", ["path", "line", "owner", "name"])


class _Names(ast.NodeVisitor):
    """What a file of Python defines, and which names it uses."""

    def __init__(self, path):
        self.path = path
        self.defined = []
        self.used = Counter()
        self.inside = []  # nodes

    def _define(self, node, name):
        owner = self.inside[-1].name if self.inside else None
        self.defined.append(Definition(self.path, node.lineno, owner, name))

    def _is_top(self):
        return all(isinstance(node, ast.ClassDef) for node in self.inside)

    def visit_FunctionDef(self, node):
        marks = " ".join(map(ast.unparse, node.decorator_list))
        is_called_by_odoo = re.search(r"\b(route|constrains|onchange|ondelete|autovacuum)\b", marks)
        if self._is_top() and not node.name.startswith("__") and not is_called_by_odoo:
            self._define(node, node.name)
        self._visit_inside(node)

    def visit_ClassDef(self, node):
        if self._is_top() and not node.bases:
            self._define(node, node.name)
        self._visit_inside(node)

    def _visit_inside(self, node):
        docstring = node.body[0] if ast.get_docstring(node) is not None else None
        for mark in getattr(node, "decorator_list", ()):
            self.visit(mark)
        self.inside.append(node)
        for field in ("args", "returns", "bases", "keywords", "body"):
            value = getattr(node, field, None) or ()
            for child in value if isinstance(value, list) else [value] if value else ():
                if child is not docstring:
                    self.visit(child)
        self.inside.pop()

    def visit_Assign(self, node):
        is_field = isinstance(node.value, ast.Call) and ast.unparse(node.value.func).startswith(
            "fields."
        )
        if self._is_top() and (is_field or not self.inside):
            for target in node.targets:
                if isinstance(target, ast.Name) and not target.id.startswith("__"):
                    self._define(node, target.id)
        self.generic_visit(node)

    def visit_Name(self, node):
        self._use(node, node.id)

    def visit_Attribute(self, node):
        self._use(node, node.attr)
        self.generic_visit(node)

    def _use(self, node, name):
        # what only calls itself, or what it overrides, is used by nobody
        if isinstance(node.ctx, ast.Load) and name not in {outer.name for outer in self.inside}:
            self.used[name] += 1

    def visit_Dict(self, node):
        # keys write
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None or not isinstance(key, ast.Constant):
                self.visit(key or value)
            self.visit(value)

    def visit_keyword(self, node):
        self.visit(node.value)

    def visit_Constant(self, node):
        if isinstance(node.value, str):
            self.used.update(set(WORD.findall(node.value)))

    def visit_Expr(self, node):
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)


def _read_names(addon):
    found = []
    for path, tree in parse(addon):
        names = _Names(path)
        for node in tree.body:
            names.visit(node)
        found.append(names)
    return found


def find_used_names(addons):
    """Counter of the names that the code and the pages of the suite use; not its tests."""
    used = Counter()
    for addon in addons:
        for names in _read_names(addon):
            used += names.used
        for path in addon.files(*USING):
            if "tests" not in path.relative_to(addon.path).parts:
                used.update(set(WORD.findall(path.read_text(encoding="utf-8"))))
    return used


def find_unused_offenders(addon, used, is_inherited=lambda module, owner, name: False):
    """Names of the addon that nobody uses, and that its samples do not say are OFFERED to others.

    :param used: what `find_used_names` gives
    :param is_inherited: tells whether a class gets a name from Odoo or a library, which uses it
    """
    offered = addon.samples.get("OFFERED", {})
    for names in _read_names(addon):
        module = ".".join(names.path.relative_to(addon.path).with_suffix("").parts)
        for found in names.defined:
            if used[found.name] or found.name in offered or found.name in CALLED_BY_ODOO:
                continue
            if not is_inherited(f"odoo.addons.{addon.name}.{module}", found.owner, found.name):
                yield f"{addon.relative(found.path)}:{found.line}: nobody uses {found.name}"
    for name in offered:
        if used[name]:
            yield f"{addon.name}: OFFERED names {name}, which is used"


def make_inheritance_test(env):
    """What tells whether a class, or a model that it is a part of, gets a name from elsewhere."""
    models = list(env.registry.values())

    def is_inherited(module, owner, name):
        own = getattr(importlib.import_module(module), owner or "", None)
        lineage = {
            base
            for cls in [own, *models]
            if own and issubclass(cls, own)
            for base in cls.__mro__
            if not base.__module__.startswith("odoo.addons.cae_") and base not in models
        }
        return any(
            name in vars(base)
            or name in {field.name for field in getattr(base, "_field_definitions", ())}
            for base in lineage
        )

    return is_inherited


def _find_ids(addon):
    """The external ids that the addon's data give, and the names of its templates for browsers."""
    for path in addon.files("**/*.xml"):
        text = path.read_text(encoding="utf-8")
        yield from re.findall(
            r"<(?:record|template|menuitem|asset|function)\b[^>]*?\bid=\"([\w.]+)\"", text
        )
        yield from re.findall(r"\bt-name=\"([\w.]+)\"", text)
    for path in addon.files("**/*.csv"):
        yield from re.findall(r"^\"?([\w.]+)\"?,", path.read_text(encoding="utf-8"), re.MULTILINE)


def find_unknown_id_offenders(addon, addons):
    """External ids that the code or the pages name, of an addon of ours that gives none such."""
    known = {
        other.name: {name.removeprefix(f"{other.name}.") for name in _find_ids(other)}
        for other in addons
    }
    for path in addon.files("**/*.py", "**/*.xml", "**/*.js"):
        if "tests" in path.relative_to(addon.path).parts:
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            named = list(_find_named_ids(ast.parse(text)))
        else:
            named = [
                (text.count("\n", 0, match.start()) + 1, match[1])
                for match in NAMED_BY_ID.finditer(text)
            ]
        for line, full_name in named:
            module, _dot, name = full_name.partition(".")
            if name and name not in known.get(module, {name}) and not GENERATED.match(name):
                yield f"{addon.relative(path)}:{line}: no data gives {full_name}"


def _find_named_ids(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            values = node.args[:1] if called in CALLED_WITH_ID else []
            values += [word.value for word in node.keywords if (word.arg or "").endswith("xmlid")]
            for value in values:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield node.lineno, value.value
