"""A database to break, with its files: a copy of one that has all addons installed."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from psycopg2 import sql

from odoo import sql_db
from odoo.tests.common import get_db_name
from odoo.tools import config

# Name of a database with all addons to which nobody is connected; `./cae test` sets it.
TEMPLATE = "CAE_TEST_TEMPLATE"


@contextmanager
def copy_database(name, folder, template=None, template_folder=None):
    """Copies the template (else the database under test) to ``name``; dropped afterwards.

    :param template: another database to copy, to which nobody is connected
    :param template_folder: its data directory, if it is a copy itself
    :param folder: where the copy's data directory and configuration go
    :return: path of a configuration file that names the copy and nothing else of this process
    """
    source = template or os.environ.get(TEMPLATE) or get_db_name()
    # A template must have no connections; between two test classes ours are idle ones.
    sql_db.close_db(source)
    _drop(name)
    _execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}"), name, source)
    try:
        filestore = Path(template_folder or config["data_dir"]) / "filestore" / source
        if filestore.is_dir():
            shutil.copytree(filestore, folder / "filestore" / name, copy_function=os.link)
        yield _write_configuration(name, folder)
    finally:
        _drop(name)


def _drop(name):
    # Not WITH (FORCE): that is refused while the server itself cleans up in the database.
    terminate = sql.SQL(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = {} AND usename = current_user"
    ).format(sql.Literal(name))
    _execute(terminate)
    _execute(sql.SQL("DROP DATABASE IF EXISTS {}"), name)


def _execute(query, *names):
    _name, parameters = sql_db.connection_info_for("postgres")
    connection = psycopg2.connect(**parameters)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(query.format(*map(sql.Identifier, names)) if names else query)
    finally:
        connection.close()


def _write_configuration(name, folder):
    lines = ["[options]", f"db_name = {name}", f"data_dir = {folder}", "max_cron_threads = 0"]
    lines.append(f"addons_path = {','.join(map(str, config['addons_path']))}")
    for key in ("db_host", "db_port", "db_user", "db_password", "db_sslmode"):
        if config[key]:
            lines.append(f"{key} = {config[key]}")
    path = folder / "odoo.conf"
    path.touch(mode=0o600)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
