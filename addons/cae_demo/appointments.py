"""What the advisor of the example cooperative says and does with its people."""

from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.fields import Command

from .people import read

PLACE = "14 quai des Mariniers, Tours"
TOLD = read("accompaniment")
# by activity: kind, days ago (negative: to come), subject
APPOINTMENTS = TOLD["appointments"]
# who come every four weeks, the first time eight days after their CAPE
NEWCOMERS = TOLD["newcomers"]
# by activity: levels of each domain given by the advisor half a year ago, and since
LEVELS = TOLD["levels"]


def accompany(coop):
    """Fill the advisor's diary, and the competencies and roadmaps of a few people."""
    coop.make("cae.appointment.opening", *TOLD["openings"])
    _meet(coop)
    for code, levels in LEVELS.items():
        for given, months in zip(levels, (6, 0), strict=True):
            _rate(coop, coop.person(code), given, coop.today - relativedelta(months=months))
    for code, told in TOLD["roadmaps"].items():
        _draw_roadmap(coop, coop.person(code), told)


def _meet(coop):
    values = [
        {
            **_prepare_appointment(coop, kind, subject, coop.person(code)),
            "date_begin": _get_morning(coop, -days_ago),
            "place": PLACE,
        }
        for code, meetings in APPOINTMENTS.items()
        for kind, days_ago, subject in meetings
    ]
    for code, subject in NEWCOMERS.items():
        person = coop.person(code)
        start = min(person.contract_ids.mapped("date_start"))
        values += [
            {
                **_prepare_appointment(coop, "follow_up", subject, person),
                "date_begin": _get_morning(coop, -days) + timedelta(hours=1),
                "mode": "phone",
                "phone": person.phone,
            }
            for days in range((coop.today - start).days - 8, -28, -28)
        ]
    appointments = coop.env["cae.appointment"].create(values)
    appointments.filtered(lambda meeting: meeting.date_begin < fields.Datetime.now()).action_hold()


def _prepare_appointment(coop, kind, subject, person):
    return {
        "kind_id": coop.env.ref(f"cae_accompagnement.appointment_kind_{kind}").id,
        "user_id": coop.user("accompagnatrice").id,
        "name": subject,
        "person_ids": [Command.create({"entrepreneur_id": person.id})],
    }


def _get_morning(coop, days):
    """Return 10:00, or 9:00 in summer, of a working day so many days from today."""
    day = coop.today + timedelta(days=days)
    day -= timedelta(days=max(day.weekday() - 4, 0))
    return datetime.combine(day, time(8))


def _rate(coop, person, given, day):
    Assessment = coop.env["cae.competency.assessment"]._by_method()
    assessment = Assessment.create(
        {
            "entrepreneur_id": person.id,
            "user_id": coop.user("accompagnatrice").id,
            "date": day,
        }
    ).with_env(coop.env)
    levels = {level.value: level for level in coop.env["cae.competency.level"].search([])}
    domains = assessment.rating_ids.domain_id
    for rating in assessment.rating_ids:
        level = given[domains.ids.index(rating.domain_id.id)]
        if level is not None:
            rating.level_id = levels[level]
    assessment.action_finish()


def _draw_roadmap(coop, person, told):
    roadmap = coop.make(
        "cae.roadmap",
        told["values"],
        entrepreneur_id=person.id,
        user_id=coop.user("accompagnatrice").id,
        date_start=coop.today - relativedelta(months=3),
        date_end=coop.today + relativedelta(months=6),
    )
    # what the last review found
    review = roadmap._get_draft_review()
    review._by_method().write(
        {
            "user_id": coop.user("accompagnatrice").id,
            "date": coop.today - timedelta(days=15),
            "note": "Bonne avancée. Prochain point : les retours et le printemps.",
        }
    )
    for measure, value in zip(review.measure_ids, told["measured"], strict=True):
        measure.value = value
    states = dict(zip(roadmap.goal_ids.step_ids, told["states"], strict=True))
    for line in review.line_ids:
        line.state = states[line.step_id]
    review.action_finish()
