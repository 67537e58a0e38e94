import textwrap

from odoo import api, fields, models
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


class CaeHandoverPage(models.AbstractModel):
    """What the next advisor must know of a person, on one page (seed 000:223).

    For the support team only. Everything is read with the rights of who asks.
    """

    _name = "cae.handover.page"
    _description = "Handover page"

    @api.model
    def _get(self, person):
        """Return what the page of one person shows.

        :param cae.entrepreneur person: one file
        :return: dict of lists and records, each as long as the page allows
        """
        return {
            "today": fields.Date.context_today(self),
            "shorten": self._shorten,
            "contract": self._get_contract(person),
            "rhythms": self.env["cae.rhythm"].search([("entrepreneur_id", "=", person.id)]),
            **self._get_appointments(person),
            **self._get_roadmap(person),
            "lacking": self._get_lacking(person),
            "findings": self.env["cae.diagnosis.finding"].search(
                [
                    ("entrepreneur_id", "=", person.id),
                    ("kind", "!=", "lever"),
                    ("state", "=", "open"),
                    ("step_id", "=", False),
                ],
                limit=FINDINGS,
            ),
            "actions": self._get_actions(person),
            "decisions": self._get_decisions(person),
            "notes": self._get_notes(person),
        }

    @api.model
    def _shorten(self, text, letters=LETTERS):
        """Return the beginning of a text, plain, cut between two words.

        :param text: str or HTML
        """
        plain = html2plaintext(text) if text else ""
        return textwrap.shorten(plain, letters, placeholder=" …") if plain.strip() else ""

    @api.model
    def _get_contract(self, person):
        return self.env["cae.contract"].search(
            [("entrepreneur_id", "=", person.id), ("state", "in", ("signed", "confirmed"))],
            order="date_start desc",
            limit=1,
        )

    @api.model
    def _get_appointments(self, person):
        Appointment = self.env["cae.appointment"]
        own = [("person_ids.entrepreneur_id", "=", person.id)]
        return {
            "coming": Appointment.search(
                [*own, ("state", "=", "planned"), ("date_begin", ">", fields.Datetime.now())],
                order="date_begin",
                limit=2,
            ),
            "held": self._get_held(person),
            "held_count": Appointment.search_count([*own, ("state", "=", "held")]),
        }

    @api.model
    def _get_held(self, person):
        """Return the last talks: list of dicts (date, what, text), with what the reports say."""
        appointments = self.env["cae.appointment"].search(
            [("person_ids.entrepreneur_id", "=", person.id), ("state", "=", "held")],
            limit=APPOINTMENTS,
        )
        reports = self.env["cae.report"].search(
            [("person_ids", "in", person.ids)], limit=APPOINTMENTS
        )
        told = reports.appointment_id
        talks = [
            {
                "date": report.date,
                "what": report.kind_id.name or self.env._("Report"),
                "text": self._shorten(report._get_excerpt_source()),
            }
            for report in reports
        ] + [
            {
                "date": fields.Datetime.context_timestamp(self, appointment.date_begin).date(),
                "what": appointment.kind_id.name,
                "text": self._shorten(appointment.name),
            }
            for appointment in appointments - told
        ]
        return sorted(talks, key=lambda talk: talk["date"], reverse=True)[:APPOINTMENTS]

    @api.model
    def _get_decisions(self, person):
        return self.env["cae.decision"].search(
            [("report_id.person_ids", "in", person.ids), ("state", "=", "in_force")],
            limit=DECISIONS,
        )

    @api.model
    def _get_notes(self, person):
        """Return what the team noted for itself, the latest first."""
        return self.env["cae.report.note"].search(
            [("report_id.person_ids", "in", person.ids), ("text", "!=", False)],
            order="date desc, id desc",
            limit=NOTES,
        )

    @api.model
    def _get_roadmap(self, person):
        roadmap = self.env["cae.roadmap"].search(
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

    @api.model
    def _get_lacking(self, person):
        """Return the competencies that lack most: list of dicts (competency, expected, last)."""
        data = self.env["cae.competency.assessment"]._get_side_by_side(person)
        rows = [
            {"competency": row["competency"], "expected": row["expected"], "last": last}
            for axis in data["axes"]
            for row in axis["rows"]
            if row["expected"] is not None
            and (last := self._get_last_level(row)) is not None
            and last < row["expected"]
        ]
        return sorted(rows, key=lambda row: row["last"] - row["expected"])[:COMPETENCIES]

    @api.model
    def _get_last_level(self, row):
        """Return what the advisor said last, or else the person, or None."""
        said = (row["advisor_last"], row["self_last"])
        return next((level for level in said if level is not None), None)

    @api.model
    def _get_actions(self, person):
        """Return what is open: what she promised, and what the team promised her."""
        return self.env["cae.action"].search(
            Domain("state", "=", "open")
            & (
                Domain("owner_id", "=", person.partner_id.id)
                | Domain("report_id.person_ids", "in", person.ids)
            ),
            limit=ACTIONS,
        )
