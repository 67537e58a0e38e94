"""Benchmark of accompaniment: 50,000 reports and 20,000 appointments.

What is measured, as the web client asks for it, by an advisor and by a manager:

* the queries of opening each list (appointments, who to meet, reports, roadmaps), the calendar of
  a month, and of looking for words in reports and in private notes, with few records and with
  all: the same number;
* looking for words in 50,000 reports, over PostgreSQL's own full-text search of the same words in
  the same table, in the same run. The search alone: by a manager, who reads all as PostgreSQL
  does (limit 5), and by an advisor, whose rights go through people, appointments and colleagues
  (limit 15). The whole page with its excerpts is shown, without a limit: what is in between is
  Odoo's records, names and JSON, and the excerpts of 80 reports;
* shown: a page of each list with all records over one with few, by the clock.

Called by `./cae bench accompagnement` in a database that is thrown away.
"""

import random
import time
from datetime import timedelta

from odoo import fields

from bench import _common as common

PEOPLE = 400
# (reports, appointments): a small cooperative in its first months, and a large one after years
SIZES = ((250, 100), (50_000, 20_000))
PAGE = 80
ROUNDS = 7
LIMITS_SEARCH = {"manager": 5.0, "advisor": 15.0}
BATCH = 2000
# What is looked for: a common word, a rare one in another form, two words, a phrase.
SEARCHES = ("client", "échéanciers", "devis loyer", '"plan de trésorerie"')
WORDS = [
    "atelier", "client", "devis", "facture", "marché", "prix", "offre", "commande", "loyer",
    "stand", "trésorerie", "banque", "stage", "formation", "réseau", "contrat", "livraison",
    "matériel", "vente", "boutique", "site", "rendez-vous", "projet", "équipe", "partenaire",
    "salon", "commune", "école", "association", "commande", "publique", "tarif", "marge",
    "charge", "assurance", "véhicule", "outil", "local", "visite", "relance", "paiement",
    "acompte", "budget", "objectif", "étape", "semaine", "mois",
]  # fmt: skip
RARE = ("échéancier", "plan de trésorerie", "numérisation", "coopération")


def run(env, rounds=ROUNDS):
    """Make reports and appointments, open their lists, look for words; return the figures.

    :param env: of a superuser, in a database with the addon
    :return: dict with the figures, their limits, and "ok"
    """
    env, company = common.work_for(env, [], tracking_disable=True)
    chance = random.Random(4)
    users = common.make_users(env, company)
    people = _make_people(env, company, users["advisor"])
    result, queries, seconds = {}, {}, {}
    made = (0, 0)
    for size in SIZES:
        started = time.perf_counter()
        _make_work(env, company, users["advisor"], people, made, size, chance)
        made = size
        result[f"make_{size[0]}_seconds"] = round(time.perf_counter() - started, 1)
        for role, user in users.items():
            for name, opening in _openings(env, user).items():
                key = f"{role} {name}"
                queries.setdefault(key, []).append(common.count_queries(env, opening))
                seconds.setdefault(key, []).append(common.take_times(env, opening, rounds)[0])
    labels = [str(size[0]) for size in SIZES]
    result["queries"] = {
        key: dict(zip(labels, found, strict=True)) for key, found in queries.items()
    }
    result["page_seconds"] = {key: round(found[-1], 3) for key, found in seconds.items()}
    result["size_ratios"] = {key: round(found[-1] / found[0], 1) for key, found in seconds.items()}
    result["search"] = {
        role: {words: _compare_search(env, user, words, rounds) for words in SEARCHES}
        for role, user in users.items()
    }
    result["limits"] = {"search": LIMITS_SEARCH}
    result["ok"] = common.all_equal(queries) and all(
        found["search_ratio"] <= LIMITS_SEARCH[role]
        for role, searches in result["search"].items()
        for found in searches.values()
    )
    return result


def _compare_search(env, user, words, rounds):
    """Look for words by the ORM and by PostgreSQL alone; return seconds and ratios."""
    reports = env["cae.report"].with_user(user).with_context(force_search_count=True)
    domain = [("words", "ilike", words)]
    specification = common.make_specification(reports, "list")

    def plain():
        env.cr.execute(
            """SELECT id, count(*) OVER () FROM cae_report
                WHERE search_vector @@ websearch_to_tsquery('public.cae_french', %s)
                ORDER BY date DESC, id DESC LIMIT %s""",
            [words, PAGE],
        )
        return env.cr.fetchall()

    def search():
        return reports.search(domain, limit=PAGE), reports.search_count(domain)

    def page():
        return reports.with_context(cae_words=words).web_search_read(
            domain, specification, limit=PAGE
        )

    found, count = search()
    rows = plain()
    assert [row[0] for row in rows] == found.ids, words
    assert count == (rows[0][1] if rows else 0), words
    alone, ours, whole = (
        common.take_times(env, opening, rounds)[0] for opening in (plain, search, page)
    )
    return {
        "found": count,
        "postgresql_seconds": round(alone, 4),
        "search_ratio": round(ours / alone, 2),
        "page_ratio": round(whole / alone, 1),
    }


