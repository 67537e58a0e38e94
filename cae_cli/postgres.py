"""PostgreSQL: the embedded wheel, running on its own, or the server in CAE_DATABASE_URL."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlparse

from . import paths
from .say import Problem, run

ROLE = "cae"  # Odoo refuses to work as the superuser `postgres`
SYSTEM_USER = "embedded_postgres"  # PostgreSQL refuses to run as root


def binary(name: str) -> str:
    """A program of PostgreSQL (the embedded one serves as client of other servers too)."""
    path = paths.site_packages() / "embedded_postgres" / "pginstall" / "bin" / name
    return str(path) if path.exists() else shutil.which(name) or name


def external() -> dict | None:
    """The server named in CAE_DATABASE_URL: postgresql://user:password@host:port/database."""
    url = os.environ.get("CAE_DATABASE_URL")
    if not url:
        return None
    read = urlparse(url)
    query = parse_qs(read.query)
    host = query.get("host", [read.hostname or ""])[0]
    try:
        port = read.port
    except ValueError:
        port = None
    if read.scheme not in ("postgresql", "postgres") or not host:
        raise Problem(
            "CAE_DATABASE_URL is not understood; write it as "
            "postgresql://user:password@host:5432/database."
        )
    return {
        "PGHOST": host,
        "PGPORT": str(port or 5432),
        "PGUSER": unquote(read.username or ROLE),
        "PGPASSWORD": unquote(read.password or ""),
        "database": unquote(read.path.lstrip("/")),
    }


def address(place, name: str) -> str:
    """A database of the server that these variables name, as CAE_DATABASE_URL."""
    user, password, host = (
        quote(place.get(variable, ""), safe="") for variable in ("PGUSER", "PGPASSWORD", "PGHOST")
    )
    return (
        f"postgresql://{user}:{password}@localhost:{place.get('PGPORT') or 5432}/{name}?host={host}"
    )


def base_name() -> str:
    """The name of the cooperative's database; templates and copies take it as their prefix."""
    return (external() or {}).get("database") or "cae"


def environment() -> dict:
    """Where the server is, in the variables that every client of PostgreSQL reads."""
    outside = external()
    if outside:
        return {name: value for name, value in outside.items() if name.startswith("PG")}
    return {"PGHOST": str(socket_folder()), "PGPORT": "5432", "PGUSER": ROLE}


def socket_folder() -> Path:
    """The folder of the socket: the data folder, unless its path is too long for a socket."""
    with contextlib.suppress(OSError, IndexError):
        named = (paths.PGDATA / "postmaster.pid").read_text().splitlines()[4].strip()
        if named:
            return Path(named)
    if len(str(paths.PGDATA / ".s.PGSQL.5432.lock")) < 100:
        return paths.PGDATA
    name = hashlib.sha256(str(paths.PGDATA).encode()).hexdigest()[:10]
    return Path(tempfile.gettempdir()) / f"cae-{name}"


def running() -> bool:
    """Does it answer?"""
    asked = subprocess.run(
        [binary("pg_isready"), "-q", "-t", "5"], env={**os.environ, **environment()}
    )
    return asked.returncode == 0


def ensure(detail=None) -> None:
    """Start the server unless it runs, with the role that Odoo uses."""
    if external():
        if not running():
            place = environment()
            raise Problem(
                f"No PostgreSQL answers at {place['PGHOST']}:{place['PGPORT']} "
                "(CAE_DATABASE_URL); start it or correct the address."
            )
        check = query("postgres", "SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user")
        if check != [["t"]]:
            raise Problem(
                f"The role {environment()['PGUSER']} of CAE_DATABASE_URL may not create databases; "
                f"run `ALTER ROLE {environment()['PGUSER']} CREATEDB` there."
            )
        return
    if running():
        _wait_for_the_disk()
        # Without the role an earlier start was interrupted between the two.
        with contextlib.suppress(Problem):
            query("postgres", "SELECT 1")
            return
    if not running():
        if _is_hurried():
            # It went down before all was on the disk, and held nothing of anybody's.
            shutil.rmtree(paths.PGDATA)
        user = _system_user()
        _initialise(user)
        _start(user)
    _create_role()


def _initialise(user: dict) -> None:
    """Make the data folder under another name first: a half-made one is never started."""
    if (paths.PGDATA / "PG_VERSION").exists():
        return
    part = paths.STATE / "pg.part"
    shutil.rmtree(part, ignore_errors=True)
    shutil.rmtree(paths.PGDATA, ignore_errors=True)
    paths.STATE.mkdir(parents=True, exist_ok=True)
    part.mkdir(mode=0o700)
    if user:
        shutil.chown(part, user["user"])
    run(
        [binary("initdb"), "-D", part, "-U", "postgres", "--auth=trust", "--encoding=UTF8",
         "--locale=C.UTF-8", "--no-instructions"],
        log="initdb",
        what="Making the PostgreSQL data folder",
        cwd="/",
        **user,
    )  # fmt: skip
    part.rename(paths.PGDATA)


