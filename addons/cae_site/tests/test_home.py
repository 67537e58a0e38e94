from lxml import html

from odoo.addons.cae_entrepreneur.tests.common import CaeCommon
from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestHome(CaeCommon, HttpCase):
    def test_three_doors_and_the_cooperatives_own_address(self):
        company = self.env["website"].search([], limit=1).company_id
        company.write({"street": "3 rue des Bateliers", "zip": "37000", "city": "Tours"})
        response = self.url_open("/")
        self.assertEqual(response.status_code, 200)
        page = html.fromstring(response.content)
        doors = page.xpath("//*[@id='cae_doors']//a/@href")
        self.assertEqual(doors, ["/premier-rendez-vous", "/entrepreneurs", "/my"])
        (footer,) = page.xpath("//*[@id='footer']")
        self.assertIn("3 rue des Bateliers, 37000 Tours", footer.text_content())
        self.assertEqual(len(page.xpath("//h1")), 1)
        # nothing of the example company that Odoo's website starts with
        self.assertNotIn("555-555", response.text)
        self.assertNotIn("/contactus", response.text)
