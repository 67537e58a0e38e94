"""Databases: built once in layers that are kept as templates, then cloned.

    bare     Odoo's base, of France                                     (requirements)
    ground   bare + the French accounting, the OCA addons ours stand on  (manifests, requirements)
    suite    ground + every addon of ours but the example cooperative    (the addons' code)
    demo     suite + cae_demo                                            (the addons' code)

The tests of an addon run where only this addon is installed, with what it depends on:

    alone_ADDON      the template of the highest addon below, or bare, + this one

A template's name carries a hash of what it was made of; when that changes another one is made and
the old one dropped. Everything is built under a temporary name and renamed when complete, so an
interruption leaves nothing half-made behind.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import tempfile
import time
import uuid
from pathlib import Path

from . import addons, odoo, paths, postgres
from .say import Problem, run

LANGUAGE = "fr_FR"
COUNTRY = "FR"
LAYOUT = 1  # raise it when a template must be made differently
BELOW = {"ground": "bare", "suite": "ground", "demo": "suite"}
ALONE = "alone_"
TEXTS = {
    "ground": "Odoo and its accounting, once",
    "suite": "the addons of the suite",
    "demo": "the example cooperative",
    "bare": "Odoo's base, once",
}
ADMIN_PASSWORD = paths.STATE / "admin-password"

# Who logs in to the example cooperative (their password is the login), and what for.
LOGINS = {
    "gerante": "the manager: sees and changes all, signs for the cooperative, sets it up",
    "accompagnatrice": "an advisor: files, contracts and appointments of the people she follows",
    "comptable": "the accountant: invoices, closing of the month, statements of all activities",
    "entrepreneuse": "an entrepreneur: her own space, Mon espace, and nothing else",
    "voisin": "another entrepreneur; nobody else in the example can log in",
}


def main_name() -> str:
    return postgres.base_name()


def below(kind: str) -> str | None:
    """The kind of template that one of this kind is made from."""
    if not kind.startswith(ALONE):
        return BELOW.get(kind)
    under = addons.below(kind.removeprefix(ALONE))
    # The one with most below it, of ours and of Odoo's, leaves least to install.
    highest = max(under, key=_count_below, default=None)
    return ALONE + highest if highest else "bare"


def _count_below(name: str) -> tuple[int, int]:
    own = addons.below(name)
    return len(addons.depends(name, *own)), len(own)


def contents(kind: str) -> list[str]:
    """The addons of ours that are installed in a template of this kind, lowest first."""
    if kind.startswith(ALONE):
        name = kind.removeprefix(ALONE)
        return [*addons.below(name), name]
    if kind in ("ground", "bare"):
        return []
    return addons.names(demo=kind == "demo")


def template_name(kind: str) -> str:
    settings = [LAYOUT, LANGUAGE, COUNTRY, odoo.release(), paths.ROOT / "requirements.txt"]
    if kind != "bare" and not kind.startswith(ALONE):
        settings.append(addons.ground())
    key = addons.digest(*settings)
    if contents(kind):
        key = addons.digest(key, addons.fingerprints(contents(kind)), kind)
    return f"{main_name()}_{kind}_{key}"


def layers(demo: bool) -> str:
    """The kind of template a database is cloned from."""
    return "demo" if demo and addons.DEMO in addons.names() else "suite"


def exists(name: str) -> bool:
    return bool(
        postgres.query("postgres", "SELECT 1 FROM pg_database WHERE datname = :'n'", n=name)
    )


def require() -> None:
    if not exists(main_name()):
        raise Problem("There is no database yet; make it with `./cae up`.")


def listed(prefix: str = "") -> list[str]:
    rows = postgres.query("postgres", "SELECT datname FROM pg_database ORDER BY datname")
    return [row[0] for row in rows if row[0].startswith(prefix)]


def filestore(name: str) -> Path:
    return paths.DATA / "filestore" / name


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def drop(name: str) -> None:
    # Not WITH (FORCE): that is refused while the server itself cleans up in the database
    # (autovacuum); a plain DROP asks it to leave and waits.
    postgres.query(
        "postgres",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = :'n' AND usename = current_user",
        n=name,
    )
    postgres.query("postgres", f"DROP DATABASE IF EXISTS {_quoted(name)}")
    shutil.rmtree(filestore(name), ignore_errors=True)


def clone(source: str, target: str) -> None:
    """Make `target` a copy of `source` with its filestore; an older `target` is dropped."""
    drop(target)
    postgres.query("postgres", f"CREATE DATABASE {_quoted(target)} TEMPLATE {_quoted(source)}")
    link_files(filestore(source), filestore(target))


def link_files(source: Path, target: Path) -> None:
    """Copy a filestore by hard links: its files are named by their content and never rewritten."""
    if not source.is_dir():
        return

    def link(one, other):
        try:
            os.link(one, other)
        except OSError:
            shutil.copy2(one, other)

    shutil.copytree(source, target, copy_function=link, dirs_exist_ok=True)


def rename(source: str, target: str) -> None:
    """Put a finished database in its place. Connections to either must be closed."""
    shutil.rmtree(filestore(target), ignore_errors=True)
    link_files(filestore(source), filestore(target))
    postgres.query("postgres", f"ALTER DATABASE {_quoted(source)} RENAME TO {_quoted(target)}")
    shutil.rmtree(filestore(source), ignore_errors=True)


def replace(source: str, target: str) -> None:
    """Put `source` in the place of `target`, in an order that can be taken up at any point."""
    old = f"{target}_old"
    drop(old)
    if exists(target):
        users = postgres.query(
            "postgres",
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = :'n' AND backend_type = 'client backend'",
            n=target,
        )
        if users != [["0"]]:
            raise Problem(
                f"The database {target} is in use; stop the server (`./cae stop`) and run again."
            )
        postgres.query("postgres", f"ALTER DATABASE {_quoted(target)} RENAME TO {_quoted(old)}")
        os.makedirs(filestore(target).parent, exist_ok=True)
        if filestore(target).exists():
            shutil.rmtree(filestore(old), ignore_errors=True)
            filestore(target).rename(filestore(old))
    rename(source, target)
    drop(old)


def recover() -> None:
    """Take up a replacement that was interrupted between its two renames."""
    name = main_name()
    old, new = f"{name}_old", f"{name}_new"
    if exists(old) and not exists(name):
        if exists(new) and parameter(new, "cae.complete"):
            rename(new, name)
        else:
            postgres.query("postgres", f"ALTER DATABASE {_quoted(old)} RENAME TO {_quoted(name)}")
            # The old files were set aside: what stands in their place is the new one's.
            if filestore(old).is_dir():
                shutil.rmtree(filestore(name), ignore_errors=True)
                filestore(old).rename(filestore(name))
    if exists(name):
        drop(old)


def parameter(name: str, key: str) -> str:
    """A system parameter of a database (empty if there is none)."""
    found = postgres.query(
        name,
        "SELECT to_regclass('ir_config_parameter') IS NOT NULL AS there \\gset\n"
        "\\if :there\n"
        "SELECT value FROM ir_config_parameter WHERE key = :'k';\n"
        "\\endif",
        k=key,
    )
    return found[0][0] if found else ""


def set_parameter(name: str, key: str, value: str) -> None:
    postgres.query(
        name,
        "INSERT INTO ir_config_parameter (key, value) VALUES (:'k', :'v') "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        k=key,
        v=value,
    )


def configuration(path: Path = paths.CONF, **options) -> Path:
    """Write the settings of an Odoo on this machine (the production ones are in odoo.conf)."""
    place = postgres.environment()
    settings = {
        "addons_path": ",".join(str(folder) for folder in odoo.addons_paths() if folder.is_dir()),
        "data_dir": paths.DATA,
        "db_host": place["PGHOST"],
        "db_port": place["PGPORT"],
        "db_user": place["PGUSER"],
        "db_password": place.get("PGPASSWORD", ""),
        "db_name": main_name(),
        "dbfilter": "",
        "list_db": False,
        "http_interface": "127.0.0.1",
        "max_cron_threads": 0,
        "with_demo": False,
        **options,
    }
    rows = [f"{name} = {value}" for name, value in settings.items() if value != ""]
    # The password of another server may be among them: for the owner only.
    paths.write(path, "[options]\n" + "\n".join(rows) + "\n", mode=0o600)
    return path


def inside(part: str, name: str, *, what: str, log: str = "", env=None, **options):
    """Run a part of cae_cli/inside on a database, in Odoo's environment; return its answer."""
    place = {"ODOO_RC": str(configuration()), "PYTHONPATH": str(paths.ROOT)}
    with tempfile.TemporaryDirectory(dir=paths.STATE, prefix="inside-") as folder:
        answer = Path(folder) / "answer.json"
        run(
            [paths.python(), "-W", "ignore", "-m", "cae_cli.inside", part, name,
             json.dumps(options, default=str), answer],
            log=log or part,
            what=what,
            env={**place, **postgres.environment(), **(env or {})},
            cwd=paths.ROOT,
        )  # fmt: skip
        return json.loads(answer.read_text())


