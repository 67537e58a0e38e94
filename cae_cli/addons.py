"""The addons of this suite: which there are, what they stand on, and whether their code changed."""

from __future__ import annotations

import ast
import hashlib
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from . import paths
from .say import Problem

DEMO = "cae_demo"
# What an installed database does not depend on: changing it needs no update.
IGNORED_FOLDERS = {"__pycache__", "tests", "readme", "description"}
IGNORED_SUFFIXES = {".pyc", ".pot", ".orig", ".rej", ".swp"}


def names(demo: bool = True) -> list[str]:
    """Every installable addon in addons/, lowest first (an addon follows what it depends on)."""
    found = sorted(path.parent.name for path in paths.ADDONS.glob("*/__manifest__.py"))
    read = {name: manifest(name) for name in found}
    own = [name for name in found if read[name]["installable"]]
    under = {name: [other for other in own if other in read[name]["depends"]] for name in own}
    try:
        ordered = list(TopologicalSorter(under).static_order())
    except CycleError as error:
        raise Problem(f"Addons depend on each other: {' < '.join(error.args[1])}.") from None
    return [name for name in ordered if demo or name != DEMO]


def require(wanted) -> None:
    """Raise unless these are the names of addons."""
    unknown = sorted(set(wanted) - set(names()))
    if unknown:
        raise Problem(f"No addon is called {', '.join(unknown)}; see the folder addons/.")


def manifest(name: str) -> dict:
    path = paths.ADDONS / name / "__manifest__.py"
    try:
        return {"depends": (), "installable": True, **ast.literal_eval(path.read_text())}
    except (SyntaxError, TypeError, ValueError) as error:
        raise Problem(f"addons/{name}/__manifest__.py cannot be read: {error}.") from None


def depends(*wanted: str) -> set[str]:
    """What addons name in their manifests."""
    return {depend for name in wanted for depend in manifest(name)["depends"]}


def below(name: str) -> list[str]:
    """The addons of ours that an addon stands on, directly or not, lowest first."""
    own, found = names(), {name}
    for other in reversed(own):
        if other in found:
            found |= depends(other)
    return [other for other in own if other in found - {name}]


def ground() -> list[str]:
    """The addons of Odoo and of the OCA that ours stand on, plus the accounting of France."""
    own = names()
    return sorted({"base", "web", "l10n_fr_account", *depends(*own)} - {*own})


def extended() -> list[str]:
    """Odoo's own addons that ours name, and the glue that stands between them by itself."""
    from .odoo import addons_paths, python_root

    own = names()
    folders = [path for path in addons_paths() if python_root() in path.parents]
    of_odoo = {path.parent.name for folder in folders for path in folder.glob("*/__manifest__.py")}
    return sorted(({"event_crm", *depends(*own)} - {*own}) & of_odoo)


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
