import re
from datetime import datetime

from freezegun import freeze_time
from lxml import html
from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MeetingCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 10:00:00")
class TestMeeting(MeetingCommon):
    """A meeting from its preparation to its published minutes."""

    @freeze_time("2026-11-20 12:00:00")
    def test_the_next_meeting_comes_first(self):
        days = ("2026-12-24", "2026-11-05", "2026-11-21", "2025-05-06", "2026-11-12")
        made = self.env["cae.meeting"].concat(
            *(self._make_meeting(self.member_kind, f"{day} 08:00:00") for day in days)
        )
        listed = self.env["cae.meeting"].search([("id", "in", made.ids)], order="nearness")
        self.assertEqual(
            [f"{meeting.date_begin:%Y-%m-%d}" for meeting in listed],
            ["2026-11-21", "2026-12-24", "2026-11-12", "2026-11-05", "2025-05-06"],
        )

    def test_the_technical_administrator_takes_no_part(self):
        admin = self.env.ref("base.user_admin")
        admin.write(
            {
                "company_ids": [Command.link(self.company.id)],
                "group_ids": [Command.link(self.env.ref("cae_socle.group_manager").id)],
            }
        )
        meeting = self._make_meeting(self.team_kind, "2026-12-08 08:00:00")
        meeting.action_invite()
        self.assertIn(self.manager.partner_id, meeting.attendee_ids.partner_id)
        self.assertNotIn(admin.partner_id, meeting.attendee_ids.partner_id)

    def test_a_new_meeting_has_what_its_kind_says(self):
        meeting = self.meeting
        self.assertEqual(meeting.name, "Exchange")
        self.assertEqual(meeting.date_end, datetime(2026, 12, 8, 10))
        self.assertEqual((meeting.audience, meeting.publish_to), ("members", "members"))
        self.assertEqual(meeting.topic_ids.mapped("name"), ["Round table"])
        self.assertEqual(meeting.topic_ids.state, "accepted")
        self.assertEqual(meeting.role_line_ids.mapped("name"), ["Facilitator"])
        self.assertEqual(str(meeting.date_announce_due), "2026-12-01")
        self.assertEqual(meeting.minutes_planned, 20)
        self.assertEqual(meeting.with_context(lang="en_US").display_name, "Exchange · 12/08/2026")

    def test_the_kind_of_a_meeting_changed_later_leaves_it(self):
        self.member_kind.audience = "invited"
        self.assertEqual(self.meeting.audience, "members")

    def test_whole_life(self):
        meeting = self.meeting
        meeting.write({"place": "Tours, large room"})
        meeting.action_announce()
        self.assertEqual(meeting.state, "announced")
        invited = meeting.attendee_ids.partner_id
        self.assertIn(self.alice.partner_id, invited)
        self.assertIn(self.dora.partner_id, invited | self.dora.partner_id)
        self.assertIn(self.advisor.partner_id, invited, "the organizer comes too")
        self.assertNotIn(self.other_entrepreneur.partner_id, invited)
        self.assertFalse(meeting.is_late_notice)

        mails = self._mails(meeting.attendee_ids)
        self.assertEqual(len(mails), len(meeting.attendee_ids.filtered("partner_id.email")))
        row = meeting.attendee_ids.filtered(lambda row: row.partner_id == self.alice.partner_id)
        mail = self._mails(row)
        self.assertEqual(mail.email_to, '"Alice Arnaud" <cae_alice@example.com>')
        self.assertIn("Exchange", mail.subject)
        body = html.fromstring(mail.body_html)
        text = " ".join(body.text_content().split())
        for words in ("Tuesday 8 December 2026", "9:00", "11:00", "Tours, large room"):
            self.assertIn(words, re.sub(r"\s+", " ", text))
        self.assertIn("Round table (20 min)", text)
        self.assertIn(row._get_answer_url(), body.xpath("//a/@href"))
        (calendar,) = mail.attachment_ids
        self.assertIn(b"DTSTART:20261208T080000Z", calendar.raw)

        attendee = row.with_user(self.advisor)
        meeting.action_hold()
        attendee.action_present()
        meeting.action_all_present()
        self.assertEqual(set(meeting.attendee_ids.mapped("state")), {"present"})
        topic = meeting.topic_ids
        topic.notes = "<p>Everybody is well.</p>"
        topic.action_treat()
        decision = (
            self.env["cae.decision"]
            .with_user(self.advisor)
            .create({"name": "We meet every month", "topic_id": topic.id})
        )
        self.assertEqual((decision.meeting_id, str(decision.date)), (meeting, "2026-12-08"))
        self.assertFalse(decision.number)
        action = (
            self.env["cae.action"]
            .with_user(self.advisor)
            .create(
                {
                    "name": "Book the room",
                    "topic_id": topic.id,
                    "owner_id": self.alice.partner_id.id,
                    "date_due": "2026-12-20",
                }
            )
        )
        self.assertEqual(action.meeting_id, meeting)
        with freeze_time("2026-12-07 22:59:00"):
            meeting.invalidate_recordset(["is_to_come"])
            self.assertTrue(meeting.is_to_come)
        with freeze_time("2026-12-07 23:00:00"):  # midnight in Paris
            meeting.invalidate_recordset(["is_to_come"])
            self.assertFalse(meeting.is_to_come)
        meeting.action_publish()
        self.assertEqual(meeting.state, "published")
        self.assertTrue(decision.published)
        self.assertRegex(decision.number, r"^D2026-\d{3}$")
        minutes = self._mails(row)[-1]
        text = " ".join(html.fromstring(minutes.body_html).text_content().split())
        self.assertIn("We meet every month", text)
        self.assertIn("Book the room", text)
        (document,) = minutes.attachment_ids
        self.assertEqual(document.mimetype, "application/pdf")
        printed = self._read_pdf(document.raw)
        for words in ("Minutes: Exchange", "Everybody is well.", "We meet every month", "Alice"):
            self.assertIn(words, printed)
        other = self._mails(meeting.attendee_ids - row)[-1]
        self.assertNotIn("Book the room", other.body_html, "only one's own actions")

    def test_published_minutes_do_not_change(self):
        self._invite(self.meeting, self.alice)
        topic = self.meeting.topic_ids
        topic.notes = "<p>Said.</p>"
        decision = self.env["cae.decision"].create({"name": "Yes", "topic_id": topic.id})
        self._publish(self.meeting)
        changes = [
            lambda: topic.write({"notes": "<p>Other</p>", "notes_revision": topic.notes_revision}),
            lambda: topic.write({"name": "Other"}),
            lambda: topic.write({"proposed_by_id": self.bruno.partner_id.id}),
            lambda: topic.write({"sequence": 1}),
            lambda: decision.write({"name": "No"}),
            lambda: self.meeting.attendee_ids.write({"state": "absent"}),
            lambda: self._invite(self.meeting, self.bruno),
            lambda: self.meeting.attendee_ids.unlink(),
            lambda: topic.unlink(),
            lambda: self.env["cae.decision"].create({"name": "More", "topic_id": topic.id}),
            lambda: self.env["cae.meeting.topic"].create(
                {"name": "More", "meeting_id": self.meeting.id}
            ),
        ]
        for number, change in enumerate(changes):
            with self.subTest(change=number), self.assertRaises(UserError):
                change()
        number = decision.number
        self.assertTrue(number)
        self.meeting.action_reopen()
        decision.name = "Yes, from May"
        self.meeting.action_publish()
        self.assertEqual(decision.number, number, "it keeps its number")
        self.assertEqual(self.meeting.state, "published")

    def test_steps_in_another_order_are_refused(self):
        self._invite(self.meeting, self.alice)
        for step in ("action_publish", "action_remind", "action_reopen", "action_draft"):
            with self.subTest(step=step), self.assertRaises(UserError):
                getattr(self.meeting, step)()
        self._publish(self.meeting)
        for step in ("action_announce", "action_hold", "action_cancel", "action_draft"):
            with self.subTest(step=step), self.assertRaises(UserError):
                getattr(self.meeting, step)()

    def test_notice_at_its_limit(self):
        # 7 days before 8 December is 1 December, to the last minute in Paris
        cases = [("2026-12-01 22:59:00", False), ("2026-12-01 23:00:00", True)]
        for moment, late in cases:
            meeting = self._make_meeting(self.member_kind, "2026-12-08 08:00:00")
            with self.subTest(moment=moment), freeze_time(moment):
                meeting.action_announce()
                self.assertEqual(meeting.is_late_notice, late)
                self.assertEqual(meeting.state, "announced", "late is possible")

    def test_a_moved_date_asks_for_new_answers(self):
        self.meeting.action_announce()
        row = self.meeting.attendee_ids.filtered(
            lambda row: row.partner_id == self.alice.partner_id
        )
        row._answer_as(self.alice_user, "excused", "Fair in Lyon")
        self.assertEqual((row.state, row.excuse), ("excused", "Fair in Lyon"))
        self.assertFalse(self.meeting.is_changed)
        self.meeting.place = "Blois"
        self.assertTrue(self.meeting.is_changed)
        self.meeting.action_announce()
        self.assertEqual(row.state, "excused", "another place leaves the answers")
        self.meeting.write({"date_begin": "2026-12-09 08:00:00"})
        with freeze_time("2026-12-05 09:00:00"):
            self.meeting.action_announce()
        self.assertEqual((row.state, row.excuse), ("invited", False))
        self.assertTrue(self.meeting.is_late_notice, "the new date was told late")
        mail = self._mails(row)[-1]
        self.assertIn("Something has changed", mail.body_html)
        self.assertIn(b"SEQUENCE:3", mail.attachment_ids.raw)

    def test_reminder_goes_once_to_those_who_may_come(self):
        self._invite(self.meeting, self.alice, self.bruno)
        self.meeting.action_announce()
        alice, bruno = (
            self.meeting.attendee_ids.filtered(
                lambda row, person=person: row.partner_id == person.partner_id
            )
            for person in (self.alice, self.bruno)
        )
        bruno._answer_as(self.bruno_user, "excused")
        Meeting = self.env["cae.meeting"]
        with freeze_time("2026-12-06 10:00:00"):
            Meeting._cron_remind()
        self.assertFalse(self.meeting.date_reminded, "two days before is too early")
        with freeze_time("2026-12-07 06:00:00"):
            Meeting._cron_remind()
            Meeting._cron_remind()
        self.assertEqual(len(self._mails(alice)), 2)
        self.assertIn("reminder", self._mails(alice)[-1].body_html)
        self.assertEqual(len(self._mails(bruno)), 1)

    def test_cancelled_is_told_and_proposals_wait(self):
        following = self._make_meeting(self.member_kind, "2027-01-12 08:00:00")
        self._invite(self.meeting, self.alice)
        topic = self.env["cae.meeting.topic"].create(
            {
                "name": "A shared van",
                "meeting_id": self.meeting.id,
                "proposed_by_id": self.alice.partner_id.id,
            }
        )
        self.meeting.action_announce()
        self.meeting.action_cancel()
        self.assertEqual(topic.meeting_id, following)
        mail = self._mails(self.meeting.attendee_ids)[-1]
        self.assertIn("not</strong> take place", mail.body_html)
        self.assertIn(b"METHOD:CANCEL", mail.attachment_ids.raw)
        draft = self._make_meeting(self.team_kind, "2026-12-10 08:00:00")
        self._invite(draft, self.advisor)
        draft.action_cancel()
        self.assertFalse(self._mails(draft.attendee_ids), "nobody was told of it")

    def test_whom_each_kind_invites(self):
        team = self._make_meeting(self.team_kind, "2026-12-10 08:00:00")
        team.action_invite()
        invited = team.attendee_ids.partner_id
        for user in (self.advisor, self.other_advisor, self.accountant, self.manager):
            self.assertIn(user.partner_id, invited)
        for person in (self.employee, self.other_accountant, self.alice_user):
            self.assertNotIn(person.partner_id, invited)
        team.action_invite()
        self.assertEqual(len(team.attendee_ids), len(invited), "nobody twice")

        here = self._make_meeting(
            self.member_kind, "2026-12-11 08:00:00", territory_id=self.territory.id
        )
        here.action_invite()
        self.assertIn(self.alice.partner_id, here.attendee_ids.partner_id)
        self.alice._by_method().stage = "former"
        again = self._make_meeting(self.member_kind, "2026-12-12 08:00:00")
        again.action_invite()
        self.assertNotIn(self.alice.partner_id, again.attendee_ids.partner_id)

        first = self._make_meeting(self.closed_kind, "2026-12-13 08:00:00")
        self._invite(first, self.bruno, self.accountant)
        second = self._make_meeting(self.closed_kind, "2026-12-14 08:00:00")
        second.action_invite()
        self.assertEqual(second.previous_meeting_id, first)
        self.assertEqual(
            second.attendee_ids.partner_id,
            first.attendee_ids.partner_id | self.advisor.partner_id,
        )

    def test_nobody_is_invited(self):
        meeting = self._make_meeting(self.closed_kind, "2026-12-10 08:00:00")
        meeting.action_announce()
        self.assertEqual(meeting.attendee_ids.partner_id, self.advisor.partner_id)

    def test_who_is_not_on_the_list_twice(self):
        self._invite(self.meeting, self.alice)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self._invite(self.meeting, self.alice)
            self.env.flush_all()

    def test_wrong_dates_and_links(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.meeting.write({"date_end": "2026-12-08 08:00:00"})
            self.env.flush_all()
        for url in ("javascript:alert(1)", "visio.example.com", "https://a b"):
            with self.subTest(url=url), self.assertRaises(ValidationError):
                self.meeting.video_url = url

    def test_deleting(self):
        self.meeting.action_announce()
        with self.assertRaises(UserError):
            self.meeting.unlink()
        draft = self._make_meeting(self.team_kind, "2026-12-10 08:00:00")
        draft.unlink()
        self.assertFalse(draft.exists())

    def test_answers_end_when_the_meeting_begins(self):
        (row,) = self._invite(self.meeting, self.alice)
        with self.assertRaises(UserError):
            row._answer_as(self.alice_user, "coming")
        self.meeting.action_announce()
        with self.assertRaises(UserError):
            row._answer_as(self.alice_user, "present")
        with freeze_time("2026-12-08 07:59:59"):
            row._answer_as(self.alice_user, "coming")
        with freeze_time("2026-12-08 08:00:00"), self.assertRaises(UserError):
            row._answer_as(self.alice_user, "excused")
        self.assertEqual(row.state, "coming")

    def test_agenda_on_paper(self):
        content, kind = (
            self.env["ir.actions.report"]
            .with_user(self.advisor)
            ._render_qweb_pdf("cae_reunion.cae_meeting_agenda_report", self.meeting.ids)
        )
        self.assertEqual(kind, "pdf")
        text = self._read_pdf(content)
        self.assertIn("Round table", text)
        self.assertIn("Page 1 / 1", text)

    def test_minutes_say_who_was_there(self):
        self.env["cae.meeting.attendee"].create(
            {
                "meeting_id": self.meeting.id,
                "partner_id": self.manager.partner_id.id,
                "state": "present",
            }
        )
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.manager)
            ._render_qweb_pdf("cae_reunion.cae_meeting_minutes_report", self.meeting.ids)
        )
        text = self._read_pdf(content)
        self.assertIn("Were there", text)
        self.assertNotIn("Were absent", text)

    def test_minutes_on_paper_without_what_is_private(self):
        topic = self.meeting.topic_ids
        topic.write({"notes": "<p>In the open</p>", "private_notes": "<p>Between us</p>"})
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.manager)
            ._render_qweb_pdf("cae_reunion.cae_meeting_minutes_report", self.meeting.ids)
        )
        text = self._read_pdf(content)
        self.assertIn("In the open", text)
        self.assertIn("Not published yet", text)
        self.assertNotIn("Between us", text)
