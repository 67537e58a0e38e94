from io import BytesIO

from pypdf import PdfReader

from odoo import fields
from odoo.addons.cae_entrepreneur.tests.common import CaeCommon
from odoo.fields import Command


class MeetingCommon(CaeCommon):
    """The cooperative of CaeCommon with kinds of meetings.

    - ``team_kind`` (the team), ``member_kind`` (all members, topics from the portal, usual
      topic and roles), ``closed_kind`` (who is invited)
    - ``meeting``: a draft for members on Tuesday 8 December 2026, 9:00 in Paris, of ``advisor``
    """

    @classmethod
    def _make_fixture(cls):
        cls.company.partner_id.tz = "Europe/Paris"
        for user in (cls.advisor, cls.other_advisor, cls.accountant, cls.manager):
            user.tz = "Europe/Paris"
        Kind = cls.env["cae.meeting.kind"]
        cls.team_kind = Kind.create(
            {
                "name": "Team",
                "audience": "team",
                "company_id": cls.company.id,
                "topics_from_portal": False,
            }
        )
        cls.member_kind = Kind.create(
            {
                "name": "Exchange",
                "audience": "members",
                "publish_to": "members",
                "company_id": cls.company.id,
                "notice_days": 7,
                "topics_close_days": 2,
                "role_ids": [Command.create({"name": "Facilitator"})],
                "agenda_line_ids": [
                    Command.create({"name": "Round table", "aim": "discuss", "minutes": 20})
                ],
            }
        )
        cls.closed_kind = Kind.create(
            {"name": "Steering", "audience": "invited", "company_id": cls.company.id}
        )
        cls.meeting = cls._make_meeting(cls.member_kind, "2026-12-08 08:00:00")

    @classmethod
    def _make_meeting(cls, kind, begin, user=None, **vals):
        user = user or cls.advisor
        return (
            cls.env["cae.meeting"]
            .with_user(user)
            .create(
                {
                    "kind_id": kind.id,
                    "date_begin": fields.Datetime.to_datetime(begin),
                    "user_id": user.id,
                    "company_id": cls.company.id,
                    **vals,
                }
            )
        )

    @classmethod
    def _invite(cls, meeting, *people):
        """Invite users or files; return the rows."""
        partners = [person.partner_id for person in people]
        return (
            cls.env["cae.meeting.attendee"]
            .with_user(meeting.user_id)
            .create([{"meeting_id": meeting.id, "partner_id": partner.id} for partner in partners])
        )

    @classmethod
    def _publish(cls, meeting):
        meeting.action_hold()
        meeting.action_publish()

    def _mails(self, attendees):
        """Return the mails that were queued on these invitations, oldest first."""
        return (
            self.env["mail.mail"]
            .sudo()
            .search([("model", "=", attendees._name), ("res_id", "in", attendees.ids)], order="id")
        )

    @staticmethod
    def _read_pdf(content):
        """Return the words of a printed document, with single spaces."""
        pages = PdfReader(BytesIO(content)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())
