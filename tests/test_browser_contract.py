from datetime import timedelta

from odoo.tests import tagged

from .browser import BrowserCase
from .plays import plays

# Of the example cooperative (cae_demo): passwords equal the logins.
MANAGER, ADVISOR = "gerante", "accompagnatrice"


@tagged("post_install", "-at_install")
class TestBrowserContract(BrowserCase):
    """The few clicks of a contract, from the page where one is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        advisor = cls.env["res.users"].search([("login", "=", ADVISOR)])
        cls.person = cls.env["cae.entrepreneur"].create(
            {
                "name": "Zoé Lambert",
                "email": "zoe.lambert@courriel.example",
                "street": "3 rue Haute",
                "zip": "41000",
                "city": "Blois",
                "birth_date": "1991-04-17",
                "birth_place": "Blois (41)",
                "nationality_id": cls.env.ref("base.fr").id,
                "referent_id": advisor.id,
                "territory_id": cls.env["cae.territory"].search([("code", "=", "BLS")]).id,
            }
        )
        cls.env["res.users"].create(
            {
                "name": cls.person.name,
                "login": cls.person.email,
                "partner_id": cls.person.partner_id.id,
                "group_ids": [cls.env.ref("base.group_portal").id],
            }
        )

    def _make_cape(self):
        cape = self.env["cae.contract"].create(
            {
                "entrepreneur_id": self.person.id,
                "kind": "cape",
                "date_start": self.today - timedelta(days=200),
                "date_end": self.today + timedelta(days=60),
                "objectives": "Animer des ateliers",
            }
        )
        cape.action_confirm()
        return cape

    def test_cape_from_the_file_to_sent_in_eight_clicks(self):
        with self.browse(ADVISOR, f"/odoo/entrepreneurs/{self.person.id}") as advisor:
            advisor.press("action_new_contract")
            activity = ".o_field_widget[name=activity_id]"
            advisor.click(f"{activity} input")
            advisor.page.locator(f"{activity} input").fill("Les mots de Zoé")
            advisor.click(".o-autocomplete--dropdown-item:has-text('Les mots de Zoé')")
            objectives = ".o_field_widget[name=objectives] textarea"
            advisor.click(objectives)
            advisor.page.fill(objectives, "Animer des ateliers, trouver dix classes.")
            self.assertEqual(advisor.page.locator(".modal:visible").count(), 0)
            advisor.press("action_send_for_signature", confirm=True)
            self.assertLessEqual(advisor.clicks, 8)
        self.env.invalidate_all()
        contract = self.person.contract_ids
        self.assertEqual((contract.kind, contract.state), ("cape", "to_sign"))
        self.assertEqual(self.person.cae_activity_ids.code, "MOTS")
        self.assertEqual(contract.activity_id, self.person.cae_activity_ids)
        self.assertEqual(contract.activity_id.territory_id, self.person.territory_id)

    def test_line_of_the_file_opens_and_makes_contracts_on_their_own_page(self):
        self._make_cape()
        with self.browse(ADVISOR, f"/odoo/entrepreneurs/{self.person.id}") as advisor:
            page = advisor.page
            advisor.click(".o_notebook a[name=contracts]")
            advisor.click(".o_field_widget[name=contract_ids] td[name=kind]")
            page.wait_for_selector("button[name=action_renew]")
            self.assertEqual(page.locator(".modal:visible").count(), 0)
            page.go_back()
            advisor.click(".o_notebook a[name=contracts]")
            advisor.click(".o_field_widget[name=contract_ids] .o_field_x2many_list_row_add a")
            page.wait_for_selector(".o_field_widget[name=objectives]")
            self.assertEqual(page.locator(".modal:visible").count(), 0)
            person = page.locator(".o_field_widget[name=entrepreneur_id] input")
            self.assertEqual(person.input_value(), "Zoé Lambert")

    @plays("advisor", "Renouveler un contrat")
    def test_renewal_is_made_and_sent_in_five_clicks(self):
        cape = self._make_cape()
        with self.browse(ADVISOR, "/odoo") as advisor:
            advisor.open_menu("Entrepreneurs", "Contrats", "Contrats")
            advisor.open_row("Zoé Lambert")
            before = advisor.clicks
            advisor.press("action_renew")
            advisor.page.wait_for_selector(".o_field_widget[name=contract_date_end]")
            advisor.press("action_send_for_signature", confirm=True)
            self.assertLessEqual(advisor.clicks - before, 5)
        self.env.invalidate_all()
        renewal = cape.amendment_ids
        self.assertEqual((renewal.kind, renewal.state), ("renewal", "to_sign"))
        self.assertTrue(renewal.clause_ids)

    @plays("manager", "Contresigner")
    def test_manager_countersigns_in_two_clicks(self):
        cape = self._make_cape()
        renewal = self.env["cae.contract.amendment"].create(
            {
                "contract_id": cape.id,
                "kind": "renewal",
                "date_end": cape.date_end + timedelta(days=90),
            }
        )
        renewal.action_send_for_signature()
        person = renewal.with_user(self.person.user_ids).sudo()
        person._sign_by_person(
            self.env["cae.signature"]._write_signature("Zoé Lambert"),
            "Zoé Lambert",
            renewal.signing_hash,
            {"ip": "192.0.2.7"},
        )
        with self.browse(MANAGER, "/odoo") as manager:
            manager.open_menu("Entrepreneurs", "À faire")
            waiting = ".o_cae_waiting_documents button:has-text('Zoé Lambert')"
            self.assertIn("À contresigner (1)", manager.text(".o_cae_waiting_documents"))
            manager.click(waiting)
            manager.page.wait_for_selector("button[name=action_open_countersignature]")
            before = manager.clicks
            manager.press("action_open_countersignature")
            manager.press_in_dialog("action_countersign")
            self.assertLessEqual(manager.clicks - before, 2)
        self.env.invalidate_all()
        self.assertEqual(renewal.state, "confirmed")
        self.assertTrue(renewal.signed_document)
