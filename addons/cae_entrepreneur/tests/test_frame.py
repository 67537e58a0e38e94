"""What everybody meets before and around the pages of their own: login, invitation, menu."""

from base64 import b64encode

from lxml import html

from odoo import Command
from odoo.addons.mail.tests.common import MockEmail
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, HttpCase, TransactionCase, new_test_user, tagged

from .common import CaeCommon

LONG = "une phrase assez longue"


@tagged("post_install", "-at_install")
class TestHouse(TransactionCase):
    """How the suite leaves the database it is installed in."""

    def test_passwords_have_twelve_characters(self):
        minimum = self.env["ir.config_parameter"].get_param("auth_password_policy.minlength")
        self.assertGreaterEqual(int(minimum), 12)

    def test_nobody_makes_an_account_alone(self):
        self.assertEqual(self.env["res.users"]._get_signup_invitation_scope(), "b2b")

    def test_nothing_that_sends_data_to_others_comes_along(self):
        left = self.env["ir.module.module"].search(
            [
                ("name", "in", ("iap", "sms", "snailmail", "crm_iap_enrich", "mail_bot")),
                ("state", "in", ("installed", "to install", "to upgrade")),
            ]
        )
        self.assertFalse(left.mapped("name"))
        self.assertFalse(self.env.ref("mail.ir_cron_module_update_notification").active)


