"""Import people in a process of its own, to be killed on the way.

``python -m tests.addon_checks.people_import -c CONFIG STEP [PAUSE]`` where STEP is

* ``prepare``: make two imports of the same file, and commit;
* ``import``, ``import_other``: import the first or the second as the button does, in one
  transaction that Odoo tries again when another one was faster; says each point it passes on
  standard output, and waits at the point called PAUSE to be killed;
* ``figures``: print what is in the cooperative as JSON.
"""

import base64
import io
import json
import sys
import time
from contextlib import closing

import openpyxl

import odoo.modules.registry  # before odoo.sql_db, which it completes
from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.service.model import retrying
from odoo.tools import config

PEOPLE = 40
NAME = "kill.xlsx"


def main():
    config.parse_config([*sys.argv[1:3], "--no-http", "--log-level=error"], setup_logging=True)
    step, pause = sys.argv[3], (sys.argv[4:] or [""])[0]
    registry = odoo.modules.registry.Registry(config["db_name"][0])
    with closing(registry.cursor()) as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
        company = env["res.company"].search(
            [("partner_id.country_id.code", "=", "FR")], order="id", limit=1
        )
        env = env(context={**env.context, "allowed_company_ids": company.ids})
        if step == "prepare":
            prepare(env, company)
        elif step == "figures":
            print(json.dumps(count(env, company)))
        else:
            place = int(step == "import_other")
            record = env["cae.import"].search([("file_name", "=", NAME)], order="id")[place]
            cr.commit()
            run(env, record, pause)


def pass_point(name, pause):
    print(name, flush=True)
    if name == pause:
        time.sleep(600)


def prepare(env, company):
    env["cae.territory"].create({"name": "River", "company_id": company.id})
    lang = env["res.lang"].get_installed()[0][0]
    destination = env.ref("cae_contrat.exit_destination_job").with_context(lang=lang).name
    data = base64.b64encode(make_file(destination))
    values = {"file": data, "file_name": NAME, "company_id": company.id}
    env["cae.import"].create([values, dict(values)])
    env.cr.commit()


def run(env, record, pause):
    """Import as the button does, with the points between the steps of the writing."""
    cls = type(env["cae.import"])
    list_steps = cls._list_steps

    def list_with_points(self):
        for step in list_steps(self):
            yield step
            yield lambda _plan, name=step.__name__: (
                self.env.flush_all(),
                pass_point(name, pause),
            )

    cls._list_steps = list_with_points

    def press():
        record.action_import()
        env.flush_all()
        pass_point("written", pause)

    pass_point("ready", pause)
    try:
        retrying(press, env)
        env.cr.commit()
    except UserError as error:
        sys.exit(str(error))
    pass_point("committed", pause)
    print(json.dumps([record.state, record.result, record.problem_ids.mapped("message")]))


def make_file(destination):
    """Every second person renewed her CAPE, every third has a CESA, every fifth has left.

    Every sixth had another contract before.
    """
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("People")
    sheet.append(["Key", "Last name", "Email", "Territory", "Exit", "Destination after the exit"])
    for number in range(PEOPLE):
        left = number % 5 == 0 and ("01/10/2026", destination)
        sheet.append(
            [f"P{number}", f"Name {number}", f"p{number}@example.com", "River", *(left or ())]
        )
    sheet = book.create_sheet("Activities")
    sheet.append(["Key", "Activity", "Entrepreneurs"])
    for number in range(PEOPLE):
        sheet.append([f"A{number}", f"Activity {number}", f"P{number}"])
    sheet = book.create_sheet("Contracts")
    sheet.append(["Key", "Entrepreneur", "Kind", "Start", "End"])
    for number in range(PEOPLE):
        start = Date.add(Date.to_date("2024-01-01"), days=number)
        end = Date.subtract(Date.add(start, months=12), days=1)
        sheet.append([f"C{number}", f"P{number}", "CAPE", start, end])
        if number % 2 == 0:
            first, end = Date.add(end, days=1), Date.subtract(Date.add(start, months=18), days=1)
            sheet.append([f"R{number}", f"P{number}", "Renewal", first, end])
        if number % 3 == 0:
            sheet.append([f"S{number}", f"P{number}", "CESA", Date.add(end, days=1), None])
    sheet = book.create_sheet("Other contracts")
    sheet.append(["Key", "Entrepreneur", "Other contract", "Start", "End"])
    for number in range(0, PEOPLE, 6):
        first, last = Date.to_date("2023-01-01"), Date.to_date("2023-03-31")
        sheet.append([f"E{number}", f"P{number}", "CDD", first, last])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def count(env, company):
    """Return all that an import makes, without the ids and numbers that a kill uses up."""
    env = env(context={**env.context, "active_test": False})
    fields = {
        "cae.entrepreneur": ("import_key", "name", "stage", "date_entry", "date_exit"),
        "cae.entrepreneur.stage": ("entrepreneur_id.import_key", "stage", "date_from", "date_to"),
        "cae.activity": ("import_key", "name", "date_end", "entrepreneur_ids.import_key"),
        "cae.contract": ("import_key", "kind", "state", "date_start", "date_end", "date_confirmed"),
        "cae.contract.amendment": ("import_key", "state", "date_effect", "number"),
        "cae.contract.version": ("contract_id.import_key", "origin", "date_from", "date_end"),
        "cae.earlier.contract": ("import_key", "kind", "date_start", "date_end"),
        "cae.deadline": ("entrepreneur_id.import_key", "kind", "occasion", "state", "date_due"),
        "cae.exit": ("entrepreneur_id.import_key", "state", "date_exit", "destination_id.name"),
        "hr.version": ("employee_id.name", "contract_date_start", "contract_date_end", "active"),
    }
    return {
        model: sorted(
            [[str(record.mapped(name)) for name in names] for record in records],
        )
        for model, names in fields.items()
        for records in [env[model].search([("company_id", "=", company.id)])]
    } | {"imports": env["cae.import"].search([("file_name", "=", NAME)]).mapped("state")}


if __name__ == "__main__":
    main()
