from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MeetingCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 10:00:00")
class TestTopic(MeetingCommon):
    """Topics: proposed, taken or not, postponed to the next meeting."""

    def _propose(self, user, name="A shared van", meeting=None, kind=None):
        Topic = self.env["cae.meeting.topic"].with_user(user)
        values, errors = Topic._read_proposal({"name": name, "minutes": "20", "aim": "decide"})
        self.assertFalse(errors)
        return Topic._propose(
            values,
            meeting=meeting and meeting.with_user(user),
            kind=kind and kind.with_user(user),
        ).sudo()

    def test_a_member_proposes_for_the_next_meeting(self):
        topic = self._propose(self.alice_user, kind=self.member_kind)
        self.assertEqual(topic.meeting_id, self.meeting)
        self.assertEqual((topic.state, topic.aim, topic.minutes), ("proposed", "decide", 20))
        self.assertEqual(topic.proposed_by_id, self.alice.partner_id)
        note = self.meeting.message_ids.sorted("id")[-1]
        self.assertIn("A shared van", note.body)
        self.assertIn(self.advisor.partner_id, note.notified_partner_ids)
        self.assertTrue(note.subtype_id.internal)

    def test_a_topic_waits_when_there_is_no_meeting(self):
        self.meeting.action_cancel()
        topic = self._propose(self.alice_user, kind=self.member_kind)
        self.assertFalse(topic.meeting_id)
        later = self._make_meeting(self.member_kind, "2027-02-09 08:00:00")
        self.assertEqual(topic.meeting_id, later)

    def test_proposals_close_at_their_limit(self):
        self.meeting.action_announce()
        # two days before 8 December: the 6th, to the last minute in Paris
        with freeze_time("2026-12-06 22:59:00"):
            self.meeting.invalidate_recordset(["is_topics_open"])
            self.assertTrue(self._propose(self.alice_user, meeting=self.meeting))
        with freeze_time("2026-12-06 23:00:00"), self.assertRaises(UserError):
            self.meeting.invalidate_recordset(["is_topics_open"])
            self._propose(self.alice_user, "Too late", meeting=self.meeting)

    def test_kinds_one_may_propose_for(self):
        Kind = self.env["cae.meeting.kind"]
        self.closed_kind.topics_from_portal = True
        of_alice = Kind.with_user(self.alice_user)._get_kinds_open_to_me()
        self.assertIn(self.member_kind, of_alice)
        self.assertNotIn(self.closed_kind, of_alice)
        self.assertNotIn(self.team_kind, of_alice)
        closed = self._make_meeting(self.closed_kind, "2026-12-10 08:00:00")
        self._invite(closed, self.alice)
        self.assertIn(self.closed_kind, Kind.with_user(self.alice_user)._get_kinds_open_to_me())
        self.alice._by_method().stage = "former"
        self.assertNotIn(self.member_kind, Kind.with_user(self.alice_user)._get_kinds_open_to_me())
        with self.assertRaises(AccessError):
            self._propose(self.alice_user, kind=self.team_kind)
        with self.assertRaises(AccessError):
            self._propose(self.bruno_user, meeting=closed)

    def test_bad_proposals(self):
        Topic = self.env["cae.meeting.topic"].with_user(self.alice_user)
        cases = [
            ({"name": "  "}, {"name"}),
            ({"name": "x" * 121}, {"name"}),
            ({"name": "x", "description": "y" * 3001}, {"description"}),
            ({"name": "x", "minutes": "0"}, {"minutes"}),
            ({"name": "x", "minutes": "²"}, {"minutes"}),
            ({"name": "x", "minutes": "1000"}, {"minutes"}),
            ({"name": "x", "aim": "rule"}, set()),
        ]
        for values, wrong in cases:
            with self.subTest(values=list(values)):
                cleaned, errors = Topic._read_proposal(values)
                self.assertEqual(set(errors), wrong)
                self.assertIn(cleaned["aim"], ("inform", "discuss", "decide"))

    def test_taken_and_told(self):
        topic = self._propose(self.alice_user, kind=self.member_kind)
        topic.with_user(self.advisor).action_accept()
        self.assertEqual(topic.state, "accepted")
        (mail,) = self._mails(topic)
        self.assertIn("is on the agenda of", mail.body_html)
        self.assertIn("cae_alice@example.com", mail.email_to)

    def test_not_taken_with_a_sentence(self):
        topic = self._propose(self.alice_user, kind=self.member_kind).with_user(self.advisor)
        with self.assertRaises(UserError):
            topic.action_refuse()
        topic.refusal = "Come to the working group on Tuesday."
        topic.action_refuse()
        (mail,) = self._mails(topic)
        self.assertIn("Come to the working group", mail.body_html)
        self.assertIn(
            topic, self.env["cae.meeting.topic"].with_user(self.alice_user)._get_own_proposals()
        )
        topic.action_accept()
        self.assertEqual((topic.state, topic.refusal), ("accepted", False))

    def test_withdrawn_by_who_proposed_it(self):
        topic = self._propose(self.alice_user, kind=self.member_kind)
        with self.assertRaises(AccessError):
            topic.with_user(self.bruno_user)._withdraw()
        topic.with_user(self.alice_user)._withdraw()
        self.assertFalse(topic.exists())
        taken = self._propose(self.alice_user, kind=self.member_kind)
        taken.with_user(self.advisor).action_accept()
        with self.assertRaises(UserError):
            taken.with_user(self.alice_user)._withdraw()

    def test_what_is_left_goes_on_to_the_next_meeting(self):
        following = self._make_meeting(self.member_kind, "2027-01-12 08:00:00")
        elsewhere = self._make_meeting(
            self.member_kind, "2027-01-05 08:00:00", territory_id=self.territory.id
        )
        first = self.meeting.topic_ids
        postponed, untouched, proposed = self.env["cae.meeting.topic"].create(
            [
                {"name": name, "meeting_id": self.meeting.id, "state": state}
                for name, state in (
                    ("Postponed", "accepted"),
                    ("Untouched", "accepted"),
                    ("Proposed", "proposed"),
                )
            ]
        )
        first.notes = "<p>Said.</p>"
        postponed.notes = "<p>Begun.</p>"
        postponed.action_postpone()
        self._invite(self.meeting, self.alice)
        self._publish(self.meeting)
        self.assertEqual(first.state, "treated")
        self.assertEqual({untouched.state, proposed.state, postponed.state}, {"postponed"})
        carried = following.topic_ids.filtered("carried_from_id")
        self.assertEqual(set(carried.mapped("name")), {"Postponed", "Untouched", "Proposed"})
        self.assertFalse(carried.filtered("notes"), "the notes stay where they were written")
        self.assertFalse(elsewhere.topic_ids.filtered("carried_from_id"))
        self.meeting.action_reopen()
        self.meeting.action_publish()
        self.assertEqual(len(following.topic_ids.filtered("carried_from_id")), 3, "once")

    def test_carried_topics_wait_for_a_meeting_of_their_territory(self):
        here = self._make_meeting(
            self.closed_kind, "2026-12-09 08:00:00", territory_id=self.territory.id
        )
        topic = self.env["cae.meeting.topic"].create({"name": "Later", "meeting_id": here.id})
        self._publish(here)
        carried = self.env["cae.meeting.topic"].search([("carried_from_id", "=", topic.id)])
        self.assertFalse(carried.meeting_id)
        self._make_meeting(self.closed_kind, "2026-12-16 08:00:00")
        self.assertFalse(carried.meeting_id)
        again = self._make_meeting(
            self.closed_kind, "2026-12-23 08:00:00", territory_id=self.territory.id
        )
        self.assertEqual(carried.meeting_id, again)

    def test_notes_are_found_by_their_words(self):
        self.meeting.topic_ids.notes = "<p>Le <b>café</b> de la coopérative</p>"
        Topic = self.env["cae.meeting.topic"].with_user(self.advisor)
        self.assertIn(
            self.meeting.topic_ids, Topic.search([("search_words", "ilike", "COOPERATIVE cafe")])
        )
        self.meeting.topic_ids.private_notes = "<p>secretword</p>"
        self.assertFalse(Topic.search([("search_words", "ilike", "secretword")]))

    def test_topics_with_words_are_not_deleted(self):
        topic = self.meeting.topic_ids
        topic.notes = "<p>Said.</p>"
        with self.assertRaises(UserError):
            topic.unlink()
