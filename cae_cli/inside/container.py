"""The start of the Docker image: make or update the database, then become the server.

PostgreSQL comes in PGHOST, PGPORT, PGUSER, PGPASSWORD; CAE_DEMO=1 brings the example cooperative;
CAE_ADMIN_PASSWORD is the administrator's password (made and printed once when empty).
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

from cae_cli import addons, database, paths, postgres

# Where the image keeps what the cooperative stores.
paths.DATA = Path("/var/lib/odoo")


def main() -> None:
    os.environ.setdefault("ODOO_RC", "/etc/odoo/odoo.conf")
    os.environ["CAE_DATABASE_URL"] = postgres.address(os.environ, "cae")
    wanted = addons.names(demo=os.environ.get("CAE_DEMO", "0") == "1")
    name, work = database.main_name(), f"{database.main_name()}_new"
    if database.exists(name):
        kept = json.loads(database.parameter(name, "cae.addons") or "{}")
        new, changed = addons.compare(kept, wanted)
        if new or changed:
            build(name, kind="update", install=new, update=changed)
    else:
        # Built under another name: a start that is interrupted begins again.
        database.drop(work)
        postgres.query("postgres", f"CREATE DATABASE {work} ENCODING 'UTF8' TEMPLATE template0")
        build(work, kind="bare")
        build(work, kind="ground", install=addons.ground())
        build(work, kind="suite", install=wanted)
        first_password(work)
        database.rename(work, name)
    os.execvp("odoo", ["odoo", "--config", os.environ["ODOO_RC"], *sys.argv[1:]])


def build(name: str, **options) -> None:
    command = [sys.executable, "-m", "cae_cli.inside", "build", name, json.dumps(options)]
    subprocess.run(command, check=True)


def first_password(name: str) -> None:
    from odoo.sql_db import close_db

    from .registry import configure, environment

    password = os.environ.get("CAE_ADMIN_PASSWORD") or secrets.token_urlsafe(12)
    configure(name)
    with environment(name) as env:
        env.ref("base.user_admin").password = password
    # nobody may be in a database that gets another name
    close_db(name)
    if not os.environ.get("CAE_ADMIN_PASSWORD"):
        sys.stderr.write(f"\n  Administrator: admin, password {password}\n\n")


if __name__ == "__main__":
    main()
