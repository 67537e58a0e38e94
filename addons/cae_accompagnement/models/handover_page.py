"""What the next advisor must know of a person, on one page.

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
    Appointment = env["cae.appointment"]
    own = Domain("entrepreneur_id", "=", person.id)
    met = Domain("person_ids.entrepreneur_id", "=", person.id)
    reported = Domain("report_id.person_ids", "in", person.ids)
    held = met & Domain("state", "=", "held")
    return {
        "today": fields.Date.context_today(env.user),
        "shorten": _shorten,
        "contract": env["cae.contract"].search(
            own & Domain("state", "in", ("signed", "confirmed")), order="date_start desc", limit=1
        ),
        "rhythms": env["cae.rhythm"].search(own),
        "coming": Appointment.search(
            met & Appointment._domain_coming(), order="date_begin", limit=2
        ),
        "held": _get_held(env, Appointment.search(held, limit=APPOINTMENTS), person),
        "held_count": Appointment.search_count(held),
        **_get_roadmap(env, person),
        "lacking": _get_lacking(env, person),
        "findings": env["cae.diagnosis.finding"].search(
            own
            & Domain("kind", "!=", "lever")
            & Domain("state", "=", "open")
            & Domain("step_id", "=", False),
            limit=FINDINGS,
        ),
        # what she promised, and what the team promised her
        "actions": env["cae.action"].search(
            Domain("state", "=", "open")
            & (Domain("owner_id", "=", person.partner_id.id) | reported),
            limit=ACTIONS,
        ),
        "decisions": env["cae.decision"].search(
            reported & Domain("state", "=", "in_force"), limit=DECISIONS
        ),
        "notes": env["cae.report.note"].search(
            reported & Domain("text", "!=", False), order="date desc, id desc", limit=NOTES
        ),
    }


def _shorten(text, letters=LETTERS):
    """Return the beginning of a text, plain, cut between two words.

    :param text: str or HTML
    """
    plain = html2plaintext(text) if text else ""
    return textwrap.shorten(plain, letters, placeholder=" …") if plain.strip() else ""


def _get_held(env, appointments, person):
    """Return the last talks: list of dicts (date, what, text), with what the reports say."""
    reports = env["cae.report"].search([("person_ids", "in", person.ids)], limit=APPOINTMENTS)
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
        for appointment in appointments - reports.appointment_id
    ]
    return sorted(talks, key=lambda talk: talk["date"], reverse=True)[:APPOINTMENTS]


def _get_roadmap(env, person):
    roadmap = env["cae.roadmap"]._find_running(person)
    steps = roadmap.step_ids.filtered(lambda step: step.state in ("todo", "doing")).sorted(
        lambda step: (not step.is_late, step.date_due or fields.Date.to_date("9999-12-31"))
    )
    return {
        "roadmap": roadmap,
        "steps": steps[:STEPS],
        "more_steps": len(steps[STEPS:]),
    }


def _get_lacking(env, person):
    """Return the competencies that lack most: list of dicts (competency, expected, last).

    The last level is what the advisor said, or else the person.
    """
    rows = []
    for axis in env["cae.competency.assessment"]._get_side_by_side(person)["axes"]:
        for row in axis["rows"]:
            advisor, own, expected = row["advisor_last"], row["self_last"], row["expected"]
            last = own if advisor is None else advisor
            if None not in (last, expected) and last < expected:
                rows.append({"competency": row["competency"], "expected": expected, "last": last})
    return sorted(rows, key=lambda row: row["last"] - row["expected"])[:COMPETENCIES]
