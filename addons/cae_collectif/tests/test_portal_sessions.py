from datetime import timedelta

import vobject
from freezegun import freeze_time

from odoo.tests import tagged

from .pages_common import PagesCommon


@tagged("post_install", "-at_install")
class TestPortalSessions(PagesCommon):
    """Sessions in "My space": one's own, those open to one, those one leads."""

    def test_enrol_wait_and_cancel(self):
        self.authenticate("cae_alice", "cae_alice")
        page = self._open("/my/sessions")
        self.assertIn("Later", self._text(page, "cae_joinable"))
        self.assertIn("Today's exchange", self._text(page, "cae_mine"))
        self.assertIn("Incubator of March", self._text(page, "cae_past"))
        self.assertIn("Half-days attended: 0 of 4", self._text(page, "cae_past"))
        path = f"/my/sessions/{self.later_session.id}"
        self.assertIn("1 free seats of 1", self._text(self._open(path)))
        page = self._post(f"{path}/enrol")
        self.assertTrue(page.xpath("//*[@id='cae_enrolled']"))
        page = self._post(f"{path}/enrol")  # a double click
        registrations = self.later_session.registration_ids
        self.assertEqual(registrations.partner_id, self.alice.partner_id)

        self.authenticate("cae_bruno", "cae_bruno")
        self.assertIn("Full", self._text(self._open("/my/sessions"), "cae_joinable"))
        self.assertIn("Join the waiting list", self._text(self._open(path)))
        page = self._post(f"{path}/enrol")
        self.assertIn("you are on the waiting list", self._text(page, "cae_waiting"))
        self.assertIn("Waiting list, place 1", self._text(self._open("/my/sessions"), "cae_mine"))

        self.authenticate("cae_alice", "cae_alice")
        page = self._post(f"{path}/cancel")
        self.assertTrue(page.xpath("//*[@id='cae_cancelled']"))
        bruno = self.later_session.registration_ids.filtered(
            lambda one: one.partner_id == self.bruno.partner_id
        )
        self.assertEqual((bruno.state, bruno.cae_waiting), ("open", False))
        self.assertIn("Later", self._text(self._open("/my/sessions"), "cae_joinable"))
        again = self._post(f"{path}/cancel")  # in a second window
        self.assertIn("Your enrolment is cancelled", self._text(again, "cae_cancelled"))

    def test_leaving_the_waiting_list_is_called_that(self):
        self.later_session._enrol(self.bruno.partner_id)
        path = f"/my/sessions/{self.later_session.id}"
        self.authenticate("cae_alice", "cae_alice")
        self._post(f"{path}/enrol")
        box = self._text(self._open(path), "cae_cancel")
        self.assertIn("Leave the waiting list", box)
        for words in ("seat", "enrolment"):
            self.assertNotIn(words, box)
        left = self._text(self._post(f"{path}/cancel"), "cae_cancelled")
        self.assertEqual(left, "You are not on the waiting list any more.")

    def test_calendar_file_has_the_half_days(self):
        half_day = self.later_session.cae_half_day_ids
        self.env["cae.half.day"].create(
            {
                "event_id": self.later_session.id,
                "date_begin": half_day.date_end,
                "date_end": half_day.date_end + timedelta(hours=1),
            }
        )
        path = f"/my/sessions/{self.later_session.id}/calendar"
        self.authenticate("cae_alice", "cae_alice")
        self._open(path, 404)
        self.later_session._enrol(self.alice.partner_id)
        answer = self.url_open(path)
        self.assertIn("text/calendar", answer.headers["Content-Type"])
        events = vobject.readOne(answer.text).vevent_list
        self.assertEqual(
            [event.dtstart.value.replace(tzinfo=None) for event in events],
            [half_day.date_begin.replace(microsecond=0), half_day.date_end.replace(microsecond=0)],
        )

    def test_far_half_days_say_nothing_of_signing(self):
        self.later_session._enrol(self.alice.partner_id)
        path = f"/my/sessions/{self.later_session.id}"
        self.authenticate("cae_alice", "cae_alice")
        self.assertNotIn("too early", self._text(self._open(path), "cae_half_days"))
        with freeze_time(self.later.date_begin - timedelta(hours=3)):
            self.assertFalse(self.later._is_far(), "on the day itself it is said")

    def test_mandatory_is_said_to_who_was_at_none_yet(self):
        # a format of which she is enrolled in no session to come
        other = self.format.copy({"name": "Safety"})
        self.incubator.event_type_id = self.later_session.event_type_id = other
        self.later_session.cae_mandatory = True
        path = f"/my/sessions/{self.later_session.id}"
        # enrolled in the session of March, and never there
        self.authenticate("cae_alice", "cae_alice")
        self.assertIn("Mandatory", self._text(self._open("/my/sessions"), "cae_joinable"))
        self.assertIn("Mandatory", self._text(self._open(path)))
        self.alice_row._note_by_team("present", "Seen all morning")
        self.assertNotIn("Mandatory", self._text(self._open("/my/sessions"), "cae_joinable"))
        self.assertNotIn("Mandatory", self._text(self._open(path)))

    def test_programme_before_one_enrols_and_for_who_leads(self):
        half_day = self.later_session.cae_half_day_ids
        half_day.write(
            {
                "title": "Set one's prices",
                "programme": "Bring a quote\nWe look at it together",
            }
        )
        role = self.env["cae.speaker.role"].create({"name": "Host"})
        self.env["cae.session.speaker"].create(
            {
                "event_id": self.later_session.id,
                "partner_id": self.sofia.partner_id.id,
                "role_id": role.id,
            }
        )
        # she leads this half-day, not the evening after
        self.env["cae.half.day"].create(
            {
                "event_id": self.later_session.id,
                "date_begin": self.later_session.date_end,
                "date_end": self.later_session.date_end + timedelta(hours=1),
            }
        )
        self.later_session.cae_speaker_ids.half_day_ids = half_day
        path = f"/my/sessions/{self.later_session.id}"
        for login, page in (("cae_alice", path), ("cae_sofia", f"{path}/lead")):
            self.authenticate(login, login)
            text = self._text(self._open(page), "cae_programme")
            for part in (
                "Set one's prices",
                "Bring a quote",
                "With Sofia Sanz (Host)",
                half_day.name,
            ):
                self.assertIn(part, text)
        half_day.title = False
        self.assertFalse(self._open(path).xpath("//*[@id='cae_programme']"))

    def test_sign_in_my_space(self):
        self.authenticate("cae_alice", "cae_alice")
        home = self._open("/my")
        self.assertIn("Today's exchange", self._text(home, "cae_card_todo"))
        (first, *_others) = home.xpath("//*[@id='cae_cards']/section")
        self.assertEqual(first.get("id"), "cae_card_todo")
        page = self._open(f"/my/sessions/{self.now_session.id}")
        self._post_signature(self._get_call_url(page), "Alice Arnaud")
        row = self._row(self.alice_now, self.now)
        self.assertEqual((row.state, row.method), ("present", "portal"))
        self.assertNotIn("Sign your attendance", self._open("/my").text_content())
        page = self._open(f"/my/sessions/{self.now_session.id}")
        self.assertIn("Signed", self._text(page, "cae_half_days"))

    def test_a_session_that_is_over_waits_to_be_signed_as_long_as_it_can(self):
        begin = self.now.date_begin - timedelta(hours=4)
        over = {"date_begin": begin, "date_end": begin + timedelta(hours=2)}
        self.now_session.write(over)
        self.now.write(over)
        path = f"/my/sessions/{self.now_session.id}"
        for login, address in (("cae_alice", path), ("cae_sofia", f"{path}/lead")):
            self.authenticate(login, login)
            todo = self._open("/my").xpath(f"//*[@id='cae_card_todo']//a[@href='{address}']")
            self.assertEqual(len(todo), 1, login)
            self.assertIn(self.now.name, todo[0].text_content())
        self.now_session.cae_sign_hours_after = 0
        for login in ("cae_alice", "cae_sofia"):
            self.authenticate(login, login)
            self.assertNotIn("Sign your attendance", self._open("/my").text_content())

    def test_another_s_session_and_none_are_alike(self):
        self.later_session.cae_portal = False
        self.authenticate("cae_dora", "cae_dora")
        missing = self._text(self._open("/my/sessions/999999", 404))
        for event in (self.now_session, self.later_session):
            for page in (f"/my/sessions/{event.id}", f"/my/sessions/{event.id}/lead"):
                self.assertEqual(self._text(self._open(page, 404)), missing)
            for action in ("enrol", "cancel"):
                self.assertEqual(
                    self._text(self._post(f"/my/sessions/{event.id}/{action}", 404)), missing
                )
        answer = self._post_signature(f"/my/sessions/{self.now_session.id}/sign/{self.now.id}")
        self.assertIn("not enrolled", answer["error"])
        answer = self._post_signature(f"/my/sessions/{self.now_session.id}/lead/{self.now.id}")
        self.assertIn("do not lead", answer["error"])
        self._open(f"/my/sessions/{2**70}", 404)
        self.assertFalse(
            self.now_session.registration_ids.filtered(
                lambda one: one.partner_id == self.dora.partner_id
            )
        )

    def test_notes_of_the_team_stay_there(self):
        self.now_session.note = "<p>Bruno is not reliable</p>"
        self.now_session.description = "<p>Bring your questions</p>"
        self.authenticate("cae_alice", "cae_alice")
        text = self._text(self._open(f"/my/sessions/{self.now_session.id}"))
        self.assertIn("Bring your questions", text)
        self.assertNotIn("reliable", text)
        self.assertNotIn("Bruno", text)

    def test_who_leads_a_session(self):
        self.authenticate("cae_sofia", "cae_sofia")
        self.assertIn("you lead it", self._text(self._open("/my"), "cae_card_sessions"))
        self.assertIn("Today's exchange", self._text(self._open("/my/sessions"), "cae_led"))
        page = self._open(f"/my/sessions/{self.now_session.id}/lead")
        people = self._text(page, "cae_people")
        for name in ("Alice Arnaud", "Bruno Blin", "Gaston Guest"):
            self.assertIn(name, people)
        self.assertTrue(page.xpath(f"//a[@href='/attendance/show/{self.now.id}']"))
        self._post_signature(self._get_call_url(page), "Sofia Sanz")
        row = self.now.speaker_row_ids
        self.assertEqual((row.state, row.signed_name), ("present", "Sofia Sanz"))
        self.assertEqual(row.signed_by, self.sofia_user)
        page = self._open(f"/my/sessions/{self.now_session.id}/lead")
        self.assertIn("Signed by you", self._text(page, "cae_led_half_days"))
        # she leads it; she is not enrolled, and signs for nobody else
        answer = self._post_signature(f"/my/sessions/{self.now_session.id}/sign/{self.now.id}")
        self.assertIn("not enrolled", answer["error"])
        self._open(f"/my/sessions/{self.later_session.id}/lead", 404)

    def test_without_a_session_there_is_no_card(self):
        (self.now_session | self.later_session).cae_portal = False
        self.authenticate("cae_dora", "cae_dora")
        self.assertFalse(self._open("/my").xpath("//*[@id='cae_card_sessions']"))
        page = self._open("/my/sessions")
        self.assertIn("No other session is open", self._text(page, "cae_joinable"))

    def test_forms_need_their_token(self):
        self.authenticate("cae_alice", "cae_alice")
        for action in ("enrol", "cancel"):
            response = self.url_open(
                f"/my/sessions/{self.later_session.id}/{action}", data={"x": "y"}
            )
            self.assertEqual(response.status_code, 400)
        self.assertFalse(self.later_session.registration_ids)

    def test_a_refusal_is_said(self):
        # it closes between the page and the click
        self.authenticate("cae_alice", "cae_alice")
        self.later_session._enrol(self.alice.partner_id, by_team=True)
        self.env.flush_all()
        self.cr.execute(
            "UPDATE event_event SET date_begin = now() - interval '1 hour' WHERE id = %s",
            [self.later_session.id],
        )
        self.env.invalidate_all()
        page = self._post(f"/my/sessions/{self.later_session.id}/cancel", 400)
        self.assertIn("has begun", self._text(page, "cae_error"))
