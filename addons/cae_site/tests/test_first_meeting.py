from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SiteCase

URL = "/premier-rendez-vous"
FORM = "cae_first_meeting"


@tagged("post_install", "-at_install")
class TestFirstMeeting(SiteCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The database under test may have territories of its own.
        cls.env["cae.territory"].with_context(active_test=False).search(
            []
        ).postcode_prefixes = False
        cls.territory.postcode_prefixes = "37"
        cls.prescriber = cls.env.ref("cae_entrepreneur.cae_prescriber_bge")
        cls.public = cls.env.ref("cae_entrepreneur.cae_public_job_seeker")
        cls.answer = {
            "name": "Nora Petit",
            "email": "visitor.of.tests@example.com",
            "phone": "06 12 34 56 78",
            "zip": "37000",
            "project": "I make lamps out of driftwood.\nThree shops want some.",
            "prescriber": str(cls.prescriber.id),
            "publics": str(cls.public.id),
            "session_wish": "1",
            "informed": "1",
        }

    def _ask(self, seconds=10, **changes):
        return self._post(URL, FORM, {**self.answer, **changes}, seconds)

    def _requests(self):
        return self.env["crm.lead"].search(
            [("cae_intake", "=", True), ("email_normalized", "=", "visitor.of.tests@example.com")]
        )

    def test_the_page_needs_no_account_and_stands_in_the_menu(self):
        response = self.url_open(URL)
        page = self._parse(response)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(len(page.xpath("//h1")), 1)
        self.assertTrue(page.xpath(f"//header//a[@href='{URL}']"))
        for field in page.xpath("//form[@action='/premier-rendez-vous']//*[@name]"):
            if field.get("type") != "hidden":
                self.assertTrue(page.xpath(f"//label[@for='{field.get('id')}']"), field.get("name"))
        self.assertEqual(response.headers["Cache-Control"], "no-store")

    def test_a_request_reaches_the_advisor_of_the_territory(self):
        response = self._ask()
        self.assertTrue(response.url.endswith("/premier-rendez-vous/merci"))
        self.assertIn(self.advisor.name, response.text)
        self.assertIn(self.territory.name, response.text)
        lead = self._requests()
        self.assertEqual(lead.name, "Nora Petit")
        self.assertEqual(lead.company_id, self.company)
        self.assertEqual(lead.user_id, self.advisor)
        self.assertEqual(lead.cae_prescriber_id, self.prescriber)
        self.assertEqual(lead.cae_public_ids, self.public)
        self.assertEqual(lead.cae_channel, "website")
        self.assertTrue(lead.cae_session_wish)
        self.assertTrue(lead.cae_consent_date)
        self.assertTrue(lead.cae_condition_ids)
        self.assertEqual(lead.activity_ids.user_id, self.advisor)
        self.assertIn("Three shops", lead.cae_project)
        mail = self.env["mail.mail"].search([("email_to", "ilike", "visitor.of.tests@example.com")])
        self.assertEqual(len(mail), 1)
        self.assertIn("lamps out of driftwood", mail.body_html)
        self.assertIn(self.advisor.name, mail.body_html)

    def test_no_visitor_without_a_name_writes_in_the_request(self):
        self._ask()
        self._ask(project="Lamps, and chairs now.")
        lead = self._requests()
        self.assertIn("chairs now", str(lead.message_ids.mapped("body")))
        public = self.env.ref("base.public_partner")
        self.assertNotIn(public, lead.message_ids.author_id)
        self.assertNotIn(public.name, str(lead.activity_ids.mapped("create_uid.name")))

    def test_a_request_from_nowhere_waits_for_a_manager(self):
        response = self._ask(zip="69001")
        self.assertIn("An advisor contacts you", response.text)
        self.assertFalse(self._requests().user_id)

    def test_a_machine_that_fills_the_trap_hears_nothing(self):
        response = self._ask(company_website="https://spam.example.com")
        self.assertTrue(response.url.endswith("/premier-rendez-vous/merci"))
        self.assertFalse(self._requests())

    def test_too_fast_too_late_and_forged_tokens(self):
        for seconds, words in ((0, "three seconds"), (25 * 3600, "more than a day")):
            with self.subTest(seconds=seconds):
                response = self._ask(seconds=seconds)
                self.assertEqual(response.status_code, 422)
                self.assertIn(words, self._texts(response, "//*[@id='form_verdict']")[0])
                self.assertIn("lamps out of driftwood", response.text)
        token = self._make_token(FORM)
        forged = (
            "",
            "x",
            "1.2.3",
            token[:-1] + ("0" if token[-1] != "0" else "1"),
            self._make_token("cae_directory"),
            "9" * 5000,
        )
        for wrong in forged:
            with self.subTest(token=wrong[:30]):
                response = self._ask(form_token=wrong)
                self.assertEqual(response.status_code, 422)
                self.assertTrue(self._texts(response, "//*[@id='form_verdict']"))
        self.assertFalse(self._requests())

    def test_a_token_serves_once(self):
        token = self._make_token(FORM)
        self.assertEqual(self._ask(form_token=token).status_code, 200)
        again = self._ask(form_token=token, project="Something else that is long enough")
        self.assertEqual(again.status_code, 422)
        self.assertIn("already sent", self._texts(again, "//*[@id='form_verdict']")[0])
        self.assertEqual(len(self._requests()), 1)
        self.assertEqual(
            self.env["cae.form.answer"]._accept(FORM, token, "192.0.2.1"), "sent_twice"
        )

    def test_a_mended_answer_keeps_its_token_fresh(self):
        response = self._ask(email="nora")
        token = self._parse(response).xpath("//input[@name='form_token']/@value")[0]
        self.assertEqual(self.env["cae.form.answer"]._judge(FORM, token, "192.0.2.1"), "too_fast")

    def test_ten_answers_an_hour_from_one_network(self):
        answers = self.env["cae.form.answer"]
        for _number in range(10):
            answers._accept(FORM, self._make_token(FORM), "127.0.0.1")
        response = self._ask()
        self.assertEqual(response.status_code, 422)
        self.assertIn("last hour", self._texts(response, "//*[@id='form_verdict']")[0])
        self.assertNotIn("127.0.0.1", str(answers.search([]).read()))
        self.assertNotIn("127.0.0.1", str(self.env["cae.attempt"].search([]).read()))
        answers.search([]).date = fields.Datetime.now() - timedelta(days=9)
        answers._gc_answers()
        self.assertFalse(answers.search([]))

    def test_the_administrators_captcha_is_asked(self):
        def refuse(model, action):
            raise UserError(action)

        self.patch(type(self.env["ir.http"]), "_verify_request_recaptcha_token", refuse)
        response = self._ask()
        self.assertEqual(response.status_code, 422)
        self.assertIn("robots", self._texts(response, "//*[@id='form_verdict']")[0])

    def test_writing_again_within_a_day_joins_the_open_request(self):
        self._ask(phone="", prescriber="")
        self.other_territory.postcode_prefixes = "41"
        response = self._ask(
            email="Visitor.Of.Tests@example.com",
            zip="41000",
            project="I forgot: I also repair old lamps.",
        )
        lead = self._requests()
        self.assertEqual(len(lead), 1)
        # an address is no proof of who writes: nothing changes, and nothing is told
        self.assertFalse(lead.phone)
        self.assertFalse(lead.cae_prescriber_id)
        self.assertEqual((lead.zip, lead.user_id), ("37000", self.advisor))
        self.assertNotIn(self.advisor.name, response.text)
        self.assertNotIn(self.territory.name, response.text)
        self.assertIn(self.other_territory.name, response.text)
        noted = "".join(lead.message_ids.mapped("body"))
        self.assertIn("I also repair old lamps", noted)
        self.assertIn("+33 6 12 34 56 78", noted)
        self.assertIn(f"41000 {self.other_territory.name}", noted)
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = create_date - interval '2 days' WHERE id = %s",
            [lead.id],
        )
        lead.invalidate_recordset()
        self._ask(project="A month later, the same project again.")
        self.assertEqual(len(self._requests()), 2)

    def test_the_second_postcode_finds_who_answers(self):
        response = self._ask(zip="69001")
        self.assertIn("None of our territories covers the postcode 69001", response.text)
        self.assertFalse(self._requests().user_id)
        response = self._ask()
        lead = self._requests()
        self.assertEqual((len(lead), lead.zip, lead.user_id), (1, "37000", self.advisor))
        self.assertIn(self.advisor.name, response.text)

    def test_markup_in_the_answer_stays_text(self):
        self._ask(name="Nora <b>Petit</b>", project="<script>alert(1)</script> twenty letters")
        response = self._ask(
            name="Nora <b>Petit</b>", project="<script>alert(2)</script> twenty letters", email="x"
        )
        self.assertNotIn("<script>alert(2)", response.text)
        self._ask(project="<img src=x onerror=alert(3)> twenty letters")
        self.assertIn("&lt;img", "".join(self._requests().message_ids.mapped("body")))

    @mute_logger("odoo.http")
    def test_visitors_cannot_call_the_models(self):
        self.authenticate(None, None)
        for model in ("crm.lead", "cae.form.answer", "cae.directory.page", "cae.entrepreneur"):
            for method in ("search_read", "create"):
                with self.subTest(model=model, method=method):
                    answer = self.make_jsonrpc_request_raw(model, method)
                    self.assertIn("error", answer)

    def make_jsonrpc_request_raw(self, model, method):
        args = [[]] if method == "search_read" else [{}]
        return self.url_open(
            "/web/dataset/call_kw",
            json={"params": {"model": model, "method": method, "args": args, "kwargs": {}}},
        ).json()


