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

import statistics
import time

from odoo.tools import SQL

from bench import _common as common

# month, activities, sales of 9 lines in 10, bills of 1 line in 10
SIZES = ((7, 10), (8, 100), (9, 1000))
YEAR = 2025
LINES_PER_ACTIVITY = 100
COMPUTE_ROUNDS = 9
RUN_ROUNDS = 3
LIMIT_COMPUTE = 3.0
LIMIT_RUN = 1.2


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
    result["limit_compute"] = LIMIT_COMPUTE
    result["limit_run"] = LIMIT_RUN
    result["ok"] = (
        result["ratio_compute"] <= LIMIT_COMPUTE
        and result["ratio_run"] <= LIMIT_RUN
        and len(set(queries.values())) == 1
        and result["same_sums"]
    )
    return result


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
                """
                WITH moves AS (
                    INSERT INTO account_move (
                        name, journal_id, company_id, currency_id, partner_id, state, move_type,
                        auto_post, date, invoice_date, cae_activity_id, create_uid, create_date)
                    SELECT %(prefix)s || n, %(journal)s, %(company)s, %(currency)s, %(partner)s,
                           'posted', %(move_type)s, 'no', %(day)s::date + (n %% 28)::int,
                           %(day)s::date + (n %% 28)::int,
                           (%(activities)s)[1 + n %% cardinality(%(activities)s)],
                           %(uid)s, now()
                      FROM generate_series(1, %(number)s) n
                 RETURNING id, date, cae_activity_id, name
                ), items AS (
                    SELECT move.*, 'product' AS kind,
                           CASE (move.id + item.n) %% 2 WHEN 0 THEN %(account)s
                                ELSE %(other_account)s END AS account,
                           round((10 + move.id %% 1990 + item.n * 0.07)::numeric, 2) AS net
                      FROM moves move
                CROSS JOIN (SELECT n FROM generate_series(1, %(per_move)s) n) item
                ), all_items AS (
                    SELECT id, date, cae_activity_id, name, account, kind, net AS amount FROM items
                     UNION ALL
                    SELECT id, date, cae_activity_id, name, %(vat)s, 'tax',
                           round(sum(net) * 0.2, 2)
                      FROM items GROUP BY 1, 2, 3, 4
                     UNION ALL
                    SELECT id, date, cae_activity_id, name, %(third)s, 'payment_term',
                           -sum(net) - round(sum(net) * 0.2, 2)
                      FROM items GROUP BY 1, 2, 3, 4
                )
                INSERT INTO account_move_line (
                    move_id, move_name, journal_id, company_id, company_currency_id, currency_id,
                    partner_id, account_id, parent_state, date, display_type, name,
                    debit, credit, balance, amount_currency, cae_activity_id, create_uid,
                    create_date)
                SELECT id, name, %(journal)s, %(company)s, %(currency)s, %(currency)s, %(partner)s,
                       account, 'posted', date, kind, 'Work',
                       greatest(%(sign)s * amount, 0), greatest(-%(sign)s * amount, 0),
                       %(sign)s * amount, %(sign)s * amount, cae_activity_id, %(uid)s, now()
                  FROM all_items
                """,
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
    plain, ours = [], []
    for _round in range(rounds):
        env.invalidate_all()
        with common.measured(env) as measure:
            rows = [env.execute_query(query) for query in queries]
        plain.append(measure["seconds"])
        env.invalidate_all()
        with common.measured(env) as measure:
            lines = run._prepare_lines()
        ours.append(measure["seconds"])
    turnover, *excluded = (sum(float(amount) for _activity, amount in found) for found in rows)
    sums = [float(sum(line[name] for line in lines)) for name in ("turnover", "excluded")]
    return {
        "plain_sql_seconds": round(statistics.median(plain), 4),
        "compute_seconds": round(statistics.median(ours), 4),
        "ratio_compute": round(statistics.median(ours) / statistics.median(plain), 2),
        "same_sums": [round(amount, 2) for amount in (turnover, sum(excluded))]
        == [round(amount, 2) for amount in sums],
    }


def _measure_run(env, run, rounds):
    company = run.company_id
    with common.undone(env):
        run.action_compute()
        entry = run._prepare_entry(
            company.contribution_journal_id,
            company.contribution_charge_account_id,
            company.contribution_income_account_id,
            company.contribution_liaison_account_id,
        )
    bare, whole = [], []
    for _round in range(rounds + 1):
        with common.undone(env), common.measured(env) as measure:
            env["account.move"].create(entry)._post(soft=False)
            env.flush_all()
        bare.append(measure)
        with common.undone(env):
            with common.measured(env) as measure:
                run.action_compute()
                run.action_post()
                env.flush_all()
            whole.append(measure)
            assert run.state == "posted"
            assert len(run.move_id.line_ids) == len(entry["line_ids"])
    # the first round warms up
    bare_seconds, whole_seconds = (
        statistics.median(measure["seconds"] for measure in measures[1:])
        for measures in (bare, whole)
    )
    return {
        "entry_lines": len(entry["line_ids"]),
        "bare_entry_seconds": round(bare_seconds, 3),
        "whole_run_seconds": round(whole_seconds, 3),
        "ratio_run": round(whole_seconds / bare_seconds, 3),
        "bare_entry_queries": bare[-1]["queries"],
        "whole_run_queries": whole[-1]["queries"],
    }
