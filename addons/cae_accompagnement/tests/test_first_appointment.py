from datetime import datetime

from freezegun import freeze_time

from odoo.addons.cae_accueil.tests.intake_common import IntakeCase
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged


@freeze_time("2026-03-01 08:00:00")
@tagged("post_install", "-at_install")
class TestFirstAppointment(IntakeCase):
    """Somebody who asked for a first meeting is met before there is a file."""

    def _fix(self, lead, begin="2026-03-02 09:00:00", user=None):
        """Fix the first appointment of a request, with its button and the form."""
        action = lead.with_user(user or self.advisor).action_cae_fix_appointment()
        appointments = self.env["cae.appointment"].with_user(user or self.advisor)
        with Form(appointments.with_context(**action["context"])) as form:
            self.assertFalse(form._get_modifier("entrepreneur_id", "required"))
            form.date_begin = begin
        return form.record

    def test_first_appointment_is_in_the_agenda_with_the_person_of_the_request(self):
        lead = self._create_request(email_from="nora@example.com")
        self.assertTrue(lead.sudo().activity_ids)
        appointment = self._fix(lead)
        self.assertEqual(appointment.kind_id.name, "First appointment")
        self.assertIn("Nora Petit", appointment.display_name)
        event = appointment.sudo().calendar_event_id
        self.assertEqual(event.start, datetime(2026, 3, 2, 9))
        self.assertIn("Nora Petit", event.name)
        self.assertEqual(appointment.territory_id, self.territory)
        self.assertEqual(lead.cae_stage, "meeting")
        self.assertFalse(lead.sudo().activity_ids, "nobody has to be called back any more")
        self.assertEqual(lead.with_user(self.advisor).cae_appointment_date, event.start)
        appointment.action_send_confirmation()
        mail = self.env["mail.mail"].search([("email_to", "=", "nora@example.com")])
        self.assertEqual(mail.email_from, self.advisor.email_formatted)
        self.assertNotIn("/my/appointments", mail.body_html, "she has no space yet")
        self.assertIn("Answer this message", mail.body_html)

    def test_confirmation_is_seen_and_is_of_the_day_that_was_told(self):
        lead = self._create_request(email_from="nora@example.com")
        appointment = self._fix(lead)
        opened = lead.with_user(self.advisor).action_cae_open_appointments()
        self.assertEqual(opened["res_model"], appointment._name)
        self.assertEqual(opened["res_id"], appointment.id)
        self.assertFalse(appointment.confirmed_on)
        appointment.action_send_confirmation()
        self.assertEqual(appointment.confirmed_on, datetime(2026, 3, 1, 8))
        with Form(appointment) as form:
            form.name = "The workshop"
        self.assertTrue(appointment.confirmed_on)
        with Form(appointment) as form:
            form.date_begin = "2026-03-03 09:00:00"
        self.assertFalse(appointment.confirmed_on, "another day: they are told again")
        silent = self._fix(self._create_request(email_from=False, name="Nobody's address"))
        with self.assertRaisesRegex(UserError, "no email address"):
            silent.action_send_confirmation()
        self.assertFalse(silent.confirmed_on)

    def test_where_one_meets_is_the_cooperative_unless_one_says(self):
        self.company.partner_id.write({"street": "3 rue du Lac", "city": "Nantes"})
        appointment = self._fix(self._create_request(email_from="nora@example.com"))
        self.assertEqual(appointment.place, "3 rue du Lac, Nantes")
        appointment.action_send_confirmation()
        mail = self.env["mail.mail"].search([("email_to", "=", "nora@example.com")])
        self.assertIn("3 rue du Lac, Nantes", mail.body_html)

    def test_passing_to_the_first_meeting_closes_the_reminder(self):
        lead = self._create_request()
        for stage, open_ones in (("session", 1), ("meeting", 0), ("new", 0)):
            lead.with_user(self.advisor).cae_stage = stage
            self.assertEqual(len(lead.sudo().activity_ids), open_ones, stage)
        lead.with_user(self.advisor).cae_stage = "study"
        lead.with_user(self.manager).cae_territory_id = self.hill
        self.assertEqual(lead.user_id, self.hill_advisor)
        self.assertFalse(lead.sudo().activity_ids, "she has been called back already")

    def test_appointment_goes_into_the_file_that_the_request_leads_to(self):
        lead = self._create_request()
        held = self._fix(lead, "2026-02-20 09:00:00")
        held.action_hold()
        self.assertEqual(held.state, "held")
        action = held.action_fix_next()
        with Form(held.with_context(**action["context"]).browse()) as form:
            pass
        coming = form.record
        self.assertEqual(coming.lead_id, lead)
        with self.assertRaisesRegex(UserError, "no file yet"):
            held.action_write_report()
        self._decide(lead, "enters", reason="A clear project", told="See you soon")
        person = lead.cae_entrepreneur_id
        self.assertEqual((held | coming).entrepreneur_id, person)
        self.assertEqual(held.person_ids.attendance, "present")
        self.assertEqual(coming.person_ids.attendance, "expected")
        self.assertIn(person.partner_id, coming.sudo().calendar_event_id.partner_ids)
        self.assertEqual(person.appointment_count, 2)

    def test_who_sees_the_request_sees_its_appointment(self):
        appointment = self._fix(self._create_request())
        for role, allowed in (
            ("advisor", True),
            ("manager", True),
            ("other_advisor", False),
            ("accountant", False),
            ("employee", False),
            ("alice_user", False),
        ):
            with self.subTest(role=role):
                self.assertEqual(
                    appointment.with_user(getattr(self, role)).has_access("read"), allowed
                )
        foreign = self._create_request(zip="37200")
        with self.assertRaises(AccessError):
            self.env["cae.appointment"].with_user(self.advisor).create({"lead_id": foreign.id})
        with self.assertRaises(AccessError):
            appointment.lead_id = foreign

    def test_nothing_personal_of_a_request_is_left_in_its_appointment(self):
        lead = self._create_request(email_from="nora@example.com", phone="0612345678")
        appointment = self._fix(lead)
        appointment.name = "Her debts"
        event = appointment.sudo().calendar_event_id
        self._decide(lead, "wrong_frame", reason="Elsewhere", told="Elsewhere")
        lead._anonymise({"file", "staff", "identity"})
        self.assertFalse(event.exists())
        self.assertFalse(appointment.name or appointment.phone)