def _start(user: dict) -> None:
    folder = socket_folder()
    if folder != paths.PGDATA:
        folder.mkdir(mode=0o700, exist_ok=True)
        if user:
            shutil.chown(folder, user["user"])
        owner = folder.lstat()
        if stat.S_ISLNK(owner.st_mode) or stat.S_IMODE(owner.st_mode) & 0o077:
            raise Problem(f"The folder {folder} is open to others; remove it and run again.")
    # No TCP, and the socket lies in a folder that only its owner enters.
    run(
        [binary("pg_ctl"), "-D", paths.PGDATA, "-w", "-t", "120", "-l", paths.PGDATA / "log",
         "-o", "-h ''", "-o", f"-k '{folder}'", "-o", "-c max_connections=200",
         "-o", "-c shared_buffers=256MB", "start"],
        log="postgres",
        what="Starting PostgreSQL",
        hint=f"its log is {os.path.relpath(paths.PGDATA / 'log')}",
        cwd="/",
        **user,
    )  # fmt: skip


@contextlib.contextmanager
def hurried():
    """Not waiting for the disk: a database of Odoo is 3,000 files, each waited for on its own.

    Only where all can be made again, for a loss of power may damage any database of the server:
    not where there is a cooperative. One that is made meanwhile ends the hurry (see `ensure`).
    """
    if external() or query(
        "postgres",
        "SELECT datname FROM pg_database WHERE datname IN (:'n', :'n' || '_old', :'n' || '_new')",
        n=base_name(),
    ):
        yield
        return
    try:
        _as_superuser("ALTER SYSTEM SET fsync = off;\nSELECT pg_reload_conf()")
        yield
    finally:
        _wait_for_the_disk()


def _is_hurried() -> bool:
    try:
        return "fsync" in (paths.PGDATA / "postgresql.auto.conf").read_text()
    except FileNotFoundError:
        return False


def _wait_for_the_disk() -> None:
    """Take back `hurried`, also that of a command that was killed."""
    if _is_hurried():
        _as_superuser("ALTER SYSTEM RESET fsync;\nSELECT pg_reload_conf();\nCHECKPOINT")
        os.sync()


def _as_superuser(statements: str) -> None:
    query("postgres", statements, user="postgres")


def _create_role() -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            return _as_superuser(
                f"DO $$ BEGIN CREATE ROLE {ROLE} LOGIN CREATEDB; "
                "EXCEPTION WHEN duplicate_object THEN NULL; END $$"
            )
        except Problem:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.3)


def _system_user() -> dict:
    """As root: a system user without rights for PostgreSQL, and a way for it to the folders."""
    if os.geteuid() != 0:
        return {}
    import pwd

    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        run(
            ["useradd", "--system", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
            log="postgres-user",
            what="Making a system user for PostgreSQL",
            hint="start as another user than root",
        )
        entry = pwd.getpwnam(SYSTEM_USER)
    for folder in [paths.STATE, *paths.STATE.parents]:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            # Passing through is all it needs: nobody gains the right to list or read.
            folder.chmod(mode | stat.S_IXOTH)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def stop() -> bool:
    """Stop the embedded server; another one is left alone. Says whether there was one."""
    if external() or not (paths.PGDATA / "postmaster.pid").exists():
        return False
    user = _system_user()
    run(
        [binary("pg_ctl"), "-D", paths.PGDATA, "-w", "-t", "60", "-m", "fast", "stop"],
        log="postgres-stop",
        what="Stopping PostgreSQL",
        cwd="/",
        **user,
    )
    return True


def query(database: str, statement: str, *, user: str = "", **values) -> list[list[str]]:
    """Run SQL and give its rows as text. Values are passed as psql variables: `:'name'`."""
    given = [part for name, value in values.items() for part in ("-v", f"{name}={value}")]
    asked = subprocess.run(
        [binary("psql"), "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", *given,
         *(["-U", user] if user else []), "-d", database, "-f", "-"],
        input=statement,
        env={**os.environ, **environment()},
        capture_output=True,
        text=True,
    )  # fmt: skip
    if asked.returncode:
        told = asked.stderr.strip().splitlines()
        raise Problem(f"PostgreSQL refused: {told[0][:250] if told else 'no answer'}.")
    return [row.split("\t") for row in asked.stdout.splitlines()]
