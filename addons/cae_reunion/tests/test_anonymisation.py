from freezegun import freeze_time

from odoo.tests import tagged

from .common import MeetingCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 10:00:00")
class TestAnonymisation(MeetingCommon):
    def test_what_a_person_left_in_meetings(self):
        self.meeting.action_announce()
        row = self.meeting.attendee_ids.filtered(
            lambda row: row.partner_id == self.alice.partner_id
        )
        row._answer_as(self.alice_user, "excused", "At the hospital")
        topic = self.env["cae.meeting.topic"].create(
            {
                "name": "Shared van",
                "meeting_id": self.meeting.id,
                "proposed_by_id": self.alice.partner_id.id,
                "refusal": "Not this time, Alice",
                "state": "refused",
            }
        )
        self.alice._anonymise({"file"})
        self.assertFalse(row.excuse)
        self.assertFalse(topic.refusal)
        self.assertEqual(row.state, "excused", "the statistics stay")
        self.assertFalse(self._mails(row))
