from odoo.tests import tagged

from .browser import PHONE, WIDE, BrowserCase
from .plays import plays

# Of the example cooperative (cae_demo): passwords equal the logins.
ACCOUNTANT, ENTREPRENEUR, NEIGHBOUR = "comptable", "entrepreneuse", "voisin"


@tagged("post_install", "-at_install")
class TestBrowserMonth(BrowserCase):
    """A month from the accountant's home page to the entrepreneur's portal, in Chromium."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.activity = cls._activity_of(ENTREPRENEUR)

    @classmethod
    def _activity_of(cls, login):
        return cls.env["cae.activity"].search([("entrepreneur_ids.user_ids.login", "=", login)])

    def _close_month(self, width):
        """Close the month from the accountant's home page, or at a desk from the menu.

        :return: (the month, the clicks it took)
        """
        Run = self.env["cae.contribution.run"]
        posted = Run.search([("state", "=", "posted")])
        with self.browse(ACCOUNTANT, "/odoo", width=width) as browser:
            if width == WIDE:
                browser.open_menu("Gestion", "Clôture du mois")
            before = browser.clicks
            for button in ("action_compute", "action_post"):
                browser.press(button)
            self.assertLessEqual(browser.overflows(), 0)
            clicks = browser.clicks - before
        self.env.invalidate_all()
        return Run.search([("state", "=", "posted")]) - posted, clicks

    def _cash_on_portal(self, width=WIDE):
        """Return (the cash position as it is written, the text of all the cards)."""
        with self.browse(ENTREPRENEUR, "/my", width=width) as browser:
            self.assertLessEqual(browser.overflows(), 0)
            return browser.text("[data-name=cash]"), browser.text("#cae_cards")

    @staticmethod
    def _cents(text):
        return int("".join(letter for letter in text if letter.isdigit() or letter == "-"))

    @plays("accountant", "Clôturer un mois")
    def test_the_accountant_closes_the_month_and_the_entrepreneur_sees_it(self):
        before, _cards = self._cash_on_portal()

        run, clicks = self._close_month(WIDE)
        self.assertLessEqual(clicks, 6)
        self.assertEqual(len(run), 1)
        self.assertEqual(run.move_id.state, "posted")
        line = run.line_ids.filtered(lambda line: line.activity_id == self.activity)
        # the example's third month: 10 % of 4 750.00 EUR, nothing excluded
        self.assertEqual((line.turnover, line.excluded, line.amount), (4750.0, 0.0, 475.0))

        after, cards = self._cash_on_portal()
        self.assertEqual(self._cents(before) - self._cents(after), 47500)
        self.assertIn("475,00 €", cards)
        self.assertEqual(self._cash_on_portal(PHONE)[0], after)

        # the example may have been made last month
        while run._next_month(run.company_id):
            self._close_month(WIDE)
        with self.browse(ACCOUNTANT, "/odoo") as browser:
            browser.page.wait_for_selector(".alert-success:visible")
            self.assertIn("Tous les mois terminés sont clôturés", browser.text(".alert-success"))

    def test_the_month_closes_on_a_phone_too(self):
        run, clicks = self._close_month(PHONE)
        self.assertLessEqual(clicks, 6)
        self.assertEqual(run.state, "posted")

    def test_the_entrepreneur_reads_why(self):
        self._close_month(WIDE)
        for width in (WIDE, PHONE):
            with self.browse(
                ENTREPRENEUR, f"/my/activities/{self.activity.id}", width=width
            ) as browser:
                self.assertIn("10 % de 4 750,00 € : 475,00 €", browser.text("main"))
                self.assertLessEqual(browser.overflows(), 0)

    def test_the_landing_page_of_the_accountant_has_its_menus(self):
        with self.browse(ACCOUNTANT, "/odoo") as browser:
            browser.page.wait_for_selector("button[name=action_compute]:visible")
            self.assertIn("Clôture du mois", browser.text(".o_main_navbar"))

    def test_the_neighbour_gets_the_page_of_what_does_not_exist(self):
        """Another's statement, and one that does not exist, look alike to the last letter."""
        missing = self.env["cae.activity"].search([], order="id desc", limit=1).id + 1000
        pages = {}
        for name, activity_id in (("hers", self.activity.id), ("none", missing)):
            with self.browse(NEIGHBOUR, f"/my/activities/{activity_id}") as browser:
                pages[name] = browser.text()
        self.assertEqual(pages["hers"], pages["none"])
        self.assertNotIn(self.activity.name, pages["hers"])

    def test_the_entrepreneur_reaches_the_statement_by_keyboard_alone(self):
        target, name = f"/my/activities/{self.activity.id}", self.activity.name
        with self.browse(ENTREPRENEUR, "/my", width=PHONE) as browser:
            for _step in range(40):
                browser.page.keyboard.press("Tab")
                href = browser.page.evaluate("document.activeElement.getAttribute('href')")
                if href == target:
                    break
            self.assertEqual(href, target)
            browser.page.keyboard.press("Enter")
            browser.page.wait_for_url(f"**{target}")
            self.assertIn(name, browser.text("main"))
