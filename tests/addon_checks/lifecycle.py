"""Does an addon leave anything behind when it is uninstalled, and come back when reinstalled?

Run as a program of its own (``python -m tests.addon_checks.lifecycle``) on a throwaway database
in which all addons are installed: it uninstalls them from the top of the house down, looks after
each storey for what is left, installs them again and prints the offenders, one a line.
"""

import logging
import sys
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass, field

import odoo.modules.registry  # before odoo.sql_db, which it completes
from odoo import SUPERUSER_ID, api
from odoo.tools import SQL, config
from odoo.tools.sql import table_exists

from .repository import ADDONS

# Where a model's name is written as text: after an uninstall it would point to nothing.
MODEL_NAMES = (
    ("ir_attachment", "res_model"),
    ("ir_act_report_xml", "model"),
    ("ir_act_window", "res_model"),
    ("ir_exports", "resource"),
    ("ir_filters", "model_id"),
    ("ir_model", "model"),
    ("ir_model_data", "model"),
    ("ir_model_fields", "model"),
    ("ir_model_fields", "relation"),
    ("ir_sequence", "code"),
    ("ir_ui_view", "model"),
    ("mail_activity", "res_model"),
    ("mail_followers", "res_model"),
    ("mail_message", "model"),
    ("mail_template", "model"),
)
# What the ORM itself keeps about an addon; it goes with the tables and fields.
REFLECTED = (
    "ir.model",
    "ir.model.fields",
    "ir.model.fields.selection",
    "ir.model.constraint",
    "ir.model.inherit",
)
# What entries of the books may rest on. They must be kept (ten years, article L. 123-22 of the
# Code de commerce), so it may stay when an uninstall hook hands it over: its XML id is gone.
BOOKS = ("account.account", "account.analytic.plan", "account.journal")


@dataclass
class Traces:
    """What an installed addon has in the database."""

    records: dict = field(default_factory=dict)  # model -> {id: XML id}
    models: set = field(default_factory=set)
    tables: set = field(default_factory=set)
    columns: set = field(default_factory=set)  # (table, column)

    @property
    def data(self):
        """XML ids of what the addon's own files make."""
        return {
            name
            for model, names in self.records.items()
            if model not in REFLECTED
            for name in names.values()
        }


def read_shared_fields(env):
    """Fields that several addons define, as (model, field): they stay with the lower ones."""
    return set(
        env.execute_query(
            SQL(
                """
                SELECT field.model, field.name
                  FROM ir_model_fields field
                  JOIN ir_model_data data
                    ON data.model = 'ir.model.fields' AND data.res_id = field.id
              GROUP BY field.id
                HAVING count(DISTINCT data.module) > 1
                """
            )
        )
    )


def read_traces(env, addon):
    """The traces of an addon that is installed."""
    traces = Traces(records=defaultdict(dict))
    rows = env.execute_query(
        SQL("SELECT model, res_id, name FROM ir_model_data WHERE module = %s", addon.name)
    )
    for model, res_id, name in rows:
        traces.records[model][res_id] = f"{addon.name}.{name}"
    shared = read_shared_fields(env)
    for name, cls in env.registry.items():
        if cls._original_module == addon.name:
            traces.models.add(name)
            if cls._auto and not cls._abstract:
                traces.tables.add(cls._table)
        for fld in cls._fields.values():
            if fld._module != addon.name or cls._abstract or not cls._auto:
                continue
            if (name, fld.name) in shared:
                continue
            if fld.type == "many2many" and fld.store:
                traces.tables.add(fld.relation)
            elif fld.store and fld.column_type:
                traces.columns.add((cls._table, fld.name))
    return traces


