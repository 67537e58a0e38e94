from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .common import CaeCommon
from .file_samples import IBAN, OTHER_IBAN


@tagged("post_install", "-at_install")
class TestFormAnswer(CaeCommon, HttpCase):
    """A form of one's space that is sent twice adds once."""

    def setUp(self):
        super().setUp()
        self.authenticate("cae_alice", "cae_alice")
        self.url = f"/my/file/{self.alice.id}/bank"

    def _read_form(self, path="/my/file", action=None):
        page = html.fromstring(self.url_open(path).content)
        (form,) = page.xpath(f"//form[@action='{action or self.url}'][.//*[@name='form_token']]")
        return {
            name: form.xpath(f".//input[@name='{name}']/@value")[0]
            for name in ("csrf_token", "form_token")
        }

    def _get_changes(self):
        return self.env["cae.bank.change"].search([("entrepreneur_id", "=", self.alice.id)])

    def test_sent_twice_leads_where_the_first_led(self):
        data = {**self._read_form(), "iban": IBAN, "holder": "Alice"}
        first = self.url_open(self.url, data=data)
        second = self.url_open(self.url, data=data)
        self.assertEqual(len(self._get_changes()), 1)
        self.assertIn("done=bank", first.url)
        self.assertNotIn("cae_again", first.text)
        self.assertIn("done=bank", second.url)
        self.assertIn("already saved", second.text)

    def test_a_token_that_nobody_gave_is_none(self):
        for token in ("1700000000.a.é", "é", "..", "9" * 99):
            data = {**self._read_form(), "form_token": token, "iban": IBAN, "holder": "Alice"}
            self.assertLess(self.url_open(self.url, data=data).status_code, 500, token)

    def test_what_is_refused_is_sent_again_with_the_same_token(self):
        data = self._read_form()
        wrong = self.url_open(self.url, data={**data, "iban": "FR76 1234", "holder": "Alice"})
        self.assertFalse(self._get_changes())
        self.assertIn("FR76 1234", wrong.text)
        self.assertFalse(self.env["cae.form.answer"].search([("form", "like", "my.%")]))
        self.url_open(self.url, data={**data, "iban": IBAN, "holder": "Alice"})
        self.assertEqual(len(self._get_changes()), 1)

    def test_other_words_with_the_same_token_are_another_answer(self):
        data = self._read_form()
        self.url_open(self.url, data={**data, "iban": IBAN})
        other = self.url_open(self.url, data={**data, "iban": OTHER_IBAN})
        self.assertNotIn("cae_again", other.text)

    def test_a_token_is_of_one_person(self):
        token = self._read_form()["form_token"]
        answers = self.env["cae.form.answer"]
        self.assertTrue(answers._read_token(f"my.{self.alice_user.id}", token))
        for form, wrong in (
            (f"my.{self.bruno_user.id}", token),
            (f"my.{self.alice_user.id}", token[:-1] + "x"),
            (f"my.{self.alice_user.id}", None),
            (f"my.{self.alice_user.id}", "9" * 5000),
        ):
            self.assertIsNone(answers._read_token(form, wrong))

    def test_nobody_reads_or_writes_answers(self):
        for user in (self.alice_user, self.advisor, self.manager, self.accountant):
            answers = self.env["cae.form.answer"].with_user(user)
            with self.assertRaises(AccessError):
                answers.search([])
            with self.assertRaises(AccessError):
                answers.create({"form": "x", "token_print": "x"})
