"""Benchmark of the import: 1,000 people with their activities, contracts and renewals.

What is measured, in one run on one machine:

* the seconds of the two buttons, to check the workbook and to import it: each under a minute;
* the import against the bare batched calls that make the same records (create the people, the
  activities, the contracts and the renewals, confirm and end them), without reading a file or
  checking it: at most 1.3 times the computing, as many queries;
* the queries for each further person, from half the people to all of them: what Odoo makes of
  an employee (every third person here) and a number for each contract, nothing else;
* the same file once more, which writes nothing: at most half of the import.

The seconds of a clock say what a person waits, on a machine that does nothing else; the ratios
are made of the seconds that Python computed (and of queries), which another program on the same
machine disturbs less.

Each is measured in a savepoint that is rolled back. Called by `./cae bench import` in a
database that is thrown away.
"""

import base64
import io
import time

import openpyxl

from odoo.fields import Date

from bench import _common as common

PEOPLE = 1000
LIMITS = {
    # of a person who looks at the screen
    "check_seconds": 60.0,
    "import_seconds": 60.0,
    # reading, checking and finding again what is there: measured at 0.0-0.2 of the bare calls
    "ratio": 1.3,
    "ratio_queries": 1.3,
    # measured at 7.5: eight for an employee (a third), two for the number of a contract (1.3
    # each), and two halves more where batches of 500 begin anew
    "queries_each": 9.0,
    "ratio_again": 0.5,
}


