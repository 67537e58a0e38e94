"""Benchmark of the month's contribution: 100,000 invoice lines over 1,000 activities.

What is measured, in one run on one machine so that only ratios count:

* computing (the queries of the bases and the engine, before any line is stored) against the same
  sums written as plain SQL: at most 3 times;
* the whole month (computing, storing the lines, computing again, one posted entry) against
  creating and posting the same entry bare: at most 1.2 times;
* the queries of computing at 10, 100 and 1,000 activities: the same number.

The pairs are measured in turn, several times, each in a savepoint that is rolled back; the
medians are compared. Called by `./cae bench contribution` in a database that is thrown away.
"""

import time
from pathlib import Path

from odoo.tools import SQL

from bench import _common as common

# month, activities, sales of 9 lines in 10, bills of 1 line in 10
SIZES = ((7, 10), (8, 100), (9, 1000))
YEAR = 2025
LINES_PER_ACTIVITY = 100
COMPUTE_ROUNDS = 9
RUN_ROUNDS = 3
LIMITS = {"ratio_compute": 3.0, "ratio_run": 1.2}
DOCUMENTS = Path(__file__).with_suffix(".sql").read_text()


def run(env, rounds=RUN_ROUNDS, compute_rounds=COMPUTE_ROUNDS):
    """Fill the database, measure, and return the figures.

    :param env: of a superuser, in a database with a French company and its chart of accounts
    :return: dict with the figures (seconds, numbers), their ratios and limits, and "ok"
    """
    accounting = [("contribution_journal_id", "!=", False), ("chart_template", "!=", False)]
    env, company = common.work_for(env, accounting, tracking_disable=True)
    started = time.perf_counter()
    _prepare(env, company)
    result = {"fill_seconds": round(time.perf_counter() - started, 1)}
    result["invoice_lines"] = LINES_PER_ACTIVITY * SIZES[-1][1]
    result["activities"] = SIZES[-1][1]

    queries = {}
    for month, count in SIZES:
        env.invalidate_all()
        month_run = env["cae.contribution.run"].create(
            {"company_id": company.id, "date_from": f"{YEAR}-{month:02}-01"}
        )
        queries[str(count)] = common.count_queries(env, month_run._prepare_lines)
        lines = month_run._prepare_lines()
        assert len(lines) == count, (len(lines), count)
    result["compute_queries"] = queries

    result |= _measure_computing(env, month_run, compute_rounds)
    result |= _measure_run(env, month_run, rounds)
    return common.judge(result, LIMITS, len(set(queries.values())) == 1, result["same_sums"])


# -- the data -------------------------------------------------------------------------------------


def _prepare(env, company):
    """Make the activities with their contracts, and each month's documents by set-based SQL."""
    month, count = SIZES[-1]
    people = common.make_people(env, range(count), ["candidate"], company_id=company.id)
    activities = common.make_activities(people, company_id=company.id)
    contracts = env["cae.contract"].create(
        [
            {
                "entrepreneur_id": activity.entrepreneur_ids.id,
                "activity_id": activity.id,
                "company_id": company.id,
                "kind": "cesa",
                "date_start": f"{YEAR}-{month:02}-01",
            }
            for activity in activities
        ]
    )
    contracts.action_confirm()
    Schedule = env["cae.contribution.schedule"]
    if not Schedule._get_in_force(company, f"{YEAR}-{SIZES[0][0]:02}-01"):
        Schedule.search(
            [("company_id", "=", company.id)], order="date_start", limit=1
        ).date_start = f"{YEAR}-01-01"
    env.flush_all()
    for month, size in SIZES:
        _insert_documents(env, company, activities[:size].ids, month)
    env.cr.execute("ANALYZE account_move, account_move_line, cae_activity, cae_contract")
    env.invalidate_all()


def _account(env, company, code):
    Account = env["account.account"].with_company(company)
    return Account.search([("code", "=like", f"{code}%")], order="code", limit=1).id


