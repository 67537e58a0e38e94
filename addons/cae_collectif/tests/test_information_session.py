from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import SessionCommon


@tagged("post_install", "-at_install")
class TestInformationSession(SessionCommon):
    """Somebody who asks for a first meeting comes to a session before they have a file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enterClassContext(freeze_time("2026-02-01 08:00:00"))
        cls.company.cae_information_sessions = True
        cls.session = cls._create_session(
            name="Information in March",
            date_end=datetime(2026, 3, 9, 10),
            cae_for_candidate=True,
            seats_limited=True,
            seats_max=1,
        )
        cls.session._make_half_days()
        cls.nora, cls.omar = (
            cls.env["crm.lead"].create(
                {
                    "cae_intake": True,
                    "name": name,
                    "email_from": email,
                    "company_id": cls.company.id,
                    "cae_territory_id": cls.territory.id,
                }
            )
            for name, email in (("Nora Petit", "nora@example.com"), ("Omar Roy", "o@example.com"))
        )

    def _enrol(self, lead):
        lead.with_user(self.advisor).cae_session_id = self.session
        return lead.cae_registration_ids.filtered(lambda one: one.state != "cancel")

    def _mails_to(self, email, subject):
        self.session.event_mail_ids.execute()
        return (
            self.env["mail.mail"]
            .sudo()
            .search([("email_to", "ilike", email), ("subject", "ilike", subject)])
        )

    def test_enrolled_by_name_then_the_next_one_waits(self):
        one, two = self._enrol(self.nora), self._enrol(self.omar)
        self.assertEqual((one.name, one.email), ("Nora Petit", "nora@example.com"))
        self.assertFalse(one.partner_id)
        self.assertEqual((one.state, two.state, two.cae_waiting), ("open", "draft", True))
        self.assertEqual(self.nora.cae_session_attendance, "expected")
        self.assertEqual(self.omar.cae_session_attendance, "waiting")
        self.assertTrue(self._mails_to("nora@example.com", "You are enrolled"))
        self.assertTrue(self._mails_to("o@example.com", "waiting list"))
        # written twice is once; another session, or none, frees the seat
        self.assertEqual(self._enrol(self.nora), one)
        self.nora.with_user(self.advisor).cae_session_id = False
        self.assertEqual((one.state, two.state), ("cancel", "open"))
        two.with_user(self.advisor).action_cancel()
        self.assertFalse(self.omar.cae_session_id, "the request follows its enrolment")

    def test_she_signs_by_her_link_and_it_becomes_part_of_her_file(self):
        one = self._enrol(self.nora)
        with freeze_time("2026-03-09 08:10:00"):
            found, _half_day = self.env["event.registration"]._read_link(one._get_link_token())
            self.assertEqual(found, one)
            self.assertEqual(
                one._find_for_mail(self.session.cae_half_day_ids, "NORA@example.com"), one
            )
            row = one.cae_attendance_ids
            self._sign(row)
            self.assertEqual((row.state, row.signed_name), ("present", "Nora Petit"))
            self.assertIsNone(row._verify_proof())
        self.assertEqual(self.nora.cae_session_attendance, "came")
        with self.assertRaisesRegex(UserError, "was there"):
            self.nora.with_user(self.advisor).cae_session_id = self.incubator
        partner = self.env["res.partner"].create({"name": "Nora Petit"})
        person = self.env["cae.entrepreneur"].create(
            {"partner_id": partner.id, "company_id": self.company.id}
        )
        self.nora.partner_id = partner
        self.assertEqual((one.partner_id, one.cae_entrepreneur_id), (partner, person))
        self.assertIsNone(row._verify_proof())
        (event,) = self.env["event.registration"]._get_timeline_events(person)
        self.assertEqual((event["date"], event["title"]), (date(2026, 3, 9), self.session.name))

    def test_absent_and_without_a_name_when_the_time_is_over(self):
        one = self._enrol(self.nora)
        with freeze_time("2026-03-09 12:00:00"):
            one.cae_attendance_ids.with_user(self.advisor)._note_by_team("absent", "Not there")
        self.assertEqual(self.nora.cae_session_attendance, "absent")
        self.nora._anonymise({"file", "staff", "identity"})
        self.assertNotIn("Nora", one.name)
        self.assertFalse(one.email)
        self.assertFalse(one.cae_attendance_ids.note)

    def test_rights(self):
        for user in (self.alice_user, self.employee, self.other_advisor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.nora.with_user(user).cae_session_id = self.session
        self.session.with_user(self.advisor).action_cancel_session()
        with self.assertRaisesRegex(UserError, "cancelled"):
            self._enrol(self.nora)
