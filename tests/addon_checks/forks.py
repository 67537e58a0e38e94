"""Loads Odoo once for one database, and runs each step of a program in a fork of itself.

``python -m tests.addon_checks.forks MODULE -c CONFIG`` reads orders from standard input, one a
line of JSON, and answers each with a number: ``{"arguments": [...], "out": PATH, "err": PATH}``
runs MODULE with these arguments and answers with the process; ``{"wait": PROCESS}`` answers with
its exit code. A step has connections of its own, and can be killed as any process.
"""

import json
import os
import runpy
import sys
import traceback

import odoo.modules.registry  # before odoo.sql_db, which it completes
from odoo import sql_db
from odoo.tools import config


def main():
    module, *options = sys.argv[1:]
    config.parse_config([*options, "--no-http", "--log-level=error"], setup_logging=True)
    odoo.modules.registry.Registry(config["db_name"][0])
    sql_db.close_all()
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            _process, status = os.waitpid(order["wait"], 0)
            answer = os.waitstatus_to_exitcode(status)
        else:
            answer = os.fork()
            if not answer:
                run(module, options, order)
        print(answer, flush=True)


def run(module, options, order):
    flags = os.O_WRONLY | os.O_CREAT
    for number, path in ((1, order["out"]), (2, order["err"])):
        os.dup2(os.open(path, flags), number)
    code = 0
    try:
        odoo.modules.registry.Registry(config["db_name"][0]).check_signaling()
        sys.argv = [module, *options, *order["arguments"]]
        runpy.run_module(module, run_name="__main__")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else bool(end.code)
        if isinstance(end.code, str):
            sys.stderr.write(end.code)
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(int(code))


if __name__ == "__main__":
    main()