def find_leftovers(env, addon, traces):
    """What is still there of an addon that was uninstalled."""
    cr = env.cr
    rows = env.execute_query(
        SQL("SELECT model, name FROM ir_model_data WHERE module = %s", addon.name)
    )
    for model, name in rows:
        yield f"{addon.name}: the XML id {addon.name}.{name} ({model}) is left"
    for model, names in traces.records.items():
        if model in (*REFLECTED, *BOOKS) or model not in env:
            continue
        table = env[model]._table
        if not table_exists(cr, table):
            continue
        rows = env.execute_query(
            SQL(
                """
                SELECT id FROM %s AS record
                 WHERE id = ANY(%s)
                   AND NOT EXISTS (
                       SELECT FROM ir_model_data WHERE model = %s AND res_id = record.id
                   )
                """,
                SQL.identifier(table),
                list(names),
                model,
            )
        )
        for (res_id,) in rows:
            yield f"{addon.name}: the record {names[res_id]} ({model} {res_id}) is left"
    for table in sorted(traces.tables):
        if table_exists(cr, table):
            yield f"{addon.name}: the table {table} is left"
    rows = env.execute_query(SQL("SELECT table_name, column_name FROM information_schema.columns"))
    for table, column in sorted(traces.columns & set(rows)):
        yield f"{addon.name}: the column {table}.{column} is left"
    for table, column in MODEL_NAMES:
        if table_exists(cr, table):
            rows = env.execute_query(
                SQL(
                    "SELECT %s, count(*) FROM %s WHERE %s = ANY(%s) GROUP BY 1",
                    SQL.identifier(column),
                    SQL.identifier(table),
                    SQL.identifier(column),
                    list(traces.models),
                )
            )
            for model, count in rows:
                yield f"{addon.name}: {count} rows of {table}.{column} still name {model}"
    rows = env.execute_query(
        SQL("SELECT key FROM ir_config_parameter WHERE starts_with(key, %s)", f"{addon.name}.")
    )
    for (key,) in rows:
        yield f"{addon.name}: the config parameter {key} is left"


def find_named_leftovers(env):
    """Tables, columns, functions, triggers and constraints that bear the suite's name."""
    rows = env.execute_query(
        SQL(
            r"""
            SELECT 'relation', relname FROM pg_class
             WHERE relname ~ '(^|_)cae_'
             UNION
            SELECT 'column', attrelid::regclass || '.' || attname FROM pg_attribute
             WHERE attname ~ '(^|_)cae_' AND NOT attisdropped
             UNION
            SELECT 'function', proname FROM pg_proc WHERE proname ~ '(^|_)cae_'
             UNION
            SELECT 'trigger', tgname FROM pg_trigger WHERE tgname ~ '(^|_)cae_'
             UNION
            SELECT 'constraint', conname FROM pg_constraint WHERE conname ~ '(^|_)cae_'
             ORDER BY 1, 2
            """
        )
    )
    for kind, name in rows:
        yield f"after all addons are gone: the {kind} {name} is left"


class Complaints(logging.Handler):
    """Keeps the warnings and errors that are logged, with what was going on."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.doing = ""
        self.lines = []

    def emit(self, record):
        text = " ".join(record.getMessage().split())
        self.lines.append(f"{self.doing}: logged {record.levelname} {record.name}: {text[:300]}")


def run(dbname, addons):
    """Uninstalls and reinstalls ``addons`` in the database; yields the offenders as they come."""
    complaints = Complaints()
    odoo.modules.registry.Registry(dbname)
    logging.getLogger().addHandler(complaints)
    expected = {}

    def open_env():
        cr = odoo.modules.registry.Registry(dbname).cursor()
        return closing(cr), api.Environment(cr, SUPERUSER_ID, {})

    def press(button, names):
        cursor, env = open_env()
        with cursor:
            modules = env["ir.module.module"].search([("name", "in", names)])
            getattr(modules, button)()
            env.cr.commit()

    cursor, env = open_env()
    with cursor:
        installed = env["ir.module.module"].search([("state", "=", "installed")]).mapped("name")
    addons = [addon for addon in addons if addon.name in installed]
    standing = list(addons)
    while standing:
        # Storey by storey: what carries nothing any more. Below, the house must stand.
        carrying = {name for addon in standing for name in addon.depends}
        leaving = [addon for addon in standing if addon.name not in carrying]
        standing = [addon for addon in standing if addon.name in carrying]
        cursor, env = open_env()
        with cursor:
            expected |= {addon.name: read_traces(env, addon) for addon in leaving}
        names = [addon.name for addon in leaving]
        complaints.doing = f"uninstalling {', '.join(names)}"
        press("button_immediate_uninstall", names)
        cursor, env = open_env()
        with cursor:
            for addon in leaving:
                yield from find_leftovers(env, addon, expected[addon.name])

    cursor, env = open_env()
    with cursor:
        yield from find_named_leftovers(env)

    complaints.doing = "installing again"
    press("button_immediate_install", [addon.name for addon in addons])
    cursor, env = open_env()
    with cursor:
        for addon in addons:
            # Reflected names differ with the order of installation; data must not.
            for name in sorted(expected[addon.name].data - read_traces(env, addon).data):
                yield f"{addon.name}: installed again, {name} did not come back"
    yield from complaints.lines


def main(arguments):
    config.parse_config(arguments)
    dbname = config["db_name"]
    dbname = dbname[0] if isinstance(dbname, list) else dbname
    for offender in run(dbname, ADDONS):
        print(f"- {offender}", flush=True)  # pylint: disable=print-used


if __name__ == "__main__":
    main(sys.argv[1:])
