from datetime import date

from dateutil.relativedelta import relativedelta

from odoo.addons.cae_gestion.tests.common import GestionCommon
from odoo.tests import tagged

from .browser import PHONE, WIDE, BrowserCase


@tagged("post_install", "-at_install")
class TestBrowserMonth(GestionCommon, BrowserCase):
    """A month from the accountant's home page to the entrepreneur's portal, in Chromium."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.month = date.today().replace(day=1) - relativedelta(months=1)
        day = str(cls.month.replace(day=15))
        cls.env["cae.contribution.schedule"].search(
            [("company_id", "=", cls.company.id)]
        ).date_start = str(cls.month)
        cls.invoice = cls._invoice(cls.alice_activity, 4200, day, tax=cls.vat_20)
        cls._bill(cls.alice_activity, 800, day, account="611000")
        cls._pay(cls.invoice, day)
        (cls.accountant | cls.alice_user | cls.bruno_user).lang = "fr_FR"

    def _close_month(self, width):
        """Close the month from the accountant's home page; return the clicks it took."""
        with self.browse(self.accountant.login, "/odoo", width=width) as browser:
            for button in ("action_compute", "action_post"):
                self._press(browser, button)
            self.assertLessEqual(browser.overflows(), 0)
            return browser.clicks

    def _press(self, browser, name):
        """Press a button of the form's header; on a phone it lies in a menu."""
        visible = f".o_statusbar_buttons button[name={name}]:visible"
        menu = ".o_statusbar_buttons .dropdown-toggle:visible"
        browser.page.wait_for_selector(f"{visible}, {menu}")
        if not browser.page.locator(visible).count():
            browser.click(menu)
            visible = f"button[name={name}]:visible"
        with browser.page.expect_response(f"**/{name}") as answer:
            browser.click(visible)
        self.assertNotIn("error", answer.value.json())

    def _cash_on_portal(self, width=WIDE):
        with self.browse(self.alice_user.login, "/my", width=width) as browser:
            self.assertLessEqual(browser.overflows(), 0)
            return browser.text("[data-name=cash]"), browser.text("#cae_cards")

    def test_the_accountant_closes_the_month_and_the_entrepreneur_sees_it(self):
        cash, cards = self._cash_on_portal()
        self.assertEqual(cash, "5 040,00 €")
        self.assertNotIn("340,00 €", cards)

        clicks = self._close_month(WIDE)
        self.assertLessEqual(clicks, 6)

        run = self.env["cae.contribution.run"].search([("date_from", "=", self.month)])
        self.assertEqual(run.state, "posted")
        self.assertEqual(len(run.move_id), 1)
        cash, cards = self._cash_on_portal()
        self.assertEqual(cash, "4 700,00 €")
        self.assertIn("340,00 €", cards)
        self.assertEqual(self._cash_on_portal(PHONE)[0], "4 700,00 €")

    def test_the_month_closes_on_a_phone_too(self):
        self.assertLessEqual(self._close_month(PHONE), 6)
        run = self.env["cae.contribution.run"].search([("date_from", "=", self.month)])
        self.assertEqual(run.state, "posted")

    def test_the_entrepreneur_reads_why(self):
        self._close_month(WIDE)
        for width in (WIDE, PHONE):
            with self.browse(
                self.alice_user.login, f"/my/activities/{self.alice_activity.id}", width=width
            ) as browser:
                text = browser.text("main")
                self.assertIn("4 200,00 €", text)
                self.assertIn("800,00 €", text)
                self.assertIn("340,00 €", text)
                self.assertLessEqual(browser.overflows(), 0)

    def test_the_neighbour_and_nobody_get_the_same_page(self):
        """Another's statement, and one that does not exist, look alike to the last letter."""
        missing = self.env["cae.activity"].search([], order="id desc", limit=1).id + 1000
        pages = {}
        for name, activity_id in (("hers", self.alice_activity.id), ("none", missing)):
            with self.browse(self.bruno_user.login, f"/my/activities/{activity_id}") as browser:
                pages[name] = browser.text()
        self.assertEqual(pages["hers"], pages["none"])
        self.assertNotIn(self.alice_activity.name, pages["hers"])

    def test_the_entrepreneur_reaches_the_statement_by_keyboard_alone(self):
        with self.browse(self.alice_user.login, "/my", width=PHONE) as browser:
            target = f"/my/activities/{self.alice_activity.id}"
            for _step in range(40):
                browser.page.keyboard.press("Tab")
                href = browser.page.evaluate("document.activeElement.getAttribute('href')")
                if href == target:
                    break
            self.assertEqual(href, target)
            browser.page.keyboard.press("Enter")
            browser.page.wait_for_url(f"**{target}")
