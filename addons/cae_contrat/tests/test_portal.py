from lxml import html

from odoo.tests import HttpCase, tagged

from .common import CaeContractCommon


@tagged("post_install", "-at_install")
class TestPortal(CaeContractCommon, HttpCase):
    def _open(self, login, path="/my"):
        self.authenticate(login, login)
        response = self.url_open(path)
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.content)

    def _text(self, page, card):
        (node,) = page.xpath(f"//*[@id='{card}']")
        return " ".join(node.text_content().split())

    def test_contract_in_force(self):
        page = self._open("cae_alice")
        self.assertIn("CESA since 01/01/2025", self._text(page, "cae_card_contracts"))
        menu = page.xpath("//*[@id='cae_menu' or @id='cae_menu_more']//a/@href")
        self.assertIn("/my/contracts", menu)

    def test_term_of_a_cape(self):
        page = self._open("cae_bruno")
        self.assertIn("CAPE from 01/01/2025 to 12/31/2025", self._text(page, "cae_card_contracts"))

    def test_drafts_are_not_shown(self):
        self.alice_contract.copy({"kind": "cape", "date_end": "2026-12-31"})
        page = self._open("cae_alice")
        self.assertNotIn("CAPE", self._text(page, "cae_card_contracts"))

    def test_deadlines(self):
        self.alice.date_associate = False
        page = self._open("cae_alice", "/my/deadlines")
        found = (
            self.env["cae.deadline"]
            .with_user(self.alice_user)
            ._get_portal_deadlines(self.alice.with_user(self.alice_user))
        )
        self.assertEqual(len(page.xpath("//main//li[hasclass('o_cae_card')]")), len(found))
        self.assertTrue(found)
        for deadline in found:
            self.assertIn(deadline["title"], page.text_content())
