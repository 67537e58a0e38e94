"""What is there, what is missing, and what to do about it."""

from __future__ import annotations

import os
import shutil
import sys

from . import addons, apt, database, machine, odoo, paths, postgres, serve, venv
from .say import Problem


def command() -> int:
    """Prints one line per thing; returns 1 if something keeps `./cae up` from working."""
    bad = 0
    for check in (python, disk, packages, odoo_19, programs, postgresql, the_database, the_server):
        try:
            state, title, text = check()
        except (Problem, OSError) as error:
            state, title, text = "no", check.__name__.replace("_", " "), str(error)
        bad += state == "no"
        print(f"{'[' + state + ']':<7}{title:<20} {text}")
    return 1 if bad else 0


def python():
    version = ".".join(map(str, sys.version_info[:3]))
    machine.require_python()
    return "ok", "Python", version


def disk():
    machine.require_writable()
    free = shutil.disk_usage(paths.ROOT).free / 1e9
    if free < 3 and not odoo.ready():
        return "no", "Disk", f"{free:.1f} GB free, 4 GB are needed: make room"
    return "ok", "Disk", f"{free:.0f} GB free"


def packages():
    if venv.ready(dev=True):
        return "ok", "Python packages", f"in {paths.VENV.name}, with those of the tests"
    if venv.ready():
        return "ok", "Python packages", f"in {paths.VENV.name}; `./cae test` adds its own"
    return "later", "Python packages", "not there or out of date: `./cae up` installs them"


def odoo_19():
    if odoo.ready():
        return "ok", "Odoo", f"{odoo.release().strip()} in {odoo.python_root()}"
    if odoo.checkout():
        odoo.ensure()
    apt.mirror()
    return "later", "Odoo", "not there: `./cae up` fetches it from Debian"


def programs():
    packages = machine.missing_programs()
    if not packages:
        return "ok", "System programs", ", ".join(use for _names, _package, use in machine.PROGRAMS)
    sudo = "" if os.geteuid() == 0 else "sudo "
    command = f"{sudo}apt install {' '.join(packages)}"
    return "later", "System programs", f"PDF and browser tests need: {command}"


def postgresql():
    place = postgres.environment()
    where = f"{place['PGHOST']}:{place['PGPORT']}" if postgres.external() else "embedded"
    if venv.ready() and postgres.running():
        return "ok", "PostgreSQL", f"{where}, running"
    if postgres.external():
        postgres.ensure()
    return "later", "PostgreSQL", f"{where}, not running: `./cae up` starts it"


def the_database():
    name = database.main_name()
    if not (venv.ready() and postgres.running()):
        return "later", "Database", "not known while PostgreSQL is stopped"
    if not database.exists(name):
        return "later", "Database", f"{name} is not there: `./cae up` makes it"
    new, changed = database.changes(name)
    kept = len(database.listed(f"{name}_"))
    stale = f"; `./cae update` brings {', '.join([*new, *changed])}" if new or changed else ""
    own = len(addons.names())
    return (
        "ok",
        "Database",
        f"{name}, {own} addons in the suite, {kept} templates and copies{stale}",
    )


def the_server():
    served = serve.server()
    if served:
        return "ok", "Server", f"http://127.0.0.1:{served['port']} (process {served['pid']})"
    return "later", "Server", "not running: `./cae up` starts it"
