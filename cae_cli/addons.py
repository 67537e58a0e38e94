"""The addons of this suite: which there are, what they stand on, and whether their code changed."""

from __future__ import annotations

import ast
import hashlib
from pathlib import Path

from . import paths
from .say import Problem

DEMO = "cae_demo"
# What an installed database does not depend on: changing it needs no update.
IGNORED_FOLDERS = {"__pycache__", "tests", "readme", "description"}
IGNORED_SUFFIXES = {".pyc", ".pot", ".orig", ".rej", ".swp"}


def names(demo: bool = True) -> list[str]:
    """Every installable addon in addons/, lowest first (an addon follows what it depends on)."""
    found = {}
    if paths.ADDONS.is_dir():
        for path in sorted(paths.ADDONS.glob("*/__manifest__.py")):
            read = manifest(path.parent.name)
            if read.get("installable", True):
                found[path.parent.name] = set(read.get("depends", ()))
    ordered: list[str] = []

    def visit(name: str, above: tuple = ()):
        if name in ordered or name in above:
            return
        for depend in sorted(found[name] & set(found)):
            visit(depend, (*above, name))
        ordered.append(name)

    for name in found:
        visit(name)
    return [name for name in ordered if demo or name != DEMO]


def require(wanted) -> None:
    """Raise unless these are the names of addons."""
    unknown = sorted(set(wanted) - set(names()))
    if unknown:
        raise Problem(f"No addon is called {', '.join(unknown)}; see the folder addons/.")


def manifest(name: str) -> dict:
    path = paths.ADDONS / name / "__manifest__.py"
    try:
        return ast.literal_eval(path.read_text())
    except (SyntaxError, ValueError) as error:
        raise Problem(f"addons/{name}/__manifest__.py cannot be read: {error}.") from None


def below(name: str) -> list[str]:
    """The addons of ours that an addon stands on, directly or not, lowest first."""
    found, waiting = set(), [name]
    while waiting:
        new = set(manifest(waiting.pop()).get("depends", ())) & set(names()) - found
        found |= new
        waiting += new
    return [other for other in names() if other in found]


def ground() -> list[str]:
    """The addons of Odoo and of the OCA that ours stand on, plus the accounting of France."""
    own = names()
    outside = {"base", "web", "l10n_fr_account"}
    for name in own:
        outside |= set(manifest(name).get("depends", ()))
    return sorted(outside - set(own))


def extended() -> list[str]:
    """Odoo's own addons that ours name, and the glue that stands between them by itself."""
    named = {depend for name in names() for depend in manifest(name).get("depends", ())}
    return sorted((named - set(names()) | {"event_crm"}) & set(_odoo_addons()))


def _odoo_addons() -> list[str]:
    from .odoo import addons_paths, python_root

    folders = [path for path in addons_paths() if python_root() in path.parents]
    return [path.parent.name for folder in folders for path in folder.glob("*/__manifest__.py")]


def fingerprint(name: str) -> str:
    """A hash of everything in an addon that an installed database depends on."""
    digest = hashlib.sha256()
    folder = paths.ADDONS / name
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if IGNORED_FOLDERS & set(inner.parts[:-1]) or path.suffix in IGNORED_SUFFIXES:
            continue
        if path.is_file():
            digest.update(str(inner).encode() + b"\0")
            digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def fingerprints(wanted: list[str]) -> dict[str, str]:
    return {name: fingerprint(name) for name in wanted}


def compare(kept: dict[str, str], wanted: list[str]) -> tuple[list[str], list[str]]:
    """The addons that are new, and those that changed, since these fingerprints were kept."""
    now = fingerprints(wanted)
    new = [name for name in now if name not in kept]
    return new, [name for name in now if name in kept and kept[name] != now[name]]


def digest(*parts) -> str:
    """A short name for a combination of settings and file contents."""
    total = hashlib.sha256()
    for part in parts:
        content = part.read_bytes() if isinstance(part, Path) and part.is_file() else repr(part)
        total.update(content if isinstance(content, bytes) else content.encode())
        total.update(b"\0")
    return total.hexdigest()[:10]
