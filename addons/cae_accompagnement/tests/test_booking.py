from datetime import datetime

from freezegun import freeze_time
from lxml import html

from odoo.exceptions import AccessError, UserError
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

    def _slots(self, user=None, advisor=None, person=None):
        user = user or self.alice_user
        Opening = self.env["cae.appointment.opening"].with_user(user)
        slots = Opening._get_free_slots(
            (person or self.alice).with_user(user),
            self.kind.with_user(user),
            (advisor or self.advisor).with_user(user).sudo(),
        )
        return [start for start, _end, _opening in slots]

    def _book(self, start, user=None, person=None, advisor=None, kind=None, wish="Prices"):
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


@tagged("post_install", "-at_install")
class TestBookingPortal(BookingCommon, HttpCase):
    def _form(self, url):
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.text)

    def _post(self, url, page, **values):
        token = page.xpath("//input[@name='csrf_token']/@value")[0]
        return self.url_open(url, data={"csrf_token": token, **values})

    def test_person_books_sees_and_cancels(self):
        self.authenticate("cae_alice", "cae_alice")
        page = self._form("/my/appointments")
        self.assertIn("No appointment is fixed", page.text_content())
        page = self._form("/my/appointments/book")
        starts = page.xpath("//input[@name='start']/@value")
        self.assertTrue(starts)
        answer = self._post(
            "/my/appointments/book",
            page,
            kind_id=self.kind.id,
            advisor_id=self.advisor.id,
            start=starts[0],
            wish="Prices",
        )
        self.assertIn("Your appointment is booked", answer.text)
        appointment = self.env["cae.appointment"].search(
            [("person_ids.entrepreneur_id", "=", self.alice.id)]
        )
        self.assertEqual(appointment.wish, "Prices")
        page = self._form("/my/appointments")
        self.assertIn(self.advisor.name, page.text_content())
        answer = self._post(f"/my/appointments/{appointment.id}/cancel", page)
        self.assertIn("Your appointment is cancelled", answer.text)
        self.assertEqual(appointment.state, "cancelled")

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
        page = self._form("/my/appointments/book")
        answers = [
            self._post(f"/my/appointments/{number}/cancel", page)
            for number in (appointment.id, 999999)
        ]
        self.assertEqual([answer.status_code for answer in answers], [404, 404])
        self.assertEqual(appointment.state, "planned")

    def test_bad_values_get_a_sentence(self):
        self.authenticate("cae_alice", "cae_alice")
        page = self._form("/my/appointments/book")
        for values in ({}, {"start": "tomorrow"}, {"start": "2026-03-03T08:00", "kind_id": "x"}):
            with self.subTest(values=values):
                answer = self._post("/my/appointments/book", page, wish="Kept words", **values)
                self.assertIn("alert-danger", answer.text)
                self.assertIn("Kept words", answer.text)
        self.assertFalse(
            self.env["cae.appointment"].search([("person_ids.entrepreneur_id", "=", self.alice.id)])
        )