def run(env, people=PEOPLE):
    """Make the file, measure, and return the figures.

    :param env: of a superuser, in a database with a French company
    :return: dict with the figures (seconds, numbers), their ratios and limits, and "ok"
    """
    env, company = common.work_for(env, [("partner_id.country_id.code", "=", "FR")])
    territory = common.make_territory(env, company)
    started = time.perf_counter()
    data = _make_file(people)
    result = {"people": people, "file_seconds": round(time.perf_counter() - started, 2)}
    _warm_up(env, company)
    half = _measure_import(env, company, _make_file(people // 2))
    with common.undone(env), common.measured(env) as bare:
        _make_bare(env, company, territory, people)
        env.flush_all()
        result["records"] = _count(env, company)
    whole = _measure_import(env, company, data)
    check, write, again = whole["check"], whole["import"], whole["again"]
    result |= {
        "check_seconds": round(check["seconds"], 2),
        "import_seconds": round(write["seconds"], 2),
        "again_seconds": round(again["seconds"], 2),
        "bare_seconds": round(bare["seconds"], 2),
        "computing_seconds": {
            "bare": round(bare["computing"], 2),
            "import": round(write["computing"], 2),
        },
        "queries": {"bare": bare["queries"], "import": write["queries"]},
        "same_records": whole["records"] == result["records"],
        "imported": whole["records"],
        "again": whole["outcome"],
        "ratio": round(write["computing"] / bare["computing"], 2),
        "ratio_queries": round(write["queries"] / bare["queries"], 2),
        "queries_each": round(
            (write["queries"] - half["import"]["queries"]) / (people - people // 2), 1
        ),
        "ratio_again": round(again["computing"] / write["computing"], 2),
    }
    unchanged = all(
        counts["unchanged"] == sum(counts.values()) for counts in whole["outcome"].values()
    )
    return common.judge(result, LIMITS, result["same_records"], unchanged)


def _measure_import(env, company, data):
    """Check a file, import it, and import it again."""
    measures = {}
    with common.undone(env):
        record = _make_import(env, company, data)
        with common.measured(env) as measures["check"]:
            record.action_check()
            env.flush_all()
        assert record.is_ready, record.problem_ids.mapped("message")[:5]
        with common.measured(env) as measures["import"]:
            record.action_import()
            env.flush_all()
        assert record.state == "done", record.problem_ids.mapped("message")[:5]
        measures["records"] = _count(env, company)
        again = _make_import(env, company, data)
        env.invalidate_all()
        with common.measured(env) as measures["again"]:
            again.action_import()
            env.flush_all()
        measures["outcome"] = again.result
    return measures


# -- the data: every second person renewed her CAPE, every third has a CESA after it ----------


def _has_renewal(number):
    return number % 2 == 0


def _has_cesa(number):
    return number % 3 == 0


def _days(number):
    """Return the CAPE's first and last day, the renewal's last day, the CESA's first."""
    start = Date.add(Date.to_date("2022-01-01"), days=number % 700)
    end = Date.subtract(Date.add(start, months=12), days=1)
    renewed = Date.subtract(Date.add(start, months=18), days=1)
    last = renewed if _has_renewal(number) else end
    return start, end, renewed, Date.add(last, days=1)


def _make_file(people):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("People")
    sheet.append(["Key", "First name", "Last name", "Email", "Phone", "Postcode", "Territory"])
    for number in range(people):
        email = f"person{number}@example.com"
        phone = f"06{number:08}"
        sheet.append([f"P{number}", "Person", f"N{number}", email, phone, "01000", "Bench"])
    sheet = book.create_sheet("Activities")
    sheet.append(["Key", "Code", "Activity", "Entrepreneurs", "Territory"])
    for number in range(people):
        sheet.append([f"A{number}", f"BI{number}", f"Activity {number}", f"P{number}", "Bench"])
    sheet = book.create_sheet("Contracts")
    sheet.append(["Key", "Entrepreneur", "Activity", "Kind", "Start", "End", "Fixed pay a month"])
    for number in range(people):
        start, end, renewed, cesa = _days(number)
        who = (f"P{number}", f"A{number}")
        sheet.append([f"C{number}", *who, "CAPE", start, end])
        if _has_renewal(number):
            sheet.append([f"R{number}", *who, "Renewal", Date.add(end, days=1), renewed])
        if _has_cesa(number):
            sheet.append([f"S{number}", *who, "CESA", cesa, None, 500])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _make_import(env, company, data):
    return env["cae.import"].create(
        {"file": base64.b64encode(data), "file_name": "bench.xlsx", "company_id": company.id}
    )


def _make_bare(env, company, territory, people):
    """Make the same records with the bare calls, as many at a time as each allows."""
    plain = env
    # as the import does: nobody is told, and the deadlines follow once, at the end
    env = env(context={**env.context, **env["cae.import"]._quiet_context})
    place = {"territory_id": territory.id, "company_id": company.id}
    persons = common.make_people(env, range(people), ["candidate"], zip="01000", **place)
    activities = common.make_activities(persons, **place)
    vals_list = []
    for number, (person, activity) in enumerate(zip(persons, activities, strict=True)):
        start, end, _renewed, cesa = _days(number)
        who = {"entrepreneur_id": person.id, "activity_id": activity.id}
        vals_list.append({**who, "kind": "cape", "date_start": start, "date_end": end})
        if _has_cesa(number):
            vals_list.append({**who, "kind": "cesa", "date_start": cesa, "fixed_pay": 500})
    contracts = env["cae.contract"].create(vals_list)
    contracts.write({"state": "confirmed"})
    capes = contracts.filtered(lambda contract: contract.kind == "cape")
    amendments = env["cae.contract.amendment"].create(
        [
            {
                "contract_id": contract.id,
                "kind": "renewal",
                "date_effect": Date.add(contract.date_end, days=1),
                "date_end": _days(number)[2],
            }
            for number, contract in enumerate(capes)
            if _has_renewal(number)
        ]
    )
    amendments.write({"state": "confirmed"})
    capes.write({"state": "ended"})
    plain["cae.entrepreneur"].browse(persons.ids)._keep_deadlines()


def _count(env, company):
    """Count what came in, and the deadlines that are open: one that was over is history."""
    counts = {
        model: env[model]
        .with_context(active_test=False)
        .search_count([("company_id", "=", company.id)])
        for model in (
            "cae.entrepreneur",
            "cae.activity",
            "cae.contract",
            "cae.contract.amendment",
            "cae.contract.version",
            "hr.employee",
        )
    }
    open_ones = [("company_id", "=", company.id), ("state", "=", "open")]
    return counts | {"cae.deadline": env["cae.deadline"].search_count(open_ones)}


# -- the measures -----------------------------------------------------------------------------


def _warm_up(env, company):
    """Fill the caches of the schema: the first call of anything pays for it."""
    for _round in range(2):
        with common.undone(env):
            record = _make_import(env, company, _make_file(6))
            record.action_import()
            assert record.state == "done", record.problem_ids.mapped("message")
