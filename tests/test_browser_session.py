from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .browser import PHONE, WIDE, BrowserCase
from .plays import plays

# Of the example cooperative (cae_demo): passwords equal the logins.
ADVISOR, PERSON, LEADER = "accompagnatrice", "entrepreneuse", "voisin"


@tagged("post_install", "-at_install")
class TestBrowserSession(BrowserCase):
    """Enrol in "My space", show the code, sign on a phone: each step by the one who makes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        users = cls.env["res.users"]
        cls.person = users.search([("login", "=", PERSON)]).partner_id
        cls.leader = users.search([("login", "=", LEADER)]).partner_id
        cls.advisor = users.search([("login", "=", ADVISOR)])

    def _make_session(self, name, hours):
        """Return a session that begins in so many hours, led by the neighbour, open to all."""
        begin = fields.Datetime.now() + timedelta(hours=hours)
        session = self.env["event.event"].create(
            {
                "name": name,
                "cae_collective": True,
                "company_id": self.advisor.company_id.id,
                "user_id": self.advisor.id,
                "date_begin": begin,
                "date_end": begin + timedelta(hours=2),
                "date_tz": "Europe/Paris",
                "cae_portal": True,
                "cae_for_cape": True,
                "cae_for_cesa": True,
                "cae_for_associate": True,
                "seats_limited": True,
                "seats_max": 4,
            }
        )
        self.env["cae.half.day"].create(
            {"event_id": session.id, "date_begin": begin, "date_end": begin + timedelta(hours=2)}
        )
        self.env["cae.session.speaker"].create(
            {"event_id": session.id, "partner_id": self.leader.id}
        )
        return session

    def _sign_in_dialog(self, browser):
        browser.click("#cae_open_sign")
        browser.page.wait_for_selector("#cae_sign_dialog.show canvas")
        browser.click("#cae_sign_dialog .o_portal_sign_submit")

    def _read_code(self, session, width=WIDE):
        """The one who leads opens the code from "My space"; returns the address behind it."""
        half_day = session.cae_half_day_ids
        with self.browse(LEADER, f"/my/sessions/{session.id}/lead", width=width) as leader:
            self.assertIn("Maud Lacroix", leader.text("#cae_people"))
            leader.page.wait_for_selector(f"a[href='/attendance/show/{half_day.id}']")
            self.assertLessEqual(leader.overflows(), 0)
            leader.page.goto(f"/attendance/show/{half_day.id}")
            leader.page.wait_for_selector(".o_cae_code_image:visible")
            self.assertIn("0 sur 1 ont signé", leader.text(".o_cae_show_count"))
            self.assertLessEqual(leader.overflows(), 0)
        # what a phone reads in the picture
        return half_day._get_code_url()

    def _enrol(self, session, width=WIDE):
        name = session.name
        with self.browse(PERSON, "/my", width=width) as person:
            person.click("#cae_card_sessions .o_cae_card_link")
            person.page.wait_for_selector("#cae_joinable")
            person.click(f"#cae_joinable a:has-text('{name}')")
            person.click("#cae_enrol button[type=submit]")
            person.page.wait_for_selector("#cae_enrolled")
            self.assertLessEqual(person.overflows(), 0)
        self.env.invalidate_all()
        registration = session.registration_ids
        self.assertEqual((registration.partner_id, registration.state), (self.person, "open"))
        return registration

    def _go_on(self, session, width):
        """From the enrolment to the signature, on a screen of this width."""
        registration = self._enrol(session, width)
        # the hour has come
        begin = fields.Datetime.now() - timedelta(minutes=5)
        session.write({"date_begin": begin, "date_end": begin + timedelta(hours=2)})
        session.cae_half_day_ids.write(
            {"date_begin": begin, "date_end": begin + timedelta(hours=2)}
        )
        url, name = self._read_code(session, width), session.name
        with self.browse(PERSON, url[url.index("/attendance") :], width=PHONE) as phone:
            phone.page.wait_for_selector("#cae_sign")
            self.assertIn(name, phone.text())
            self.assertLessEqual(phone.overflows(), 0)
            self._sign_in_dialog(phone)
            phone.page.wait_for_selector("#cae_all_signed")
        self.env.invalidate_all()
        row = registration.cae_attendance_ids
        self.assertEqual((row.state, row.method), ("present", "qr"))
        self.assertFalse(row._verify_proof())
        with self.browse(ADVISOR, f"/odoo/cae-attendance/{row.id}", width=width) as advisor:
            advisor.page.wait_for_selector(".o_form_view .o_field_widget[name=signed_name]")
            self.assertIn("Maud Lacroix", advisor.text(".o_form_view"))
            self.assertIn("Code dans la salle", advisor.text(".o_form_view"))

    @plays("person", "S'inscrire à une session et signer sa présence")
    def test_enrol_and_sign_at_a_desk(self):
        self._go_on(self._make_session("Rencontre du midi", 2), WIDE)

    def test_enrol_and_sign_on_a_phone(self):
        self._go_on(self._make_session("Rencontre du soir", 2), PHONE)

    def test_attendance_is_noted_in_a_touch_for_one_and_two_for_all(self):
        session = self._make_session("Rencontre de ce matin", -3)
        for name in ("Maud Lacroix", "Thomas Girard", "Lucie Pelletier"):
            session._enrol(self.env["res.partner"].search([("name", "=", name)]), by_team=True)
        half_day = session.cae_half_day_ids
        rows = half_day.attendance_ids
        with self.browse(ADVISOR, f"/odoo/cae-half-days/{half_day.id}") as advisor:
            advisor.press("action_open_attendance")
            page = advisor.page
            page.wait_for_selector(".o_list_view .o_data_row >> nth=2")
            before = advisor.clicks
            with page.expect_response("**/action_note_present"):
                advisor.click(".o_data_row:has-text('Maud') button[name=action_note_present]")
            self.assertEqual(advisor.clicks - before, 1)
            page.wait_for_selector(".o_data_row:has-text('Maud'):has-text('Noté par')")
            advisor.click("thead .o_list_record_selector input")
            with page.expect_response("**/action_note_present"):
                advisor.click(".o_control_panel button[name=action_note_present]")
            self.assertEqual(advisor.clicks - before, 3)
        self.env.invalidate_all()
        self.assertEqual(set(rows.mapped("state")), {"present"})
        self.assertEqual(set(rows.mapped("method")), {"staff"})

    def test_early_one_is_told_when(self):
        session = self._make_session("Rencontre de demain", 26)
        registration = session._enrol(self.person, by_team=True)
        with self.browse(PERSON, f"/my/sessions/{session.id}", width=PHONE) as person:
            self.assertIn("À venir", person.text("#cae_half_days"))
            self.assertFalse(person.page.locator("#cae_open_sign").count())
            self.assertLessEqual(person.overflows(), 0)
        half_day = session.cae_half_day_ids
        with self.browse(LEADER, f"/attendance/show/{half_day.id}") as leader:
            self.assertIn("Il est trop tôt", leader.text(".o_cae_code_problem"))
            self.assertFalse(leader.page.locator(".o_cae_code_image:visible").count())
        self.assertEqual(registration.cae_attendance_ids.state, "expected")
