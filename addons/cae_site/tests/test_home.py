from lxml import html

from odoo.addons.cae_entrepreneur.tests.common import CaeCommon
from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestHome(CaeCommon, HttpCase):
    def test_three_doors_and_the_cooperatives_own_address(self):
        company = self.env["website"].search([], limit=1).company_id
        company.write({"street": "3 rue des Bateliers", "zip": "37000", "city": "Tours"})
        # as the addon leaves it on a website that nobody has set up yet
        self.env["website.page"].search([("url", "=", "/")]).website_meta_description = False
        response = self.url_open("/")
        self.assertEqual(response.status_code, 200)
        page = html.fromstring(response.content)
        doors = page.xpath("//*[@id='cae_doors']//a/@href")
        self.assertEqual(doors, ["/premier-rendez-vous", "/entrepreneurs", "/my"])
        (footer,) = page.xpath("//*[@id='footer']")
        self.assertIn("3 rue des Bateliers, 37000 Tours", footer.text_content())
        self.assertEqual(len(page.xpath("//h1")), 1)
        self.assertTrue(page.findtext(".//title").startswith("Welcome | "))
        (words,) = page.xpath("//meta[@name='description']/@content")
        self.assertIn("inside a cooperative", words)
        # nothing of the example company that Odoo's website starts with
        self.assertNotIn("555-555", response.text)
        self.assertNotIn("/contactus", response.text)

    def test_the_site_has_the_name_of_the_cooperative(self):
        site = self.env["website"].search([("company_id", "=", self.company.id)], limit=1)
        site.name = self.company.name
        self.company.name = "The Renamed"
        self.assertEqual(site.name, "The Renamed")
        site.name = "A name of its own"
        self.company.name = "Renamed again"
        self.assertEqual(site.name, "A name of its own")

    def test_a_shared_link_shows_the_page(self):
        page = html.fromstring(self.url_open("/premier-rendez-vous").content)
        title = page.findtext(".//title")
        self.assertTrue(title.startswith("Ask for a first meeting | "))
        self.assertEqual(page.xpath("//meta[@property='og:title']/@content"), [title])
        self.assertTrue(page.xpath("//meta[@property='og:description']/@content")[0])
        self.assertNotIn("googleapis", self.url_open("/").text)
