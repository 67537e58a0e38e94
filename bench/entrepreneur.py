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

from bench import _common as common

SIZES = (10, 100, 10000)
ROUNDS = 5
# Computing of a page of the list at 10,000 people over a page at 100.
LIMITS = {"list_computing_ratio": 1.5}


def run(env, rounds=ROUNDS):
    """Make people, open their views, and return the figures.

    :param env: of a superuser, in a database with the addon
    :return: dict with the figures, their limits, and "ok"
    """
    env, company = common.work_for(env, [], tracking_disable=True)
    users = common.make_users(env, company)
    territory = common.make_territory(env, company, users["advisor"])
    values = {"company_id": company.id, "territory_id": territory.id}

    def make(made, size):
        _make_people(env, size - made, users["advisor"], values)

    def find_openings(env, user):
        return _openings(env, user, territory)

    result = common.open_at_sizes(env, SIZES, make, find_openings, users, rounds)
    plain = common.take_times(env, lambda: _read_plain(env, territory), rounds)[0]
    result["plain_seconds"] = round(plain, 4)
    result["sql_ratios"] = {
        key: round(seconds / plain, 1)
        for key, seconds in result["page_seconds"].items()
        if "list" in key
    }
    result["list_computing_ratio"] = max(
        ratio for key, ratio in result["computing_ratios"].items() if "list" in key
    )
    return common.judge(result, LIMITS, common.all_equal(result["queries"]))


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
        [territory.id, common.PAGE],
    )
    return env.cr.fetchall()


def _make_people(env, number, referent, values):
    for numbers in common.split(env, 0, number, 1000):
        people = common.make_people(env, numbers, referent_id=referent.id, **values)
        common.make_activities(people, code=False, **values)
    env.cr.execute("ANALYZE cae_entrepreneur, res_partner, cae_activity")


def _openings(env, user, territory):
    """What the web client asks when each view opens, on the people of the benchmark."""
    files = env["cae.entrepreneur"].with_user(user).with_context(force_search_count=True)
    domain = [("territory_id", "=", territory.id)]
    cards = common.make_specification(files, "kanban")
    return {
        "list": common.open_list(files, domain),
        "kanban": lambda: files.web_read_group(
            domain,
            ["stage"],
            ["__count"],
            auto_unfold=True,
            unfold_read_specification=cards,
            unfold_read_default_limit=common.PAGE,
        ),
        "panel": lambda: files.search_panel_select_range(
            "territory_id", enable_counters=True, search_domain=domain
        ),
        **{
            f"search by {what}": common.open_list(files, [*domain, ("search_text", "ilike", text)])
            for what, text in (("name", "Person 0000"), ("phone", "06 00 00 00 05"))
        },
    }
