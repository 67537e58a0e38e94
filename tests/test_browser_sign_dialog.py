from odoo.tests import tagged

from .browser import PHONE, WIDE, BrowserCase

PERSON = "entrepreneuse"  # of the example cooperative (cae_demo): her password is her login
DIALOG = "#cae_sign_dialog"
ERROR = f"{DIALOG} .o_portal_sign_error_msg"
SUBMIT = f"{DIALOG} .o_portal_sign_submit"


@tagged("post_install", "-at_install")
class TestBrowserSignDialog(BrowserCase):
    """The dialog in which one signs: where it stands, and what it says when something is wrong."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        user = cls.env["res.users"].search([("login", "=", PERSON)])
        report = cls.env["cae.report"].search(
            [("state", "=", "to_sign"), ("entrepreneur_id.user_ids", "in", user.ids)], limit=1
        )
        cls.url = report._get_signing_url()

    def _open(self, person):
        person.click("#cae_open_sign")
        person.page.wait_for_selector(f"{DIALOG}.show canvas")

    def test_it_stands_in_the_middle_of_the_window(self):
        for width in (WIDE, PHONE):
            with self.subTest(width=width), self.browse(PERSON, self.url, width=width) as person:
                self._open(person)
                veil = person.page.locator(DIALOG).bounding_box()
                self.assertEqual((veil["x"], veil["width"]), (0, width))
                dialog = person.page.locator(f"{DIALOG} .modal-content").bounding_box()
                middle = dialog["x"] + dialog["width"] / 2
                self.assertAlmostEqual(middle, width / 2, delta=20)

    def test_what_is_missing_is_said_until_it_is_drawn(self):
        with self.browse(PERSON, self.url, width=PHONE) as person:
            page = person.page
            self._open(person)
            person.click(f"{DIALOG} .o_web_sign_draw_button")
            person.click(SUBMIT)
            page.wait_for_selector(ERROR)
            area = page.locator(f"{DIALOG} canvas").bounding_box()
            self.assertGreater(area["height"], 170)
            page.mouse.move(area["x"] + 30, area["y"] + 30)
            page.mouse.down()
            page.mouse.move(area["x"] + 150, area["y"] + 90, steps=8)
            page.mouse.up()
            page.wait_for_selector(ERROR, state="detached")

    def test_who_was_logged_out_comes_back_to_the_document(self):
        with self.browse(PERSON, self.url) as person:
            page = person.page
            self._open(person)
            page.context.clear_cookies(name="session_id")
            person.click(SUBMIT)
            page.wait_for_selector(f"{ERROR} a")
            self.assertNotIn("connexion, puis", person.text(ERROR))
            person.click(f"{ERROR} a")
            page.fill("input[name=login]", PERSON)
            page.fill("input[name=password]", PERSON)
            person.click("form.oe_login_form button[type=submit]")
            page.wait_for_selector("#cae_open_sign")
            self.assertTrue(page.url.split("?")[0].endswith(self.url))
