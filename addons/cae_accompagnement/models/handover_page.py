"""What the next advisor must know of a person, on one page (seed 000:223).

For the support team only. Everything is read with the rights of who asks.
"""

import textwrap

from odoo import fields
from odoo.fields import Domain
from odoo.tools import html2plaintext

# What fits on one page beside the rest.
APPOINTMENTS = 4
STEPS = 5
ACTIONS = 5
DECISIONS = 3
FINDINGS = 3
NOTES = 2
COMPETENCIES = 3
LETTERS = 170


def get(env, person):
    """Return what the page of one person shows.

    :param cae.entrepreneur person: one file
    :return: dict of lists and records, each as long as the page allows
    """
    return {
        "today": fields.Date.context_today(env.user),
        "shorten": _shorten,
        "contract": _get_contract(env, person),
        "rhythms": env["cae.rhythm"].search([("entrepreneur_id", "=", person.id)]),
        **_get_appointments(env, person),
        **_get_roadmap(env, person),
        "lacking": _get_lacking(env, person),
        "findings": env["cae.diagnosis.finding"].search(
            [
                ("entrepreneur_id", "=", person.id),
                ("kind", "!=", "lever"),
                ("state", "=", "open"),
                ("step_id", "=", False),
            ],
            limit=FINDINGS,
        ),
        "actions": _get_actions(env, person),
        "decisions": _get_decisions(env, person),
        "notes": _get_notes(env, person),
    }


def _shorten(text, letters=LETTERS):
    """Return the beginning of a text, plain, cut between two words.

    :param text: str or HTML
    """
    plain = html2plaintext(text) if text else ""
    return textwrap.shorten(plain, letters, placeholder=" …") if plain.strip() else ""


def _get_contract(env, person):
    return env["cae.contract"].search(
        [("entrepreneur_id", "=", person.id), ("state", "in", ("signed", "confirmed"))],
        order="date_start desc",
        limit=1,
    )


def _get_appointments(env, person):
    Appointment = env["cae.appointment"]
    own = [("person_ids.entrepreneur_id", "=", person.id)]
    return {
        "coming": Appointment.search(
            [*own, ("state", "=", "planned"), ("date_begin", ">", fields.Datetime.now())],
            order="date_begin",
            limit=2,
        ),
        "held": _get_held(env, person),
        "held_count": Appointment.search_count([*own, ("state", "=", "held")]),
    }


def _get_held(env, person):
    """Return the last talks: list of dicts (date, what, text), with what the reports say."""
    appointments = env["cae.appointment"].search(
        [("person_ids.entrepreneur_id", "=", person.id), ("state", "=", "held")],
        limit=APPOINTMENTS,
    )
    reports = env["cae.report"].search([("person_ids", "in", person.ids)], limit=APPOINTMENTS)
    told = reports.appointment_id
    talks = [
        {
            "date": report.date,
            "what": report.kind_id.name or env._("Report"),
            "text": _shorten(report._get_excerpt_source()),
        }
        for report in reports
    ] + [
        {
            "date": fields.Datetime.context_timestamp(env.user, appointment.date_begin).date(),
            "what": appointment.kind_id.name,
            "text": _shorten(appointment.name),
        }
        for appointment in appointments - told
    ]
    return sorted(talks, key=lambda talk: talk["date"], reverse=True)[:APPOINTMENTS]


def _get_decisions(env, person):
    return env["cae.decision"].search(
        [("report_id.person_ids", "in", person.ids), ("state", "=", "in_force")],
        limit=DECISIONS,
    )


def _get_notes(env, person):
    """Return what the team noted for itself, the latest first."""
    return env["cae.report.note"].search(
        [("report_id.person_ids", "in", person.ids), ("text", "!=", False)],
        order="date desc, id desc",
        limit=NOTES,
    )


def _get_roadmap(env, person):
    roadmap = env["cae.roadmap"].search(
        [("entrepreneur_id", "=", person.id), ("state", "=", "running")], limit=1
    )
    steps = roadmap.step_ids.filtered(lambda step: step.state in ("todo", "doing")).sorted(
        lambda step: (not step.is_late, step.date_due or fields.Date.to_date("9999-12-31"))
    )
    return {
        "roadmap": roadmap,
        "steps": steps[:STEPS],
        "more_steps": len(steps[STEPS:]),
    }


def _get_lacking(env, person):
    """Return the competencies that lack most: list of dicts (competency, expected, last)."""
    data = env["cae.competency.assessment"]._get_side_by_side(person)
    rows = [
        {"competency": row["competency"], "expected": row["expected"], "last": last}
        for axis in data["axes"]
        for row in axis["rows"]
        if row["expected"] is not None
        and (last := _get_last_level(env, row)) is not None
        and last < row["expected"]
    ]
    return sorted(rows, key=lambda row: row["last"] - row["expected"])[:COMPETENCIES]


def _get_last_level(env, row):
    """Return what the advisor said last, or else the person, or None."""
    said = (row["advisor_last"], row["self_last"])
    return next((level for level in said if level is not None), None)


def _get_actions(env, person):
    """Return what is open: what she promised, and what the team promised her."""
    return env["cae.action"].search(
        Domain("state", "=", "open")
        & (
            Domain("owner_id", "=", person.partner_id.id)
            | Domain("report_id.person_ids", "in", person.ids)
        ),
        limit=ACTIONS,
    )