def findings_path(template: str) -> Path:
    return paths.TEMPLATES / f"{template}.json"


def findings(template: str) -> list[str]:
    """Warnings and errors our addons logged while a template was made."""
    path = findings_path(template)
    return json.loads(path.read_text()) if path.exists() else []


def ensure_template(kind: str, detail=None) -> str:
    """The name of a template of this kind, made if it is not there or out of date."""
    name, under = template_name(kind), below(kind)
    if exists(name) and findings_path(name).exists():
        return name
    work = f"{main_name()}_{kind}_new"
    if under:
        clone(ensure_template(under, detail), work)
        wanted = [addon for addon in contents(kind) if addon not in contents(under)]
        if kind == "ground":
            wanted = addons.ground()
    else:
        odoo.space(paths.STATE, 1)
        drop(work)
        postgres.query(
            "postgres", f"CREATE DATABASE {_quoted(work)} ENCODING 'UTF8' TEMPLATE template0"
        )
        wanted = []
    if detail:
        detail.text = TEXTS.get(kind) or kind.removeprefix(ALONE)
    found = inside(
        "build",
        work,
        kind=kind,
        install=wanted,
        what=f"Installing {', '.join(wanted) if under else 'Odoo'}",
        log=f"build-{kind}",
        # Not waiting for the disk at each commit: an interrupted build is begun again anyway.
        env={"PGOPTIONS": "-c synchronous_commit=off"},
    )
    if exists(name):
        drop(name)
    rename(work, name)
    paths.write(findings_path(name), json.dumps(found, indent=1))
    tidy(kind, keep=name)
    return name


