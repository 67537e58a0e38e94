from odoo.tests import tagged

from .browser import BrowserCase
from .plays import plays

# Of the example cooperative (cae_demo): passwords equal the logins.
MANAGER = "gerante"
PEOPLE = "Prénom;Nom;E-mail\nInès;Valin;ines.valin@courriel.example\n"


@tagged("post_install", "-at_install")
class TestPlayManager(BrowserCase):
    """What the guide says to a manager, from the menu, typing and saving."""

    @plays("manager", "Importer des personnes")
    def test_import(self):
        with self.browse(MANAGER, "/odoo") as manager:
            manager.open_menu("Entrepreneurs", "Configuration", "Importer des personnes")
            manager.new()
            manager.page.set_input_files(
                ".o_field_widget[name=file] input[type=file]",
                {"name": "personnes.csv", "mimeType": "text/csv", "buffer": PEOPLE.encode()},
            )
            manager.page.wait_for_selector(
                ".o_field_widget[name=file] .o_clear_file_button", state="attached"
            )
            manager.press("action_check")
            manager.press("action_import")
        self.env.invalidate_all()
        person = self.env["cae.entrepreneur"].search(
            [("email", "=", "ines.valin@courriel.example")]
        )
        self.assertEqual(person.name, "Inès Valin")

    @plays("manager", "Lire les chiffres de l'accompagnement")
    def test_numbers(self):
        known = self.env["cae.target"].search([])
        with self.browse(MANAGER, "/odoo") as manager:
            manager.open_menu("Entrepreneurs", "Rapports", "Chiffres")
            manager.click("[data-indicator=entries] .o_cae_figure")
            manager.page.wait_for_selector(".o_list_view")
            manager.page.go_back()
            manager.click(".o_cae_numbers button:has-text('Objectifs')")
            manager.click(".o_list_button_add:visible")
            row = ".o_selected_row"
            manager.page.fill(f"{row} [name=year] input", "2098")
            manager.page.fill(f"{row} [name=value] input", "12")
            with manager.page.expect_response("**/web_save"):
                manager.click(".o_list_button_save:visible")
        self.env.invalidate_all()
        target = self.env["cae.target"].search([]) - known
        self.assertEqual((target.year, target.value), (2098, 12))

    @plays("manager", "Lire l'état des comptes d'une activité")
    def test_statement(self):
        with self.browse(MANAGER, "/odoo") as manager:
            manager.open_menu("Gestion", "États des comptes")
            manager.click(".o_data_row:has-text('Atelier du Cher')")
            manager.page.wait_for_selector("[data-name=customers_due]")
            before = manager.text(".o_field_widget[name=body]")
            manager.click(".o_field_widget[name=period] label:has-text('Année dernière')")
            manager.page.wait_for_function(
                "before => document.querySelector('.o_field_widget[name=body]').innerText"
                " !== before",
                arg=before,
            )
            self.assertIn("Trésorerie", manager.text(".o_field_widget[name=body]"))

    @plays("manager", "Écrire un barème")
    def test_schedule(self):
        known = self.env["cae.contribution.schedule"].search([])
        with self.browse(MANAGER, "/odoo") as manager:
            manager.open_menu("Gestion", "Configuration", "Barèmes")
            manager.new()
            manager.fill("name", "Barème de l'assemblée")
            manager.set_date("date_start", self.today.replace(year=2098, month=1, day=1))
            manager.click(".o_field_widget[name=rule_ids] .o_field_x2many_list_row_add a")
            manager.page.fill(".modal .o_field_widget[name=name] input", "Onze pour cent")
            slices = ".modal .o_field_widget[name=slice_ids]"
            manager.click(f"{slices} .o_field_x2many_list_row_add a")
            manager.page.fill(f"{slices} .o_selected_row [name=rate] input", "11")
            manager.click(".modal .o_form_button_save:visible")
            manager.page.wait_for_selector(".modal", state="detached")
            manager.save()
        self.env.invalidate_all()
        schedule = self.env["cae.contribution.schedule"].search([]) - known
        self.assertTrue(schedule.is_trial)
        self.assertEqual(schedule.rule_ids.slice_ids.mapped("rate"), [11])