def _make_people(env, company, advisor):
    territory = common.make_territory(env, company, advisor)
    people = env["cae.entrepreneur"].create(
        [
            {
                "name": f"Person {index:04}",
                "company_id": company.id,
                "territory_id": territory.id,
                "referent_id": advisor.id,
                "stage": ("cape", "cesa", "associate")[index % 3],
            }
            for index in range(PEOPLE)
        ]
    )
    env["cae.roadmap"].create(
        [
            {
                "entrepreneur_id": person.id,
                "user_id": advisor.id,
                "step_ids": [(0, 0, {"name": f"Step {number}"}) for number in range(3)],
            }
            for person in people
        ]
    )
    people._keep_deadlines()
    return people


def _make_work(env, company, advisor, people, made, size, chance):
    """Bring the numbers of reports and appointments from `made` to `size`."""
    kind = env.ref("cae_accompagnement.appointment_kind_follow_up")
    now = fields.Datetime.now()
    appointments = env["cae.appointment"]
    for start in range(made[1], size[1], BATCH):
        appointments |= appointments._by_method().create(
            [
                {
                    "name": _say(chance, 4),
                    "kind_id": kind.id,
                    "company_id": company.id,
                    "user_id": advisor.id,
                    "state": "held",
                    "date_begin": now - timedelta(hours=index + 1),
                    "person_ids": [
                        (
                            0,
                            0,
                            {"entrepreneur_id": people[index % PEOPLE].id, "attendance": "present"},
                        )
                    ],
                }
                for index in range(start, min(start + BATCH, size[1]))
            ]
        )
        env.flush_all()
        env.invalidate_all()
    for start in range(made[0], size[0], BATCH):
        numbers = range(start, min(start + BATCH, size[0]))
        reports = env["cae.report"].create(
            [
                {
                    "name": _say(chance, 5),
                    "company_id": company.id,
                    "user_id": advisor.id,
                    "kind_id": kind.id,
                    "text": f"<p>{_say(chance, 60)}</p><p>{_say(chance, 40)}</p>",
                    **_place_report(appointments, people, index - made[0], index),
                }
                for index in numbers
            ]
        )
        env["cae.report.note"].create(
            [
                {"report_id": report.id, "text": _say(chance, 20), "user_id": advisor.id}
                for report in reports[::2]
            ]
        )
        env.flush_all()
        env.invalidate_all()
    env.cr.execute("ANALYZE cae_report, cae_report_note, cae_appointment, cae_appointment_person")


def _place_report(appointments, people, position, index):
    """Return the values that say of what appointment, or of whom on which day, a report is.

    Two in five are of an appointment, at any size, so that each page has some of both.
    """
    group, place = divmod(position, 5)
    if place < 2 and group * 2 + place < len(appointments):
        return {"appointment_id": appointments[group * 2 + place].id}
    day = fields.Date.today() - timedelta(days=index % 2000)
    return {"person_ids": [(6, 0, people[index % PEOPLE].ids)], "date": day}


def _say(chance, count):
    words = chance.choices(WORDS, k=count)
    if chance.random() < 0.02:
        words.insert(chance.randrange(count), chance.choice(RARE))
    return " ".join(words)


def _openings(env, user):
    """What the web client asks when each view opens."""
    month = fields.Datetime.now() - timedelta(days=30)

    def listing(name, domain, view_type="list", limit=PAGE, **context):
        model = env[name].with_user(user).with_context(force_search_count=True, **context)
        specification = common.make_specification(model, view_type)
        return lambda: model.web_search_read(domain, specification, limit=limit)

    return {
        "appointments": listing("cae.appointment", []),
        "calendar of a month": listing(
            "cae.appointment", [("date_begin", ">=", month)], "calendar", limit=100
        ),
        "who to meet": listing("cae.rhythm", []),
        "reports": listing("cae.report", []),
        "roadmaps": listing("cae.roadmap", []),
        "words in reports": listing(
            "cae.report", [("words", "ilike", "client devis")], cae_words="client devis"
        ),
        "words in private notes": listing("cae.report.note", [("words", "ilike", "client")]),
    }
