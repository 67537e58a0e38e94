"""Odoo 19 Community: Debian's package unpacked into `.cae/odoo`, or a checkout in CAE_ODOO."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from . import apt, paths
from .say import Problem

# sid's font-awesome has other file names than Odoo's style sheets ask for: bookworm's is right.
PACKAGES = [
    "odoo-19/sid",
    "libjs-jquery/sid",
    "libjs-jquery-form/sid",
    "libjs-underscore/sid",
    "fonts-roboto-unhinted/sid",
    "fonts-montserrat/sid",
    "fonts-font-awesome/bookworm",
]
# Fonts of the point of sale and of Swiss payment slips, which no page of the suite uses.
KNOWN_BROKEN = {"Inconsolata.otf", "ocrb.otf"}


def checkout() -> Path | None:
    named = os.environ.get("CAE_ODOO")
    return Path(named).expanduser().resolve() if named else None


def python_root() -> Path:
    """The folder that holds the package `odoo`."""
    return checkout() or paths.ODOO / "usr/lib/python3/dist-packages"


def addons_paths() -> list[Path]:
    """Where addons are found: Odoo's, the OCA's from PyPI, ours.

    The Debian package has a second tree `dist-packages/addons` without views or data; it is
    left out on purpose. A checkout has its addons next to the package.
    """
    root = python_root()
    own = [root / "addons"] if checkout() else []
    return [*own, root / "odoo" / "addons", paths.site_packages() / "odoo" / "addons", paths.ADDONS]


def version() -> str:
    path = python_root() / "odoo" / "release.py"
    found = re.search(r"version_info = \((\d+), (\d+)", path.read_text()) if path.exists() else None
    return ".".join(found.groups()) if found else ""


def release() -> str:
    """Version and, for Debian's package, its own version: what a template database hangs on."""
    return f"{version()} {paths.marker('odoo')}"


def ready() -> bool:
    if checkout():
        return version().startswith("19.")
    return bool(paths.marker("odoo")) and (python_root() / "odoo" / "release.py").exists()


def ensure(detail=None) -> None:
    if checkout():
        if not ready():
            raise Problem(
                f"CAE_ODOO={os.environ['CAE_ODOO']} holds no Odoo 19 (odoo/release.py says "
                f"{version() or 'nothing'}); point it to the root of a 19.0 checkout."
            )
        return
    if ready():
        return
    space(paths.STATE, 3)
    part = paths.STATE / "odoo.part"
    shutil.rmtree(part, ignore_errors=True)
    if detail:
        detail.text = "123 MB from Debian"
    files = apt.fetch(PACKAGES, part)
    # Links to other packages' documentation do not matter; links in the addons are files of pages.
    broken = [
        path
        for path in part.rglob("*")
        if "addons" in path.parts
        and path.is_symlink()
        and not path.exists()
        and path.name not in KNOWN_BROKEN
    ]
    if broken:
        raise Problem(
            f"Debian's Odoo package lacks {len(broken)} files, the first is {broken[0].name}; "
            f"{apt.ELSEWHERE}."
        )
    shutil.rmtree(paths.ODOO, ignore_errors=True)
    part.rename(paths.ODOO)
    paths.mark("odoo", files[0].split("_")[1])


def space(where: Path, gigabytes: float) -> None:
    """Stop before a half-written install: a full disk is said, not met."""
    where.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(where).free / 1e9
    if free < gigabytes:
        raise Problem(
            f"Only {free:.1f} GB are free where the project lies and {gigabytes:g} GB are needed; "
            "make room and run the command again."
        )
