from odoo.tests import tagged

from .common import GestionCommon


@tagged("post_install", "-at_install")
class TestClientSearch(GestionCommon):
    """People are found by whom they invoice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client.write({"name": "Bakery of the Harbour", "company_registry": "73282932000074"})
        cls._invoice(cls.alice_activity, 100, "2025-03-10")
        cls._bill(cls.bruno_activity, 100, "2025-03-10")
        cls._invoice(cls.dora_activity, 100, "2025-03-10")

    def _find(self, text, user=None):
        files = self.env["cae.entrepreneur"].with_user(user or self.manager)
        return files.search([("client_search", "ilike", text)])

    def test_by_name_and_number(self):
        for text in ("harbour", "732 829 320 00074", "732829320", "7328"):
            with self.subTest(text=text):
                self.assertEqual(self._find(text), self.alice + self.dora)
        self.assertFalse(self._find("A supplier"))
        self.assertFalse(self._find("999 999 999"))

    def test_a_contact_of_the_client_counts(self):
        person = self.env["res.partner"].create({"name": "Ines", "parent_id": self.client.id})
        move = self._invoice(self.bruno_activity, 10, "2025-03-11")
        self.env.cr.execute(
            "UPDATE account_move SET partner_id = %s WHERE id = %s", [person.id, move.id]
        )
        self.env.invalidate_all()
        self.assertIn(self.bruno, self._find("harbour"))
        self.assertEqual(self._find("Ines"), self.bruno)

    def test_an_advisor_finds_those_she_follows(self):
        self.assertEqual(self._find("harbour", self.advisor), self.alice)
        self.assertEqual(self._find("harbour", self.other_advisor), self.dora)
