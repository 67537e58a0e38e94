"""Describe a database in one snapshot (and dump it from the same one).

In the manifest are: rows per table, each attachment's file with its SHA-1, per journal a digest
over every posted entry and its lines, and the state of the chains of Odoo's accounting hashes.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import psycopg2

from .registry import configure, environment

# The entry as the law sees it: number, date, inalterable hash, and its lines to the cent.
ENTRIES = """
WITH lines AS (
    SELECT move_id, sum(debit) AS debit, sum(credit) AS credit,
           string_agg(concat_ws('|', account_id, partner_id, debit, credit, amount_currency, name),
                      E'\\n' ORDER BY id) AS texts
      FROM account_move_line GROUP BY move_id
)
SELECT c.id || ' ' || j.code, count(*), coalesce(sum(l.debit), 0), coalesce(sum(l.credit), 0),
       md5(string_agg(md5(row(m.name, m.date, m.inalterable_hash, l.texts,
                              m.secure_sequence_number)::text), '' ORDER BY m.id))
  FROM account_move m
  JOIN account_journal j ON j.id = m.journal_id
  JOIN res_company c ON c.id = m.company_id
  LEFT JOIN lines l ON l.move_id = m.id
 WHERE m.state = 'posted'
 GROUP BY c.id, j.code
"""

# Tables that hold what the addons' files say, or what the machine does at the moment.
CODE = (
    r"orm_|ir_(?!attachment|sequence|default|filters|mail_server|exports)|bus_|base_registry|report_|"
    r"res_groups(?!_users)|wizard_|rule_group_rel"
)
# Style sheets and scripts, compiled from the addons' files.
COMPILED = "coalesce(url, '') LIKE '/web/assets/%'"
STAMPS = ("write_date", "write_uid", "create_date")


def main(database: str, dump=(), with_hashes=False, with_contents=False) -> dict:
    """Return the manifest of a database.

    :param dump: pg_dump and the file it writes
    :param with_hashes: only when the code is that of the database: an older one can be saved, not
        be worked with
    """
    configure(database, "--log-level", "error")
    from odoo.tools import config

    # The place of the server comes in the variables of PostgreSQL (PGHOST and so on).
    connection = psycopg2.connect(dbname=database)
    connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
    with connection, connection.cursor() as cr:
        cr.execute("SELECT pg_export_snapshot()")
        snapshot = cr.fetchone()[0]
        manifest = {"rows": rows(cr, with_contents), "accounting": accounting(cr)}
        if with_contents:
            manifest["contents"] = contents(cr, manifest["rows"])
        folder = Path(config.filestore(database))
        manifest["files"], manifest["missing"] = files(cr, folder, with_contents)
        if dump:
            program, file = dump
            done = subprocess.run(
                [program, "--format=custom", "--no-owner", "--no-privileges",
                 f"--snapshot={snapshot}", "-f", file, database],
            )  # fmt: skip
            if done.returncode:
                sys.exit("ERROR pg_dump did not finish")
        manifest["hashes"] = hashes(database, snapshot) if with_hashes else None
    connection.close()
    return manifest


def rows(cr, without_compiled: bool) -> dict[str, int]:
    cr.execute(
        "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    )
    counted = {}
    for (table,) in cr.fetchall():
        compiled = without_compiled and table == "ir_attachment"
        cr.execute(f"SELECT count(*) FROM {table}{f' WHERE NOT {COMPILED}' if compiled else ''}")
        counted[table] = cr.fetchone()[0]
    return counted


def contents(cr, tables) -> dict[str, dict[str, str]]:
    """Per table that holds data a digest of each column, over the rows no addon's file rewrites."""
    cr.execute(
        """
        SELECT quote_ident(table_name), array_agg(quote_ident(column_name) ORDER BY column_name)
          FROM information_schema.columns
         WHERE table_schema = 'public' AND column_name != ALL(%s) GROUP BY 1
        """,
        [list(STAMPS)],
    )
    columns = {table: names for table, names in cr.fetchall() if table in tables}
    found = {}
    for table, names in sorted(columns.items()):
        if re.match(CODE, table):
            continue
        if "id" in names:
            digests = [
                f"md5(string_agg(md5(coalesce({name}::text, '')), '' ORDER BY id))"
                for name in names
            ]
            defined = f"""WHERE NOT EXISTS (
                SELECT FROM ir_model_data d WHERE replace(d.model, '.', '_') = '{table}'
                   AND d.res_id = t.id AND NOT d.noupdate)"""
            if table == "ir_attachment":
                defined += f" AND NOT {COMPILED}"
        else:  # pairs: which belongs to which
            names, defined = ["*"], ""
            digests = ["md5(string_agg(md5(t::text), '' ORDER BY md5(t::text)))"]
        cr.execute(f"SELECT {', '.join(digests)} FROM {table} t {defined}")
        found[table] = dict(zip(names, cr.fetchone(), strict=True))
    return found


def files(cr, folder: Path, without_compiled: bool) -> tuple[dict[str, str], list[str]]:
    """Each attachment's file with its SHA-1, and those that are not on the disk."""
    data = f"AND NOT {COMPILED}" if without_compiled else ""
    cr.execute(
        f"SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL {data}"
    )
    there, missing = {}, []
    for (name,) in sorted(cr.fetchall()):
        path = folder / name
        if path.is_file():
            there[name] = hashlib.sha1(path.read_bytes()).hexdigest()
        else:
            missing.append(name)
    return there, missing


def accounting(cr) -> dict[str, dict]:
    """Per journal: entries, debit and credit, and a digest over all of it."""
    cr.execute("SELECT to_regclass('account_move') IS NOT NULL")
    if not cr.fetchone()[0]:
        return {}
    cr.execute(ENTRIES)
    figures = ("entries", "debit", "credit", "digest")
    return {journal: dict(zip(figures, found, strict=True)) for journal, *found in cr.fetchall()}


def hashes(database: str, snapshot: str) -> dict:
    """What Odoo's own check says of each company's chains of hashed entries."""
    with environment(database) as env:
        env.cr.rollback()
        env.cr.execute("SET TRANSACTION SNAPSHOT %s", [snapshot])
        if "account.move" not in env:
            return {}
        found = {}
        for company in env["res.company"].search([]):
            checked = company._check_hash_integrity()["results"]
            found[str(company.id)] = sorted(
                [str(row.get("journal_name")), str(row.get("status"))] for row in checked
            )
        env.cr.rollback()
        return found