@tagged("post_install", "-at_install")
class TestFrame(MockEmail, CaeCommon, HttpCase):
    password_policy = True

    def _read(self, response):
        return html.fromstring(response.content)

    def _post(self, path, page, **values):
        """Send the form of a page, as a browser does."""
        token = page.xpath("//form//input[@name='csrf_token']/@value")[0]
        return self.url_open(path, data={"csrf_token": token, **values})

    def _invite(self):
        """Return the user invited, and the path of the link."""
        person = self.env["cae.entrepreneur"].create(
            {"name": "Zoé Lambert", "email": "zoe@example.com", "company_id": self.company.id}
        )
        wizard = self.env["portal.wizard"].create(
            {"partner_ids": [Command.set(person.partner_id.ids)]}
        )
        wizard.user_ids.action_grant_access()
        url = person.partner_id._get_signup_url()
        return person.user_ids, "/web/" + url.split("/web/", 1)[1]

    # ---- passwords

    def test_who_works_with_odoo_beside_us_meets_its_own_pages(self):
        new_test_user(self.env, "cae_outsider", "base.group_user", password="cae_outsider")
        self.authenticate("cae_outsider", "cae_outsider")
        for path in ("/my/home", "/my/account", "/my/security", "/my/addresses"):
            answer = self.url_open(path)
            self.assertEqual((answer.status_code, path in answer.url), (200, True), path)

    def test_short_password_at_the_invitation(self):
        _user, path = self._invite()
        page = self._read(self.url_open(path))
        answer = self._read(self._post(path, page, password="a", confirm_password="a"))
        self.assertIn("at least 12 characters", answer.text_content())
        answer = self._post(path, page, password=LONG, confirm_password=LONG)
        self.assertTrue(answer.url.endswith("/my"), answer.url)

    def test_short_password_in_ones_own_space(self):
        self.authenticate("cae_alice", "cae_alice")
        page = self._read(self.url_open("/my/security"))
        answer = self._post("/my/security", page, old="cae_alice", new1="1", new2="1")
        self.assertIn("at least 12 characters", self._read(answer).text_content())

    def test_short_password_that_staff_set(self):
        with self.assertRaises(UserError):
            self.alice_user.password = "short"
        wizard = self.env["change.password.wizard"].create(
            {"user_ids": [Command.create({"user_id": self.alice_user.id, "new_passwd": "short"})]}
        )
        with self.assertRaises(UserError):
            wizard.change_password_button()

    def test_the_minimum_is_not_lowered(self):
        with Form(self.env["res.config.settings"]) as form:
            form.minlength = 6
        with self.assertRaises(ValidationError):
            form.record.set_values()

    def test_a_second_proof_is_proposed(self):
        self.authenticate("cae_alice", "cae_alice")
        home = self._read(self.url_open("/my"))
        self.assertTrue(
            home.xpath("//*[@id='cae_card_todo']//a[@href='/my/security#second_proof']")
        )
        security = self._read(self.url_open("/my/security"))
        self.assertTrue(security.xpath("//*[@id='second_proof']"))
        self.assertTrue(security.findtext(".//title").startswith("Password and security | "))

    # ---- the invitation

    def test_invitation_keeps_its_address(self):
        user, path = self._invite()
        page = self._read(self.url_open(path))
        (login,) = page.xpath("//input[@name='login']")
        self.assertEqual(login.get("value"), "zoe@example.com")
        self.assertTrue(login.get("readonly"))
        self.assertIn("Welcome Zoé Lambert", page.text_content())
        self.assertNotIn("John Doe", html.tostring(page, encoding="unicode"))
        answer = self._post(
            path,
            page,
            login="another@example.com",
            name="Somebody Else",
            password=LONG,
            confirm_password=LONG,
        )
        self.assertTrue(answer.url.endswith("/my"), answer.url)
        self.assertEqual((user.login, user.name), ("zoe@example.com", "Zoé Lambert"))

    def test_a_link_that_served_says_so(self):
        _user, path = self._invite()
        page = self._read(self.url_open(path))
        self._post(path, page, password=LONG, confirm_password=LONG)
        self.opener.cookies.clear()
        page = self._read(self.url_open(path))
        self.assertIn("This link has served already: log in.", page.text_content())
        self.assertFalse(page.xpath("//input[@name='password']"))
        self.assertTrue(page.xpath("//main//a[@href='/web/login']"))

    def test_a_link_that_never_was(self):
        for path in ("/web/signup?token=none", "/web/reset_password?token=none"):
            page = self._read(self.url_open(path))
            self.assertIn("This link does not hold any more.", page.text_content())
            self.assertFalse(page.xpath("//main//form"))

    # ---- login

    def test_forgotten_password_tells_nobody_who_is_a_member(self):
        texts = set()
        for login in ("cae_alice@example.com", "nobody@example.com"):
            page = self._read(self.url_open("/web/reset_password"))
            answer = self._read(self._post("/web/reset_password", page, login=login))
            (main,) = answer.xpath("//main")
            texts.add(" ".join(main.text_content().split()))
        self.assertEqual(len(texts), 1, texts)

    def test_wrong_password(self):
        page = self._read(self.url_open("/web/login"))
        answer = self._post("/web/login", page, login="cae_alice", password="wrong")
        self.assertIn("do not go together", self._read(answer).text_content())

    # ---- one's details and one's access

    def test_details_have_one_place(self):
        self.authenticate("cae_alice", "cae_alice")
        for path in ("/my/account", "/my/addresses", "/my/address"):
            self.assertIn("/my/file", self.url_open(path).url, path)
        self.assertNotIn("/my/account", self.url_open("/my/documents").text)
        partner = self.alice.partner_id
        page = self._read(self.url_open("/my/file"))
        for partner_id in (partner.id, ""):
            self._post(
                "/my/address/submit",
                page,
                partner_id=partner_id,
                name="Another Name",
                email="another@example.com",
                address_type="billing",
                callback="/my",
            )
        self.assertEqual((partner.name, partner.email), ("Alice Arnaud", "cae_alice@example.com"))
        self.assertFalse(partner.child_ids)

    def test_the_access_is_closed_with_the_cooperative(self):
        self.authenticate("cae_alice", "cae_alice")
        page = self._read(self.url_open("/my/security"))
        self.assertFalse(page.xpath("//input[@name='request_blacklist']"))
        self._post(
            "/my/deactivate_account",
            page,
            validation="cae_alice",
            password="cae_alice",
            request_blacklist="on",
        )
        self.assertTrue(self.alice_user.active)
        self.assertEqual(self.alice_user.login, "cae_alice")
        for _twice in range(2):
            answer = self._post("/my/security/close", page)
            self.assertIn("with the cooperative", self._read(answer).text_content())
        todo = self.alice.activity_ids.filtered(
            lambda one: (
                one.activity_type_id
                == self.env.ref("cae_entrepreneur.mail_activity_type_close_access")
            )
        )
        self.assertEqual(todo.user_id, self.advisor)
        self.assertEqual(len(todo), 1)
        notes = self.alice.message_ids.filtered(lambda note: "close their access" in note.body)
        self.assertEqual(len(notes), 1)

    def test_others_delete_their_account_themselves(self):
        self._create_staff("cae_customer", "base.group_portal")
        self.authenticate("cae_customer", "cae_customer")
        page = self._read(self.url_open("/my/security"))
        (box,) = page.xpath("//input[@name='request_blacklist']")
        self.assertFalse(box.get("checked"))

    # ---- the menu

    def test_menu_on_every_page(self):
        self.authenticate("cae_alice", "cae_alice")
        for path in ("/my", "/my/file", "/my/security", "/my/documents", "/no-such-page"):
            page = self._read(self.url_open(path))
            (menu,) = page.xpath("//nav[@id='cae_menu']")
            links = [*menu.xpath(".//a/@href"), *page.xpath("//*[@id='cae_menu_more']//a/@href")]
            for link in ("/my/home", "/my/papers", "/my/documents", "/my/file", "/my/security"):
                self.assertIn(link, links, path)
        page = self._read(self.url_open("/my/papers"))
        (here,) = page.xpath("//nav[@id='cae_menu']//*[@aria-current]")
        self.assertEqual(here.get("href"), "/my/papers")

    def test_menu_is_for_people_with_a_file(self):
        self.assertFalse(self._read(self.url_open("/web/login")).xpath("//*[@id='cae_menu']"))
        self._create_staff("cae_customer", "base.group_portal")
        self.authenticate("cae_customer", "cae_customer")
        self.assertFalse(self._read(self.url_open("/my")).xpath("//*[@id='cae_menu']"))

    def test_a_paper_that_expires_is_to_do(self):
        kind = self.env["cae.document.kind"].create({"name": "Insurance", "has_expiry": True})
        self.env["cae.document"].create(
            {
                "name": "Liability 2025",
                "entrepreneur_id": self.alice.id,
                "kind_id": kind.id,
                "file": b64encode(b"%PDF-1.4 paper"),
                "file_name": "paper.pdf",
                "date_expiry": self.today,
                "portal_visible": True,
            }
        )
        self.authenticate("cae_alice", "cae_alice")
        (card,) = self._read(self.url_open("/my")).xpath("//*[@id='cae_card_todo']")
        self.assertIn("Send the next one: Liability 2025", card.text_content())

    # ---- what browsers are told

    def test_nothing_private_is_left_after_logging_out(self):
        self.authenticate("cae_alice", "cae_alice")
        for path in ("/my", "/my/file", "/my/papers", "/my/contracts", "/my/security"):
            self.assertEqual(self.url_open(path).headers["Cache-Control"], "no-store", path)

    def test_no_frame_of_another_site(self):
        pages = ["/web/login", "/web/signup?token=none", "/web/reset_password"]
        for login, paths in ((None, pages), ("cae_alice", ["/my", "/my/contracts", "/my/file"])):
            if login:
                self.authenticate(login, login)
            for path in paths:
                headers = self.url_open(path).headers
                self.assertEqual(headers["X-Frame-Options"], "SAMEORIGIN", path)
                self.assertIn("frame-ancestors 'self'", headers["Content-Security-Policy"], path)

    def test_session_stays_on_this_site(self):
        self.opener.cookies.clear()
        response = self.url_open("/web/login", allow_redirects=False)
        cookies = [
            cookie
            for cookie in response.raw.headers.getlist("Set-Cookie")
            if cookie.startswith("session_id=")
        ]
        self.assertTrue(cookies)
        for cookie in cookies:
            self.assertIn("SameSite=Lax", cookie)
            self.assertIn("HttpOnly", cookie)

    def test_no_promotion(self):
        self.authenticate("cae_alice", "cae_alice")
        for path in ("/web/login", "/my", "/my/security"):
            self.assertNotIn("odoo.com?utm", self.url_open(path).text, path)

    def test_no_promotion_in_mails(self):
        _user, path = self._invite()
        page = self._read(self.url_open("/web/reset_password"))
        with self.mock_mail_gateway():
            self._post("/web/reset_password", page, login="cae_alice@example.com")
            self._post(path, self._read(self.url_open(path)), password=LONG, confirm_password=LONG)
        self.assertGreaterEqual(len(self._mails), 2)
        for mail in self._mails:
            self.assertNotIn("odoo.com?utm", mail["body"])
            self.assertNotIn("Powered by", mail["body"])
