from datetime import date, timedelta

from odoo.tests import tagged

from .browser import PHONE, WIDE, BrowserCase
from .plays import plays

# Of the example cooperative (cae_demo): passwords equal the logins.
MANAGER, ADVISOR, ACCOUNTANT = "gerante", "accompagnatrice", "comptable"
NAME, EMAIL = "Zoé Lambert", "zoe.lambert@courriel.example"
CESA_TERMS = {
    "minimum_turnover": "500",
    "minimum_hours": "20",
    "working_time": "15",
    "fixed_pay": "700",
}
PASSWORD = "une phrase assez longue"


@tagged("post_install", "-at_install")
class TestBrowserFile(BrowserCase):
    """From the first contact to the exit, in Chromium, each step by the one who makes it."""

    # ---- the steps

    def _open_file(self, browser):
        browser.open_menu("Entrepreneurs", "Entrepreneurs", "Dossiers")
        browser.open_row(NAME)

    def _ask_for_a_meeting(self, width=WIDE):
        """The visitor writes from the home page; returns her request."""
        with self.browse(path="/", width=width) as visitor:
            visitor.click("#cae_doors a[href='/premier-rendez-vous']")
            page = visitor.page
            page.wait_for_selector("form[action='/premier-rendez-vous']")
            page.fill("input[name=name]", NAME)
            page.fill("input[name=email]", EMAIL)
            page.fill("input[name=zip]", "41000")
            page.fill("textarea[name=project]", "Des ateliers d'écriture dans les écoles.")
            page.check("input[name=informed]")
            page.wait_for_timeout(3500)  # a person does not write faster
            visitor.click("form[action='/premier-rendez-vous'] button[type=submit]")
            page.wait_for_selector("h1:has-text('Merci')")
            self.assertLessEqual(visitor.overflows(), 0)
        self.env.invalidate_all()
        return self.env["crm.lead"].search([("cae_intake", "=", True), ("name", "=", NAME)])

    def _let_in(self, request):
        """The advisor decides that the person enters; returns the file."""
        # what the law asks of everybody
        request.cae_condition_ids.filtered("mandatory").state = "met"
        with self.browse(ADVISOR, "/odoo") as advisor:
            advisor.open_menu("Entrepreneurs", "Premiers contacts", "Demandes")
            advisor.open_row(NAME)
            advisor.press("action_cae_decide")
            advisor.tick("decision", "enters")
            advisor.press_in_dialog("action_decide")
        self.env.invalidate_all()
        return request.cae_entrepreneur_id

    def _complete_identity(self, person):
        """The advisor fills in what the file says a contract lacks."""
        with self.browse(ADVISOR, "/odoo") as advisor:
            self._open_file(advisor)
            self.assertIn("Il manque pour un contrat", advisor.text(".o_form_sheet"))
            advisor.set_date("birth_date", date(1991, 4, 17))
            for field, text in (
                ("birth_place", "Blois (41)"),
                ("street", "3 rue du Puits"),
                ("city", "Blois"),
            ):
                advisor.page.fill(f".o_field_widget[name={field}] input", text)
            advisor.choose("nationality_id", "France")
            advisor.save()
        self.env.invalidate_all()
        self.assertFalse(person.identity_missing)

    def _open_portal(self, person):
        """The advisor opens the portal; the person follows her mail and chooses a password."""
        with self.browse(ADVISOR, "/odoo") as advisor:
            self._open_file(advisor)
            advisor.press("action_open_portal_access")
            advisor.press_in_dialog("action_grant_access")
        self.env.invalidate_all()
        invitation = person.partner_id._get_signup_url()
        with self.browse(path=invitation) as browser:
            browser.page.fill("input[name=password]", PASSWORD)
            browser.page.fill("input[name=confirm_password]", PASSWORD)
            browser.page.press("input[name=confirm_password]", "Enter")
            browser.page.wait_for_url("**/my**")
        return person.user_ids

    def _open_activity(self, person):
        """The advisor opens the activity that the contract is about."""
        with self.browse(ADVISOR, "/odoo") as advisor:
            advisor.open_menu("Entrepreneurs", "Activités")
            advisor.new()
            advisor.page.fill(".o_field_widget[name=name] input", "Les mots de Zoé")
            advisor.page.press(".o_field_widget[name=name] input", "Tab")
            # the form proposes a code, which takes the place of an empty one
            code = ".o_field_widget[name=code] input"
            advisor.page.wait_for_function(f"document.querySelector('{code}').value")
            advisor.page.fill(code, "MOTS")
            advisor.choose("entrepreneur_ids", NAME)
            advisor.save()
        self.env.invalidate_all()
        self.assertEqual(person.cae_activity_ids.code, "MOTS")

    def _make_contract(self, person, kind, start, end=None):
        """The advisor makes a contract and sends it for signature."""
        with self.browse(ADVISOR, "/odoo") as advisor:
            advisor.open_menu("Entrepreneurs", "Contrats", "Contrats")
            advisor.new()
            advisor.choose("entrepreneur_id", NAME)
            advisor.tick("kind", kind)
            end_shown = """() => [...document.querySelectorAll(
                ".o_field_widget[name=date_end] :is(input, button)"
            )].map((box) => box.value || box.innerText).join()"""
            proposed = advisor.page.evaluate(end_shown)
            advisor.set_date("date_start", start)
            if end:
                # what is proposed from the start would take the place of what is typed meanwhile
                advisor.page.wait_for_function(
                    f"(before) => ({end_shown})() !== before", arg=proposed
                )
                advisor.set_date("date_end", end)
            advisor.page.fill(
                ".o_field_widget[name=objectives] textarea",
                "Animer des ateliers, trouver dix classes.",
            )
            if kind == "cesa":
                for field, value in CESA_TERMS.items():
                    advisor.page.fill(f".o_field_widget[name={field}] input", value)
            advisor.press("action_send_for_signature", confirm=True)
        self.env.invalidate_all()
        contract = person.contract_ids.filtered(lambda contract: contract.state == "to_sign")
        self.assertEqual(len(contract), 1)
        return contract

    def _sign(self, contract, user, width=WIDE):
        """The person reads and signs on the portal."""
        reference = contract.reference
        with self.browse(user.login, "/my", width=width, password=PASSWORD) as person:
            person.click("#cae_card_todo a[href^='/my/contracts/']")
            person.page.wait_for_selector("#cae_text")
            self.assertIn(reference, person.text("#cae_text"))
            person.click("#cae_open_sign")
            # the name is written as a signature while the dialog opens: nobody waits for it
            person.click("#cae_sign_dialog .o_portal_sign_submit")
            person.page.wait_for_selector("#cae_just_signed")
            self.assertLessEqual(person.overflows(), 0)
        self.env.invalidate_all()
        self.assertEqual(contract.state, "signed")

    def _countersign(self, contract):
        """The manager signs for the cooperative."""
        reference = contract.reference
        with self.browse(MANAGER, "/odoo") as manager:
            manager.open_menu("Entrepreneurs", "Contrats", "Contrats")
            manager.open_row(reference)
            manager.press("action_open_countersignature")
            manager.sign("signature")
            manager.press_in_dialog("action_countersign")
        self.env.invalidate_all()
        self.assertEqual(contract.state, "confirmed")

    # ---- the whole way

    @plays("advisor", "Recevoir une demande et ouvrir un dossier")
    @plays("advisor", "Tenir le dossier d'une personne")
    @plays("advisor", "Faire un contrat et l'envoyer à signer")
    @plays("person", "Signer un contrat")
    @plays("manager", "Contresigner")
    @plays("advisor", "Accompagner un départ")
    def test_from_the_first_contact_to_the_exit(self):
        request = self._ask_for_a_meeting()
        self.assertEqual(request.cae_territory_id.code, "BLS")
        self.assertEqual(request.user_id.login, ADVISOR)

        person = self._let_in(request)
        self.assertEqual((person.name, person.stage), (NAME, "project_holder"))
        user = self._open_portal(person)
        self._complete_identity(person)
        self._open_activity(person)

        last_day = self.today - timedelta(1)
        cape = self._make_contract(person, "cape", last_day - timedelta(200), last_day)
        self._sign(cape, user)
        self._countersign(cape)
        self.assertEqual(person.stage, "cape")
        self.assertFalse(person.employee_id)

        cesa = self._make_contract(person, "cesa", self.today)
        self._sign(cesa, user, PHONE)
        self._countersign(cesa)
        self.assertEqual(person.stage, "cesa")
        self.assertEqual(person.employee_id.contract_date_start, self.today)

        with self.browse(ADVISOR, "/odoo") as advisor:
            self._open_file(advisor)
            advisor.press("action_prepare_exit")
            advisor.choose("reason_id", "Décision de la personne")
            advisor.choose("destination_id", "Emploi")
            advisor.press("action_ask_to_confirm")
            left = advisor.page.text_content(".modal .o_field_widget[name=open_lines]")
            advisor.press_in_dialog("action_confirm")
        self.env.invalidate_all()
        self.assertEqual(left, "\n".join(person.exit_ids.line_ids.mapped("name")))
        self.assertEqual((person.stage, person.date_exit), ("former", self.today))
        self.assertEqual((cesa.state, cesa.date_end), ("ended", self.today))
        self.assertTrue(person.exit_ids.is_positive)
        self.assertEqual(person.employee_id.contract_date_end, self.today)

        path = f"/odoo/action-cae_contrat.cae_exit_action/{person.exit_ids.id}"
        with self.browse(ACCOUNTANT, path) as accountant:
            accountant.page.wait_for_selector(".o_form_view")
            self.assertIn(NAME, accountant.text(".o_form_view"))