def _insert_documents(env, company, activity_ids, month):
    """Sales of two lines (turnover), bills of one line (subcontracting, purchases), with VAT."""
    journals = {
        kind: env["account.journal"]
        .search([("type", "=", kind), ("company_id", "=", company.id)], limit=1)
        .id
        for kind in ("sale", "purchase")
    }
    partner_id = env["res.partner"].create({"name": "A partner of many"}).id
    lines = LINES_PER_ACTIVITY * len(activity_ids)
    common = {
        "company": company.id,
        "currency": company.currency_id.id,
        "partner": partner_id,
        "activities": activity_ids,
        "day": f"{YEAR}-{month:02}-01",
        "uid": env.uid,
    }
    for kind, number, per_move in (("sale", lines * 9 // 20, 2), ("purchase", lines // 10, 1)):
        env.cr.execute(
            SQL(
                DOCUMENTS,
                **common,
                prefix=f"{kind}/{YEAR}/{month}/",
                journal=journals[kind],
                move_type="out_invoice" if kind == "sale" else "in_invoice",
                number=number,
                per_move=per_move,
                account=_account(env, company, "706" if kind == "sale" else "604"),
                other_account=_account(env, company, "707" if kind == "sale" else "6063"),
                vat=_account(env, company, "4457" if kind == "sale" else "44566"),
                third=_account(env, company, "411" if kind == "sale" else "401"),
                sign=-1 if kind == "sale" else 1,
            )
        )


# -- the measures ---------------------------------------------------------------------------------


def _plain_sql(env, run):
    """The same sums as one would write them by hand: one query per base and exclusion."""
    company = run.company_id
    Account = env["account.account"].with_company(company)
    rule = run.schedule_id.rule_ids
    sources = [(rule.account_prefixes, 0.0, "-")] + [
        (exclusion.account_prefixes, exclusion.line_minimum, "") for exclusion in rule.exclusion_ids
    ]
    queries = []
    for prefixes, minimum, sign in sources:
        ids = [
            account_id
            for prefix in prefixes.split(",")
            for account_id in Account.search([("code", "=like", f"{prefix}%")]).ids
        ]
        queries.append(
            SQL(
                "SELECT cae_activity_id, SUM(%s) FROM account_move_line"
                " WHERE company_id = %s AND parent_state = 'posted' AND date BETWEEN %s AND %s"
                " AND cae_activity_id IS NOT NULL AND account_id IN %s AND abs(balance) >= %s"
                " GROUP BY cae_activity_id",
                SQL("%sbalance", SQL(sign)),
                company.id,
                run.date_from,
                run.date_to,
                tuple(ids),
                minimum,
            )
        )
    return queries


def _measure_computing(env, run, rounds):
    """Compute by plain SQL and by the run, and tell whether both come to the same sums."""
    queries = _plain_sql(env, run)

    def compute_plain():
        return [env.execute_query(query) for query in queries]

    plain, ours = common.measure_in_turn(env, rounds, compute_plain, run._prepare_lines)
    turnover, *excluded = (
        sum(float(amount) for _activity, amount in found) for found in compute_plain()
    )
    lines = run._prepare_lines()
    sums = [float(sum(line[name] for line in lines)) for name in ("turnover", "excluded")]
    return {
        "plain_sql_seconds": round(plain["seconds"], 4),
        "compute_seconds": round(ours["seconds"], 4),
        "ratio_compute": round(ours["seconds"] / plain["seconds"], 2),
        "same_sums": [round(amount, 2) for amount in (turnover, sum(excluded))]
        == [round(amount, 2) for amount in sums],
    }


def _measure_run(env, run, rounds):
    company = run.company_id
    with common.undone(env):
        run.action_compute()
        entry = run._prepare_entry(
            charge=company.contribution_charge_account_id,
            income=company.contribution_income_account_id,
            liaison=company.contribution_liaison_account_id,
            journal=company.contribution_journal_id,
        )

    def post_bare():
        env["account.move"].create(entry)._post(soft=False)

    def close_month():
        run.action_compute()
        run.action_post()
        assert run.state == "posted"
        assert len(run.move_id.line_ids) == len(entry["line_ids"])

    bare, whole = common.measure_in_turn(env, rounds, post_bare, close_month)
    return {
        "entry_lines": len(entry["line_ids"]),
        "bare_entry_seconds": round(bare["seconds"], 3),
        "whole_run_seconds": round(whole["seconds"], 3),
        "ratio_run": round(whole["seconds"] / bare["seconds"], 3),
        "bare_entry_queries": bare["queries"],
        "whole_run_queries": whole["queries"],
    }
