from datetime import timedelta

from odoo.tests import tagged

from .browser import PHONE, WIDE, BrowserCase
from .plays import plays

# Of the example cooperative (cae_demo): passwords equal the logins.
ADVISOR = "accompagnatrice"
# An advisor makes some every day.
MAX_CLICKS = 5


@tagged("post_install", "-at_install")
class TestBrowserAppointment(BrowserCase):
    """An advisor makes an appointment with one person, from wherever they are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.advisor = cls.env["res.users"].search([("login", "=", ADVISOR)])

    def _make_person(self, name):
        """Return a person whose CAPE began twenty days ago: the first appointment is late."""
        person = (
            self.env["cae.entrepreneur"]
            .with_user(self.advisor)
            .create(
                {
                    "name": name,
                    "referent_id": self.advisor.id,
                    "territory_id": self.env["cae.territory"]
                    .search([("advisor_ids", "in", self.advisor.ids)], limit=1)
                    .id,
                }
            )
        )
        self.env["cae.contract"].create(
            {
                "entrepreneur_id": person.id,
                "kind": "cape",
                "date_start": self.today - timedelta(days=20),
                "date_end": self.today + timedelta(days=180),
            }
        ).action_confirm()
        self.env.invalidate_all()
        return person.with_env(self.env)

    def _save(self, advisor):
        """Save the new appointment, on a page or in a dialog."""
        with advisor.page.expect_response("**/web_save") as answer:
            advisor.click(".modal .o_form_button_save:visible, .o_form_button_save:visible")
        self.assertNotIn("error", answer.value.json())

    def _check(self, advisor, person, before=0):
        self.assertLessEqual(advisor.clicks - before, MAX_CLICKS)
        self.env.invalidate_all()
        appointment = person.appointment_person_ids.appointment_id
        self.assertEqual(appointment.entrepreneur_id, person)
        self.assertEqual(appointment.user_id, self.advisor)

    def test_appointment_from_who_is_to_be_met(self):
        for width in (WIDE, PHONE):
            with self.subTest(width=width):
                name = f"Nour Vidal {width}"
                person = self._make_person(name)
                row = ".o_data_row" if width == WIDE else ".o_kanban_record"
                with self.browse(ADVISOR, "/odoo/rhythm", width=width) as advisor:
                    advisor.click(f"{row}:has-text('{name}') button[name=action_plan]")
                    advisor.page.wait_for_selector(".modal .o_form_view [name=date_begin]")
                    self._save(advisor)
                self._check(advisor, person)

    def test_first_appointment_is_confirmed_as_it_is_fixed(self):
        lead = self.env["crm.lead"].create(
            {
                "cae_intake": True,
                "name": "Nadia Perret",
                "email_from": "nadia@example.com",
                "zip": "37000",
                "user_id": self.advisor.id,
            }
        )
        with self.browse(ADVISOR, f"/odoo/first-contacts/{lead.id}") as advisor:
            advisor.press("action_cae_fix_appointment")
            advisor.page.wait_for_selector(".modal .o_form_view [name=date_begin]")
            advisor.press_in_dialog("action_send_confirmation")
            advisor.click("button[name=action_cae_open_appointments]:visible")
            advisor.page.wait_for_selector(".o_form_view [name=confirmed_on]:visible")
        self.env.invalidate_all()
        self.assertTrue(lead.cae_appointment_ids.confirmed_on)
        mail = self.env["mail.mail"].search([("email_to", "=", "nadia@example.com")])
        self.assertEqual(mail.email_from, self.advisor.email_formatted)

    @plays("advisor", "Fixer un rendez-vous")
    def test_appointment_from_the_agenda(self):
        person = self._make_person("Noé Valin")
        with self.browse(ADVISOR, "/odoo") as advisor:
            advisor.open_menu("Accompagnement", "Rendez-vous", "Rendez-vous")
            before = advisor.clicks
            advisor.page.wait_for_selector(".fc-timegrid-slot-lane[data-time='10:00:00']")
            advisor.click(".fc-timegrid-slot-lane[data-time='10:00:00']")
            advisor.choose("entrepreneur_id", "Noé Valin")
            self._save(advisor)
        self._check(advisor, person, before)

    def test_appointment_from_the_list(self):
        person = self._make_person("Lou Valin")
        with self.browse(ADVISOR, "/odoo/appointments?view_type=list") as advisor:
            advisor.click(".o_list_button_add:visible")
            advisor.choose("entrepreneur_id", "Lou Valin")
            self._save(advisor)
        self._check(advisor, person)

    @plays("advisor", "Fixer le premier rendez-vous d'une demande")
    def test_first_appointment_from_the_request(self):
        lead = self.env["crm.lead"].create(
            {
                "cae_intake": True,
                "name": "Mina Vidal",
                "user_id": self.advisor.id,
                "company_id": self.advisor.company_id.id,
            }
        )
        with self.browse(ADVISOR, "/odoo") as advisor:
            advisor.open_menu("Entrepreneurs", "Premiers contacts", "Demandes")
            advisor.open_row("Mina Vidal")
            before = advisor.clicks
            advisor.press("action_cae_fix_appointment")
            self._save(advisor)
            advisor.page.wait_for_selector(".modal", state="detached")
        self.assertLessEqual(advisor.clicks - before, MAX_CLICKS)
        self.env.invalidate_all()
        self.assertEqual(lead.cae_stage, "meeting")
        self.assertEqual(lead.cae_appointment_ids.user_id, self.advisor)

    def test_appointment_from_the_file(self):
        person = self._make_person("Ève Valin")
        with self.browse(ADVISOR, f"/odoo/entrepreneurs/{person.id}") as advisor:
            advisor.page.wait_for_selector(".o_form_view")
            if not advisor.page.locator("button:has([name=appointment_count]):visible").count():
                advisor.click(".o-form-buttonbox .o_button_more:visible")
            advisor.click("button:has([name=appointment_count]):visible")
            advisor.click(".o_list_button_add:visible")
            advisor.page.wait_for_selector(".o_form_view [name=date_begin]")
            self._save(advisor)
        self._check(advisor, person)
