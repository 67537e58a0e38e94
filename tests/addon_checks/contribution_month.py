"""Close a month in a process of its own, to be killed on the way.

``python -m tests.addon_checks.contribution_month -c CONFIG STEP [PAUSE]`` where STEP is

* ``prepare``: make activities with invoices, and commit;
* ``close``: compute and post the month as the two buttons do, one transaction each; says each
  point it passes on standard output, and waits at the point called PAUSE to be killed;
* ``figures``: print what is booked as JSON.
"""

import json
import sys
import time
from contextlib import closing

import odoo.modules.registry  # before odoo.sql_db, which it completes
from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.tools import config

MONTH = "2025-03-01"
ACTIVITIES = 60


def main():
    config.parse_config([*sys.argv[1:3], "--no-http", "--log-level=error"], setup_logging=True)
    step, pause = sys.argv[3], (sys.argv[4:] or [""])[0]
    registry = odoo.modules.registry.Registry(config["db_name"][0])
    with closing(registry.cursor()) as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
        company = env["res.company"].search(
            [("contribution_journal_id", "!=", False)], order="id", limit=1
        )
        env = env(context={**env.context, "allowed_company_ids": company.ids})
        {"prepare": prepare, "close": close, "figures": figures}[step](env, company, pause)


def pass_point(name, pause):
    print(name, flush=True)
    if name == pause:
        time.sleep(600)


def prepare(env, company, _pause):
    activities = env["cae.activity"].create(
        [
            {"name": f"Activity {n}", "code": f"KILL{n:03}", "company_id": company.id}
            for n in range(ACTIVITIES)
        ]
    )
    account = env["account.account"].search([("code", "=like", "706%")], order="code", limit=1)
    invoices = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": company.partner_id.id,
                "invoice_date": MONTH,
                "date": MONTH,
                "cae_activity_id": activity.id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Work",
                            "price_unit": 100 + n * 1.05,
                            "account_id": account.id,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
            for n, activity in enumerate(activities)
        ]
    )
    invoices.action_post()
    env["cae.contribution.schedule"].search(
        [("company_id", "=", company.id)], order="date_start", limit=1
    ).date_start = MONTH
    env.cr.commit()


def close(env, company, pause):
    pass_point("ready", pause)
    Run = env["cae.contribution.run"]
    run = Run.search([("company_id", "=", company.id), ("date_from", "=", MONTH)])
    run = run or Run.create({"company_id": company.id, "date_from": MONTH})
    run.action_compute() if run.state == "draft" else None
    env.flush_all()
    pass_point("computed", pause)
    env.cr.commit()
    run.action_post()
    env.flush_all()
    pass_point("posted", pause)
    env.cr.commit()
    pass_point("committed", pause)


def figures(env, company, _pause):
    runs = env["cae.contribution.run"].search(
        [("company_id", "=", company.id), ("date_from", "=", MONTH)]
    )
    moves = env["account.move"].search(
        [("journal_id", "=", company.contribution_journal_id.id), ("date", ">=", MONTH)]
    )
    print(
        json.dumps(
            {
                "states": runs.mapped("state"),
                "lines": sorted((line.activity_id.code, line.amount) for line in runs.line_ids),
                "entries": [
                    {
                        "state": move.state,
                        "items": sorted(
                            (
                                item.account_id.code,
                                item.cae_activity_id.code or "",
                                item.debit,
                                item.credit,
                            )
                            for item in move.line_ids
                        ),
                    }
                    for move in moves
                ],
            }
        )
    )


if __name__ == "__main__":
    main()
