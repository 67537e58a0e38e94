from odoo.tests import tagged

from .browser import BrowserCase
from .plays import plays

# Of the example cooperative (cae_demo): passwords equal the logins.
ACCOUNTANT = "comptable"
BALANCE = (
    "Code;Activité;Compte;Libellé;Débit;Crédit;Solde\n"
    "REPR;La reprise;512001;Banque;1500;;1500\n"
    "REPR;La reprise;706000;Prestations;;1500;-1500\n"
)


@tagged("post_install", "-at_install")
class TestPlayAccountant(BrowserCase):
    """What the guide says to an accountant, from the menu, typing and saving."""

    @plays("accountant", "Reprendre une ancienne comptabilité")
    def test_take_over(self):
        known = self.env["cae.takeover"].search([])
        with self.browse(ACCOUNTANT, "/odoo") as accountant:
            accountant.open_menu("Gestion", "Configuration", "Reprise d'une comptabilité")
            accountant.new()
            # before anything is filled in
            with accountant.page.expect_download() as sample:
                accountant.click("a:has-text('Télécharger un fichier d')")
            self.assertTrue(sample.value.suggested_filename.endswith(".csv"))
            accountant.page.set_input_files(
                ".o_field_widget[name=file] input[type=file]",
                {"name": "balance.csv", "mimeType": "text/csv", "buffer": BALANCE.encode()},
            )
            accountant.page.wait_for_selector(
                ".o_field_widget[name=file] .o_clear_file_button", state="attached"
            )
            accountant.set_date("date", self.today)
            accountant.press("action_read")
            accountant.click(".o_field_widget[name=is_new_activity] input")
            accountant.press("action_book")
        self.env.invalidate_all()
        takeover = self.env["cae.takeover"].search([]) - known
        self.assertEqual((takeover.state, takeover.turnover), ("booked", 1500))
        self.assertEqual(takeover.move_id.state, "posted")

    @plays("accountant", "Facturer un nouveau client")
    def test_invoice_to_a_new_customer(self):
        activity = self.env["cae.activity"].search([("code", "=", "BOIS")])
        with self.browse(ACCOUNTANT, "/odoo") as accountant:
            accountant.open_menu("Facturation", "Clients", "Factures clients")
            accountant.new()
            accountant.page.fill(".o_field_widget[name=partner_id] input", "Menuiserie Valin")
            accountant.click(".o-autocomplete--dropdown-item:has-text('Créer et modifier')")
            # in the country of the cooperative, so that one may write a SIRET
            accountant.page.wait_for_selector(".modal .o_field_widget[name=country_id]")
            self.assertEqual(
                accountant.page.input_value(".modal .o_field_widget[name=country_id] input"),
                "France",
            )
            accountant.page.fill(
                ".modal .o_field_widget[name=company_registry] input", "73282932000074"
            )
            accountant.click(".modal .o_form_button_save:visible")
            accountant.page.wait_for_selector(".modal", state="detached")
            accountant.choose("cae_activity_id", "Atelier du Cher")
            lines = ".o_field_widget[name=invoice_line_ids]"
            accountant.click(f"{lines} .o_field_x2many_list_row_add a")
            accountant.page.fill(
                f"{lines} .o_selected_row :is(textarea, input) >> nth=0",
                "Un banc",
            )
            accountant.page.keyboard.press("Tab")
            accountant.page.fill(f"{lines} .o_selected_row [name=price_unit] input", "1200")
            accountant.press("action_post")
        self.env.invalidate_all()
        invoice = self.env["account.move"].search([("partner_id.name", "=", "Menuiserie Valin")])
        self.assertEqual((invoice.state, invoice.move_type), ("posted", "out_invoice"))
        self.assertEqual(invoice.amount_untaxed, 1200)
        self.assertEqual(invoice.partner_id.company_registry, "73282932000074")
        self.assertEqual(invoice.cae_activity_id, activity)
        # what members sell is services: their account and their VAT are proposed
        self.assertEqual(invoice.invoice_line_ids.account_id.code, "706000")
        self.assertEqual(invoice.amount_total, 1440)
