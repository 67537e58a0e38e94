import io

from PIL import Image

from odoo.tests import tagged

from .browser import PHONE, WIDE, BrowserCase

# Of the example cooperative (cae_demo): passwords equal the logins.
PERSON = "entrepreneuse"
SAVED = ".o_cae_saved[data-state=saved]"
FAILED = ".o_cae_saved[data-state=failed]"
DRAFTS = "Object.keys(localStorage).filter((name) => name.startsWith('cae_draft:')).length"
WORDS = "Ce que je n'ai pas envie d'écrire deux fois"


@tagged("post_install", "-at_install")
class TestBrowserMySpace(BrowserCase):
    """Long forms lose nothing; one books as one chooses; photos are made smaller."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.env["res.users"].search([("login", "=", PERSON)])
        cls.person = cls.env["cae.entrepreneur"].search([("user_ids", "in", cls.user.ids)])
        Diagnosis = cls.env["cae.diagnosis"].with_user(cls.user)
        forms = Diagnosis._get_open_forms(cls.person.with_user(cls.user))
        form = forms.filtered("has_swot")[:1]
        cls.diagnosis = Diagnosis._begin_oneself(cls.person.with_user(cls.user), form.id).sudo()
        # the strengths stand on the last page
        cls.address = f"/my/diagnoses/{cls.diagnosis.id}"
        cls.url = f"{cls.address}?section={len(cls.diagnosis._get_sections())}"
        cls.box = "#cae_strengths"

    def _read_answer(self):
        self.env.invalidate_all()
        return self.diagnosis.strengths

    def _log_in(self, person, login):
        person.page.fill("input[name=login]", login)
        person.page.fill("input[name=password]", login)
        person.click("form.oe_login_form button[type=submit]")

    def test_hours_follow_the_choice(self):
        for width in (PHONE, WIDE):
            with (
                self.subTest(width=width),
                self.browse(PERSON, "/my/appointments/book", width=width) as person,
            ):
                page = person.page
                hour = page.locator(".o_cae_hour").first
                hour.wait_for()
                self.assertLess(hour.bounding_box()["y"], 450, "the hours are what one sees first")
                kind = page.locator("#cae_kind option").nth(1)
                name, value = kind.inner_text(), kind.get_attribute("value")
                page.focus("#cae_kind")
                page.select_option("#cae_kind", value)
                page.wait_for_url(f"**/book?kind_id={value}*")
                # from the lists straight to the hours, by keyboard
                page.keyboard.press("Tab")
                page.keyboard.press("Tab")
                self.assertTrue(page.evaluate("document.activeElement.matches('.o_cae_hour')"))
                width_of_ring = "parseFloat(getComputedStyle(document.activeElement).outlineWidth)"
                self.assertGreaterEqual(page.evaluate(width_of_ring), 3)
                page.keyboard.press("Enter")
                page.wait_for_selector(".o_cae_confirm")
                self.assertIn(name, person.text(".o_cae_page"))
                self.assertLessEqual(person.overflows(), 0)

    def test_what_is_typed_is_saved_without_a_button(self):
        with self.browse(PERSON, self.url, width=PHONE) as person:
            page = person.page
            page.fill(self.box, WORDS)
            page.wait_for_selector(SAVED)
            self.assertRegex(person.text(".o_cae_saved"), r"^Enregistré à \d\d:\d\d$")
            self.assertTrue(page.locator(".o_cae_saved").is_visible())
            self.assertEqual(page.evaluate(DRAFTS), 0)
            self.assertLessEqual(person.overflows(), 0)
            person.click(".breadcrumb a[href='/my/diagnoses']")
            page.wait_for_url("**/my/diagnoses")
        self.assertEqual(self._read_answer(), WORDS)

    def test_last_words_are_sent_along_when_one_leaves(self):
        with self.browse(PERSON, self.url) as person:
            person.page.fill(self.box, "Un début")
            person.page.wait_for_selector(SAVED)
            person.page.fill(self.box, WORDS)
            person.click(".breadcrumb a[href='/my/diagnoses']")
            person.page.wait_for_url("**/my/diagnoses")
        self.assertEqual(self._read_answer(), WORDS)

    def test_without_network(self):
        with self.browse(PERSON, self.url) as person:
            page, asked = person.page, []
            page.fill(self.box, "Un début")
            page.wait_for_selector(SAVED)
            page.context.set_offline(True)
            page.fill(self.box, WORDS)
            page.wait_for_selector(FAILED)
            self.assertIn("Pas de réseau", person.text(FAILED))
            page.once("dialog", lambda dialog: asked.append(dialog.type) or dialog.dismiss())
            page.evaluate("setTimeout(() => window.location.assign('/my'))")
            page.wait_for_function("true")
            page.context.set_offline(False)
            page.wait_for_selector(SAVED)
            self.assertEqual(asked, ["beforeunload"], "one is asked before one leaves")
        self.assertEqual(self._read_answer(), WORDS)

    def test_logged_out_in_the_middle(self):
        with self.browse(PERSON, self.url, width=PHONE) as person:
            page = person.page
            page.context.clear_cookies(name="session_id")
            page.fill(self.box, WORDS)
            page.wait_for_selector(FAILED)
            self.assertIn("Vous avez été déconnecté", person.text(FAILED))
            person.click(f"{FAILED} a")
            page.wait_for_selector("#cae_logged_out_kept:visible")
            self.assertIn("Vous avez été déconnecté", person.text("#cae_logged_out"))
            self._log_in(person, PERSON)
            page.wait_for_url(f"**{self.address}*")
            page.wait_for_selector(SAVED)
            self.assertEqual(page.input_value(self.box), WORDS)
            self.assertEqual(page.evaluate(DRAFTS), 0)
        self.assertEqual(self._read_answer(), WORDS)

    def test_form_sent_after_being_logged_out(self):
        with self.browse(PERSON, "/my/file") as person:
            page = person.page
            page.fill("#cae_street", WORDS)
            page.wait_for_function(f"{DRAFTS} === 1")
            page.context.clear_cookies(name="session_id")
            person.click("form[data-cae-draft] button[type=submit]")
            page.wait_for_selector("#cae_logged_out_kept:visible")
            self._log_in(person, PERSON)
            page.wait_for_selector(".o_cae_saved[data-state=restored]")
            self.assertEqual(page.input_value("#cae_street"), WORDS)
            person.click("form[data-cae-draft] button[type=submit]")
            page.wait_for_selector(".alert-success")
            page.wait_for_function(f"{DRAFTS} === 0")  # saved: nothing stays in the browser
        self.env.invalidate_all()
        self.assertEqual(self.person.street, WORDS)

    def test_nobody_else_at_the_computer_finds_a_draft(self):
        other = self.env["cae.entrepreneur"].search(
            [("user_ids.share", "=", True), ("id", "!=", self.person.id)], limit=1
        )
        other.user_ids[:1].password = other.user_ids[:1].login
        login = other.user_ids[:1].login
        with self.browse(PERSON, "/my/file") as person:
            page = person.page
            page.fill("#cae_street", WORDS)
            page.wait_for_function(f"{DRAFTS} === 1")
            page.context.clear_cookies(name="session_id")
            page.goto("/web/login")
            self._log_in(person, login)
            page.goto("/my/file")
            page.wait_for_function(f"{DRAFTS} === 0")
            self.assertNotEqual(page.input_value("#cae_street"), WORDS)
            page.fill("#cae_street", "Une adresse")
            page.wait_for_function(f"{DRAFTS} === 1")
            page.evaluate("document.querySelector(\"a[href*='/web/session/logout']\").click()")
            page.wait_for_url(lambda url: "/my" not in url)
            self.assertEqual(page.evaluate(DRAFTS), 0, "nor after logging out")

    def test_photos_are_made_smaller_and_big_files_refused_before_they_are_sent(self):
        photo = io.BytesIO()
        Image.effect_noise((3000, 2000), 90).save(photo, "PNG")
        photo = photo.getvalue()
        self.assertGreater(len(photo), 2 * 1024 * 1024)
        with self.browse(PERSON, "/my/papers", width=PHONE) as person:
            page = person.page
            page.wait_for_function("odoo.loader.modules.has('@cae_entrepreneur/portal/upload')")
            page.set_input_files(
                "#cae_upload",
                {"name": "IMG_1.png", "mimeType": "image/png", "buffer": photo},
            )
            page.wait_for_function("/plus légère/.test(cae_upload_state.textContent)")
            sent = page.evaluate("[cae_upload.files[0].name, cae_upload.files[0].size]")
            self.assertEqual(sent[0], "IMG_1.jpg")
            self.assertLess(sent[1], len(photo))
            page.set_input_files(
                "#cae_upload",
                {
                    "name": "plan.pdf",
                    "mimeType": "application/pdf",
                    "buffer": b"%PDF-" + b"x" * 12 * 1024 * 1024,
                },
            )
            page.wait_for_function("/13 Mo/.test(cae_upload_state.textContent)")
            self.assertFalse(page.evaluate("cae_upload.checkValidity()"))
            self.assertLessEqual(person.overflows(), 0)
