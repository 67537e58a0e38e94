from odoo.tests import tagged

from .browser import PHONE, BrowserCase
from .plays import plays

# Of the example cooperative (cae_demo): passwords equal the logins.
PERSON = "entrepreneuse"


@tagged("post_install", "-at_install")
class TestPlayPerson(BrowserCase):
    """What the guide says to an entrepreneur, from the home of "My space", on a phone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.env["res.users"].search([("login", "=", PERSON)])
        cls.person = cls.env["cae.entrepreneur"].search([("user_ids", "in", cls.user.ids)])

    @plays("person", "Tenir son dossier")
    def test_file(self):
        with self.browse(PERSON, "/my", width=PHONE) as person:
            person.click("#cae_card_file .o_cae_card_link")
            person.page.fill("#cae_street", "8 rue des Tilleuls")
            person.click("form:has(#cae_street) button[type=submit]")
            person.page.wait_for_selector(".alert-success")
            self.assertLessEqual(person.overflows(), 0)
        self.env.invalidate_all()
        self.assertEqual(self.person.street, "8 rue des Tilleuls")

    @plays("person", "Répondre à un diagnostic")
    def test_diagnosis(self):
        known = self.person.diagnosis_ids
        with self.browse(PERSON, "/my", width=PHONE) as person:
            page = person.page
            person.click("#cae_card_diagnoses .o_cae_card_link")
            person.click("form:has(input[name=form_id]) button[type=submit]")
            page.wait_for_selector("#cae_form")
            while page.locator("#cae_form button[value=next]").count():
                self._answer(page)
                with page.expect_navigation():
                    person.click("#cae_form button[value=next]:not(.visually-hidden)")
            self._answer(page)
            with page.expect_navigation():
                person.click("#cae_form button[value=send]")
            self.assertFalse(page.locator("#cae_missing").count())
            self.assertLessEqual(person.overflows(), 0)
        self.env.invalidate_all()
        diagnosis = self.person.diagnosis_ids - known
        self.assertEqual(diagnosis.state, "filled")
        answers = diagnosis.answer_ids
        words = [*answers.mapped("text"), *answers.mapped("comment"), diagnosis.strengths]
        self.assertIn("Ce que j'en pense", words)

    def _answer(self, page):
        """Choose the first answer of each question of the page, and write in its boxes."""
        page.evaluate(
            """() => document.querySelectorAll('.o_cae_question').forEach((question) => {
                const choice = question.querySelector('input:is([type=radio], [type=checkbox])');
                choice && !choice.checked && choice.click();
            })"""
        )
        for box in page.locator("#cae_form textarea:visible").all():
            box.fill("Ce que j'en pense")
