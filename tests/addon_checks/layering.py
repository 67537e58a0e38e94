"""Does the addon know only those below it, and does its arithmetic stay pure?"""

import ast
import re

from .repository import find_dependencies

# The house of the design: an addon stands on a floor and depends only on lower ones. Two
# addons of one floor never know each other: what links them is an addon above, or a glue
# addon (`auto_install`), which stands right above its highest dependency.
FLOORS = {
    "cae_protection": 0,
    "cae_socle": 0,
    "cae_signature": 1,
    "cae_echeance": 1,
    "cae_entrepreneur": 2,
    "cae_accueil": 3,
    "cae_collectif": 4,
    "cae_diagnostic": 4,
    "cae_reunion": 3,
    "cae_contrat": 4,
    "cae_gestion": 4,
    "cae_accompagnement": 5,
    "cae_chiffres": 5,
    "cae_vente": 5,
    "cae_compta": 5,
    "cae_veille": 5,
    "cae_formation": 6,
    "cae_gouvernance": 6,
    "cae_social": 6,
    "cae_site": 7,
    "cae_demo": 8,
}

# A model that begins here: one that is opened again has its own name in `_inherit`.
NEW_MODEL = re.compile(
    r'^    _name = "(cae\.[a-z0-9_.]+)"\n'
    r'(?!(?:    _\w+ = .*\n)*?    _inherit = (?:"\1"|\[\s*"\1"))',
    re.MULTILINE,
)
NAMED_MODEL = re.compile(r"""["'](cae\.[a-z0-9_.]+)["']""")

# The engine of an addon below is as pure as one's own.
ENGINE = re.compile(r"odoo\.addons\.\w+\.engine(\..+)?")


def find_layering_offenders(addon, addons, floors=None):
    """Dependencies that go up or sideways, and names used without a dependency."""
    floors = FLOORS if floors is None else floors
    ours = {other.name for other in addons} | set(floors)
    below = [name for name in addon.depends if name in ours]
    floor = floors.get(addon.name)
    if floor is None and not addon.manifest.get("auto_install"):
        yield f"{addon.name}: is on no floor: add it to the design and to FLOORS in {__name__}"
    for name in below:
        if name not in floors:
            yield f"{addon.name}: depends on the glue addon {name}: depend on what it glues"
        elif floor is not None and floors[name] >= floor:
            yield (
                f"{addon.name} (floor {floor}): depends on {name} (floor {floors[name]}): "
                "let the upper one carry the link, or write a glue addon"
            )
    strangers = ours - find_dependencies(addon, addons) - set(below) - {addon.name}
    yield from _find_stranger_offenders(addon, strangers)


def _find_stranger_offenders(addon, strangers):
    if not strangers:
        return
    names = "|".join(map(re.escape, sorted(strangers)))
    imported = re.compile(rf"odoo\.addons\.({names})\b|odoo\.addons import .*\b({names})\b")
    xmlid = re.compile(rf"[\"'(,\s]({names})\.[a-z]\w*")
    for path in addon.files("**/*.py", "**/*.xml", "**/*.csv", "**/*.js"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found = imported.search(line) or xmlid.search(line)
            if found:
                name = next(filter(None, found.groups()))
                yield f"{addon.relative(path)}:{number}: uses {name}, which it does not depend on"


def find_stranger_model_offenders(addon, addons):
    """Models of ours that are named in an addon which does not depend on theirs.

    They would be found where both are installed, and stop the one where it is alone.
    """
    owners = {}
    for other in addons:
        for path in other.files("**/*.py"):
            for name in NEW_MODEL.findall(path.read_text(encoding="utf-8")):
                owners.setdefault(name, other.name)
    known = find_dependencies(addon, addons) | {addon.name}
    for path in addon.files("**/*.py", "**/*.xml"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for name in NAMED_MODEL.findall(line):
                if owners.get(name, addon.name) not in known:
                    yield (
                        f"{addon.relative(path)}:{number}: names {name} of {owners[name]}, which "
                        "it does not depend on"
                    )


def find_engine_offenders(addon):
    """Imports in ``engine/`` of anything that needs Odoo or a database."""
    for path in addon.files("engine/**/*.py"):
        depth = len(path.relative_to(addon.path / "engine").parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            where = f"{addon.relative(path)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = [node.module or ""]
                if node.level > depth:
                    yield f"{where}: imports from outside engine/"
            else:
                continue
            for module in modules:
                if ENGINE.fullmatch(module):
                    continue
                if module.split(".")[0] in ("odoo", "psycopg2"):
                    yield f"{where}: imports {module}; engine/ is pure Python, hand it values"
