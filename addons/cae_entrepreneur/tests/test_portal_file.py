import base64
import re

from lxml import html

from odoo.tests import HttpCase, tagged

from ..models.cae_bank_change import MAX_A_DAY as MAX_REQUESTS
from ..models.cae_document import MAX_A_DAY as MAX_DOCUMENTS
from .common import CaeCommon
from .file_samples import IBAN, PNG, make_pdf


@tagged("post_install", "-at_install")
class TestPortalFile(CaeCommon, HttpCase):
    """My file, my documents, my deadlines; nothing of anybody else."""

    def setUp(self):
        super().setUp()
        self.authenticate("cae_alice", "cae_alice")

    def _open(self, path, **kwargs):
        response = self.url_open(path, **kwargs)
        self.assertEqual(response.status_code, 200, path)
        return html.fromstring(response.content)

    def _post(self, path, data, files=None):
        page = self._open("/my/file")
        token = page.xpath("//input[@name='csrf_token']/@value")[0]
        return self.url_open(path, data={"csrf_token": token, **data}, files=files)

    def _alert(self, response):
        alerts = html.fromstring(response.content).xpath("//main//*[@role='alert']")
        return " ".join(" ".join(alert.text_content().split()) for alert in alerts)

    def test_cards(self):
        page = self._open("/my")
        for card, link in (("cae_card_file", "/my/file"), ("cae_card_papers", "/my/papers")):
            self.assertTrue(page.xpath(f"//*[@id='{card}']//a[@href='{link}']"), card)

    def test_every_page_is_accessible(self):
        for path in ("/my/file", "/my/papers", "/my/deadlines"):
            page = self._open(path)
            with self.subTest(path=path):
                self.assertEqual(len(page.xpath("//main//h1")), 1)
                ids = page.xpath("//main//@id")
                self.assertEqual(len(ids), len(set(ids)))
                for field in page.xpath(
                    "//main//form//*[self::input or self::select][not(@type='hidden')]"
                ):
                    self.assertTrue(page.xpath(f"//label[@for='{field.get('id')}']"))
                for node in page.xpath("//main//*[@aria-describedby]"):
                    for name in node.get("aria-describedby").split():
                        self.assertTrue(page.xpath(f"//*[@id='{name}']"), name)
                crumbs = page.xpath("//ol[hasclass('breadcrumb')]//a[@href='/my/home']")
                self.assertTrue(crumbs)
                self.assertIn(" | ", page.findtext(".//title"))

    def test_correct_ones_details(self):
        response = self._post(
            "/my/file",
            {"phone": "06 00 00 00 01", "city": "Rezé", "emergency_name": "Paul", "name": "Eve"},
        )
        self.assertIn("done=details", response.url)
        self.assertEqual(self.alice.phone, "06 00 00 00 01")
        self.assertEqual(self.alice.city, "Rezé")
        self.assertEqual(self.alice.emergency_name, "Paul")
        self.assertEqual(self.alice.name, "Alice Arnaud", "not in the list of what one changes")
        (note,) = self.alice.message_ids.filtered(lambda message: "Rezé" in message.body)
        for text in ("Phone", "06 00 00 00 01", "Rezé", "Paul"):
            self.assertIn(text, note.body)
        self.assertEqual(note.author_id, self.alice.partner_id)
        self.assertIn(self.advisor.partner_id, note.notified_partner_ids)
        before = len(self.alice.message_ids)
        self._post("/my/file", {"phone": "06 00 00 00 01", "city": "Rezé"})
        self.assertEqual(len(self.alice.message_ids), before, "no note without a change")

    def test_odoos_own_account_page_is_noted_too(self):
        self.alice.partner_id.with_user(self.alice_user).sudo().write({"city": "Angers"})
        self.assertIn("Angers", self.alice.message_ids.sorted("id")[-1].body)

    def test_script_in_a_field_stays_text(self):
        self._post("/my/file", {"street": "<script>alert(1)</script>"})
        content = self.url_open("/my/file").text
        self.assertNotIn("<script>alert(1)", content)
        self.assertNotIn("<script>alert(1)", self.alice.message_ids.sorted("id")[-1].body)

    def test_bank_account(self):
        page = self._open("/my/file")
        self.assertIn("does not have your bank account", page.text_content())
        response = self._post(f"/my/file/{self.alice.id}/bank", {"iban": IBAN})
        self.assertIn("done=bank", response.url)
        change = self.alice.bank_change_ids
        self.assertEqual((change.state, change.asked_by), ("asked", self.alice_user))
        content = self.url_open("/my/file").text
        self.assertIn("FR76 •••• 0189", content)
        self.assertNotRegex(content, r"3000\s?6000")
        self._post(f"/my/file/{self.alice.id}/bank", {"withdraw": "1"})
        self.assertEqual(change.state, "cancelled")
        self._post(f"/my/file/{self.alice.id}/bank", {"iban": IBAN})
        self.alice.bank_change_ids.sorted("id")[-1].with_user(self.accountant).action_confirm()
        self.assertRegex(
            re.sub(r"\s+", " ", self._open("/my/file").text_content()),
            r"pays you on: FR76 •••• 0189",
        )

    def test_send_a_document_and_take_it_back(self):
        kind = self.env.ref("cae_entrepreneur.document_kind_diploma")
        content = make_pdf()
        response = self._post(
            "/my/papers",
            {"kind_id": kind.id, "date_expiry": ""},
            files={"upload": ("My diploma.pdf", content, "application/pdf")},
        )
        self.assertIn("done=1", response.url)
        document = self.alice.document_ids
        self.assertEqual((document.name, document.kind_id), ("My diploma", kind))
        self.assertTrue(document.is_from_person and document.portal_visible)
        self.assertIn("My diploma", self.alice.message_ids.sorted("id")[-1].body)
        page = self._open("/my/papers")
        self.assertIn("My diploma", page.text_content())
        answer = self.url_open(f"/my/papers/{document.id}")
        self.assertEqual(answer.content, content)
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertEqual(answer.headers["Content-Type"].split(";")[0], "application/pdf")

    def test_a_document_that_is_not_shown(self):
        document = self._own_document()
        answers = {self.url_open(f"/my/papers/{number}").status_code for number in (document.id, 0)}
        self.assertEqual(answers, {404})
        document.portal_visible = True
        self.assertEqual(self.url_open(f"/my/papers/{document.id}").status_code, 200)

    def _send_document(self, **data):
        kind = self.env.ref("cae_entrepreneur.document_kind_diploma")
        self._post(
            "/my/papers",
            {"kind_id": kind.id, **data},
            files={"upload": ("IMG_2041.png", PNG, "image/png")},
        )
        return self.alice.document_ids.sorted("id")[-1]

    def test_a_wrong_day_is_said_and_what_was_typed_kept(self):
        kind = self.env.ref("cae_entrepreneur.document_kind_diploma")
        typed = {"kind_id": str(kind.id), "title": "Insurance", "date_expiry": "31/02/2031"}
        files = {"upload": ("a.pdf", make_pdf(), "application/pdf")}
        answer = self._post("/my/papers", typed, files=files)
        self.assertIn("“Valid until” is no day", self._alert(answer))
        self.assertFalse(self.alice.document_ids)
        page = html.fromstring(answer.content)
        (form,) = page.xpath("//form[@action='/my/papers']")
        for name, value in typed.items():
            self.assertEqual(form.inputs[name].value, value)

    def test_documents_of_a_day_have_an_end(self):
        kind = self.env.ref("cae_entrepreneur.document_kind_diploma")
        self.env["cae.document"]._by_method().create(
            [
                {
                    "name": f"Page {number}",
                    "entrepreneur_id": self.alice.id,
                    "kind_id": kind.id,
                    "file": base64.b64encode(PNG),
                    "is_from_person": True,
                }
                for number in range(MAX_DOCUMENTS - 1)
            ]
        )
        self._send_document(title="The last one")
        files = {"upload": ("a.png", PNG, "image/png")}
        typed = {"kind_id": kind.id, "title": "One too many"}
        answer = self._post("/my/papers", typed, files=files)
        self.assertIn(f"You have sent {MAX_DOCUMENTS} documents", self._alert(answer))
        self.assertIn("One too many", answer.text)
        self.assertEqual(len(self.alice.document_ids), MAX_DOCUMENTS)

    def test_requests_for_a_bank_account_of_a_day_have_an_end(self):
        path = f"/my/file/{self.alice.id}/bank"
        for _time in range(MAX_REQUESTS):
            self._post(path, {"iban": IBAN})
            self._post(path, {"withdraw": "1"})
        answer = self._post(path, {"iban": IBAN})
        self.assertIn(f"{MAX_REQUESTS} times within a day", self._alert(answer))
        self.assertIn(IBAN, answer.text)
        self.assertEqual(len(self.alice.bank_change_ids), MAX_REQUESTS)

    def test_own_document_is_named_renamed_and_withdrawn(self):
        document = self._send_document(title="  Welder's  diploma ")
        self.assertEqual(document.name, "Welder's diploma")
        path = f"/my/papers/{document.id}"
        answer = self._post(f"{path}/rename", {"title": ""})
        self.assertIn("in a few words", self._alert(answer))
        answer = self._post(f"{path}/rename", {"title": "Diploma of 2019"})
        self.assertIn("The new title is kept", answer.text)
        self.assertEqual(document.name, "Diploma of 2019")
        self.authenticate("cae_bruno", "cae_bruno")
        self.assertEqual(self._post(f"{path}/rename", {"title": "Mine"}).status_code, 404)
        self._post(f"{path}/withdraw", {})
        self.assertEqual(document.exists().name, "Diploma of 2019")
        self.authenticate("cae_alice", "cae_alice")
        answer = self._post(f"{path}/withdraw", {})
        self.assertIn("The document is withdrawn", answer.text)
        self.assertFalse(document.exists())
        self.assertIn("withdrew", self.alice.message_ids.sorted("id")[-1].body)

    def test_checked_document_stays(self):
        sent = self._send_document(title="Diploma")
        sent.with_user(self.advisor).is_checked = True
        shown = self._own_document(portal_visible=True)
        for document in (sent, shown):
            for act in ("rename", "withdraw"):
                with self.subTest(document=document.name, act=act):
                    answer = self._post(f"/my/papers/{document.id}/{act}", {"title": "New"})
                    self.assertIn("ask your referent", self._alert(answer))
            self.assertNotEqual(document.name, "New")
        self.assertFalse(self._open("/my/papers").xpath("//form[contains(@action, '/withdraw')]"))

    def test_wrong_postcodes_get_a_sentence(self):
        for wrong in ("ABCDE", "370", "3700O"):
            with self.subTest(postcode=wrong):
                answer = self._post("/my/file", {"zip": wrong, "city": "Tours"})
                self.assertIn("is not a French postcode", self._alert(answer))
        self.assertNotEqual(self.alice.city, "Tours")
        self._post("/my/file", {"zip": "37 000"})
        self.assertEqual(self.alice.zip, "37 000")
        self.alice.country_id = self.env.ref("base.be")
        self._post("/my/file", {"zip": "1000"})
        self.assertEqual(self.alice.zip, "1000", "Belgium has four digits")

    def test_wrong_bics_get_a_sentence(self):
        for wrong, sentence in (
            ("AGRI", "is not a BIC"),
            ("AGRIFRPPX", "is not a BIC"),
            ("COBADEFF", "another country"),
        ):
            with self.subTest(bic=wrong):
                answer = self._post(f"/my/file/{self.alice.id}/bank", {"iban": IBAN, "bic": wrong})
                self.assertIn(sentence, self._alert(answer))
        self.assertFalse(self.alice.bank_change_ids)
        self._post(f"/my/file/{self.alice.id}/bank", {"iban": IBAN, "bic": "agri frpp"})
        self.assertEqual(self.alice.bank_change_ids.bic, "AGRIFRPP")

    def test_two_windows_do_not_undo_each_other(self):
        forms = [
            dict(form.form_values())
            for form in (
                self._open("/my/file").xpath("//form[@data-cae-draft]")[0] for _window in range(2)
            )
        ]
        self.url_open("/my/file", data={**forms[0], "phone": "06 00 00 00 01"})
        self.url_open("/my/file", data={**forms[1], "city": "Nantes"})
        self.assertEqual((self.alice.phone, self.alice.city), ("06 00 00 00 01", "Nantes"))

    def test_what_happened_is_said_where_one_looks(self):
        for data, words in (
            ({"iban": IBAN}, "Your request is sent"),
            ({"withdraw": "1"}, "Your request is withdrawn"),
        ):
            answer = self._post(f"/my/file/{self.alice.id}/bank", data)
            self.assertTrue(answer.url.endswith("#bank"))
            box = html.fromstring(answer.content).xpath("//*[@id='bank']")[0]
            self.assertIn(words, box.text_content())

    def test_who_was_logged_out_learns_it_and_comes_back(self):
        page = self._open("/my/file")
        token = page.xpath("//input[@name='csrf_token']/@value")[0]
        self.opener.cookies.pop("session_id")
        page = f"{self.base_url()}/my/file/{self.alice.id}"
        answer = self.url_open(
            f"/my/file/{self.alice.id}/bank",
            data={"csrf_token": token, "iban": IBAN},
            headers={"Referer": page},
        )
        login = html.fromstring(answer.content)
        self.assertIn("You were logged out", login.text_content())
        (back,) = login.xpath("//form//input[@name='redirect']/@value")
        self.assertEqual(back, f"/my/file/{self.alice.id}", "the page of the form, not its address")
        answer = self.url_open(
            "/my/file", data={"phone": "1"}, headers={"Referer": "https://elsewhere.example/x"}
        )
        self.assertEqual(
            html.fromstring(answer.content).xpath("//form//input[@name='redirect']/@value"), ["/my"]
        )
        login = html.fromstring(self.url_open("/my/file").content)
        self.assertNotIn("You were logged out", login.text_content(), "a mere visitor")

    def _own_document(self, **vals):
        return self.env["cae.document"].create(
            {
                "entrepreneur_id": self.alice.id,
                "kind_id": self.env.ref("cae_entrepreneur.document_kind_cv").id,
                "file": base64.b64encode(PNG),
                "file_name": "secret.png",
                **vals,
            }
        )

    def test_neighbour_is_as_good_as_nobody(self):
        document = self._own_document(portal_visible=True)
        change = self.env["cae.bank.change"].create(
            {"entrepreneur_id": self.alice.id, "iban": IBAN}
        )
        change.action_ask()
        self.authenticate("cae_bruno", "cae_bruno")
        kind = self.env.ref("cae_entrepreneur.document_kind_cv").id
        pairs = (
            ("/my/papers/%s", document.id),
            ("/my/file/%s", self.alice.id),
            ("/web/content/cae.document/%s/file", document.id),
        )
        for path, number in pairs:
            with self.subTest(path=path):
                known = self.url_open(path % number)
                unknown = self.url_open(path % 99999999)
                self.assertEqual(known.status_code, unknown.status_code)
                self.assertEqual(known.status_code, 404)
                self.assertNotIn("Alice", known.text)
        for data in ({"iban": IBAN}, {"withdraw": "1"}):
            known = self._post(f"/my/file/{self.alice.id}/bank", data)
            unknown = self._post("/my/file/99999999/bank", data)
            self.assertEqual((known.status_code, unknown.status_code), (404, 404))
        known = self._post("/my/file/%s" % self.alice.id, {"city": "Mine"})
        self.assertEqual(known.status_code, 404)
        known = self._post(
            "/my/papers",
            {"kind_id": kind, "file_id": self.alice.id},
            files={"upload": ("a.png", PNG, "image/png")},
        )
        self.assertEqual(known.status_code, 404)
        self.assertEqual(change.state, "asked")
        self.assertNotEqual(self.alice.city, "Mine")
        self.assertEqual(self.alice.document_ids, document)
        for path in ("/my", "/my/file", "/my/papers", "/my/deadlines"):
            self.assertNotIn("Alice", self.url_open(path).text)

    def test_without_a_file(self):
        self._create_staff("cae_customer", "base.group_portal")
        self.authenticate("cae_customer", "cae_customer")
        self.assertEqual(self.url_open("/my/file").status_code, 404)
        for path in ("/my/papers", "/my/deadlines"):
            self.assertEqual(self.url_open(path).status_code, 404)

    def test_no_change_without_the_token(self):
        response = self.url_open("/my/file", data={"city": "Forged"})
        self.assertEqual(response.status_code, 400)
        self.assertNotEqual(self.alice.city, "Forged")
