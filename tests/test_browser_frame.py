from unittest.mock import patch
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe

from odoo.addons.cae_entrepreneur.controllers.portal import MySpace
from odoo.tests import tagged
from odoo.tools import mute_logger

from .browser import PHONE, WIDE, BrowserCase
from .pages import find_pages

# Of the example cooperative (cae_demo).
MANAGER, ADVISOR, ACCOUNTANT, MEMBER = "gerante", "accompagnatrice", "comptable", "entrepreneuse"
STILL = """document.getAnimations().every(
    (one) => one.effect.getTiming().iterations === Infinity
)"""
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


@tagged("post_install", "-at_install")
class TestBrowserFrame(BrowserCase):
    """What holds on every page, whoever opens it."""

    # ---- accessibility, and nothing leaves the house by itself

    def _find_faults(self, login):
        """Return what axe-core finds on every page, and what is asked elsewhere, in a line each."""
        paths = find_pages(self.env, login)
        faults = []
        with self.browse(login, "about:blank") as browser:
            self._note_requests_elsewhere(browser, faults)
            for path in paths:
                browser.page.set_viewport_size({"width": PHONE, "height": 900})
                browser.page.goto(path)
                browser.page.wait_for_load_state("load")
                faults += self._find_faults_at_all_widths(browser, path)
                dialogs = browser.page.locator("main [data-bs-toggle=modal]:visible")
                for number in range(dialogs.count()):
                    dialogs.nth(number).click()
                    browser.page.wait_for_selector(".modal.show .modal-content:visible")
                    # while it still glides in, nothing closes it
                    browser.page.wait_for_function("!document.getAnimations().length")
                    faults += self._find_faults_at_all_widths(browser, f"dialog of {path}")
                    browser.page.keyboard.press("Escape")
                    browser.page.wait_for_selector(".modal.show", state="detached")
        self.assertGreater(len(paths), 5)
        if login:
            self.assertTrue([path for path in paths if path.startswith("/my/contracts/")])
        return faults

    def _find_faults_at_all_widths(self, browser, where):
        """Return the faults of the page as it is on a phone and on a wide screen."""
        faults = []
        for width in (PHONE, WIDE):
            browser.page.set_viewport_size({"width": width, "height": 900})
            browser.page.wait_for_function(STILL)
            faults += self._find_faults_here(browser, f"{where} at {width}")
        return faults

    def _find_faults_here(self, browser, where):
        """Return what axe-core finds on the page that is open, in a line each."""
        options = {
            "runOnly": {"type": "tag", "values": list(RULES)},
            "resultTypes": ["violations"],  # what is right is not listed
        }
        found = Axe().run(browser.page, options=options)
        faults = [
            f"{where}: {violation['id']}: {node['html'][:200]}"
            for violation in found.response["violations"]
            for node in violation["nodes"]
        ]
        if browser.overflows() > 0:
            faults.append(f"{where}: {browser.overflows()} px too wide")
        return faults

    def test_member_on_a_phone_and_on_a_wide_screen(self):
        self.assertFalse(self._find_faults(MEMBER))

    def test_visitor_on_a_phone_and_on_a_wide_screen(self):
        self.assertFalse(self._find_faults(None))

    @mute_logger("odoo.http", "odoo.addons.website.models.ir_http")
    def test_what_went_wrong_is_said_to_everybody(self):
        """The page of an error of the server, and that of a form without its session."""

        def fail(space):
            raise KeyError("an error of ours")

        for width in (PHONE, WIDE):
            with self.browse(MEMBER, "/my/file", width=width) as browser:
                browser.page.evaluate("document.querySelector('[name=csrf_token]').value = 'no'")
                with browser.page.expect_navigation():
                    browser.page.evaluate("document.querySelector('main form').submit()")
                self.assertIn("Ce que vous avez envoyé n'est pas arrivé", browser.text("main"))
                self.assertNotIn("CSRF", browser.text())
                self.assertFalse(self._find_faults_here(browser, "no session"))
                with patch.object(MySpace, "_get_my_entrepreneurs", fail):
                    self.assertEqual(browser.page.goto("/my/file").status, 500)
                    self.assertIn("réessayez dans un instant", browser.text())
                    self.assertFalse(self._find_faults_here(browser, "an error"))

    def _note_requests_elsewhere(self, browser, found):
        """Add the addresses of other hosts that the browser asks for from now on."""

        def note(request):
            parts = urlsplit(request.url)
            if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in (
                "127.0.0.1",
                "localhost",
            ):
                found.append(f"{request.frame.url} asks {request.url}")

        browser.page.on("request", note)

    def _find_requests_elsewhere(self, login, paths):
        """Return the addresses of other hosts that a browser asks for on these pages."""
        elsewhere = []
        with self.browse(login, "about:blank") as browser:
            self._note_requests_elsewhere(browser, elsewhere)
            for path in paths:
                browser.page.goto(path)
                browser.page.wait_for_load_state("load")
                if path.startswith("/odoo"):
                    browser.page.wait_for_selector(".o_action, .o_home_menu, .o_main_navbar")
        return elsewhere

    def test_staff_ask_nobody_else(self):
        partner = self.env["cae.entrepreneur"].search([], limit=1).partner_id
        opened = set()
        for login in (MANAGER, ADVISOR, ACCOUNTANT):
            user = self.env["res.users"].search([("login", "=", login)])
            menus = self.env["ir.ui.menu"].with_user(user).load_web_menus(False)
            paths = {
                f"/odoo/action-{menus[root]['actionID']}"
                for root in menus["root"]["children"]
                if menus[root]["actionID"]
            }
            paths |= {f"/odoo/contacts/{partner.id}"}
            self.assertFalse(self._find_requests_elsewhere(login, sorted(paths - opened)), login)
            opened |= paths

    def test_reports_ask_nobody_else(self):
        contract = self.env["cae.contract"].search([], limit=1)
        path = f"/report/html/cae_contrat.report_contract/{contract.id}"
        self.assertFalse(self._find_requests_elsewhere(MANAGER, [path]))

    # ---- the menu

    def test_menu_under_the_thumb(self):
        """From any page, on a phone, every domain is one or two touches away."""
        with self.browse(MEMBER, "/my/file", width=PHONE) as member:
            page = member.page
            bar = page.locator("#cae_menu")
            box = bar.bounding_box()
            self.assertAlmostEqual(box["y"] + box["height"], 900, delta=2)
            names = [entry.inner_text().strip() for entry in bar.locator(".o_cae_menu_entry").all()]
            self.assertEqual(len(names), 5, names)
            member.click("#cae_menu button")
            page.wait_for_selector("#cae_menu_more.show:not(.showing) a[href='/my/roadmap']")
            member.click("#cae_menu_more a[href='/my/roadmap']")
            page.wait_for_url("**/my/roadmap")
            member.click("#cae_menu a[href='/my/appointments']")
            page.wait_for_url("**/my/appointments")

    def test_home_is_short(self):
        with self.browse(MEMBER, "/my", width=PHONE) as member:
            height = member.page.evaluate("document.documentElement.scrollHeight")
            self.assertLess(height, 3000, "The home has more than three screens.")
            first = member.page.locator("#cae_cards > section").first
            self.assertEqual(first.get_attribute("id"), "cae_card_todo")

    def test_security_on_the_smallest_phone(self):
        with self.browse(MEMBER, "/my/security", width=320) as member:
            self.assertLessEqual(member.overflows(), 0)

    # ---- after logging out

    def test_back_shows_nothing(self):
        with self.browse(MEMBER, "/my/file", width=PHONE) as member:
            member.page.goto("/web/session/logout?redirect=/")
            member.page.go_back()
            member.page.wait_for_url("**/web/login**")
            self.assertFalse(member.page.locator("input[name=phone]").count())

    # ---- apps

    def test_advisor_and_accountant_see_their_apps(self):
        hidden = {
            self.env.ref(menu).id
            for menu in (
                "base.menu_management",
                "spreadsheet_dashboard.spreadsheet_dashboard_menu_root",
                "website.menu_website_configuration",
            )
        }
        for login in (ADVISOR, ACCOUNTANT):
            user = self.env["res.users"].search([("login", "=", login)])
            menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
            self.assertFalse(hidden & set(menus["root"]["children"]), login)
