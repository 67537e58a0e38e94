from datetime import datetime

import vobject
from freezegun import freeze_time
from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common import AccompanimentCommon


class BookingCommon(AccompanimentCommon):
    """The advisor is open on Tuesdays from 9:00 to 12:00 in Paris; 2 March 2026 is a Monday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls.env.ref("cae_accompagnement.appointment_kind_follow_up")
        cls.advisor.tz = "Europe/Paris"
        cls.openings = cls.env["cae.appointment.opening"].create(
            [
                {
                    "user_id": user.id,
                    "company_id": cls.company.id,
                    "weekday": "1",
                    "hour_from": 9,
                    "hour_to": 12,
                    "place": "Quay 3",
                }
                for user in (cls.advisor, cls.other_advisor)
            ]
        )
        cls.count_before = cls.env["cae.appointment"].search_count([])

    def _slots(self, user=None, advisor=None, person=None):
        user = user or self.alice_user
        Opening = self.env["cae.appointment.opening"].with_user(user)
        slots = Opening._get_free_slots(
            (person or self.alice).with_user(user),
            self.kind.with_user(user),
            (advisor or self.advisor).with_user(user).sudo(),
        )
        return [start for start, _end, _opening in slots]

    def _book(self, start, user=None, person=None, advisor=None, kind=None, wish="Prices", **how):
        user = user or self.alice_user
        return (
            self.env["cae.appointment.opening"]
            .with_user(user)
            ._book(
                (person or self.alice).with_user(user),
                (kind or self.kind).id,
                (advisor or self.advisor).id,
                start,
                wish,
                **how,
            )
        )


@tagged("post_install", "-at_install")
class TestBooking(BookingCommon):
    @freeze_time("2026-03-02 08:00:00")
    def test_free_hours_are_cut_in_slots_of_local_time(self):
        slots = self._slots()
        self.assertEqual(
            slots[:4],
            [datetime(2026, 3, 3, hour) for hour in (8, 9, 10)] + [datetime(2026, 3, 10, 8)],
        )
        # after the change of the clocks on 29 March, 9:00 in Paris is 7:00 in UTC
        self.assertIn(datetime(2026, 3, 31, 7), slots)
        self.assertNotIn(datetime(2026, 3, 31, 10), slots)
        self.assertLessEqual(max(slots), datetime(2026, 4, 13, 23))

    def test_booked_at_least_twelve_hours_ahead(self):
        for now, first in (
            ("2026-03-02 20:00:00", datetime(2026, 3, 3, 8)),
            ("2026-03-02 20:00:01", datetime(2026, 3, 3, 9)),
        ):
            with self.subTest(now=now), freeze_time(now):
                self.assertEqual(self._slots()[0], first)

    @freeze_time("2026-03-02 08:00:00")
    def test_what_is_in_the_calendar_is_taken(self):
        self.env["calendar.event"].create(
            {
                "name": "Dentist",
                "start": "2026-03-03 08:30:00",
                "stop": "2026-03-03 08:45:00",
                "partner_ids": [(6, 0, self.advisor.partner_id.ids)],
            }
        )
        self.env["calendar.event"].create(
            {
                "name": "Holiday",
                "allday": True,
                "start_date": "2026-03-10",
                "stop_date": "2026-03-10",
                "partner_ids": [(6, 0, self.advisor.partner_id.ids)],
                "show_as": "busy",
            }
        )
        self.env["calendar.event"].create(
            {
                "name": "Reminder",
                "start": "2026-03-03 09:00:00",
                "stop": "2026-03-03 10:00:00",
                "partner_ids": [(6, 0, self.advisor.partner_id.ids)],
                "show_as": "free",
            }
        )
        slots = self._slots()
        self.assertEqual(slots[0], datetime(2026, 3, 3, 9))
        self.assertFalse([slot for slot in slots if slot.date().isoformat() == "2026-03-10"])

    @freeze_time("2026-03-02 08:00:00")
    def test_booked_hour_is_not_free_any_more(self):
        start = datetime(2026, 3, 3, 8)
        appointment = self._book(start).sudo()
        self.assertEqual(appointment.entrepreneur_id, self.alice)
        self.assertEqual(appointment.user_id, self.advisor)
        self.assertEqual(appointment.company_id, self.company)
        self.assertTrue(appointment.is_from_portal)
        self.assertEqual((appointment.place, appointment.wish), ("Quay 3", "Prices"))
        self.assertTrue(appointment.calendar_event_id)
        with self.assertRaisesRegex(UserError, "not free any more"):
            self._book(start, self.bruno_user, self.bruno)
        self.assertNotIn(start, self._slots())
        appointment.with_user(self.alice_user)._cancel_by_person()
        self.assertIn(start, self._slots())

    @freeze_time("2026-03-02 08:00:00")
    def test_nobody_books_for_another_or_with_a_strange_advisor(self):
        start = datetime(2026, 3, 3, 8)
        for person, advisor in (
            (self.alice, self.other_advisor),
            (self.alice, self.manager),
            (self.alice, self.alice_user),
        ):
            with self.subTest(advisor=advisor.login), self.assertRaisesRegex(UserError, "whom"):
                self._book(start, person=person, advisor=advisor)
        with self.assertRaises(AccessError):
            self._book(start, person=self.bruno)
        formal = self.env.ref("cae_accompagnement.appointment_kind_formal")
        with self.assertRaisesRegex(UserError, "what for"):
            self._book(start, kind=formal)
        for wrong in (datetime(2026, 3, 3, 8, 30), datetime(2026, 3, 4, 8), datetime(2026, 3, 1)):
            with self.subTest(start=wrong), self.assertRaisesRegex(UserError, "not free"):
                self._book(wrong)

    @freeze_time("2026-03-02 08:00:00")
    def test_three_bookings_at_most(self):
        for start in self._slots()[:3]:
            self._book(start)
        with self.assertRaisesRegex(UserError, "3 appointments already"):
            self._book(self._slots()[0])

    @freeze_time("2026-03-02 08:00:00")
    def test_own_appointment_is_cancelled_until_it_begins(self):
        appointment = self._book(datetime(2026, 3, 3, 8))
        with freeze_time("2026-03-03 08:00:00"), self.assertRaisesRegex(UserError, "past"):
            appointment._cancel_by_person()
        with self.assertRaises(AccessError):
            appointment.with_user(self.bruno_user)._cancel_by_person()
        appointment._cancel_by_person()
        self.assertEqual(appointment.state, "cancelled")

    @freeze_time("2026-03-02 08:00:00")
    def test_second_sending_of_a_booking_makes_no_second_one(self):
        start = datetime(2026, 3, 3, 8)
        appointment = self._book(start)
        self.assertEqual(self._book(start), appointment)
        self.assertEqual(self.env["cae.appointment"].search_count([]), self.count_before + 1)

    @freeze_time("2026-03-02 08:00:00")
    def test_way_to_meet_is_chosen(self):
        self.alice.phone = "06 11 22 33 44"
        called = self._book(datetime(2026, 3, 3, 8), mode="phone").sudo()
        self.assertEqual((called.mode, called.phone), ("phone", "06 11 22 33 44"))
        self.assertFalse(called.place)
        elsewhere = self._book(datetime(2026, 3, 3, 9), mode="phone", phone="02 47 00 00 00")
        self.assertEqual(elsewhere.phone, "02 47 00 00 00")
        seen = self._book(datetime(2026, 3, 3, 10), mode="video")
        self.assertEqual((seen.mode, seen.place), ("video", False))
        self.alice.phone = False
        for phone, sentence in ((None, "number"), ("my mobile", "not a phone number")):
            with self.subTest(phone=phone), self.assertRaisesRegex(UserError, sentence):
                seen._move_by_person(
                    self.alice.with_user(self.alice_user), datetime(2026, 3, 10, 8), "phone", phone
                )

    @freeze_time("2026-03-02 08:00:00")
    def test_own_appointment_is_moved_to_a_free_hour(self):
        appointment = self._book(datetime(2026, 3, 3, 8))
        self._book(datetime(2026, 3, 3, 9), self.bruno_user, self.bruno)
        alice = self.alice.with_user(self.alice_user)
        with self.assertRaisesRegex(UserError, "not free"):
            appointment._move_by_person(alice, datetime(2026, 3, 3, 9))
        with self.assertRaises(AccessError):
            appointment.with_user(self.bruno_user)._move_by_person(
                self.bruno.with_user(self.bruno_user), datetime(2026, 3, 3, 10)
            )
        appointment._move_by_person(alice, datetime(2026, 3, 10, 8), "video")
        self.assertEqual(appointment.date_begin, datetime(2026, 3, 10, 8))
        self.assertEqual(appointment.mode, "video")
        self.assertEqual(
            appointment.sudo().calendar_event_id.start, datetime(2026, 3, 10, 8), "as the calendar"
        )
        told = self.env["mail.message"].search(
            [("model", "=", appointment._name), ("res_id", "=", appointment.id)]
        )
        self.assertIn("has moved", "".join(told.mapped("body")))
        self.assertEqual(
            told.filtered(lambda one: "has moved" in one.body).notified_partner_ids,
            self.advisor.partner_id,
        )
        self.assertIn(datetime(2026, 3, 3, 8), self._slots(), "the hour left is free again")
        with freeze_time("2026-03-10 08:00:00"), self.assertRaisesRegex(UserError, "past"):
            appointment._move_by_person(alice, datetime(2026, 3, 17, 8))

    @freeze_time("2026-03-02 08:00:00")
    def test_moved_appointment_finds_hours_that_overlap_its_own(self):
        self.kind.duration = 2
        appointment = self._book(datetime(2026, 3, 3, 8))
        appointment.sudo().write({"date_begin": datetime(2026, 3, 3, 9)})
        appointment._move_by_person(self.alice.with_user(self.alice_user), datetime(2026, 3, 3, 8))
        self.assertEqual(appointment.date_begin, datetime(2026, 3, 3, 8))


@tagged("post_install", "-at_install")
class TestBookingPortal(BookingCommon, HttpCase):
    def _form(self, url):
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.text)

    def _post(self, url, **values):
        return self.url_open(url, data={"csrf_token": Request.csrf_token(self), **values})

    def _get_starts(self, page):
        return page.xpath("//button[@name='start']/@value")

    def _fill(self, page, **values):
        """Send a form of the page as a browser does, with what it holds; follow it."""
        form = page.xpath("//form[contains(@class, 'o_cae_confirm')]")[0]
        answer = self.url_open(form.get("action"), data={**dict(form.form_values()), **values})
        self.assertEqual(answer.status_code, 200)
        return html.fromstring(answer.text)

    def _get_appointments(self, person=None):
        return self.env["cae.appointment"].search(
            [("person_ids.entrepreneur_id", "=", (person or self.alice).id)], order="id"
        )

    def test_person_books_moves_and_cancels(self):
        self.authenticate("cae_alice", "cae_alice")
        page = self._form("/my/appointments")
        self.assertIn("No appointment is fixed", page.text_content())
        starts = self._get_starts(self._form("/my/appointments/book"))
        choice = f"kind_id={self.kind.id}&advisor_id={self.advisor.id}"
        page = self._form(f"/my/appointments/book?{choice}&start={starts[0]}")
        self.assertIn("Quay 3", page.text_content())
        page = self._fill(page, wish="Prices", mode="phone", phone="06 11 22 33 44")
        self.assertIn("Your appointment is booked", page.text_content())
        appointment = self._get_appointments()
        self.assertEqual((appointment.wish, appointment.phone), ("Prices", "06 11 22 33 44"))
        self.assertIn(self.advisor.name, page.text_content())
        self.assertIn("1 hour", page.text_content())
        page = self._form(f"/my/appointments/book?move={appointment.id}")
        page = self._form(f"/my/appointments/book?move={appointment.id}&start={starts[1]}")
        page = self._fill(page)
        self.assertIn("Your appointment is moved", page.text_content())
        self.assertEqual(appointment.date_begin.strftime("%Y-%m-%dT%H:%M"), starts[1])
        self.assertEqual(appointment.mode, "phone", "as before, unless another way is chosen")
        self.assertEqual(self._get_appointments(), appointment)
        for _time in range(2):  # once in each of two tabs
            answer = self._post(f"/my/appointments/{appointment.id}/cancel")
            self.assertIn("Your appointment is cancelled", answer.text)
        self.assertEqual(appointment.state, "cancelled")

    def test_hour_taken_is_for_what_is_chosen(self):
        """The kind and the person chosen count, also when the hours shown were another's."""
        other = self.env["cae.appointment.kind"].create({"name": "Accounts", "is_bookable": True})
        self.alice.second_advisor_ids = self.other_advisor
        self.authenticate("cae_alice", "cae_alice")
        page = self._form("/my/appointments/book")
        form = page.xpath("//form[contains(@class, 'o_cae_booking')]")[0]
        values = dict(form.form_values())
        self.assertEqual(int(values["kind_id"]), self.kind.id)
        # what a browser sends when one chooses in the lists, then touches an hour
        values |= {"kind_id": other.id, "advisor_id": self.other_advisor.id}
        query = "&".join(f"{name}={value}" for name, value in values.items())
        page = self._form(f"{form.get('action')}?{query}&start={self._get_starts(page)[0]}")
        self.assertIn("Accounts", page.text_content())
        self._fill(page)
        appointment = self._get_appointments()
        self.assertEqual((appointment.kind_id, appointment.user_id), (other, self.other_advisor))

    def test_limit_is_told_before_anything_is_filled_in(self):
        for start in self._slots()[:3]:
            self._book(start)
        self.authenticate("cae_alice", "cae_alice")
        for url in ("/my/appointments", "/my/appointments/book"):
            with self.subTest(url=url):
                page = self._form(url)
                self.assertIn(
                    "3 appointments already", page.xpath("//*[@id='cae_limit']")[0].text_content()
                )
                self.assertFalse(self._get_starts(page))
        self.assertFalse(
            self._form("/my/appointments").xpath("//header/a[contains(@href, 'book')]")
        )
        moved = self._get_appointments()[0]
        page = self._form(f"/my/appointments/book?move={moved.id}")
        self.assertTrue(self._get_starts(page), "moving one is possible all the same")

    def test_calendar_file_of_own_appointment_only(self):
        appointment = self._book(self._slots()[0])
        other = self._book(self._slots()[0], self.bruno_user, self.bruno)
        self.authenticate("cae_alice", "cae_alice")
        answer = self.url_open(f"/my/appointments/{appointment.id}/calendar")
        self.assertIn("text/calendar", answer.headers["Content-Type"])
        event = vobject.readOne(answer.text).vevent
        self.assertEqual(event.dtstart.value.replace(tzinfo=None), appointment.date_begin)
        self.assertEqual(event.dtend.value.replace(tzinfo=None), appointment.date_end)
        self.assertEqual(event.location.value, "Quay 3")
        self.assertIn(self.advisor.name, event.summary.value)
        for number in (other.id, 999999):
            answer = self.url_open(f"/my/appointments/{number}/calendar")
            self.assertEqual(answer.status_code, 404)

    def test_neighbour_and_nothing_answer_alike(self):
        appointment = (
            self.env["cae.appointment"]
            .with_user(self.advisor)
            .create(
                {
                    "kind_id": self.kind.id,
                    "person_ids": [(0, 0, {"entrepreneur_id": self.bruno.id})],
                }
            )
        )
        self.authenticate("cae_alice", "cae_alice")
        answers = [
            self._post(f"/my/appointments/{number}/cancel") for number in (appointment.id, 999999)
        ]
        self.assertEqual([answer.status_code for answer in answers], [404, 404])
        self.assertEqual(appointment.state, "planned")

    def test_bad_values_get_a_sentence(self):
        self.authenticate("cae_alice", "cae_alice")
        page = self._form("/my/appointments/book")
        for values in ({}, {"start": "tomorrow"}, {"start": "2026-03-03T08:00", "kind_id": "x"}):
            with self.subTest(values=values):
                answer = self._post("/my/appointments/book", wish="Words", **values)
                self.assertIn("alert-danger", answer.text)
        start = self._get_starts(page)[0]
        page = self._form(
            f"/my/appointments/book?kind_id={self.kind.id}&advisor_id={self.advisor.id}&start={start}"
        )
        page = self._fill(page, wish="Kept words", mode="phone", phone="none")
        self.assertIn("not a phone number", page.text_content())
        self.assertIn("Kept words", page.text_content())
        self.assertFalse(
            self.env["cae.appointment"].search([("person_ids.entrepreneur_id", "=", self.alice.id)])
        )
