from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MeetingCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 10:00:00")
class TestCalendar(MeetingCommon):
    """The calendar of the team mirrors what is announced, without a second mail."""

    def _announce(self):
        self._invite(self.meeting, self.alice, self.accountant)
        before = self.env["mail.mail"].sudo().search_count([])
        self.meeting.action_announce()
        sent = self.env["mail.mail"].sudo().search_count([]) - before
        self.assertEqual(sent, len(self.meeting.attendee_ids.filtered("partner_id.email")))
        return self.meeting.calendar_event_id

    def test_an_announced_meeting_is_in_the_calendar(self):
        self.assertFalse(self.meeting.calendar_event_id)
        event = self._announce()
        self.assertEqual(
            (event.start, event.stop), (self.meeting.date_begin, self.meeting.date_end)
        )
        self.assertEqual(event.partner_ids, self.accountant.partner_id | self.advisor.partner_id)
        self.assertEqual(event.user_id, self.advisor)
        before = self.env["mail.mail"].sudo().search_count([])
        self.meeting.write({"date_begin": "2026-12-09 08:00:00", "place": "Blois"})
        self.assertEqual((event.start, event.location), (datetime(2026, 12, 9, 8), "Blois"))
        self._invite(self.meeting, self.manager)
        self.assertIn(self.manager.partner_id, event.partner_ids)
        self.assertEqual(self.env["mail.mail"].sudo().search_count([]), before)
        self.meeting.action_cancel()
        self.assertFalse(event.exists())

    def test_moved_in_the_calendar_the_meeting_moves(self):
        event = self._announce()
        event.with_user(self.advisor).write(
            {"start": "2026-12-10 13:00:00", "stop": "2026-12-10 15:00:00"}
        )
        self.assertEqual(self.meeting.date_begin, datetime(2026, 12, 10, 13))
        self.assertEqual(self.meeting.date_end, datetime(2026, 12, 10, 15))
        self.assertTrue(self.meeting.is_changed)
        with self.assertRaises(AccessError):
            event.with_user(self.employee).write({"start": "2026-12-11 13:00:00"})
        self.meeting.action_hold()
        with self.assertRaises(UserError):
            event.with_user(self.advisor).write({"start": "2026-12-12 13:00:00"})

    def test_whom_the_meeting_does_not_concern_moves_nothing(self):
        event = self._announce().with_user(self.employee).with_context(cae_meeting_sync=True)
        with self.assertRaises(AccessError):
            event.write({"start": "2026-12-11 13:00:00"})

    def test_nobody_makes_the_event_of_others_a_mirror(self):
        """A mirror is rewritten, and deleted, as superuser."""
        foreign = (
            self.env["calendar.event"]
            .with_user(self.manager)
            .create(
                {
                    "name": "Doctor",
                    "privacy": "private",
                    "start": "2026-12-01 09:00:00",
                    "stop": "2026-12-01 10:00:00",
                }
            )
        )
        meetings = self.env["cae.meeting"].with_user(self.accountant)
        own = self._make_meeting(self.team_kind, "2026-12-09 08:00:00", self.accountant)
        vals = {"kind_id": self.team_kind.id, "date_begin": "2026-12-09 08:00:00"}
        for act in (
            lambda: meetings.create({**vals, "calendar_event_id": foreign.id}),
            lambda: own.write({"calendar_event_id": foreign.id}),
            lambda: own.copy({"calendar_event_id": foreign.id}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                act()
        proposed = meetings.with_context(default_calendar_event_id=foreign.id).create(vals)
        self.assertFalse(proposed.calendar_event_id)
        own.action_invite()
        own.action_announce()
        own.action_cancel()
        self.assertEqual(foreign.name, "Doctor")

    def test_accepted_in_the_calendar(self):
        event = self._announce()
        line = event.attendee_ids.filtered(
            lambda line: line.partner_id == self.accountant.partner_id
        )
        row = self.meeting.attendee_ids.filtered(
            lambda row: row.partner_id == self.accountant.partner_id
        )
        line.with_user(self.accountant).do_accept()
        self.assertEqual(row.state, "coming")
        line.with_user(self.accountant).do_decline()
        self.assertEqual(row.state, "excused")
        row._answer_as(self.accountant, "coming")
        self.assertEqual(line.state, "accepted")

    def test_a_closed_meeting_is_private(self):
        meeting = self._make_meeting(self.closed_kind, "2026-12-10 08:00:00")
        self._invite(meeting, self.accountant)
        meeting.action_announce()
        self.assertEqual(meeting.calendar_event_id.privacy, "private")
        meeting.calendar_event_id.unlink()
        self.assertFalse(meeting.calendar_event_id)
        meeting.action_announce()
        self.assertTrue(meeting.calendar_event_id)

    def test_a_meeting_is_in_the_calendar_of_its_cooperative(self):
        """Also when who calls it works in another one too."""
        self.advisor.company_ids |= self.other_company
        event = self._announce()
        for user, seen in (
            (self.advisor, True),
            (self.accountant, True),
            (self.manager, True),
            (self.other_accountant, False),
        ):
            with self.subTest(user=user.login):
                found = event.with_user(user).search([("id", "=", event.id)])
                self.assertEqual(bool(found), seen)
                self.assertEqual(event.with_user(user).has_access("read"), seen)
                rows = event.attendee_ids
                found = rows.with_user(user).search([("event_id", "=", event.id)])
                self.assertEqual(found, rows if seen else rows.browse())

    def test_a_meeting_of_those_invited_hides_what_it_is(self):
        self.meeting.audience = "invited"
        event = self._announce()
        for user, seen in ((self.accountant, True), (self.manager, False)):
            with self.subTest(user=user.login):
                theirs = event.with_user(user)
                asked = [("id", "=", event.id), ("name", "=", event.sudo().name)]
                self.assertEqual(bool(theirs.search(asked)), seen)
                self.assertTrue(theirs.search(asked[:1]))
                rows = event.attendee_ids.with_user(user).search([("event_id", "=", event.id)])
                self.assertEqual(bool(rows), seen)
