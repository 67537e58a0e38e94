from datetime import timedelta

from odoo import fields
from odoo.addons.cae_contrat.tests.signing_common import SigningCommon
from odoo.fields import Command

# In a private note and nowhere else: wherever it turns up, something leaks.
SECRET = "zorglubesque"


class ReportCommon(SigningCommon):
    """Appointments, reports and their notes, as advisors make them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.follow_up = cls.env.ref("cae_accompagnement.appointment_kind_follow_up")
        cls.formal = cls.env.ref("cae_accompagnement.appointment_kind_formal")
        cls.thematic = cls.env.ref("cae_accompagnement.appointment_kind_thematic")

    @classmethod
    def _meet(cls, *people, kind=None, user=None, **values):
        """Return an appointment of an hour ago, held by the advisor."""
        kind = kind or (cls.follow_up if len(people) == 1 else cls.thematic)
        return (
            cls.env["cae.appointment"]
            .with_user(user or cls.advisor)
            .create(
                {
                    "kind_id": kind.id,
                    "person_ids": [Command.create({"entrepreneur_id": one.id}) for one in people],
                    "date_begin": fields.Datetime.now() - timedelta(hours=1),
                    **values,
                }
            )
        )

    @classmethod
    def _open_report(cls, appointment):
        action = appointment.action_write_report()
        return appointment.env["cae.report"].browse(action["res_id"])

    @classmethod
    def _report(cls, *people, share=False, note=None, **values):
        """Return a report of an appointment, with the words of ``values``."""
        report = cls._open_report(cls._meet(*people))
        report.write({"text": "<p>We spoke about prices.</p>", **values})
        if note:
            cls._note(report, note)
        if share:
            report.action_share()
        return report

    @classmethod
    def _note(cls, report, text, user=None):
        notes = cls.env["cae.report.note"].with_user(user or cls.advisor)
        return notes.create({"report_id": report.id, "text": text})

    @classmethod
    def _interview(cls, person=None, **values):
        """Return the draft of a formal interview with its four parts."""
        report = cls._open_report(cls._meet(person or cls.alice, kind=cls.formal))
        report.write(
            {
                "review": "Ten orders in six months",
                "outlook": "A second workshop",
                "actions_text": "Raise the prices in May",
                "needs": "Learn to read a cash plan",
                **values,
            }
        )
        return report

    @classmethod
    def _sign_interview(cls, report):
        person = report._get_signing_person()
        report.with_user(person.user_ids).sudo()._sign_by_person(
            cls._draw_signature(), person.name, report.signing_hash, {"ip": "192.0.2.7"}
        )