def tidy(kind: str, keep: str) -> None:
    """Drop templates of this kind that were made of something else.

    A recent one may still be cloned by tests that run at this moment: it goes the next time.
    """
    for other in listed(f"{main_name()}_{kind}_"):
        if not re.fullmatch(r"[0-9a-f]{10}", other.rpartition(f"_{kind}_")[2]):
            continue  # of an addon whose name only begins like this one
        path = findings_path(other)
        recent = path.exists() and time.time() - path.stat().st_mtime < 1800
        if other != keep and not recent:
            drop(other)
            path.unlink(missing_ok=True)


def admin_password() -> str:
    """The administrator's password, made once and kept for the owner only."""
    if not ADMIN_PASSWORD.exists():
        paths.write(ADMIN_PASSWORD, secrets.token_urlsafe(12) + "\n", mode=0o600)
    return ADMIN_PASSWORD.read_text().strip()


def set_address(name: str, port: int) -> None:
    """Let links in mails lead to the port that is served; the address of a proxy stays."""
    known = parameter(name, "web.base.url")
    if not known or re.fullmatch(r"http://(localhost|127\.0\.0\.1)(:\d+)?/?", known):
        set_parameter(name, "web.base.url", f"http://localhost:{port}")


def create(demo: bool, detail=None) -> None:
    """Make the cooperative's database, in the place of one that is there."""
    source = ensure_template(layers(demo), detail)
    if detail:
        detail.text = "cloning"
    name, work = main_name(), f"{main_name()}_new"
    clone(source, work)
    personalise(work)
    set_parameter(work, "cae.demo", "1" if layers(demo) == "demo" else "0")
    set_parameter(work, "cae.complete", "1")
    replace(work, name)


def personalise(name: str) -> None:
    """Give a clone its own identity: what signs sessions and tokens must not be shared."""
    set_parameter(name, "database.uuid", str(uuid.uuid4()))
    set_parameter(name, "database.secret", str(uuid.uuid4()))
    hashed = run(
        [paths.python(), "-c",
         "import os; from passlib.hash import pbkdf2_sha512 as h;"
         "print(h.using(rounds=600000).hash(os.environ['CAE_PASSWORD']))"],
        log="password",
        what="Setting the administrator's password",
        env={"CAE_PASSWORD": admin_password()},
    ).strip()  # fmt: skip
    postgres.query(
        name,
        "UPDATE res_users SET password = :'h' WHERE id = (SELECT res_id FROM ir_model_data "
        "WHERE module = 'base' AND name = 'user_admin')",
        h=hashed,
    )


def changes(name: str) -> tuple[list[str], list[str]]:
    """The addons to install in a database and those to update, by what it was made of."""
    kept = json.loads(parameter(name, "cae.addons") or "{}")
    demo = parameter(name, "cae.demo") == "1"
    return addons.compare(kept, addons.names(demo))


def update(wanted: list[str] | None = None, detail=None) -> tuple[list[str], list[str]]:
    """Install new addons and update changed ones (or those named) in the cooperative's database.

    It is done in a copy that takes the database's place when it succeeded: a failing update
    leaves the database as it was. Returns what was installed and what was updated.
    """
    name, work = main_name(), f"{main_name()}_new"
    new, changed = changes(name)
    if wanted is not None:
        changed = [addon for addon in wanted if addon not in new]
    if not new and not changed:
        return [], []
    if detail:
        detail.text = ", ".join([*new, *changed])
    clone(name, work)
    what = f"Updating {', '.join([*new, *changed])}"
    inside("build", work, kind="update", install=new, update=changed, what=what, log="update")
    replace(work, name)
    return new, changed
