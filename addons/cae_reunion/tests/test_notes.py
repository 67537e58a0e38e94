from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MeetingCommon


@tagged("post_install", "-at_install")
class TestNotes(MeetingCommon):
    """Two people write the notes of one topic: no word gets lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.topic = cls.meeting.topic_ids

    def test_without_the_editor_one_says_what_one_has_read(self):
        one = self.topic.with_user(self.advisor)
        other = self.topic.with_user(self.accountant)
        read = other.notes_revision
        one.write({"notes": "<p>Alice wants a van.</p>"})
        self.assertEqual(one.notes_revision, read + 1)
        with self.assertRaises(UserError) as refusal:
            other.write({"notes": "<p>Bruno has one.</p>", "notes_revision": read})
        self.assertIn(self.advisor.name, str(refusal.exception))
        with self.assertRaises(UserError):
            other.write({"notes": "<p>Bruno has one.</p>"})
        self.assertIn("van", self.topic.notes)
        other.invalidate_recordset()
        other.write(
            {
                "notes": other.notes + "<p>Bruno has one.</p>",
                "notes_revision": other.notes_revision,
            }
        )
        self.assertIn("van", self.topic.notes)
        self.assertIn("Bruno has one", self.topic.notes)

    def test_two_editors_that_know_of_each_other(self):
        one = self.topic.with_user(self.advisor)
        other = self.topic.with_user(self.accountant)
        one.notes = '<p data-last-history-steps="11,12">one</p>'
        self.assertIn('data-last-history-steps="12"', self.topic.notes)
        # the other editor got the steps of the first, and adds its own
        other.notes = '<p data-last-history-steps="12,13">one and two</p>'
        self.assertIn("one and two", self.topic.notes)

    def test_two_editors_that_do_not_know_of_each_other(self):
        self.topic.with_user(self.advisor).notes = '<p data-last-history-steps="11,12">one</p>'
        with self.assertRaises(UserError):
            self.topic.with_user(
                self.accountant
            ).notes = '<p data-last-history-steps="21,22">two</p>'
        self.assertIn("one", self.topic.notes)

    def test_editor_open_while_words_come_from_elsewhere(self):
        self.topic.with_user(self.advisor).write({"notes": "<p>from elsewhere</p>"})
        self.assertRegex(self.topic.notes, 'data-last-history-steps="[0-9]+"')
        with self.assertRaises(UserError):
            self.topic.with_user(
                self.accountant
            ).notes = '<p data-last-history-steps="31">from an old page</p>'

    def test_the_same_words_again_are_no_change(self):
        self.topic.notes = "<p>same</p>"
        revision = self.topic.notes_revision
        self.topic.write({"notes": "<p>same</p>"})
        self.assertEqual(self.topic.notes_revision, revision)

    def test_different_topics_at_once(self):
        second = self.env["cae.meeting.topic"].create(
            {"name": "Second", "meeting_id": self.meeting.id}
        )
        self.topic.with_user(self.advisor).notes = "<p>one</p>"
        second.with_user(self.accountant).notes = "<p>two</p>"
        self.assertIn("one", self.topic.notes)
        self.assertIn("two", second.notes)

    def test_notes_for_the_team_count_apart(self):
        self.topic.write({"notes": "<p>open</p>", "private_notes": "<p>closed</p>"})
        with self.assertRaises(UserError):
            self.topic.write({"private_notes": "<p>other</p>"})
        self.topic.write(
            {"private_notes": "<p>other</p>", "private_notes_revision": 1, "name": "Renamed"}
        )
        self.assertIn("other", self.topic.private_notes)
        self.assertEqual(self.topic.name, "Renamed")

    def test_emptying_what_one_has_not_read(self):
        self.topic.notes = "<p>words</p>"
        for empty in (False, "", "<p><br></p>"):
            with self.subTest(empty=empty), self.assertRaises(UserError):
                self.topic.write({"notes": empty})
        self.topic.write({"notes": False, "notes_revision": self.topic.notes_revision})
        self.assertFalse(self.topic.notes)

    def test_script_is_taken_out(self):
        self.topic.notes = "<p>x</p><script>alert(1)</script>"
        self.assertNotIn("script", self.topic.notes)
