"""What the advisor of the example cooperative says and does with its people."""

from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.fields import Command

from .cooperative import TIMEZONE

# Tuesday and Thursday mornings, (weekday, from, to)
OPENINGS = [("1", 9.0, 12.0), ("3", 9.0, 12.0)]
# activity: [(kind, days ago; negative: to come), subject]
APPOINTMENTS = {
    "BOIS": [
        ("formal", 300, "Bilan de l'année, devis de l'atelier"),
        ("formal", 120, "Point à mi-année"),
        ("coaching", 35, "Répondre à la mairie pour le mobilier"),
        ("follow_up", -6, "Suite de l'appel d'offres"),
    ],
    "WEBO": [
        ("follow_up", 80, "Contrats de maintenance"),
        ("accounts", 20, "Lire l'état des comptes"),
        ("formal", -12, "Bilan et perspectives"),
    ],
    "JARD": [("formal", 200, "Première année en CESA"), ("follow_up", 45, "Saison à venir")],
}
# newcomers who come every four weeks, the first time eight days after their CAPE
NEWCOMERS = {
    "CERA": "Tarifs, four, salons",
    "PHOT": "Book, premiers mariages, prix",
    "COUT": "Offre, prix, marché d'Amboise",
}
# activity: title, aim, [(goal, what helps, [(step, who, days until it is due, state)])],
# [(indicator, unit, at the start, aimed at, at the last review)]
ROADMAPS = {
    "BOIS": (
        "Vivre de l'atelier",
        "D'ici l'été : 2 500 € facturés par mois, et deux jours par semaine sans chantier.",
        [
            (
                "Des chantiers mieux payés",
                "Le pôle Artisanat et création ; la formation « Calculer ses prix »",
                [
                    ("Refaire la grille des prix à l'heure", "person", -40, "done"),
                    ("Relire trois devis ensemble", "advisor", -20, "done"),
                    ("Présenter les nouveaux prix à deux architectes", "person", 12, "doing"),
                ],
            ),
            (
                "Répondre aux marchés publics",
                "La veille de la coopérative",
                [
                    ("Préparer le dossier type : références et photos", "person", -5, "todo"),
                    ("Répondre avec Webologne à la mairie de Saint-Avertin", "person", 40, "todo"),
                ],
            ),
        ],
        [("Facturé par mois", "€", 1400, 2500, 1900), ("Architectes qui prescrivent", "", 0, 3, 1)],
    ),
    "PHOT": (
        "Les douze mois du CAPE",
        "Savoir si la photographie peut me faire vivre.",
        [
            (
                "Une offre claire",
                "L'incubateur des nouveaux entrants",
                [
                    ("Choisir trois prestations et leurs prix", "person", 20, "doing"),
                    ("Trouver une salle pour l'exposition", "other", 35, "todo"),
                ],
            ),
        ],
        [("Mariages signés", "", 0, 8, 2)],
    ),
}
# activity: levels of each domain given by the advisor half a year ago, and since
LEVELS = {
    "BOIS": ((2, 2, 2, 2, 1, None, 2), (3, 3, 2, 3, 2, None, 3)),
    "WEBO": ((2, 1, 2, 1, 1, 1, 1), (3, 2, 3, 2, 1, 1, 1)),
    "JARD": ((2, 1, 1, 2, 0, None, 1), (2, 1, 2, 2, 1, None, 1)),
}


