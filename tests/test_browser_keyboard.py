from datetime import timedelta

from odoo.addons.cae_contrat.tests import signing_common
from odoo.fields import Command
from odoo.tests import tagged

from .browser import PHONE, BrowserCase
from .keyboard import Keyboard

# Of the example cooperative (cae_demo).
MANAGER, ADVISOR = "gerante", "accompagnatrice"
NAME, LOGIN, PASSWORD = "Zoé Lambert", "zoe.lambert@courriel.example", "une phrase assez longue"
IBAN = "FR76 3000 6000 0112 3456 7890 189"


@tagged("post_install", "-at_install")
class TestBrowserKeyboard(BrowserCase):
    """The entrepreneur's part of the way, on a phone's width, with the keyboard alone."""

    motion = "no-preference"

    def _as(self, login):
        return self.env(user=self.env["res.users"].search([("login", "=", login)]).id)

    def _create_person(self):
        """Return a person who can log in, with a CAPE that waits for her signature."""
        env = self._as(ADVISOR)
        person = env["cae.entrepreneur"].create(
            {
                "name": NAME,
                "email": LOGIN,
                "street": "2 rue Neuve",
                "zip": "41000",
                "city": "Blois",
                "referent_id": env.uid,
                "territory_id": env["cae.territory"].search([("code", "=", "BLS")]).id,
                "birth_date": "1991-04-17",
                "birth_place": "Blois (41)",
                "nationality_id": self.env.ref("base.fr").id,
            }
        )
        self.env["res.users"].with_context(no_reset_password=True).create(
            {
                "partner_id": person.partner_id.id,
                "login": LOGIN,
                "password": PASSWORD,
                "lang": "fr_FR",
                "company_id": person.company_id.id,
                "company_ids": [Command.set(person.company_id.ids)],
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        env["cae.activity"].create(
            {"name": "Les mots de Zoé", "code": "MOTS", "entrepreneur_ids": [person.id]}
        )
        env["cae.contract"].create(
            {
                "entrepreneur_id": person.id,
                "kind": "cape",
                "date_start": self.today - timedelta(150),
                "date_end": self.today + timedelta(20),
                "objectives": "Animer des ateliers d'écriture, trouver dix classes.",
            }
        ).action_send_for_signature()
        self.env.invalidate_all()
        return person.with_env(self.env)

    def _countersign(self, contract):
        wizard = self._as(MANAGER)["cae.countersignature"].create(
            {
                "document_ref": f"{contract._name},{contract.id}",
                "name": "Hélène Marchand",
                "signature": signing_common.SigningCommon._draw_signature(),
            }
        )
        wizard.action_countersign()
        self.env.invalidate_all()

    def _log_in(self, browser):
        keys = Keyboard(browser)
        keys.write("input[name=login]", LOGIN)
        keys.write("input[name=password]", PASSWORD)
        keys.press("Enter")
        browser.page.wait_for_selector("#cae_cards")
        return keys

    # ---- the way

    def test_ask_for_a_first_meeting(self):
        with self.browse(path="/", width=PHONE) as browser:
            keys, page = Keyboard(browser), browser.page
            keys.check_page()
            keys.enter("#cae_doors a[href='/premier-rendez-vous']", "input[name=name]")
            keys.check_page()

            # too little: the page says what is missing, and goes there
            keys.write("input[name=name]", NAME)
            keys.go("form[action='/premier-rendez-vous'] button[type=submit]")
            page.wait_for_timeout(3500)  # a person does not write faster
            keys.press("Enter")
            page.wait_for_selector("#form_errors")
            self.assertEqual(page.input_value("input[name=name]"), NAME)
            self.assertEqual(page.evaluate("document.activeElement.name"), "email")
            keys.check_page()

            keys.write("input[name=email]", LOGIN)
            keys.write("input[name=zip]", "41000")
            keys.write("textarea[name=project]", "Des ateliers d'écriture dans les écoles.")
            keys.go("select[name=prescriber]")
            keys.press("ArrowDown")
            prescriber = page.input_value("select[name=prescriber]")
            keys.go("input[name=publics]")
            keys.press("Space")
            keys.go("input[name=informed]")
            keys.press("Space")
            keys.go("form[action='/premier-rendez-vous'] button[type=submit]")
            page.wait_for_timeout(3500)
            keys.press("Enter")
            page.wait_for_selector("h1:has-text('Merci')")
            keys.check_page()
            self.assertEqual(browser.clicks, 0)
        self.env.invalidate_all()
        request = self.env["crm.lead"].search([("cae_intake", "=", True), ("name", "=", NAME)])
        self.assertEqual(request.cae_territory_id.code, "BLS")
        self.assertEqual(str(request.cae_prescriber_id.id), prescriber)
        self.assertEqual(len(request.cae_public_ids), 1)

    def test_sign_a_contract(self):
        person = self._create_person()
        contract = person.contract_ids
        reference = contract.reference
        with self.browse(path="/web/login", width=PHONE) as browser:
            keys, page = self._log_in(browser), browser.page
            keys.check_page()
            keys.enter("#cae_card_todo a[href^='/my/contracts/']", "#cae_text")
            keys.check_page()
            self.assertIn(reference, browser.text("#cae_text"))
            keys.press("PageDown")
            page.wait_for_function("document.querySelector('#wrapwrap').scrollTop + scrollY > 200")
            page.wait_for_timeout(1000)  # the page glides
            self.assertEqual(browser.clicks, 0)

            # the dialog takes the focus, keeps it, and gives it back
            keys.go("a[href='#cae_sign']")
            keys.press("Enter")
            keys.go("#cae_open_sign")
            keys.press("Enter")
            page.wait_for_function("document.activeElement.name === 'signer'")
            for _step in range(12):
                keys.press("Tab")
                self.assertTrue(
                    page.evaluate("!!document.activeElement.closest('#cae_sign_dialog')")
                )
            keys.press("Escape")
            page.wait_for_function("document.activeElement.id === 'cae_open_sign'")

            # another hand, without a mouse; the name says who signs
            keys.press("Enter")
            page.wait_for_function("document.activeElement.name === 'signer'")
            keys.go(".o_web_sign_auto_select_style button")
            keys.press("Enter")
            page.wait_for_selector(".o-dropdown--menu [role=menuitem]")
            keys.press("ArrowDown", "ArrowDown", "Enter")
            page.wait_for_selector(".o-dropdown--menu", state="detached")
            keys.go("input[name=signer]", "Shift+Tab")
            keys.press("Control+a", "Delete", "Enter")
            page.wait_for_selector(".o_portal_sign_error_msg")
            self.assertEqual(page.evaluate("document.activeElement.name"), "signer")
            page.keyboard.type(NAME)
            keys.go("#cae_sign_dialog .o_portal_sign_submit")
            keys.press("Enter")
            page.wait_for_selector("#cae_just_signed")
            keys.check_page()
        self.env.invalidate_all()
        signed_name = contract.person_signature_id.signed_name
        self.assertEqual((contract.state, signed_name), ("signed", NAME))

        self._countersign(contract)
        with self.browse(LOGIN, "/my", width=PHONE, password=PASSWORD) as browser:
            keys = Keyboard(browser)
            self.assertFalse(
                browser.page.locator("#cae_card_todo a[href^='/my/contracts/']").count()
            )
            keys.enter("#cae_card_contracts a", "#cae_documents")
            keys.check_page()
            keys.enter("#cae_documents a", "#cae_signatures")
            keys.check_page()
            self.assertIn("Hélène Marchand", browser.text("#cae_signatures"))
            with browser.page.expect_download() as download:
                keys.go("#cae_download")
                keys.press("Enter")
            with open(download.value.path(), "rb") as file:
                received = file.read()
        self.assertEqual(received, contract._get_content("signed_document"))

    def test_keep_ones_own_file(self):
        person = self._create_person()
        contract = person.contract_ids
        contract.with_user(person.user_ids).sudo()._sign_by_person(
            signing_common.SigningCommon._draw_signature(), NAME, contract.signing_hash, {}
        )
        self._countersign(contract)
        date_end = f"{contract.date_end:%d/%m/%Y}"
        with self.browse(path="/web/login", width=PHONE) as browser:
            keys, page = self._log_in(browser), browser.page

            # from now on the choice of a file waits for the test
            page.on("filechooser", lambda _chooser: None)
            keys.enter("#cae_card_deadlines .o_cae_card_link", "main h1:has-text('échéances')")
            keys.check_page()
            self.assertIn(date_end, browser.text("main"))

            keys.enter(".breadcrumb a[href='/my/home']", "#cae_cards")
            keys.enter("#cae_card_file .o_cae_card_link", "input[name=phone]")
            keys.check_page()
            keys.write("input[name=phone]", "06 11 22 33 44")
            keys.write("input[name=emergency_name]", "Jean Lambert")
            keys.enter("form[action$='/my/file/%s'] button" % person.id, ".alert-success")
            keys.check_page()

            keys.write("input[name=iban]", IBAN[:-1])
            keys.press("Enter")
            page.wait_for_selector("#cae_bank_error")
            keys.check_page()
            keys.write("input[name=iban]", IBAN)
            keys.enter("form[action$='/bank'] button", "#cae_bank_waiting")
            keys.check_page()

            keys.enter(".breadcrumb a[href='/my/home']", "#cae_cards")
            keys.enter("#cae_card_papers .o_cae_card_link", "select[name=kind_id]")
            keys.check_page()
            keys.go("select[name=kind_id]")
            keys.press("ArrowDown")
            keys.write("input[name=title]", "RIB")
            keys.go("input[name=upload]")
            with page.expect_file_chooser() as chooser:
                keys.press("Enter")
            chooser.value.set_files(
                {"name": "rib.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
            )
            keys.enter("form[action='/my/papers'] button", ".alert-success")
            keys.check_page()
            self.assertEqual(browser.clicks, 0)
        self.env.invalidate_all()
        self.assertEqual(person.phone, "06 11 22 33 44")
        self.assertEqual(person.emergency_name, "Jean Lambert")
        self.assertEqual(person.bank_change_ids.mapped("state"), ["asked"])
        self.assertEqual(
            person.document_ids.filtered("is_from_person").mapped("file_name"), ["rib.pdf"]
        )