@tagged("post_install", "-at_install")
class TestBadInputsIntake(SiteCase):
    """What a person may type wrong, and the sentence that stands beside it."""

    GOOD = {
        "name": "Nora Petit",
        "email": "nora@example.com",
        "zip": "37000",
        "project": "I make lamps out of driftwood.",
        "informed": "1",
    }
    BAD = (
        ("name", "", "Write your first name and name."),
        ("name", "   ", "Write your first name and name."),
        ("name", "N" * 101, "This is too long: 101 characters, 100 at most."),
        ("name", "12345", "Write a name in letters"),
        ("name", "see https://example.com", "without a link"),
        ("email", "", "Write your e-mail address"),
        ("email", "nora", "“nora” is not an e-mail address"),
        ("email", "nora@example.com, paul@example.com", "is not an e-mail address"),
        ("email", "n" * 190 + "@example.com", "This is too long"),
        ("phone", "12", "“12” is not a phone number"),
        ("phone", "call me", "“call me” is not a phone number"),
        ("zip", "", "Write the postcode"),
        ("zip", "3700", "“3700” is not a French postcode"),
        ("zip", "2A004", "is not a French postcode"),
        ("zip", "99999", "is not a French postcode"),
        ("project", "", "Say in a few sentences"),
        ("project", "Lamps", "at least 20 characters"),
        ("project", "x" * 5001, "This is too long: 5001 characters, 5000 at most."),
        ("project", "https://a.b https://a.c https://a.d https://a.e", "too many links"),
        ("prescriber", "999999", "Choose one of the list"),
        ("publics", "999999", "Tick only what the list proposes."),
        ("informed", "", "Tick this box once you have read"),
    )

    def test_each_is_said_beside_its_field_and_nothing_is_lost(self):
        for field, typed, sentence in self.BAD:
            with self.subTest(field=field, typed=typed[:30]):
                response = self._post(URL, FORM, {**self.GOOD, field: typed})
                self.assertEqual(response.status_code, 422)
                said = self._texts(response, f"//*[@id='error_{field}']")
                self.assertEqual(len(said), 1)
                self.assertIn(sentence, said[0])
                page = self._parse(response)
                shown = page.xpath("//input[@name='email']/@value") + page.xpath(
                    "//textarea[@name='project']/text()"
                )
                for kept in ("email", "project"):
                    if field != kept:
                        self.assertIn(self.GOOD[kept], [text.strip() for text in shown])
                marked = page.xpath("//*[@autofocus]/@name")
                if field not in ("prescriber", "publics"):
                    self.assertEqual(marked, [field])
        self.assertFalse(
            self.env["crm.lead"].search([("email_normalized", "=", "nora@example.com")])
        )

    def test_all_faults_are_said_at_once(self):
        response = self._post(URL, FORM, {"name": "", "zip": "x"})
        self.assertEqual(len(self._texts(response, "//*[starts-with(@id, 'error_')]")), 5)
        self.assertIn("5 answers", self._texts(response, "//*[@id='form_errors']")[0])