class Accompaniment:
    """Fills the advisor's diary, and the competencies of a few people.

    :param env: of the superuser
    :param res.company company: the example cooperative
    """

    def __init__(self, env, company):
        self.env, self.company = env, company
        self.advisor = env["res.users"].search([("login", "=", "accompagnatrice")])
        self.today = fields.Date.context_today(env["res.users"].with_context(tz=TIMEZONE))
        self.people = {
            activity.code: activity.entrepreneur_ids[:1]
            for activity in env["cae.activity"].search([("company_id", "=", company.id)])
        }

    def fill(self):
        self._open_hours()
        self._meet()
        self._meet_newcomers()
        self._rate()
        self._draw_roadmaps()

    def _open_hours(self):
        self.env["cae.appointment.opening"].create(
            [
                {
                    "user_id": self.advisor.id,
                    "company_id": self.company.id,
                    "weekday": weekday,
                    "hour_from": hour_from,
                    "hour_to": hour_to,
                    "place": "14 quai des Mariniers, Tours",
                }
                for weekday, hour_from, hour_to in OPENINGS
            ]
        )

    def _meet(self):
        appointments = self.env["cae.appointment"].create(
            [
                {
                    "kind_id": self.env.ref(f"cae_accompagnement.appointment_kind_{kind}").id,
                    "company_id": self.company.id,
                    "user_id": self.advisor.id,
                    "name": subject,
                    "person_ids": [Command.create({"entrepreneur_id": self.people[code].id})],
                    "date_begin": self._get_morning(-days_ago),
                    "place": "14 quai des Mariniers, Tours",
                }
                for code, meetings in APPOINTMENTS.items()
                for kind, days_ago, subject in meetings
            ]
        )
        appointments.filtered(lambda one: one.date_begin < fields.Datetime.now()).action_hold()

    def _meet_newcomers(self):
        kind = self.env.ref("cae_accompagnement.appointment_kind_follow_up")
        values = []
        for code, subject in NEWCOMERS.items():
            person = self.people[code]
            start = min(person.contract_ids.mapped("date_start"))
            days_ago = (self.today - start).days - 8
            values += [
                {
                    "kind_id": kind.id,
                    "company_id": self.company.id,
                    "user_id": self.advisor.id,
                    "name": subject,
                    "person_ids": [Command.create({"entrepreneur_id": person.id})],
                    "date_begin": self._get_morning(-days) + timedelta(hours=1),
                    "mode": "phone",
                    "phone": person.phone,
                }
                for days in range(days_ago, -28, -28)
            ]
        appointments = self.env["cae.appointment"].create(values)
        appointments.filtered(lambda one: one.date_begin < fields.Datetime.now()).action_hold()

    def _draw_roadmaps(self):
        for code, (title, aim, goals, indicators) in ROADMAPS.items():
            roadmap = self.env["cae.roadmap"].create(
                {
                    "entrepreneur_id": self.people[code].id,
                    "user_id": self.advisor.id,
                    "name": title,
                    "aim": aim,
                    "date_start": self.today - relativedelta(months=3),
                    "date_end": self.today + relativedelta(months=6),
                    "indicator_ids": [
                        Command.create(
                            {
                                "name": name,
                                "unit": unit,
                                "start_value": start,
                                "target_value": target,
                            }
                        )
                        for name, unit, start, target, _value in indicators
                    ],
                }
            )
            states = {}
            for goal, resources, steps in goals:
                goal = roadmap.goal_ids.create(
                    {"roadmap_id": roadmap.id, "name": goal, "resources": resources}
                )
                for name, who, days, state in steps:
                    step = roadmap._add_step(
                        name,
                        goal_id=goal.id,
                        who=who,
                        date_due=self.today + timedelta(days=days),
                    )
                    states[step] = state
            self._review(roadmap, states, indicators)

    def _review(self, roadmap, states, indicators):
        """Note what the last review found."""
        review = roadmap._get_draft_review()
        review._by_method().write(
            {
                "user_id": self.advisor.id,
                "date": self.today - timedelta(days=15),
                "note": "Bonne avancée. Prochain point : les retours et le printemps.",
            }
        )
        for measure, (*_described, value) in zip(review.measure_ids, indicators, strict=True):
            measure.value = value
        for line in review.line_ids:
            line.state = states[line.step_id]
        review.action_finish()

    def _get_morning(self, days):
        """Return 10:00, or 9:00 in summer, of a working day so many days from today."""
        day = self.today + timedelta(days=days)
        day -= timedelta(days=max(day.weekday() - 4, 0))
        return datetime.combine(day, time(8))

    def _rate(self):
        Assessment = self.env["cae.competency.assessment"]
        levels = {level.value: level for level in self.env["cae.competency.level"].search([])}
        for code, (before, since) in LEVELS.items():
            person = self.people[code]
            for given, months in ((before, 6), (since, 0)):
                assessment = (
                    Assessment._by_method()
                    .create(
                        {
                            "entrepreneur_id": person.id,
                            "user_id": self.advisor.id,
                            "date": self.today - relativedelta(months=months),
                        }
                    )
                    .with_env(self.env)
                )
                domains = assessment.rating_ids.domain_id
                for rating in assessment.rating_ids:
                    level = given[domains.ids.index(rating.domain_id.id)]
                    if level is not None:
                        rating.level_id = levels[level]
                assessment.action_finish()
