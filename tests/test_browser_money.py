from odoo.tests import tagged

from .browser import PHONE, WIDE, BrowserCase
from .plays import plays

ACCOUNTANT, ENTREPRENEUR = "comptable", "entrepreneuse"


@tagged("post_install", "-at_install")
class TestBrowserMoney(BrowserCase):
    """The money of an activity on a phone, as its entrepreneur looks at it, in Chromium."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.activity = cls.env["cae.activity"].search(
            [("entrepreneur_ids.user_ids.login", "=", ENTREPRENEUR)]
        )

    def test_money_comes_first_and_all_of_it_fits(self):
        with self.browse(
            ENTREPRENEUR, f"/my/activities/{self.activity.id}", width=PHONE
        ) as browser:
            page = browser.page
            self.assertLessEqual(browser.overflows(), 0)
            for name in ("cash", "available"):
                box = page.locator(f"[data-name={name}]").bounding_box()
                self.assertLess(box["y"] + box["height"], 600, name)
            chart = page.locator(".cae_chart svg").bounding_box()
            self.assertLessEqual(chart["x"] + chart["width"], PHONE)
            for heading in ("Résultat", "Trésorerie"):
                box = page.locator(".cae_months th", has_text=heading).bounding_box()
                self.assertLessEqual(box["x"] + box["width"], PHONE, heading)
            self.assertFalse(page.locator("#date_from").is_visible(), "other dates are folded")
            self.assertFalse(page.locator(".cae_accounts").is_visible(), "accounts are folded")
            # letters twice as large: nothing of the page leaves the screen
            page.add_style_tag(content="html { font-size: 200% !important; }")
            wide = page.evaluate(
                """width => [...document.querySelectorAll('.o_cae_page *')].filter(
                    node => !node.closest('.table-responsive')
                        && node.getBoundingClientRect().right > width + 1
                ).map(node => node.outerHTML.slice(0, 80))""",
                PHONE,
            )
            self.assertEqual(wide, [])

    @plays("person", "Voir son argent")
    def test_a_figure_opens_to_what_makes_it(self):
        path = f"/my/activities/{self.activity.id}"
        with self.browse(ENTREPRENEUR, "/my", width=PHONE) as browser:
            browser.click(f"#cae_cards a[href^='{path}']")
            browser.page.wait_for_selector("[data-name=customers_due]")
            amount = browser.text("[data-name=customers_due]")
            browser.click("[data-name=customers_due] a")
            browser.page.wait_for_selector(".cae_line")
            self.assertEqual(browser.text("[data-name=total]"), amount)
            self.assertLessEqual(browser.overflows(), 0)
            self.assertIn("à régler", browser.text("main"))
            self.assertGreater(browser.page.locator("a[href*='/invoices/']").count(), 0)

    def test_the_accountant_opens_a_figure_too(self):
        accountant = self.env["res.users"].search([("login", "=", ACCOUNTANT)])
        window = self.env["cae.activity.statement"].with_user(accountant)
        window_id = window._open(self.activity)["res_id"]
        self.env.flush_all()
        path = f"/odoo/cae.activity.statement/{window_id}"
        with self.browse(ACCOUNTANT, path, width=WIDE) as browser:
            browser.page.wait_for_selector("[data-name=customers_due] a")
            with browser.page.expect_popup() as popup:
                browser.click("[data-name=customers_due] a")
            popup.value.wait_for_selector(".cae_line")
