from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.addons.mail.tests.common import MailCase
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import AccompanimentCommon


@tagged("post_install", "-at_install")
class TestAppointment(AccompanimentCommon, MailCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.follow_up = cls.env.ref("cae_accompagnement.appointment_kind_follow_up")
        cls.thematic = cls.env.ref("cae_accompagnement.appointment_kind_thematic")

    def _plan(self, people, begin="2026-03-02 09:00:00", **values):
        people = people if isinstance(people, list) else [people]
        return (
            self.env["cae.appointment"]
            .with_user(self.advisor)
            .create(
                {
                    "kind_id": (self.follow_up if len(people) == 1 else self.thematic).id,
                    "person_ids": [Command.create({"entrepreneur_id": one.id}) for one in people],
                    "date_begin": begin,
                    **values,
                }
            )
        )

    @freeze_time("2026-03-01 08:00:00")
    def test_planned_appointment_is_in_the_calendar(self):
        appointment = self._plan(self.alice, place="Quay 3")
        event = appointment.calendar_event_id
        self.assertEqual(event.start, datetime(2026, 3, 2, 9))
        self.assertEqual(event.stop, datetime(2026, 3, 2, 10))
        self.assertEqual(event.location, "Quay 3")
        self.assertEqual(event.partner_ids, self.advisor.partner_id | self.alice.partner_id)
        self.assertEqual(event.user_id, self.advisor)
        self.assertEqual(event.privacy, "private")
        appointment.write({"date_begin": "2026-03-03 14:00:00", "duration": 2})
        self.assertEqual(event.start, datetime(2026, 3, 3, 14))
        self.assertEqual(event.stop, datetime(2026, 3, 3, 16))
        appointment.action_cancel()
        self.assertFalse(event.exists())

    @freeze_time("2026-03-01 08:00:00")
    def test_who_meets_whom_is_told_to_who_takes_part(self):
        """Also when the advisor works in another cooperative too."""
        self.advisor.company_ids |= self.other_company
        event = self._plan(self.alice).calendar_event_id.sudo()
        rows = event.attendee_ids
        asked = [("id", "=", event.id)]
        for user, seen, told in (
            (self.advisor, True, True),
            (self.accountant, True, False),
            (self.manager, True, False),
            (self.other_accountant, False, False),
        ):
            with self.subTest(user=user.login):
                theirs = event.with_user(user)
                self.assertEqual(bool(theirs.search(asked)), seen)
                for condition in (
                    ("name", "ilike", "Alice"),
                    ("partner_ids", "in", self.alice.partner_id.ids),
                ):
                    self.assertEqual(bool(theirs.search([*asked, condition])), told)
                found = rows.with_user(user).search([("event_id", "=", event.id)])
                self.assertEqual(found, rows if told else rows.browse())

    def test_appointment_is_proposed_when_people_work(self):
        Appointment = self.env["cae.appointment"].with_user(self.advisor)
        self.advisor.tz = "Europe/Paris"
        for now, proposed in (
            ("2026-03-02 09:20:00", datetime(2026, 3, 2, 10)),
            ("2026-03-07 21:15:00", datetime(2026, 3, 9, 8)),
        ):
            with freeze_time(now):
                self.assertEqual(Appointment.new({}).date_begin, proposed)

    def test_the_link_of_a_call_is_one_that_a_browser_only_opens(self):
        """The person clicks on it in her space."""
        for url in ("javascript:alert(document.cookie)", "visio.example.com", "https://a b"):
            with self.subTest(url=url), self.assertRaisesRegex(ValidationError, "is not a link"):
                self._plan(self.alice, video_url=url)
        self._plan(self.alice, video_url="https://visio.example.com/room")

    def _fill_in(self, context=None, person=None):
        """Return an appointment made through the form, as an advisor does."""
        appointments = self.env["cae.appointment"].with_user(self.advisor)
        with Form(appointments.with_context(**(context or {}))) as form:
            if person:
                form.entrepreneur_id = person
            self.assertEqual(form.entrepreneur_id, self.alice)
        return form.record

    def test_appointment_with_one_person_is_made_through_the_form(self):
        """By a click in the agenda, in the list, from the file and from who is to be met."""
        self.alice._by_method().stage = "cape"
        rhythm = self.alice.rhythm_ids[:1].with_user(self.advisor)
        self.assertTrue(rhythm)
        held = self._plan(self.alice, "2026-02-20 09:00:00")
        held.action_hold()
        ways = {
            "agenda": ({"default_date_begin": "2026-03-05 09:00:00"}, self.alice),
            "list": ({}, self.alice),
            "people to meet": (rhythm.action_plan()["context"], None),
            "file": ({"default_entrepreneur_id": self.alice.id}, None),
            "next": (held.action_fix_next()["context"], None),
        }
        for way, (context, chosen) in ways.items():
            with self.subTest(way=way):
                appointment = self._fill_in(context, chosen)
                self.assertEqual(appointment.person_ids.entrepreneur_id, self.alice)
                self.assertEqual(appointment.entrepreneur_id, self.alice)
                self.assertIn(
                    self.alice.partner_id, appointment.sudo().calendar_event_id.partner_ids
                )

    def test_another_kind_keeps_the_person(self):
        coaching = self.env.ref("cae_accompagnement.appointment_kind_coaching")
        appointments = self.env["cae.appointment"].with_user(self.advisor)
        with Form(appointments) as form:
            form.entrepreneur_id = self.alice
            for kind in (coaching, self.thematic, self.follow_up):
                form.kind_id = kind
            self.assertEqual(form.entrepreneur_id, self.alice)
        appointment = form.record
        with Form(appointment) as form:
            form.kind_id = coaching
            self.assertEqual(form.entrepreneur_id, self.alice)
        with Form(appointment) as form:
            form.kind_id = self.thematic
        self.assertEqual(appointment.person_ids.entrepreneur_id, self.alice)
        self.assertFalse(appointment.entrepreneur_id)
        with Form(appointment) as form:
            form.kind_id = self.follow_up
            form.entrepreneur_id = self.bruno
        self.assertEqual(appointment.person_ids.entrepreneur_id, self.bruno)

    def test_one_person_is_not_taken_out(self):
        appointment = self._plan(self.alice)
        with self.assertRaisesRegex(ValidationError, "at least one person"):
            appointment.entrepreneur_id = False

    @freeze_time("2026-03-01 08:00:00")
    def test_moved_in_the_calendar_the_appointment_moves(self):
        appointment = self._plan(self.alice)
        appointment.calendar_event_id.with_user(self.advisor).write(
            {"start": "2026-03-05 13:00:00", "stop": "2026-03-05 13:30:00"}
        )
        self.assertEqual(appointment.date_begin, datetime(2026, 3, 5, 13))
        self.assertEqual(appointment.duration, 0.5)
        self.assertEqual(appointment.date_end, datetime(2026, 3, 5, 13, 30))

    @freeze_time("2026-03-01 08:00:00")
    def test_nobody_names_the_event_of_another(self):
        foreign = self._plan(self.bruno).calendar_event_id
        appointment = self._plan(self.alice)
        Appointment = self.env["cae.appointment"].with_user(self.advisor)
        for act in (
            lambda: appointment.write({"calendar_event_id": foreign.id}),
            lambda: self._plan(self.alice, calendar_event_id=foreign.id),
        ):
            with self.assertRaises(AccessError):
                act()
        proposed = Appointment.with_context(default_calendar_event_id=foreign.id).create(
            {"person_ids": [Command.create({"entrepreneur_id": self.alice.id})]}
        )
        self.assertNotEqual(proposed.calendar_event_id, foreign)

    @freeze_time("2026-03-01 08:00:00")
    def test_held_only_once_it_has_begun(self):
        appointment = self._plan(self.alice, "2026-03-01 08:00:01")
        with self.assertRaisesRegex(UserError, "has not begun"):
            appointment.action_hold()
        appointment.date_begin = "2026-03-01 08:00:00"
        appointment.action_hold()
        self.assertEqual(
            (appointment.state, appointment.person_ids.attendance), ("held", "present")
        )

    @freeze_time("2026-03-01 08:00:00")
    def test_each_person_of_a_collective_appointment_came_or_not(self):
        appointment = self._plan([self.alice, self.bruno], "2026-02-20 09:00:00")
        self.assertFalse(appointment.entrepreneur_id)
        absent = appointment.person_ids.filtered(lambda one: one.entrepreneur_id == self.bruno)
        absent.attendance = "excused"
        appointment.action_hold()
        self.assertEqual(appointment.state, "held")
        self.assertEqual(absent.attendance, "excused")
        appointment.action_plan_again()
        appointment.action_miss()
        self.assertEqual(set(appointment.person_ids.mapped("attendance")), {"absent"})

    @freeze_time("2026-03-01 08:00:00")
    def test_over_and_not_noted_is_found(self):
        over = self._plan(self.alice, "2026-03-01 07:00:00")
        running = self._plan(self.bruno, "2026-03-01 07:00:01")
        found = self.env["cae.appointment"].search([("is_to_close", "=", True)])
        self.assertIn(over, found)
        self.assertNotIn(running, found)
        self.assertEqual((over | running).mapped("is_to_close"), [True, False])
        others = self.env["cae.appointment"].search([("is_to_close", "=", False)])
        self.assertIn(running, others)
        self.assertNotIn(over, others)

    @freeze_time("2026-03-01 08:00:00")
    def test_bad_appointments_are_refused_in_words(self):
        with self.assertRaisesRegex(ValidationError, "at least one person"):
            self.env["cae.appointment"].create({"kind_id": self.follow_up.id, "person_ids": []})
        with self.assertRaisesRegex(ValidationError, "with one person"):
            self._plan([self.alice, self.bruno], kind_id=self.follow_up.id)
        for act in (
            lambda: self._plan(self.alice).write({"state": "held"}),
            lambda: self._plan(self.alice, state="held"),
            lambda: (
                self._plan(self.alice)
                .with_context(cae_appointment_sync=True)
                .write({"state": "held"})
            ),
        ):
            with self.assertRaisesRegex(UserError, "buttons"):
                act()
        held = self._plan(self.alice, "2026-02-20 09:00:00")
        held.action_hold()
        with self.assertRaisesRegex(UserError, "it stays"):
            held.unlink()

    @freeze_time("2026-03-01 08:00:00")
    def test_cancelling_tells_the_people_when_it_was_to_come(self):
        coming, past = self._plan(self.alice), self._plan(self.bruno, "2026-02-20 09:00:00")
        with self.mock_mail_gateway():
            coming.action_cancel()
            past.action_cancel()
        self.assertSentEmail(
            self.advisor.email_formatted,
            [self.alice.partner_id],
            subject="Your appointment is cancelled",
        )
        self.assertEqual(len(self._mails), 1)

    @freeze_time("2026-03-01 08:00:00")
    def test_next_one_is_fixed_at_the_end(self):
        appointment = self._plan(self.alice, "2026-02-20 09:00:00", place="Quay 3")
        appointment.action_hold()
        action = appointment.action_fix_next()
        following = (
            self.env["cae.appointment"]
            .with_user(self.advisor)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(following.entrepreneur_id, self.alice)
        self.assertEqual(following.date_begin, appointment.date_begin + timedelta(weeks=4))
        self.assertEqual(following.previous_id, appointment)
        self.assertEqual(following.place, "Quay 3")

    @freeze_time("2026-03-01 08:00:00")
    def test_rights_of_each_role(self):
        appointment = self._plan(self.alice)
        common = self._plan([self.alice, self.dora])
        for role, own, shared in (
            ("advisor", "rwcu", "rwcu"),
            ("manager", "rwcu", "rwcu"),
            ("other_advisor", "", "rwcu"),
            ("alice_user", "r", "r"),
            ("dora_user", "", "r"),
            ("bruno_user", "", ""),
            ("accountant", "", ""),
            ("employee", "", ""),
            ("other_accountant", "", ""),
        ):
            user = getattr(self, role)
            for record, allowed in ((appointment, own), (common, shared)):
                for letter, operation in zip(
                    "rwcu", ("read", "write", "create", "unlink"), strict=True
                ):
                    with self.subTest(role=role, operation=operation, record=record.kind_id.name):
                        self.assertEqual(
                            record.with_user(user).has_access(operation), letter in allowed
                        )
        lines = self.env["cae.appointment.person"].with_user(self.alice_user)
        found = lines.search([("appointment_id", "=", common.id)])
        self.assertEqual(found.entrepreneur_id.ids, self.alice.ids, "who else comes is not hers")
        with self.assertRaises(AccessError):
            (common.person_ids - found.sudo()).with_user(self.alice_user).read(["entrepreneur_id"])

    @freeze_time("2026-03-01 08:00:00")
    def test_next_one_is_to_come_even_when_noted_long_afterwards(self):
        for begin, proposed in (
            ("2026-02-20 09:00:00", "2026-03-20 09:00:00"),
            ("2026-01-06 09:00:00", "2026-03-03 09:00:00"),
        ):
            with self.subTest(begin=begin):
                context = self._plan(self.alice, begin=begin).action_fix_next()["context"]
                self.assertEqual(context["default_date_begin"], proposed)

    @freeze_time("2026-03-01 08:00:00")
    def test_next_one_of_several_is_fixed_with_those_whom_others_follow(self):
        held = self._plan([self.alice, self.dora], begin="2026-02-20 09:00:00")
        self.assertFalse(self.dora.with_user(self.advisor).has_access("read"))
        action = held.action_fix_next()
        appointments = self.env["cae.appointment"].with_user(self.advisor)
        with Form(appointments.with_context(**action["context"])) as form:
            form.date_begin = "2026-03-25 09:00:00"
            form.duration = 3
        self.assertEqual(form.record.person_ids.sudo().entrepreneur_id, self.alice | self.dora)

    @freeze_time("2026-03-01 08:00:00")
    def test_rights_on_the_hours_open_to_booking(self):
        own = self.env["cae.appointment.opening"].with_user(self.advisor).create({"weekday": "1"})
        self.assertEqual(own.user_id, self.advisor)
        for role, allowed in (
            ("advisor", True),
            ("manager", True),
            ("other_advisor", False),
            ("accountant", False),
            ("alice_user", False),
        ):
            with self.subTest(role=role):
                self.assertEqual(own.with_user(getattr(self, role)).has_access("write"), allowed)
        with self.assertRaisesRegex(ValidationError, "overlap"):
            own.copy({"hour_from": 11.5, "hour_to": 13})
        with self.assertRaises(AccessError):
            self.env["cae.appointment.opening"].with_user(self.other_advisor).create(
                {"user_id": self.advisor.id}
            )

    @freeze_time("2026-03-01 08:00:00")
    def test_nothing_personal_is_left_after_anonymisation(self):
        appointment = self._plan(self.alice, name="Her debts", wish="Talk about debts")
        self.env["cae.competency.assessment"].create({"entrepreneur_id": self.alice.id})
        event = appointment.calendar_event_id
        self.alice._anonymise({"file"})
        self.assertFalse(event.exists())
        self.assertFalse(appointment.name or appointment.wish)
        self.assertFalse(
            self.env["cae.competency.assessment"].search([("entrepreneur_id", "=", self.alice.id)])
        )
        self.assertTrue(appointment.exists(), "the day counts in the statistics")

    @freeze_time("2026-03-01 08:00:00")
    def test_queries_of_the_list_do_not_grow(self):
        listed = self.env["cae.appointment"].with_user(self.advisor)
        specification = {
            "date_begin": {},
            "is_to_close": {},
            "person_ids": {"fields": {"display_name": {}}},
            "kind_id": {"fields": {"display_name": {}}},
            "tag_ids": {"fields": {"display_name": {}, "color": {}}},
            "user_id": {"fields": {"display_name": {}}},
            "state": {},
        }
        counts = []
        for size in (10, 50):
            made = self.env["cae.appointment"].concat(
                *(
                    self._plan(
                        self.alice, fields.Datetime.now() + timedelta(days=number, weeks=size)
                    )
                    for number in range(size)
                )
            )
            domain = [("id", "in", made.ids)]
            listed.web_search_read(domain, specification)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            listed.web_search_read(domain, specification)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def _remind(self):
        self.env.flush_all()
        with (
            self.mock_mail_gateway(),
            self.enter_registry_test_mode(),
            self.registry.cursor() as cr,  # the job commits, which a test's own cursor must not
        ):
            self.env(cr=cr)["cae.appointment"]._cron_remind()
        self.env.invalidate_all()
        return [mail["email_to"] for mail in self._mails]

    def test_people_are_reminded_once_at_the_day_before(self):
        self.follow_up.reminder_days = 1
        with freeze_time("2026-02-20 08:00:00"):
            appointment = self._plan(self.alice)
            called_off = self._plan(self.bruno)
            held = self._plan(self.bruno, begin="2026-02-20 07:00:00")
            held.action_hold()
            self.env.cr.execute(
                "UPDATE cae_appointment SET create_date = %s WHERE id IN %s",
                ["2026-02-20 08:00:00", (appointment | called_off | held)._ids],
            )
            self.env.invalidate_all()
            called_off.action_cancel()
        with freeze_time("2026-03-01 08:59:59"):
            self.assertFalse(self._remind())
        with freeze_time("2026-03-01 09:00:00"):
            self.assertEqual(len(self._remind()), 1)
            self.assertTrue(appointment.reminded_on)
            self.assertFalse(self._remind())
            appointment.date_begin = "2026-03-10 09:00:00"
            self.assertFalse(self._remind())
        with freeze_time("2026-03-09 10:00:00"):
            self.assertEqual(len(self._remind()), 1)
        self.follow_up.reminder_days = 0
        with freeze_time("2026-03-09 11:00:00"):
            appointment._by_method().reminded_on = False
            self.assertFalse(self._remind())

    def test_who_has_just_booked_is_not_reminded(self):
        self.follow_up.reminder_days = 3
        appointment = self._plan(self.alice, begin=datetime.now() + timedelta(days=2))
        self.assertNotIn(appointment, self.env["cae.appointment"]._find_to_remind())
