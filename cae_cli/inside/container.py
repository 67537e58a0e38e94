"""The start of the Docker image: make or update the database, then become the server.

PostgreSQL comes in PGHOST, PGPORT, PGUSER, PGPASSWORD; CAE_DEMO=1 brings the example cooperative;
CAE_ADMIN_PASSWORD is the administrator's password (made and printed once when empty).
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import subprocess
import sys

import psycopg2

from cae_cli import addons

DATABASE = "cae"


def main() -> None:
    os.environ.setdefault("ODOO_RC", "/etc/odoo/odoo.conf")
    demo = os.environ.get("CAE_DEMO", "0") == "1"
    wanted = addons.names(demo)
    kept = made_of(DATABASE)
    if kept is None:
        # Built under another name: a start that is interrupted begins again.
        work = f"{DATABASE}_new"
        execute("postgres", f'DROP DATABASE IF EXISTS "{work}" WITH (FORCE)')
        execute("postgres", f"CREATE DATABASE \"{work}\" ENCODING 'UTF8' TEMPLATE template0")
        build(work, kind="ground", install=addons.ground())
        build(work, kind="suite", install=wanted)
        first_password(work)
        files = os.path.join("/var/lib/odoo", "filestore")
        with contextlib.suppress(FileNotFoundError):
            os.rename(os.path.join(files, work), os.path.join(files, DATABASE))
        execute("postgres", f'ALTER DATABASE "{work}" RENAME TO "{DATABASE}"')
    else:
        new, changed = addons.compare(kept, wanted)
        if new or changed:
            build(DATABASE, kind="update", install=new, update=changed)
    os.execvp("odoo", ["odoo", "--config", os.environ["ODOO_RC"], *sys.argv[1:]])


def execute(name: str, statement: str) -> list:
    connection = psycopg2.connect(dbname=name)
    connection.autocommit = True
    try:
        with connection.cursor() as cr:
            cr.execute(statement)
            return cr.fetchall() if cr.description else []
    finally:
        connection.close()


def made_of(name: str) -> dict | None:
    """Of what code a database was made, or nothing if there is no such database."""
    if not execute("postgres", f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
        return None
    found = execute(name, "SELECT value FROM ir_config_parameter WHERE key = 'cae.addons'")
    return json.loads(found[0][0]) if found else {}


def build(name: str, **options) -> None:
    command = [sys.executable, "-m", "cae_cli.inside", "build", name, json.dumps(options)]
    subprocess.run(command, check=True)


def first_password(name: str) -> None:
    from .registry import configure, environment

    password = os.environ.get("CAE_ADMIN_PASSWORD") or secrets.token_urlsafe(12)
    configure(name)
    with environment(name) as env:
        env.ref("base.user_admin").password = password
    if not os.environ.get("CAE_ADMIN_PASSWORD"):
        sys.stderr.write(f"\n  Administrator: admin, password {password}\n\n")


if __name__ == "__main__":
    main()
