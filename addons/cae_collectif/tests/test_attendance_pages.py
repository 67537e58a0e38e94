import base64
import re
from datetime import timedelta

from lxml import html

from odoo.tests import JsonRpcException, tagged
from odoo.tools import hash_sign, mute_logger

from ..controllers.attendance import MAX_FAILURES, MOST_PER_MAIL
from ..models.cae_half_day import CODE_SCOPE
from .pages_common import PagesCommon


@tagged("post_install", "-at_install")
class TestAttendancePages(PagesCommon):
    """The code in the room and the personal link: who signs, when, and for whom."""

    # ---- the code in the room

    def test_scan_and_sign_with_a_login(self):
        self.authenticate("cae_alice", "cae_alice")
        page = self._scan(self.now)
        self.assertIn("Today's exchange", self._text(page))
        self.assertIn("Sofia Sanz", self._text(page, "cae_sign"))
        row = self._row(self.alice_now, self.now)
        self.assertEqual(row.state, "expected")  # to look is not to sign
        answer = self._post_signature(self._get_call_url(page), "Alice Arnaud")
        self.assertEqual(answer["redirect_url"], f"/attendance/at/{self.now.id}")
        self.assertEqual((row.state, row.method), ("present", "qr"))
        self.assertEqual(row.signed_by, self.alice_user)
        self.assertEqual(row.signed_ip, "127.0.0.1")
        self.assertFalse(row._verify_proof())
        page = self._open(answer["redirect_url"])
        self.assertIn("your signature is kept", self._text(page, "cae_all_signed"))
        self.assertIsNone(self._get_call_url(page))
        self.assertEqual(self._row(self.bruno_now, self.now).state, "expected")

    def test_a_double_post_is_one_signature(self):
        self.authenticate("cae_alice", "cae_alice")
        url = self._get_call_url(self._scan(self.now))
        first, second = self._post_signature(url, "Alice"), self._post_signature(url, "Alfred")
        self.assertEqual(first, second)
        self.assertEqual(self._row(self.alice_now, self.now).signed_name, "Alice")

    def test_a_photo_sent_to_an_absent_one_is_dead(self):
        self.authenticate("cae_alice", "cae_alice")
        self.assertIn("Sign", self._text(self._scan(self.now, steps_ago=1), "cae_sign"))
        self.opener.cookies.pop("session_id", None)
        self.authenticate("cae_bruno", "cae_bruno")
        page = self._scan(self.now, steps_ago=2, status=410)
        self.assertIn("This code is over", self._text(page))
        # and the page behind it is worth nothing without a scan of one's own
        page = self._open(f"/attendance/at/{self.now.id}", 403)
        self.assertIn("Scan the one that is on the screen now", self._text(page))
        answer = self._post_signature(f"/attendance/at/{self.now.id}/sign")
        self.assertIn("Scan the code", answer["error"])
        self.assertEqual(self._row(self.bruno_now, self.now).state, "expected")

    def test_a_code_of_tomorrow_is_none(self):
        self._scan(self.now, steps_ago=-1, status=410)

    def test_a_code_that_was_tampered_with(self):
        code = self._make_code(self.now)
        packed = base64.urlsafe_b64decode(f"{code}===")
        later = packed.replace(f"[{self.now.id},".encode(), f"[{self.later.id},".encode())
        other = base64.urlsafe_b64encode(later).decode().rstrip("=")
        wrong = code[:30] + ("A" if code[30] != "A" else "B") + code[31:]
        secret = hash_sign(self.env(su=True), f"{CODE_SCOPE}.other", [self.now.id, 1])
        for forged in (other, wrong, secret, "1", "x" * 500, f"99999999999-{code}", "%00", "é"):
            with self.subTest(code=forged[:40]):
                page = self._open(f"/attendance/{forged}", 404)
                self.assertIn("does not lead anywhere", self._text(page))
        for half_day_id, status in ((0, 403), (2**31, 404), (2**70, 404), (self.later.id, 403)):
            self._open(f"/attendance/at/{half_day_id}", status)

    def test_who_is_not_enrolled(self):
        self.authenticate("cae_dora", "cae_dora")
        page = self._scan(self.now)
        self.assertIn("You are not enrolled", self._text(page))
        self.assertIn(self.advisor.name, self._text(page))
        self.assertIn("error", self._post_signature(f"/attendance/at/{self.now.id}/sign"))
        self.assertFalse(self.now.attendance_ids.filtered("signed_on"))

    def test_too_early_says_when(self):
        self.later_session._enrol(self.alice.partner_id, by_team=True)
        self.authenticate("cae_alice", "cae_alice")
        page = self._scan(self.later)
        self.assertIn("To come", self._text(page, "cae_half_days"))
        self.assertIsNone(self._get_call_url(page))
        answer = self._post_signature(f"/attendance/at/{self.later.id}/sign?document=x")
        self.assertIn("too early", answer["error"])

    def test_too_late_says_whom_to_ask(self):
        self.authenticate("cae_alice", "cae_alice")
        url = self._get_call_url(self._scan(self.now))
        self.now_session.cae_sign_hours_after = 0
        begin, end = self.now.date_begin, self.now.date_end
        self.now.write(
            {"date_begin": begin - timedelta(days=1), "date_end": end - timedelta(days=1)}
        )
        self.assertIn(f"Tell {self.advisor.name}", self._post_signature(url)["error"])

    def test_without_a_login_one_gets_a_link(self):
        page = self._scan(self.now)
        self.assertTrue(page.xpath("//*[@id='cae_login']"))
        self.assertEqual(
            page.xpath("//*[@id='cae_login']/@href"),
            [f"/web/login?redirect=/attendance/at/{self.now.id}"],
        )
        answers = []
        for email in ("Gaston@Example.com ", "nobody@example.com"):
            answers.append(self._text(self._ask_link(page, email)))
        self.assertEqual(*answers)
        self.assertIn("Look at your messages", answers[0])
        mails = self._find_link_mails()
        self.assertEqual(len(mails), 1)
        link = re.search(r'href="([^"]*/attendance/my/[^"]*)"', mails.body_html)[1]
        self.assertFalse(
            self.guest_now.message_ids.filtered(lambda one: "/attendance/my/" in (one.body or ""))
        )
        path = link[link.index("/attendance") :]
        page = self._open(path)
        self.assertIn("Gaston Guest", self._text(page, "cae_sign"))
        self._post_signature(self._get_call_url(page), "Gaston Guest")
        row = self._row(self.guest_now, self.now)
        self.assertEqual((row.state, row.method), ("present", "qr"))
        self.assertEqual(row.signed_by, self.env.ref("base.public_user"))
        self.assertFalse(row._verify_proof())

    def _ask_link(self, page, email, status=200):
        (form,) = page.xpath("//form[@id='cae_ask_link']")
        data = {one.get("name"): one.get("value") or "" for one in form.xpath(".//input")}
        response = self.url_open(form.get("action"), data={**data, "email": email})
        self.assertEqual(response.status_code, status)
        return html.fromstring(response.content)

    def _find_link_mails(self):
        return self.env["mail.mail"].sudo().search([("subject", "ilike", "Sign your attendance")])

    def test_the_mailbox_is_not_flooded(self):
        page = self._scan(self.now)
        for _attempt in range(MOST_PER_MAIL + 2):
            self.assertIn(
                "Look at your messages", self._text(self._ask_link(page, self.guest.email))
            )
        self.assertEqual(len(self._find_link_mails()), MOST_PER_MAIL)
        # the mailbox, and the address on the internet
        self.assertEqual(self.env["cae.attempt"].search_count([]), 2 * MOST_PER_MAIL)
        page = self._ask_link(page, "no address", 422)
        self.assertTrue(page.xpath("//*[@id='cae_email_error']"))

    def test_a_link_is_asked_for_by_who_scanned_only(self):
        response = self.url_open(f"/attendance/at/{self.now.id}", data={"email": self.guest.email})
        self.assertEqual(response.status_code, 400)  # without the token of a page
        self.assertFalse(self._find_link_mails())

    # ---- the personal link

    def _link(self, registration, half_day=None):
        return f"/attendance/my/{registration._get_link_token(half_day)}"

    def test_sign_by_link(self):
        page = self._open(self._link(self.guest_now))
        row = self._row(self.guest_now, self.now)
        self.assertEqual(row.state, "expected")
        answer = self._post_signature(self._get_call_url(page), "Gaston Guest")
        self.assertEqual(answer["redirect_url"], self._link(self.guest_now))
        self.assertEqual((row.state, row.method), ("present", "link"))
        self.assertEqual(row.signed_name, "Gaston Guest")

    def test_the_link_of_another(self):
        # logged in as somebody else: neither to see nor to sign
        self.authenticate("cae_bruno", "cae_bruno")
        page = self._open(self._link(self.alice_now), 403)
        self.assertIn("somebody else's", self._text(page))
        self.assertNotIn("Alice Arnaud", self._text(page, "cae_attendance_message"))
        row = self._row(self.alice_now, self.now)
        answer = self._post_signature(
            f"{self._link(self.alice_now)}/sign/{self.now.id}?document={row._get_shown_hash()}"
        )
        self.assertIn("does not open", answer["error"])
        self.assertEqual(row.state, "expected")
        self.authenticate("cae_alice", "cae_alice")
        self._open(self._link(self.alice_now))

    def test_a_link_that_was_tampered_with(self):
        token = self.alice_now._get_link_token()
        number, scope, print_ = token.split("-")
        for forged in (
            f"{self.bruno_now.id}-{scope}-{print_}",
            f"{number}-{self.now.id}-{print_}",
            f"{number}-{scope}-{'0' * 64}",
            "1-0-zz",
            f"9999999999-0-{print_}",
            f"999999999-0-{print_}",
        ):
            with self.subTest(token=forged[:20]):
                self._open(f"/attendance/my/{forged}", 404)
                answer = self._post_signature(f"/attendance/my/{forged}/sign/{self.now.id}")
                self.assertIn("does not open", answer["error"])

    def test_a_link_dies_with_what_it_stands_for(self):
        link = self._link(self.guest_now)
        self._open(link)
        self.guest_now.email = "another@example.com"
        self._open(link, 404)

    def test_a_link_opens_its_own_half_days_only(self):
        link = self._link(self.guest_now)
        for half_day in (self.later, self.morning):
            answer = self._post_signature(f"{link}/sign/{half_day.id}")
            self.assertIn("does not open", answer["error"])

    def test_a_link_of_who_waits_or_cancelled(self):
        self.later_session._enrol(self.alice.partner_id, by_team=True)
        waiting = self.later_session._enrol(self.guest, by_team=True)
        self.assertIn("waiting list (place 1)", self._text(self._open(self._link(waiting))))
        self.guest_now.action_cancel()
        self.assertIn("was cancelled", self._text(self._open(self._link(self.guest_now))))
        self.assertIn(
            "error", self._post_signature(f"{self._link(self.guest_now)}/sign/{self.now.id}")
        )

    def test_early_with_a_link(self):
        registration = self.later_session._enrol(self.guest, by_team=True)
        page = self._open(self._link(registration))
        self.assertIn("To come", self._text(page, "cae_half_days"))
        row = self._row(registration, self.later)
        answer = self._post_signature(
            f"{self._link(registration)}/sign/{self.later.id}?document={row._get_shown_hash()}"
        )
        self.assertIn("too early", answer["error"])
        self.assertEqual(row.state, "expected")

    def test_in_the_room_only(self):
        self.now_session.cae_sign_scan_only = True
        row = self._row(self.guest_now, self.now)
        page = self._open(self._link(self.guest_now))
        self.assertIn("is signed there only", self._text(page, "cae_half_days"))
        self.assertIsNone(self._get_call_url(page))
        shown = row._get_shown_hash()
        answer = self._post_signature(
            f"{self._link(self.guest_now)}/sign/{self.now.id}?document={shown}"
        )
        self.assertIn("Scan the code", answer["error"])
        # the link that was asked for in the room opens it
        page = self._open(self._link(self.guest_now, self.now))
        self._post_signature(self._get_call_url(page), "Gaston Guest")
        self.assertEqual((row.state, row.method), ("present", "qr"))
        # in "My space" one does not sign either
        self.authenticate("cae_alice", "cae_alice")
        answer = self._post_signature(f"/my/sessions/{self.now_session.id}/sign/{self.now.id}")
        self.assertIn("Scan the code", answer["error"])

    def test_garbage_is_refused_with_a_sentence(self):
        url = self._get_call_url(self._open(self._link(self.guest_now)))
        for params, sentence in (
            ({"signature": "AAAA", "name": "G"}, "not a picture"),
            ({"signature": None, "name": "G"}, "is missing"),
            ({"signature": {"a": 1}, "name": "G"}, "is missing"),
            ({"signature": self._draw_signature(), "name": ""}, "Write your name"),
            ({"signature": self._draw_signature(), "name": ["x"]}, "Write your name"),
            ({"signature": self._draw_signature(), "name": "x" * 200}, "too long"),
        ):
            with self.subTest(sentence=sentence):
                self.assertIn(sentence, self.make_jsonrpc_request(url, params)["error"])
        self.assertIn("has changed", self._post_signature(url.split("?")[0])["error"])
        self.assertEqual(self._row(self.guest_now, self.now).state, "expected")

    def test_too_many_refusals(self):
        url = self._get_call_url(self._open(self._link(self.guest_now)))
        for _attempt in range(MAX_FAILURES):
            self.make_jsonrpc_request(url, {"name": "G", "signature": "AAAA"})
        self.assertIn("Too many attempts", self._post_signature(url)["error"])

    def test_in_the_language_of_the_person(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.guest.lang = "fr_FR"
        page = self._open(self._link(self.guest_now))
        url = self._get_call_url(page)
        self.assertIn("lang=fr_FR", url)
        self.assertNotIn("error", self._post_signature(url, "Gaston Guest"))
        self.assertFalse(self._row(self.guest_now, self.now)._verify_proof())

    # ---- the page for the wall

    def test_who_shows_the_code(self):
        for login, status in (
            ("cae_advisor", 200),
            ("cae_other_advisor", 200),
            ("cae_sofia", 200),
            ("cae_alice", 404),
            ("cae_employee", 404),
            ("cae_accountant", 404),
        ):
            with self.subTest(login=login):
                self.authenticate(login, login)
                page = self._open(f"/attendance/show/{self.now.id}", status)
                values = self.make_jsonrpc_request(f"/attendance/show/{self.now.id}/code")
                if status == 200:
                    self.assertIn("0 of 3 have signed", page.text_content())
                    drawing = base64.b64decode(values["code"].split(",")[1]).decode()
                    self.assertTrue(drawing.startswith("<svg"))
                    self.assertIn("/attendance/", values["url"])
                else:
                    self.assertEqual(values, {"gone": True})
        self.authenticate(None, None)
        response = self.url_open(f"/attendance/show/{self.now.id}", allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        with self.assertRaises(JsonRpcException), mute_logger("odoo.http"):
            self.make_jsonrpc_request(f"/attendance/show/{self.now.id}/code")

    def test_the_wall_shows_no_code_early(self):
        self.authenticate("cae_advisor", "cae_advisor")
        values = self.make_jsonrpc_request(f"/attendance/show/{self.later.id}/code")
        self.assertFalse(values["code"] or values["url"])
        self.assertIn("too early", values["problem"])

    def test_a_shown_code_can_be_scanned(self):
        self.authenticate("cae_sofia", "cae_sofia")
        values = self.make_jsonrpc_request(f"/attendance/show/{self.now.id}/code")
        path = values["url"][values["url"].index("/attendance") :]
        self.authenticate("cae_bruno", "cae_bruno")
        self._post_signature(self._get_call_url(self._open(path)), "Bruno Blin")
        self.assertEqual(self._row(self.bruno_now, self.now).state, "present")
