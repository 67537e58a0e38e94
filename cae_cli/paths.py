"""Where things are. Everything that is made lives under `.venv` and `.cae`, both ignored by git."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDONS = ROOT / "addons"
VENV = ROOT / ".venv"
STATE = ROOT / ".cae"
ODOO = STATE / "odoo"
PGDATA = STATE / "pg"
DATA = STATE / "data"
LOGS = STATE / "log"
STEPS = STATE / "steps"
TEMPLATES = STATE / "templates"
CONF = STATE / "odoo.conf"
LAUNCHER = ROOT / "cae_cli" / "launcher" / "odoo-bin"


def python() -> str:
    """The interpreter of the environment Odoo runs in."""
    return str(VENV / "bin" / "python")


def site_packages() -> Path:
    found = sorted(VENV.glob("lib/python3.*/site-packages"))
    if found:
        return found[0]
    return VENV / f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"


def write(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a file whole or not at all: an interruption leaves the old content."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + f".{os.getpid()}.{threading.get_ident()}.part")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as out:
        out.write(text)
    os.replace(part, path)


def marker(name: str) -> str:
    """What a finished step left behind, or nothing if it never finished."""
    try:
        return (STEPS / name).read_text()
    except OSError:
        return ""


def mark(name: str, value: str) -> None:
    write(STEPS / name, value)
