"""Benchmark of the list of people: 10,000 files against 10.

What is measured, as the web client asks for it, by an advisor and by a manager:

* the queries of opening the list, the kanban (by stage) and the panel of territories, and of the
  searches by text and by phone, at 10, 100 and 10,000 people: the same number. (Odoo counts the
  people of a list only when its first page is full; here it always does.);
* what Python computes for a page at 10,000 over that at 100, both full pages of 80 people: the
  same rows are made of the same page, so the limit is 1 and a half for the noise. (Seconds that
  Python computed, which another program on the same machine disturbs less than the clock.);
* shown, without a limit: the seconds of a page by the clock, over those at 100 people and over
  plain SQL, which sorts and counts the same people and reads the page as bare rows. What is in
  between is Odoo's: rights, records, names of links, JSON.

Called by `./cae bench entrepreneur` in a database that is thrown away.
"""

import time

from bench import _common as common

SIZES = (10, 100, 10000)
PAGE = 80
ROUNDS = 5
# Computing of a page of the list at 10,000 people over a page at 100.
LIMIT_COMPUTING = 1.5


def run(env, rounds=ROUNDS):
    """Make people, open their views, and return the figures.

    :param env: of a superuser, in a database with the addon
    :return: dict with the figures, their limits, and "ok"
    """
    env, company = common.work_for(env, [], tracking_disable=True)
    users = common.make_users(env, company)
    territory = common.make_territory(env, company, users["advisor"])
    result, queries, seconds = {}, {}, {}
    made = 0
    for size in SIZES:
        started = time.perf_counter()
        _make_people(env, company, territory, users["advisor"], size - made)
        made = size
        result[f"make_{size}_seconds"] = round(time.perf_counter() - started, 1)
        for role, user in users.items():
            for name, opening in _openings(env, user, territory).items():
                key = f"{role} {name}"
                queries.setdefault(key, []).append(common.count_queries(env, opening))
                seconds.setdefault(key, []).append(common.take_times(env, opening, rounds))
    result["queries"] = {
        key: dict(zip(map(str, SIZES), found, strict=True)) for key, found in queries.items()
    }
    plain = common.take_times(env, lambda: _read_plain(env, territory), rounds)[0]
    result["plain_seconds"] = round(plain, 4)
    result["page_seconds"] = {key: round(found[-1][0], 3) for key, found in seconds.items()}
    result["size_ratios"], result["computing_ratios"] = (
        {key: round(found[-1][kind] / found[-2][kind], 1) for key, found in seconds.items()}
        for kind in (0, 1)
    )
    result["sql_ratios"] = {
        key: round(found[-1][0] / plain, 1) for key, found in seconds.items() if "list" in key
    }
    result["limits"] = {"computing": LIMIT_COMPUTING}
    pages = [ratio for key, ratio in result["computing_ratios"].items() if "list" in key]
    result["ok"] = common.all_equal(queries) and max(pages) <= LIMIT_COMPUTING
    return result


def _read_plain(env, territory):
    """Read and count the same people as bare rows."""
    tables = """
          FROM cae_entrepreneur person
          JOIN res_partner contact ON contact.id = person.partner_id
         WHERE person.active AND person.territory_id = %s
    """
    env.cr.execute(f"SELECT count(*) {tables}", [territory.id])
    env.cr.execute(
        f"""SELECT person.*, contact.name, contact.phone, contact.email {tables}
             ORDER BY contact.name, person.id LIMIT %s""",
        [territory.id, PAGE],
    )
    return env.cr.fetchall()


def _make_people(env, company, territory, referent, number, batch=1000):
    stages = ("candidate", "project_holder", "cape", "cesa", "associate", "former")
    for start in range(0, number, batch):
        people = env["cae.entrepreneur"].create(
            [
                {
                    "name": f"Person {index:05}",
                    "phone": f"06 {index:08}",
                    "company_id": company.id,
                    "territory_id": territory.id,
                    "referent_id": referent.id,
                    "stage": stages[index % len(stages)],
                }
                for index in range(start, min(start + batch, number))
            ]
        )
        env["cae.activity"].create(
            [
                {
                    "name": f"Activity of {person.name}",
                    "company_id": company.id,
                    "territory_id": territory.id,
                    "entrepreneur_ids": [(6, 0, person.ids)],
                }
                for person in people
            ]
        )
        env.flush_all()
        env.invalidate_all()
    env.cr.execute("ANALYZE cae_entrepreneur, res_partner, cae_activity")


def _openings(env, user, territory):
    """What the web client asks when each view opens, on the people of the benchmark."""
    files = env["cae.entrepreneur"].with_user(user).with_context(force_search_count=True)
    domain = [("territory_id", "=", territory.id)]
    specifications = {view: common.make_specification(files, view) for view in ("list", "kanban")}

    def search(text):
        return files.web_search_read(
            [*domain, ("search_text", "ilike", text)], specifications["list"], limit=PAGE
        )

    return {
        "list": lambda: files.web_search_read(domain, specifications["list"], limit=PAGE),
        "kanban": lambda: files.web_read_group(
            domain,
            ["stage"],
            ["__count"],
            auto_unfold=True,
            unfold_read_specification=specifications["kanban"],
            unfold_read_default_limit=PAGE,
        ),
        "panel": lambda: files.search_panel_select_range(
            "territory_id", enable_counters=True, search_domain=domain
        ),
        "search by name": lambda: search("Person 0000"),
        "search by phone": lambda: search("06 00 00 00 05"),
    }
