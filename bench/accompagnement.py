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
from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from bench import _common as common

PEOPLE = 400
# reports, two in five of an appointment: a small cooperative in its first months, and a large one
# after years
SIZES = (250, 50_000)
ROUNDS = 7
LIMITS = {"manager_search_ratio": 5.0, "advisor_search_ratio": 15.0}
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

    def make(made, size):
        _make_work(env, company, users["advisor"], people, made, size, chance)

    result = common.open_at_sizes(env, SIZES, make, _openings, users, rounds)
    result["search"] = {
        role: {words: _compare_search(env, user, words, rounds) for words in SEARCHES}
        for role, user in users.items()
    }
    for role, searches in result["search"].items():
        result[f"{role}_search_ratio"] = max(found["search_ratio"] for found in searches.values())
    return common.judge(result, LIMITS, common.all_equal(result["queries"]))


def _compare_search(env, user, words, rounds):
    """Look for words by the ORM and by PostgreSQL alone; return seconds and ratios."""
    reports = env["cae.report"].with_user(user).with_context(force_search_count=True)
    domain = [("search_words", "ilike", words)]

    def plain():
        env.cr.execute(
            """SELECT id, count(*) OVER () FROM cae_report
                WHERE search_vector @@ websearch_to_tsquery('public.cae_french', %s)
                ORDER BY date DESC, id DESC LIMIT %s""",
            [words, common.PAGE],
        )
        return env.cr.fetchall()

    def search():
        return reports.search(domain, limit=common.PAGE), reports.search_count(domain)

    page = common.open_list(reports.with_context(cae_words=words), domain)
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
    people = common.make_people(
        env,
        range(PEOPLE),
        stages=("cape", "cesa", "associate"),
        company_id=company.id,
        territory_id=territory.id,
        referent_id=advisor.id,
    )
    env["cae.roadmap"].create(
        [
            {
                "entrepreneur_id": person.id,
                "user_id": advisor.id,
                "step_ids": [Command.create({"name": f"Step {number}"}) for number in range(3)],
            }
            for person in people
        ]
    )
    people._keep_deadlines()
    return people


def _make_work(env, company, advisor, people, made, size, chance):
    """Bring the number of reports from `made` to `size`, with their appointments."""
    common_values = {
        "kind_id": env.ref("cae_accompagnement.appointment_kind_follow_up").id,
        "company_id": company.id,
        "user_id": advisor.id,
    }
    now = fields.Datetime.now()
    appointments = env["cae.appointment"]
    for indexes in common.split(env, made * 2 // 5, size * 2 // 5):
        appointments |= appointments._by_method().create(
            [
                {
                    **common_values,
                    "name": _say(chance, 4),
                    "state": "held",
                    "date_begin": now - timedelta(hours=index + 1),
                    "person_ids": [
                        Command.create(
                            {"entrepreneur_id": people[index % PEOPLE].id, "attendance": "present"}
                        )
                    ],
                }
                for index in indexes
            ]
        )
    for indexes in common.split(env, made, size):
        reports = env["cae.report"].create(
            [
                {
                    **common_values,
                    "name": _say(chance, 5),
                    "text": f"<p>{_say(chance, 60)}</p><p>{_say(chance, 40)}</p>",
                    **_place_report(appointments, people, index - made, index),
                }
                for index in indexes
            ]
        )
        env["cae.report.note"]._by_method().create(
            [
                {"report_id": report.id, "text": _say(chance, 20), "user_id": advisor.id}
                for report in reports[::2]
            ]
        )
    env.cr.execute("ANALYZE cae_report, cae_report_note, cae_appointment, cae_appointment_person")


def _place_report(appointments, people, position, index):
    """Return the values that say of what appointment, or of whom on which day, a report is.

    Two in five are of an appointment, at any size, so that each page has some of both.
    """
    group, place = divmod(position, 5)
    if place < 2 and group * 2 + place < len(appointments):
        return {"appointment_id": appointments[group * 2 + place].id}
    day = fields.Date.today() - timedelta(days=index % 2000)
    return {"person_ids": [Command.set(people[index % PEOPLE].ids)], "date": day}


def _say(chance, count):
    words = chance.choices(WORDS, k=count)
    if chance.random() < 0.02:
        words.insert(chance.randrange(count), chance.choice(RARE))
    return " ".join(words)


def _openings(env, user):
    """What the web client asks when each view opens."""
    month = fields.Datetime.now() - timedelta(days=30)

    def listing(name, domain, *view, **context):
        model = env[name].with_user(user).with_context(force_search_count=True, **context)
        return common.open_list(model, domain, *view)

    return {
        "appointments": listing("cae.appointment", []),
        "calendar of a month": listing(
            "cae.appointment", [("date_begin", ">=", month)], "calendar", 100
        ),
        "who to meet": listing("cae.rhythm", []),
        "reports": listing("cae.report", []),
        "roadmaps": listing("cae.roadmap", []),
        "words in reports": listing(
            "cae.report", [("search_words", "ilike", "client devis")], cae_words="client devis"
        ),
        "words in private notes": listing("cae.report.note", [("search_words", "ilike", "client")]),
    }
