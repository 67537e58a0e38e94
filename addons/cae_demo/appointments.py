"""What the advisor of the example cooperative says and does with its people."""

from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.fields import Command

from .cooperative import find_user, get_today
from .people import read

PLACE = "14 quai des Mariniers, Tours"
# Tuesday and Thursday mornings, (weekday, from, to)
OPENINGS = [("1", 9.0, 12.0), ("3", 9.0, 12.0)]
TOLD = read("accompaniment")
# by activity: kind, days ago (negative: to come), subject
APPOINTMENTS = TOLD["appointments"]
# who come every four weeks, the first time eight days after their CAPE
NEWCOMERS = TOLD["newcomers"]
# by activity: levels of each domain given by the advisor half a year ago, and since
LEVELS = TOLD["levels"]


class Accompaniment:
    """Fills the advisor's diary, and the competencies of a few people.

    :param env: of the superuser
    :param res.company company: the example cooperative
    """

    def __init__(self, env, company):
        self.env, self.company = env, company
        self.advisor = find_user(env, "accompagnatrice")
        self.today = get_today(env)
        self.people = {
            activity.code: activity.entrepreneur_ids[:1]
            for activity in env["cae.activity"].search([("company_id", "=", company.id)])
        }

    def fill(self):
        self._open_hours()
        self._meet()
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
                    "place": PLACE,
                }
                for weekday, hour_from, hour_to in OPENINGS
            ]
        )

    def _meet(self):
        values = [
            {
                **self._prepare_appointment(kind, subject, self.people[code]),
                "date_begin": self._get_morning(-days_ago),
                "place": PLACE,
            }
            for code, meetings in APPOINTMENTS.items()
            for kind, days_ago, subject in meetings
        ]
        for code, subject in NEWCOMERS.items():
            person = self.people[code]
            start = min(person.contract_ids.mapped("date_start"))
            values += [
                {
                    **self._prepare_appointment("follow_up", subject, person),
                    "date_begin": self._get_morning(-days) + timedelta(hours=1),
                    "mode": "phone",
                    "phone": person.phone,
                }
                for days in range((self.today - start).days - 8, -28, -28)
            ]
        appointments = self.env["cae.appointment"].create(values)
        appointments.filtered(lambda one: one.date_begin < fields.Datetime.now()).action_hold()

    def _prepare_appointment(self, kind, subject, person):
        return {
            "kind_id": self.env.ref(f"cae_accompagnement.appointment_kind_{kind}").id,
            "company_id": self.company.id,
            "user_id": self.advisor.id,
            "name": subject,
            "person_ids": [Command.create({"entrepreneur_id": person.id})],
        }

    def _draw_roadmaps(self):
        for code, told in TOLD["roadmaps"].items():
            roadmap = self.env["cae.roadmap"].create(
                {
                    "entrepreneur_id": self.people[code].id,
                    "user_id": self.advisor.id,
                    "name": told["name"],
                    "aim": told["aim"],
                    "date_start": self.today - relativedelta(months=3),
                    "date_end": self.today + relativedelta(months=6),
                    "indicator_ids": [Command.create(one["values"]) for one in told["indicators"]],
                }
            )
            states = {}
            for goal in told["goals"]:
                goal_id = roadmap.goal_ids.create(
                    {
                        "roadmap_id": roadmap.id,
                        "name": goal["name"],
                        "resources": goal["resources"],
                    }
                ).id
                for step in goal["steps"]:
                    due = self.today + timedelta(days=step["days"])
                    added = roadmap._add_step(
                        step["name"], goal_id=goal_id, who=step["who"], date_due=due
                    )
                    states[added] = step["state"]
            self._review(roadmap, states, [one["reviewed"] for one in told["indicators"]])

    def _review(self, roadmap, states, values):
        """Note what the last review found."""
        review = roadmap._get_draft_review()
        review._by_method().write(
            {
                "user_id": self.advisor.id,
                "date": self.today - timedelta(days=15),
                "note": "Bonne avancée. Prochain point : les retours et le printemps.",
            }
        )
        for measure, value in zip(review.measure_ids, values, strict=True):
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
