"""What the benchmarks share: a company to work for, people who log in, measures."""

import gc
import statistics
import time
from contextlib import contextmanager

from lxml import etree

from odoo.fields import Command

PAGE = 80
STAGES = ("candidate", "project_holder", "cape", "cesa", "associate", "former")


def work_for(env, domain, **context):
    """Return the environment of a company that matches a domain, and the company."""
    env = env(context={**env.context, "lang": "en_US", **context})
    company = env["res.company"].search(domain, limit=1)
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    return env, company.with_env(env)


def make_users(env, company):
    """Return an advisor and a manager, by their role."""
    return {
        role: env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": f"Bench {role}",
                "login": f"bench_{role}",
                "lang": "en_US",
                "tz": "Europe/Paris",
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
                "group_ids": [Command.set(env.ref(f"cae_socle.group_{role}").ids)],
            }
        )
        for role in ("advisor", "manager")
    }


def make_territory(env, company, advisor=None):
    return env["cae.territory"].create(
        {
            "name": "Bench",
            "company_id": company.id,
            "advisor_ids": [Command.set(advisor.ids if advisor else [])],
        }
    )


def make_people(env, numbers, stages=STAGES, **values):
    """Make the files of people.

    :param numbers: those in their names
    :param stages: given in turn
    :param values: of each file
    """
    return env["cae.entrepreneur"].create(
        [
            {
                "name": f"Person {number:05}",
                "email": f"person{number}@example.com",
                "phone": f"06 {number:08}",
                "stage": stages[number % len(stages)],
                **values,
            }
            for number in numbers
        ]
    )


def make_activities(people, **values):
    """Make an activity of each person, numbered in their order."""
    return people.env["cae.activity"].create(
        [
            {
                "name": f"Activity {number:05}",
                "code": f"B{number:05}",
                "entrepreneur_ids": [Command.set(person.ids)],
                **values,
            }
            for number, person in enumerate(people)
        ]
    )


def split(env, first, last, size=2000):
    """Yield the numbers of records in ranges; what is made of one leaves the memory."""
    for start in range(first, last, size):
        yield range(start, min(start + size, last))
        env.flush_all()
        env.invalidate_all()


def make_specification(model, view_type):
    """Return what the web client asks for of the records that a view shows."""
    arch = etree.fromstring(model.get_view(view_type=view_type)["arch"])
    specification = {}
    for node in arch.xpath("//field[not(ancestor::searchpanel)]"):
        field = model._fields[node.get("name")]
        specification[field.name] = {"fields": {"display_name": {}}} if field.relational else {}
    return specification


def open_list(model, domain, view_type="list", limit=PAGE):
    """Return a function that asks what the web client asks when a list opens."""
    specification = make_specification(model, view_type)
    return lambda: model.web_search_read(domain, specification, limit=limit)


def open_at_sizes(env, sizes, make, find_openings, users, rounds):
    """Open the same views with ever more records.

    :param sizes: numbers of records, ascending
    :param make: function of the number of records there are and the number there shall be
    :param find_openings: function of the environment and a user: {name: what opens a view}
    :param users: {role: user}
    :return: the figures: queries at each size, seconds with all records, and their ratios to
        those at the size before, by the clock and as Python computed them
    """
    figures, queries, seconds = {}, {}, {}
    for made, size in zip((0, *sizes), sizes, strict=False):
        started = time.perf_counter()
        make(made, size)
        figures[f"make_{size}_seconds"] = round(time.perf_counter() - started, 1)
        for role, user in users.items():
            for name, opening in find_openings(env, user).items():
                key = f"{role} {name}"
                queries.setdefault(key, {})[str(size)] = count_queries(env, opening)
                seconds.setdefault(key, []).append(take_times(env, opening, rounds))
    figures["queries"] = queries
    figures["page_seconds"] = {key: round(found[-1][0], 3) for key, found in seconds.items()}
    figures["size_ratios"], figures["computing_ratios"] = (
        {key: round(found[-1][kind] / found[-2][kind], 1) for key, found in seconds.items()}
        for kind in (0, 1)
    )
    return figures


def count_queries(env, opening):
    """Return the number of queries of something that was done before."""
    opening()  # fills the caches of the schema
    env.flush_all()
    env.invalidate_all()
    before = env.cr.sql_log_count
    opening()
    return env.cr.sql_log_count - before


def take_times(env, opening, rounds):
    """Return the seconds by the clock, and those that Python computed: medians of rounds."""
    clock, computing = [], []
    for _round in range(rounds):
        env.invalidate_all()
        started, began = time.perf_counter(), time.process_time()
        opening()
        clock.append(time.perf_counter() - started)
        computing.append(time.process_time() - began)
    return statistics.median(clock), statistics.median(computing)


def all_equal(queries):
    """Tell whether each opening takes as many queries at every size."""
    return all(len(set(found.values())) == 1 for found in queries.values())


@contextmanager
def undone(env):
    """Do something and undo it, leaving caches as empty as before."""
    env.flush_all()
    env.cr.execute("SAVEPOINT bench")
    try:
        yield
    finally:
        env.transaction.clear()
        env.cr.execute("ROLLBACK TO SAVEPOINT bench")
        env.cr.execute("RELEASE SAVEPOINT bench")


@contextmanager
def measured(env):
    """Measure without the collector of Python, which strikes at random.

    :return: dict that gets "seconds" by the clock, those that Python was "computing", "queries"
    """
    gc.collect()
    gc.disable()
    measure = {}
    clock, computing = time.perf_counter(), time.process_time()
    queries = env.cr.sql_log_count
    try:
        yield measure
    finally:
        measure |= {
            "seconds": time.perf_counter() - clock,
            "computing": time.process_time() - computing,
            "queries": env.cr.sql_log_count - queries,
        }
        gc.enable()


def measure_in_turn(env, rounds, *acts):
    """Do things in turn, each undone, several times after a round that warms up.

    :return: of each the median of its seconds, and its "queries"
    """
    measures = [[] for _act in acts]
    for _round in range(rounds + 1):
        for act, found in zip(acts, measures, strict=True):
            with undone(env), measured(env) as measure:
                act()
                env.flush_all()
            found.append(measure)
    return [
        {
            "seconds": statistics.median(measure["seconds"] for measure in found[1:]),
            "queries": found[-1]["queries"],
        }
        for found in measures
    ]


def judge(result, limits, *conditions):
    """Return the figures with their limits, and whether they keep them ("ok").

    :param limits: {name of a figure: the most it may be}
    :param conditions: what must hold besides
    """
    keeps = all(result[name] <= limit for name, limit in limits.items())
    return {**result, "limits": limits, "ok": keeps and all(conditions)}
