from datetime import datetime

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .common import SessionCommon


@tagged("post_install", "-at_install")
class TestEnrolment(SessionCommon):
    """Seats, the waiting list, and who may take one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.frozen = cls.enterClassContext(freeze_time("2026-02-01 08:00:00"))

    @classmethod
    def _create_small(cls, seats=1, **vals):
        session = cls._create_session(name="Small", seats_limited=True, seats_max=seats, **vals)
        session._make_half_days()
        return session

    def _enrol(self, session, entrepreneur, by_team=True):
        return session._enrol(entrepreneur.partner_id, by_team=by_team)

    def _mails_to(self, entrepreneur, subject):
        # the scheduler is called at once; within a test it is called by hand
        self.env["event.mail"].search(
            [
                ("event_id.registration_ids.partner_id", "=", entrepreneur.partner_id.id),
                ("interval_type", "=", "after_sub"),
            ]
        ).execute()
        return (
            self.env["mail.mail"]
            .sudo()
            .search(
                [
                    ("subject", "ilike", subject),
                    "|",
                    ("recipient_ids", "in", entrepreneur.partner_id.ids),
                    ("email_to", "ilike", entrepreneur.email),
                ]
            )
        )

    def test_a_seat_then_the_waiting_list(self):
        session = self._create_small()
        first = self._enrol(session, self.alice)
        second = self._enrol(session, self.bruno)
        third = self._enrol(session, self.dora)
        self.assertEqual((first.state, first.cae_waiting), ("open", False))
        self.assertEqual((second.state, second.cae_waiting), ("draft", True))
        self.assertEqual((second.cae_position, third.cae_position), (1, 2))
        self.assertEqual(session.seats_taken, 1)
        self.assertEqual(session.cae_waiting_count, 2)
        self.assertEqual(len(first.cae_attendance_ids), 4)
        self.assertFalse(second.cae_attendance_ids)
        self.assertTrue(self._mails_to(self.alice, "You are enrolled"))
        self.assertTrue(self._mails_to(self.bruno, "waiting list"))

    def test_a_freed_seat_goes_to_who_came_first(self):
        session = self._create_small()
        first = self._enrol(session, self.alice)
        # ids and order of arrival differ: the second to come was made first
        second = self._enrol(session, self.dora)
        third = self._enrol(session, self.bruno)
        ranks = third.cae_rank, second.cae_rank
        for one, rank in zip((second, third), ranks, strict=True):
            one.sudo()._by_method().cae_rank = rank
        first.with_user(self.advisor).action_cancel()
        self.assertEqual((third.state, third.cae_waiting), ("open", False))
        self.assertEqual(second.cae_position, 1)
        self.assertEqual(len(third.cae_attendance_ids), 4)
        self.assertFalse(first.cae_attendance_ids)
        mails = self._mails_to(self.bruno, "You are enrolled: Small")
        self.assertEqual(len(mails), 1)
        self.assertIn("A seat has become free", mails.body_html)
        self.assertFalse(self._mails_to(self.dora, "You are enrolled"))

    def test_told_also_without_a_schedule_of_messages(self):
        session = self._create_small()
        session.event_mail_ids.unlink()
        first = self._enrol(session, self.alice)
        self._enrol(session, self.bruno)
        first.action_cancel()
        mail = self._mails_to(self.bruno, "You are enrolled: Small")
        self.assertEqual(len(mail), 1)

    def test_more_seats_an_archived_or_deleted_enrolment(self):
        session = self._create_small()
        first = self._enrol(session, self.alice)
        second, third = self._enrol(session, self.bruno), self._enrol(session, self.dora)
        session.with_user(self.advisor).seats_max = 2
        self.assertEqual((second.state, third.state), ("open", "draft"))
        first.active = False
        self.assertEqual(third.state, "open")
        fourth = self._enrol(session, self.sofia)
        self.assertTrue(fourth.cae_waiting)
        second.with_user(self.manager).unlink()
        self.assertEqual(fourth.state, "open")

    def test_nobody_passes_those_who_wait(self):
        session = self._create_small()
        self._enrol(session, self.alice)
        waiting = self._enrol(session, self.bruno)
        # a seat that became free in a way that nobody was told of
        self.env.flush_all()
        self.cr.execute("UPDATE event_event SET seats_max = 2 WHERE id = %s", [session.id])
        session.invalidate_recordset()
        newcomer = self._enrol(session, self.dora)
        self.assertTrue(newcomer.cae_waiting)
        self.assertEqual((waiting.cae_position, newcomer.cae_position), (1, 2))

    def test_no_promotion_once_begun_or_cancelled(self):
        session = self._create_small()
        first, second = self._enrol(session, self.alice), self._enrol(session, self.bruno)
        with freeze_time("2026-03-09 08:00:00"):
            first.action_cancel()
        self.assertTrue(second.cae_waiting)
        other = self._create_small()
        self._enrol(other, self.alice)
        waiting = self._enrol(other, self.bruno)
        other.with_user(self.advisor).action_cancel_session()
        self.assertEqual(waiting.state, "draft")
        for person in (self.alice, self.bruno):
            self.assertTrue(self._mails_to(person, "Cancelled: Small"))

    def test_twice_is_once(self):
        session = self._create_small(2)
        first = self._enrol(session, self.alice)
        self.assertEqual(self._enrol(session, self.alice), first)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.cr.savepoint(),
        ):
            self.env["event.registration"].create(
                {"event_id": session.id, "partner_id": self.alice.partner_id.id}
            )
        first.action_cancel()
        again = self._enrol(session, self.alice)
        self.assertNotEqual(again, first)
        self.assertEqual((again.state, first.state), ("open", "cancel"))

    def test_who_comes_back_waits_behind(self):
        session = self._create_small()
        first = self._enrol(session, self.alice)
        second = self._enrol(session, self.bruno)
        second.with_user(self.advisor).action_cancel()
        third, again = self._enrol(session, self.dora), self._enrol(session, self.bruno)
        self.assertEqual((third.cae_position, again.cae_position), (1, 2))
        first.action_cancel()
        self.assertEqual((third.state, again.state), ("open", "draft"))

    def test_a_seat_over_the_limit_is_refused(self):
        session = self._create_small()
        self._enrol(session, self.alice)
        waiting = self._enrol(session, self.bruno)
        with self.assertRaises(ValidationError), self.cr.savepoint():
            waiting.with_user(self.advisor).action_confirm()
        session.seats_limited = False
        self.assertEqual(waiting.state, "open")

    # ---- who may enrol herself

    def test_the_stage_decides(self):
        session = self._create_session(cae_for_cape=False, cae_for_cesa=True)
        self.assertEqual((self.alice.stage, self.bruno.stage), ("cesa", "cape"))
        self.assertTrue(self._enrol(session, self.alice, by_team=False))
        with self.assertRaisesRegex(UserError, "not for your stage"):
            self._enrol(session, self.bruno, by_team=False)
        events = self.env["event.event"]
        self.assertIn(session, events.search(events._get_portal_domain(self.alice)))
        self.assertNotIn(session, events.search(events._get_portal_domain(self.bruno)))
        self.assertFalse(events.search(events._get_portal_domain(self.env["cae.entrepreneur"])))
        self.bruno._by_method().stage = "former"
        self.assertFalse(events.search(events._get_portal_domain(self.bruno)))

    def test_closed(self):
        events = self.env["event.event"]
        for vals, now, sentence in (
            ({"cae_portal": False}, "2026-03-01 08:00:00", "Enrolment is closed"),
            ({"cae_enrol_until": "2026-03-01"}, "2026-03-02 08:00:00", "Enrolment is closed"),
            ({}, "2026-03-09 08:00:00", "has begun"),
            ({"kanban_state": "cancel"}, "2026-03-01 08:00:00", "was cancelled"),
        ):
            session = self._create_session(**vals)
            with self.subTest(vals=vals, now=now), freeze_time(now):
                with self.assertRaisesRegex(UserError, sentence):
                    self._enrol(session, self.alice, by_team=False)
                self.assertNotIn(session, events.search(events._get_portal_domain(self.alice)))
        # the last day belongs to it: 23:00 in Paris is still 1 March
        session = self._create_session(cae_enrol_until="2026-03-01")
        with freeze_time("2026-03-01 22:00:00"):
            self.assertIn(session, events.search(events._get_portal_domain(self.alice)))
            self.assertTrue(self._enrol(session, self.alice, by_team=False))
        with freeze_time("2026-03-01 23:00:00"):  # midnight in Paris
            self.assertNotIn(session, events.search(events._get_portal_domain(self.bruno)))
            with self.assertRaisesRegex(UserError, "Enrolment is closed"):
                self._enrol(session, self.bruno, by_team=False)

    def test_another_cooperative_s_session(self):
        session = self._create_session(
            company_id=self.other_company.id,
            event_type_id=False,
            cae_territory_id=False,
            cae_portal=True,
        )
        with self.assertRaisesRegex(UserError, "not for your stage"):
            self._enrol(session, self.alice, by_team=False)

    def test_the_person_cancels_until_it_begins(self):
        with freeze_time("2026-03-09 08:00:00"), self.assertRaisesRegex(UserError, "has begun"):
            self.alice_enrolment._cancel_by_person()
        with freeze_time("2026-03-09 07:59:59"):
            self.alice_enrolment._cancel_by_person()
        self.assertEqual(self.alice_enrolment.state, "cancel")
        with self.assertRaisesRegex(UserError, "cancelled already"):
            self.alice_enrolment._cancel_by_person()

    # ---- the team enrols

    def test_many_at_once(self):
        session = self._create_small(2, cae_portal=False)
        guest = self.env["res.partner"].create({"name": "Guest", "email": "guest@example.com"})
        wizard = (
            self.env["cae.enrolment"]
            .with_user(self.advisor)
            .create(
                {
                    "event_id": session.id,
                    "entrepreneur_ids": [Command.set((self.alice | self.bruno).ids)],
                    "partner_ids": [Command.set(guest.ids)],
                }
            )
        )
        self.assertIn("Free seats: 2", wizard.seats_left)
        notice = wizard.action_enrol()
        self.assertIn("2 enrolled, 1 waiting", notice["params"]["message"])
        states = {one.partner_id: one.state for one in session.registration_ids}
        self.assertEqual(states[self.alice.partner_id], "open")
        self.assertEqual(states[guest], "draft")
        with self.assertRaisesRegex(UserError, "at least one person"):
            self.env["cae.enrolment"].create({"event_id": session.id}).action_enrol()

    def test_from_the_file(self):
        self.assertEqual(self.alice.cae_registration_ids, self.alice_enrolment)
        self.assertEqual(self.alice.cae_session_count, 1)
        action = self.env.ref("cae_collectif.cae_enrolment_action_people")
        context = safe_eval(action.context, {"active_ids": self.alice.ids})
        wizard = self.env["cae.enrolment"].with_user(self.advisor).with_context(**context)
        self.assertEqual(wizard.new().entrepreneur_ids._origin, self.alice)

    def test_somebody_came_before_she_had_a_file(self):
        partner = self.env["res.partner"].create({"name": "Nina", "email": "nina@example.com"})
        registration = self.incubator._enrol(partner, by_team=True)
        self.assertFalse(registration.cae_entrepreneur_id)
        file = self.env["cae.entrepreneur"].create(
            {"partner_id": partner.id, "company_id": self.company.id}
        )
        self.assertEqual(registration.cae_entrepreneur_id, file)

    def test_the_timeline(self):
        with freeze_time("2026-03-09 08:30:00"):
            self._sign(self.alice_row)
        alice = self.alice.with_user(self.advisor)
        (event,) = [one for one in alice.timeline if one["model"] == "event.registration"]
        self.assertEqual(event["date"], "2026-03-09")
        self.assertEqual(event["title"], "Incubator of March")
        self.assertIn("1 of 4", event["text"])
        self.assertFalse(
            [
                one
                for one in self.bruno.with_user(self.advisor).timeline
                if one["model"] == "event.registration"
            ]
        )

    # ---- reminders

    def test_messages_before_a_session(self):
        session = self._create_session(date_begin=datetime(2026, 3, 9, 8))
        session._make_half_days()
        registration = self._enrol(session, self.alice)
        schedule = [
            (mail.interval_type, mail.interval_nbr, mail.interval_unit)
            for mail in session.event_mail_ids
        ]
        self.assertEqual(
            sorted(schedule),
            [
                ("after_sub", 0, "now"),
                ("before_event", 1, "days"),
                ("before_event", 2, "hours"),
                ("before_event", 3, "days"),
            ],
        )
        with freeze_time("2026-03-06 08:00:00"):
            session.event_mail_ids.execute()
        self.assertEqual(len(self._mails_to(self.alice, "Reminder: Incubator")), 1)
        with freeze_time("2026-03-09 06:00:00"):
            session.event_mail_ids.execute()
        mail = self._mails_to(self.alice, "Today: Incubator")
        self.assertIn(registration._get_link_token(), mail.body_html)
        # whoever reads the enrolment does not find the link with which she signs
        self.assertFalse(
            registration.message_ids.filtered(lambda one: "/attendance/my/" in (one.body or ""))
        )
