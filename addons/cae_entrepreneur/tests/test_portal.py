from lxml import html

from odoo.tests import HttpCase, tagged

from .common import CaeCommon


@tagged("post_install", "-at_install")
class TestPortal(CaeCommon, HttpCase):
    def _open(self, login, path="/my"):
        self.authenticate(login, login)
        response = self.url_open(path)
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.content)

    def _text(self, page, card):
        (node,) = page.xpath(f"//*[@id='{card}']")
        return " ".join(node.text_content().split())

    def test_my_space(self):
        self.advisor.phone = "02 00 00 00 01"
        page = self._open("cae_alice")
        self.assertEqual(len(page.xpath("//h1[contains(., 'Alice Arnaud')]")), 1)
        self.assertEqual(page.findtext(".//title"), f"My space | {self.company.name}")
        activities = self._text(page, "cae_card_activities")
        for text in ("TALI", "Blue workshop", "River bank"):
            self.assertIn(text, activities)
        referent = self._text(page, "cae_card_referent")
        self.assertIn("Cae Advisor", referent)
        self.assertTrue(page.xpath("//a[@href='mailto:cae_advisor@example.com']"))
        self.assertTrue(page.xpath("//a[@href='tel:0200000001']"))
        for link in ("/my/file", "/my/security", "/my/documents"):
            self.assertTrue(page.xpath(f"//*[@id='cae_cards']//a[@href='{link}']"), link)
        self.assertNotIn("Green garden", page.text_content())

    def test_without_an_activity(self):
        self.alice_activity.entrepreneur_ids = False
        page = self._open("cae_alice")
        self.assertFalse(page.xpath("//*[@id='cae_card_activities']"))
        self.assertIn("You have no activity yet", self._text(page, "cae_no_activity"))

    def test_referent_who_left_is_not_shown(self):
        self.advisor.active = False
        page = self._open("cae_alice")
        self.assertFalse(page.xpath("//*[@id='cae_card_referent']"))

    def test_others_keep_odoos_page(self):
        self._create_staff("cae_customer", "base.group_portal")
        page = self._open("cae_customer")
        self.assertFalse(page.xpath("//*[@id='cae_cards']"))
        self.assertTrue(page.xpath("//*[hasclass('o_portal_my_home')]"))

    def test_odoos_documents_stay_reachable(self):
        page = self._open("cae_alice", "/my/documents")
        self.assertTrue(page.xpath("//*[hasclass('o_portal_my_home')]"))
        self.assertTrue(page.findtext(".//title").startswith("Other documents | "))
        crumbs = page.xpath("//ol[hasclass('breadcrumb')]//a[@href='/my/home']")
        self.assertEqual("".join(crumbs[0].itertext()).strip(), "My space")

    def test_account_pages_lead_back(self):
        page = self._open("cae_alice", "/my/account")
        self.assertTrue(page.xpath("//ol[hasclass('breadcrumb')]//a[@href='/my/home']"))

    def test_accessible_structure(self):
        page = self._open("cae_alice")
        self.assertEqual(len(page.xpath("//h1")), 1)
        for section in page.xpath("//*[@id='cae_cards']/section"):
            (title,) = section.xpath(".//h2")
            self.assertEqual(section.get("aria-labelledby"), title.get("id"))
        ids = page.xpath("//main//@id")
        self.assertEqual(len(ids), len(set(ids)))

    def test_anonymous_is_asked_to_log_in(self):
        response = self.url_open("/my")
        self.assertIn("/web/login", response.url)
