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
                "description": "Alice wants to share her van",
                "private_notes": "<p>She owes us money</p>",
                "state": "refused",
            }
        )
        self.alice._anonymise({"file"})
        self.assertFalse(row.excuse)
        self.assertFalse(topic.refusal)
        self.assertNotIn("van", topic.name)
        self.assertFalse(topic.description or topic.private_notes)
        self.assertNotIn("van", topic.search_text)
        self.assertEqual(row.state, "excused", "the statistics stay")
        self.assertFalse(self._mails(row))

    def test_minutes_stay_without_the_notes_for_the_team(self):
        Topic = self.env["cae.meeting.topic"]
        own, other = Topic.create(
            [
                {
                    "name": name,
                    "meeting_id": self.meeting.id,
                    "proposed_by_id": person.partner_id.id,
                    "description": "Said before",
                    "notes": "<p>Said in the meeting</p>",
                    "private_notes": f"<p>{self.alice.name} was ill, Bruno was not</p>",
                }
                for name, person in (("Shared van", self.alice), ("Rooms", self.bruno))
            ]
        )
        self._publish(self.meeting)
        self.alice._anonymise({"file"})
        for topic, name in ((own, "Shared van"), (other, "Rooms")):
            self.assertEqual((topic.name, topic.description), (name, "Said before"))
            self.assertIn("Said in the meeting", topic.notes)
        self.assertFalse(own.private_notes)
        self.assertNotIn("Alice", other.private_notes)
        self.assertIn("was ill, Bruno was not", other.private_notes)
