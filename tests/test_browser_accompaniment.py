from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .browser import PHONE, WIDE, BrowserCase

# Of the example cooperative (cae_demo): passwords equal the logins.
ADVISOR, PERSON = "accompagnatrice", "entrepreneuse"


@tagged("post_install", "-at_install")
class TestBrowserAccompaniment(BrowserCase):
    """A person books and rates herself on her phone; her advisor holds, and rates too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        user = cls.env["res.users"].search([("login", "=", PERSON)])
        cls.person = cls.env["cae.entrepreneur"].search([("user_ids", "in", user.ids)])

    def _book(self, width):
        """The person books the first free hour; returns the appointment."""
        known = self.env["cae.appointment"].search([])
        with self.browse(PERSON, "/my", width=width) as person:
            person.click("#cae_card_appointments .o_cae_card_link")
            person.click("a[href='/my/appointments/book']")
            person.page.wait_for_selector(".o_cae_booking")
            self.assertLessEqual(person.overflows(), 0)
            person.click(".o_cae_booking label.btn")
            person.page.fill("textarea[name=wish]", "Mes prix pour la mairie")
            person.click(".o_cae_booking button[type=submit]")
            person.page.wait_for_selector(".alert-success")
            self.assertIn("Votre rendez-vous est réservé", person.text())
            self.assertLessEqual(person.overflows(), 0)
        self.env.invalidate_all()
        return self.env["cae.appointment"].search([]) - known

    def _hold(self, appointment, width):
        """The advisor reads what the person wants, notes that it took place, fixes the next."""
        with self.browse(ADVISOR, f"/odoo/appointments/{appointment.id}", width=width) as advisor:
            advisor.page.wait_for_selector(".o_form_view")
            self.assertIn("Mes prix pour la mairie", advisor.text())
            advisor.press("action_hold")
            advisor.press("action_fix_next")
            advisor.click(".modal .o_form_button_save:visible")
            advisor.page.wait_for_selector(".modal", state="detached")
        self.env.invalidate_all()

    def _rate_herself(self, width):
        with self.browse(PERSON, "/my/competencies/rate", width=width) as person:
            person.page.wait_for_selector(".o_cae_rating")
            person.click(".o_cae_competency label:has-text('Fait en autonomie')")
            person.click(".o_cae_rating button[name=finish]")
            person.page.wait_for_selector(".alert-success")
            self.assertIn("Vos réponses sont gardées à la date du jour", person.text())
            self.assertTrue(person.page.locator("svg.o_cae_radar polygon").count())
            self.assertLessEqual(person.overflows(), 0)
        self.env.invalidate_all()

    def _rate(self, width):
        """The advisor rates from the file, and sees both on the radar."""
        path = f"/odoo/entrepreneurs/{self.person.id}"
        with self.browse(ADVISOR, path, width=width) as advisor:
            advisor.click(".o_notebook .nav-link[name=competencies]")
            advisor.click("button[name=action_rate_competencies]")
            advisor.page.wait_for_selector(".o_field_widget[name=rating_ids] .o_data_row")
            advisor.click(".o_data_row td[name=level_id]")
            advisor.click(".o_field_widget[name=level_id] .o_select_menu_toggler")
            advisor.click(".o_select_menu_item:has-text('Fait avec de')")
            advisor.press("action_finish", confirm=True)
            advisor.page.goto(path)
            advisor.click(".o_notebook .nav-link[name=competencies]")
            image = advisor.page.locator(".o_field_widget[name=competency_radar] img")
            image.wait_for()
            advisor.page.wait_for_function(
                "document.querySelector('[name=competency_radar] img').naturalWidth > 100"
            )
        self.env.invalidate_all()

    def test_appointment_and_competencies_on_both_widths(self):
        for width in (WIDE, PHONE):
            with self.subTest(width=width):
                appointment = self._book(width)
                self.assertEqual(appointment.entrepreneur_id, self.person)
                self.assertEqual(appointment.user_id.login, ADVISOR)
                # the hour comes, as far as the cooperative's clock is concerned
                appointment.sudo().date_begin = fields.Datetime.now() - timedelta(hours=1)
                self._hold(appointment, width)
                self.assertEqual(appointment.state, "held")
                self.assertEqual(appointment.next_ids.entrepreneur_id, self.person)
                before = self.person.competency_assessment_ids
                self._rate_herself(width)
                self._rate(width)
                made = self.person.competency_assessment_ids - before
                self.assertEqual(set(made.mapped("kind")), {"self", "advisor"})
                self.assertEqual(set(made.mapped("state")), {"done"})
                appointment.next_ids.action_cancel()

    def test_cohort_lines_become_a_need(self):
        with self.browse(ADVISOR, "/odoo/competency-gaps") as advisor:
            advisor.click(".o_switch_view.o_list")
            advisor.page.wait_for_selector(".o_list_view .o_data_row")
            advisor.click("thead .o_list_record_selector input")
            advisor.click("button[name=action_note_need]")
            advisor.page.wait_for_selector(
                ".o_last_breadcrumb_item:has-text('Besoins de formation')"
            )
        self.env.invalidate_all()
        self.assertTrue(self.env["cae.training.need"].search([("state", "=", "open")]))
