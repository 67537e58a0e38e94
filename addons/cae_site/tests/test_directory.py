import base64
import io

from PIL import Image

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import SiteCase

FORM = "cae_directory"


def make_picture(kind="PNG"):
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(content, kind)
    return content.getvalue()


@tagged("post_install", "-at_install")
class TestDirectory(SiteCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alice.write({"phone": "+33 6 11 11 11 11", "city": "Tours"})
        cls.pages = cls.env["cae.directory.page"]
        # The database under test may have published pages of its own.
        cls.pages.search([]).published = False
        cls.page = cls.pages.create(
            {
                "entrepreneur_id": cls.alice.id,
                "published": True,
                "trade_name": "Céramique bleue",
                "description": "Bowls and tiles, made to order",
                "place": "Amboise",
            }
        )
        cls.hidden = cls.pages.create(
            {"entrepreneur_id": cls.bruno.id, "trade_name": "Secret garden"}
        )
        cls.url = cls.page._get_public_values()[0]["url"]

    def _names(self, query=""):
        return self._texts(self.url_open(f"/entrepreneurs{query}"), "//h2/a")

    def test_only_published_pages_are_shown(self):
        response = self.url_open("/entrepreneurs")
        self.assertIn("Céramique bleue", response.text)
        self.assertNotIn("Secret garden", response.text)
        self.assertEqual(self.url_open(self.url).status_code, 200)
        hidden = f"/entrepreneurs/x-{self.hidden.id}"
        absent = "/entrepreneurs/x-99999999"
        for url in (hidden, absent, "/entrepreneurs/x", f"/entrepreneurs/photo/{self.hidden.id}"):
            self.assertEqual(self.url_open(url).status_code, 404, url)

    def test_the_page_follows_the_file_it_was_merged_into(self):
        north = self.env["cae.territory"].create({"name": "North bank"})
        kept = self.env["cae.entrepreneur"].create(
            {"name": "Alice A. Arnaud", "territory_id": north.id, "company_id": self.company.id}
        )
        second = self.env["cae.entrepreneur"].create(
            {"name": "Arnaud", "territory_id": self.territory.id, "company_id": self.company.id}
        )
        page = self.pages.create({"entrepreneur_id": second.id, "trade_name": "Tiles"})
        kept._merge_file(second)
        self.assertEqual((page.entrepreneur_id, page.territory_id), (kept, north))
        self.assertIn(page, self.pages.search([("search_words", "ilike", "north bank")]))

    def test_a_link_to_a_page_shows_the_trade_its_words_and_its_photo(self):
        self.page.photo = base64.b64encode(make_picture())
        page = self._parse(self.url_open(self.url))
        shown = {
            name: page.xpath(f"//meta[@property='og:{name}']/@content")
            for name in ("title", "description", "image")
        }
        self.assertTrue(shown["title"][0].startswith("Céramique bleue"), shown)
        self.assertEqual(shown["title"], [page.findtext(".//title")])
        self.assertIn("Bowls and tiles, made to order", shown["description"][0])
        self.assertIn(f"/entrepreneurs/photo/{self.page.id}", shown["image"][0])
        photo = self.url_open("/" + shown["image"][0].split("/", 3)[3])
        self.assertTrue(photo.headers["Content-Type"].startswith("image/"))

    def test_what_nobody_means_is_answered(self):
        for query in ("page=x", "page=" + "9" * 30, "page=-1", "words=a%00b&place=%00&pole=%00"):
            self.assertEqual(self.url_open(f"/entrepreneurs?{query}").status_code, 200, query)
        self.assertEqual(self._names("?words=cera%00mique"), ["Céramique bleue"])

    def test_search_by_words_place_and_pole(self):
        found = ["Céramique bleue"]
        for words in ("ceramique", "Céramiques", "cerami"):
            self.assertEqual(self._names(f"?words={words}"), found)
        self.assertEqual(self._names("?words=TILES+alice"), found)
        self.assertEqual(self._names("?words=crafts"), found)
        self.assertEqual(self._names("?words=plumber"), [])
        self.assertEqual(self._names("?place=amboise"), found)
        self.assertEqual(self._names("?place=river"), found)
        self.assertEqual(self._names("?place=Paris"), [])
        self.territory.postcode_prefixes = "98799"
        self.assertEqual(self._names("?place=98799"), found)
        self.assertEqual(self._names("?words=98799"), found)
        self.assertEqual(self._names("?words=98798"), [])
        self.assertEqual(self._names("?place=98798"), [])
        self.assertEqual(self._names(f"?pole={self.pole.id}"), found)
        self.assertEqual(self._names("?pole=999999"), [])
        self.assertEqual(self._names("?pole=x"), found)
        self.assertEqual(self._names("?words=%25"), found)

    def test_no_mail_and_no_private_detail_is_shown(self):
        for url in ("/entrepreneurs", self.url):
            text = self.url_open(url).text
            self.assertNotIn(self.alice.email, text)
            self.assertNotIn("11 11 11 11", text)
            self.assertNotIn("mailto:cae_alice", text)
        self.page.show_phone = True
        self.assertIn("+33 6 11 11 11 11", self.url_open(self.url).text)
        self.assertEqual(
            set(self.page._get_public_values()[0]),
            {
                "id",
                "url",
                "name",
                "trade_name",
                "description",
                "place",
                "territory",
                "poles",
                "website",
                "phone",
                "photo",
                "can_write",
            },
        )

    def test_a_visitor_writes_and_the_member_answers_directly(self):
        typed = {
            "name": "Paul Client",
            "email": "paul@example.com",
            "message": "Twelve bowls, please.",
        }
        response = self._post(self.url, FORM, typed)
        self.assertTrue(self._texts(response, "//*[@id='cae_sent']"))
        self.assertNotIn(self.alice.email, response.text)
        mail = self.env["mail.mail"].search([("reply_to", "=", "paul@example.com")])
        self.assertIn(self.alice.email, mail.email_to)
        self.assertIn("Twelve bowls", mail.body_html)
        note = self.alice.message_ids[0]
        self.assertIn("Twelve bowls", note.body)
        self.assertTrue(note.is_internal)
        self.assertFalse(self._texts(self.url_open(self.url), "//*[@id='cae_sent']"))

    def test_bad_messages_are_said_beside_their_field(self):
        good = {"name": "Paul", "email": "paul@example.com", "message": "Twelve bowls, please."}
        for field, typed, sentence in (
            ("name", "", "Write your name."),
            ("name", "http://x.example.com", "without a link"),
            ("email", "paul", "the answer goes there"),
            ("message", "Hi", "at least 10 characters"),
            ("message", "x" * 3001, "This is too long: 3001 characters"),
        ):
            with self.subTest(field=field, typed=typed[:20]):
                response = self._post(self.url, FORM, {**good, field: typed})
                self.assertEqual(response.status_code, 422)
                self.assertIn(sentence, self._texts(response, f"//*[@id='error_{field}']")[0])
        self._post(self.url, FORM, {**good, "company_website": "x"})
        too_fast = self._post(self.url, FORM, good, seconds=0)
        self.assertEqual(too_fast.status_code, 422)
        self.assertFalse(self.env["mail.mail"].search([("reply_to", "=", "paul@example.com")]))

    def test_leaving_takes_the_page_off(self):
        self.alice._by_method().stage = "former"
        self.assertFalse(self.page.published)
        self.assertEqual(self._names(), [])
        self.alice.write({"stage": "cesa", "date_exit": False})
        self.assertEqual(self._names(), [])

    def test_the_list_takes_the_same_queries_for_one_and_for_many(self):
        self.url_open("/entrepreneurs")

        def count():
            self.env.invalidate_all()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            found, _count = self.pages._search_public(self.company, words="e", limit=24)
            found._get_public_values()
            self.pages._get_public_places(self.company)
            self.pages._get_public_poles(self.company)
            return len(found), self.env.cr.sql_log_count - before

        few, queries = count()
        people = self.env["cae.entrepreneur"].create(
            [
                {
                    "name": f"Person {number}",
                    "stage": "cape",
                    "company_id": self.company.id,
                    "territory_id": self.territory.id,
                    "pole_ids": self.pole.ids,
                }
                for number in range(40)
            ]
        )
        self.pages.create(
            [
                {"entrepreneur_id": person.id, "trade_name": "Trade", "published": True}
                for person in people
            ]
        )
        count()
        many, more_queries = count()
        self.assertEqual((few, many), (1, 24))
        self.assertLessEqual(more_queries, queries)
        response = self.url_open("/entrepreneurs/page/2")
        self.assertEqual(len(self._texts(response, "//h2/a")), 17)

    def test_search_engines_find_the_pages(self):
        self.env["ir.attachment"].search([("url", "like", "/sitemap")]).unlink()
        sitemap = self.url_open("/sitemap.xml").text
        self.assertIn(self.url, sitemap)
        self.assertIn("/premier-rendez-vous<", sitemap)
        self.assertNotIn(f"-{self.hidden.id}<", sitemap)


@tagged("post_install", "-at_install")
class TestMyDirectory(SiteCase):
    def _save(self, photo=None, **params):
        token = self._parse(self.url_open("/my/directory")).xpath(
            "//input[@name='csrf_token']/@value"
        )
        files = {"photo": ("me.png", photo, "image/png")} if photo else None
        return self.url_open("/my/directory", data={"csrf_token": token[-1], **params}, files=files)

    def _page(self, entrepreneur=None):
        return self.env["cae.directory.page"].search(
            [("entrepreneur_id", "=", (entrepreneur or self.alice).id)]
        )

    def test_nothing_is_public_until_the_member_says_so(self):
        self.authenticate("cae_alice", "cae_alice")
        self.assertIn("/my/directory", self.url_open("/my/home").text)
        page = self._parse(self.url_open("/my/directory"))
        self.assertFalse(page.xpath("//input[@name='published']/@checked"))
        self._save(trade_name="Blue workshop")
        self.assertFalse(self._page().is_public)
        response = self._save(
            photo=make_picture(),
            trade_name="Blue workshop",
            published="1",
            website="example.com",
            place="Tours",
        )
        self.assertTrue(self._texts(response, "//*[@id='cae_saved']"))
        self.assertTrue(self._page().is_public)
        self.assertEqual(self._page().website, "https://example.com")
        self.authenticate(None, None)
        values = self._page()._get_public_values()[0]
        self.assertEqual(self.url_open(values["photo"]).headers["Content-Type"], "image/png")
        self.authenticate("cae_alice", "cae_alice")
        self._save(trade_name="Blue workshop", delete_photo="1")
        self.assertFalse(self._page().has_photo)
        self.assertFalse(self._page().is_public)

    def test_bad_inputs_are_said_beside_their_field(self):
        self.authenticate("cae_alice", "cae_alice")
        self.alice.phone = False
        for field, params, sentence in (
            ("trade_name", {"trade_name": ""}, "Write the name of your trade"),
            ("trade_name", {"trade_name": "x" * 81}, "This is too long: 81 characters"),
            ("description", {"description": "x" * 2001}, "This is too long"),
            ("website", {"website": "javascript://x.y"}, "is not a web address"),
            ("website", {"website": "not an address"}, "is not a web address"),
            ("show_phone", {"show_phone": "1"}, "no phone number"),
        ):
            with self.subTest(field=field, typed=str(params)[:40]):
                response = self._save(**{"trade_name": "Blue workshop", **params})
                self.assertEqual(response.status_code, 422)
                self.assertIn(sentence, self._texts(response, f"//*[@id='error_{field}']")[0])
        for photo in (
            b"no picture",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            make_picture("GIF"),
        ):
            response = self._save(trade_name="Blue workshop", photo=photo)
            self.assertIn("not a picture", self._texts(response, "//*[@id='error_photo']")[0])
        self.assertFalse(self._page())

    def test_a_person_without_a_contract_prepares_but_does_not_publish(self):
        self.bruno._by_method().stage = "project_holder"
        self.authenticate("cae_bruno", "cae_bruno")
        response = self._save(trade_name="Green garden", published="1")
        self.assertIn(
            "as soon as yours begins", self._texts(response, "//*[@id='error_published']")[0]
        )
        self._save(trade_name="Green garden")
        self.assertEqual(len(self._page(self.bruno)), 1)

    def test_members_write_their_own_page_only_and_only_through_the_form(self):
        page = self.env["cae.directory.page"].create(
            {"entrepreneur_id": self.bruno.id, "trade_name": "Green garden"}
        )
        pages = self.env["cae.directory.page"].with_user(self.alice_user)
        with self.assertRaises(AccessError):
            page.with_user(self.alice_user).read(["trade_name"])
        with self.assertRaises(AccessError):
            page.with_user(self.bruno_user).published = True
        with self.assertRaises(AccessError):
            pages._save_own_page(self.bruno.with_user(self.alice_user), {"trade_name": "Mine"})
        self.assertEqual(page.with_user(self.bruno_user).trade_name, "Green garden")
        page.with_user(self.advisor).trade_name = "Green garden, seeds"
        with self.assertRaises(AccessError):
            page.with_user(self.accountant).read(["trade_name"])
        self.assertEqual(base64.b64decode(page.photo or b""), b"")

    def test_an_advisor_of_another_territory_does_not_touch_it(self):
        page = self.env["cae.directory.page"].create(
            {"entrepreneur_id": self.alice.id, "trade_name": "Blue workshop"}
        )
        with self.assertRaises(AccessError):
            page.with_user(self.other_advisor).read(["trade_name"])
