from datetime import timedelta

from odoo.tests import tagged

from .browser import BrowserCase
from .plays import plays

# Of the example cooperative (cae_demo): passwords equal the logins.
ADVISOR, PERSON = "accompagnatrice", "entrepreneuse"


@tagged("post_install", "-at_install")
class TestPlayAdvisor(BrowserCase):
    """What the guide says to an advisor, from the menu, typing and saving."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        users = cls.env["res.users"]
        cls.advisor = users.search([("login", "=", ADVISOR)])
        user = users.search([("login", "=", PERSON)])
        cls.person = cls.env["cae.entrepreneur"].search([("user_ids", "in", user.ids)])
        cls.name = cls.person.name

    def _make_person(self, name):
        """Return a person whose CAPE begins today."""
        person = (
            self.env["cae.entrepreneur"]
            .with_user(self.advisor)
            .create(
                {
                    "name": name,
                    "referent_id": self.advisor.id,
                    "territory_id": self.person.territory_id.id,
                }
            )
        )
        self.env["cae.contract"].create(
            {
                "entrepreneur_id": person.id,
                "kind": "cape",
                "date_start": self.today,
                "date_end": self.today + timedelta(days=180),
            }
        ).action_confirm()
        self.env.invalidate_all()
        return person.with_env(self.env)

    @plays("advisor", "Faire un diagnostic")
    def test_diagnosis(self):
        known = self.env["cae.diagnosis"].search([])
        with self.browse(ADVISOR, "/odoo") as advisor:
            advisor.open_menu("Accompagnement", "Diagnostics", "Diagnostics")
            advisor.new()
            advisor.choose("entrepreneur_id", self.name)
            advisor.click(".o_cae_question input[type=radio]")
            advisor.fill("next_steps", "Refaire le calcul des prix ensemble.")
            advisor.save()
        self.env.invalidate_all()
        diagnosis = self.env["cae.diagnosis"].search([]) - known
        self.assertEqual(diagnosis.entrepreneur_id, self.person)
        self.assertEqual(diagnosis.next_steps, "Refaire le calcul des prix ensemble.")
        self.assertTrue(any(one._is_answered() for one in diagnosis.answer_ids))

    @plays("advisor", "Passer le relais")
    def test_handover(self):
        colleague = self.advisor.copy(
            {"name": "Inès Moreau", "login": "ines.moreau@courriel.example"}
        )
        person = self._make_person("Noé Valin")
        with self.browse(ADVISOR, "/odoo") as advisor:
            advisor.open_menu("Entrepreneurs", "Entrepreneurs", "Dossiers")
            advisor.open_row("Noé Valin")
            advisor.click(".o_cp_action_menus .dropdown-toggle:visible")
            advisor.click(".o-dropdown--menu .o_menu_item:has-text('Passer le relais')")
            advisor.page.wait_for_selector(".modal [name=words]")
            advisor.page.fill(".modal .o_field_widget[name=user_id] input", "Inès")
            advisor.click(".o-autocomplete--dropdown-item:has-text('Inès Moreau')")
            advisor.page.fill(".modal [name=words] textarea", "Commence par la trésorerie.")
            advisor.press_in_dialog("action_hand_over")
        self.env.invalidate_all()
        self.assertEqual(person.referent_id, colleague)

    @plays("advisor", "Suivre les échéances")
    def test_deadlines(self):
        person = self._make_person("Noé Valin")
        open_ones = person.deadline_ids.filtered(lambda one: one.state == "open")
        self.assertTrue(open_ones)
        row = ".o_data_row:has-text('Noé Valin')"
        with self.browse(ADVISOR, "/odoo") as advisor:
            advisor.open_menu("Entrepreneurs", "À faire")
            with advisor.page.expect_response("**/action_done") as answer:
                advisor.click(f"{row} button[name=action_done]")
            self.assertNotIn("error", answer.value.json())
        self.env.invalidate_all()
        done = open_ones.filtered(lambda one: one.state == "done")
        self.assertEqual((len(done), done.date_done), (1, self.today))
        self.assertEqual(done.done_by, self.advisor)

    @plays("advisor", "Tenir une session collective")
    def test_session(self):
        known = self.env["event.event"].search([])
        with self.browse(ADVISOR, "/odoo") as advisor:
            advisor.open_menu("Sessions", "Sessions")
            advisor.new()
            advisor.fill("name", "Répondre à un appel d'offres")
            advisor.save()
            advisor.press("action_make_half_days")
            advisor.press("action_open_enrolment")
            advisor.page.fill(".modal .o_field_widget[name=entrepreneur_ids] input", self.name)
            advisor.click(f".o-autocomplete--dropdown-item:has-text('{self.name}')")
            advisor.press_in_dialog("action_enrol")
        self.env.invalidate_all()
        session = self.env["event.event"].search([]) - known
        self.assertEqual(session.name, "Répondre à un appel d'offres")
        self.assertTrue(session.cae_half_day_ids)
        self.assertEqual(session.registration_ids.partner_id, self.person.partner_id)

    @plays("advisor", "Mener un incubateur")
    def test_incubator(self):
        known = self.env["cae.session.series"].search([])
        with self.browse(ADVISOR, "/odoo") as advisor:
            advisor.open_menu("Sessions", "Formats", "Formats")
            advisor.open_row("Incubateur des nouveaux")
            advisor.press("action_plan_series")
            advisor.fill("name", "Incubateurs de l'année")
            advisor.fill("seats_max", "9")
            advisor.press("action_make_sessions")
        self.env.invalidate_all()
        series = self.env["cae.session.series"].search([]) - known
        self.assertEqual((series.name, series.seats_max), ("Incubateurs de l'année", 9))
        self.assertGreater(len(series.event_ids), 1)
        self.assertTrue(series.event_ids.cae_half_day_ids)
