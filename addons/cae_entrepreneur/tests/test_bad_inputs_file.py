import base64
import io

from PIL import Image

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import CaeCommon
from .file_samples import IBAN, make_pdf, make_zip

MEGABYTE = 1024 * 1024


@tagged("post_install", "-at_install")
class TestBadInputsFile(CaeCommon, HttpCase):
    """What a person or the staff may get wrong in a file: each one is refused in words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls.env.ref("cae_entrepreneur.document_kind_identity")
        cls.own_alice = cls.alice.with_user(cls.alice_user)

    # -- what is done ----------------------------------------------------------------------------

    def _ask(self, iban):
        return self.env["cae.bank.change"].with_user(self.alice_user)._ask(self.own_alice, iban)

    def _upload(self, name, content, kind_id=None, **kwargs):
        kind_id = self.kind.id if kind_id is None else kind_id
        return (
            self.env["cae.document"]
            .with_user(self.alice_user)
            ._upload(self.own_alice, kind_id, name, content, **kwargs)
        )

    def _details(self, **values):
        return self.own_alice._update_from_portal(values)

    def _confirm_own(self):
        change = (
            self.env["cae.bank.change"]
            .with_user(self.manager)
            .create({"entrepreneur_id": self.alice.id, "iban": IBAN})
        )
        change.action_ask()
        change.action_confirm()

    def _refuse_without_reason(self):
        self._ask(IBAN).with_user(self.accountant).action_refuse()

    def _second_request(self):
        self._ask(IBAN)
        self._ask("DE89370400440532013000")

    def _move_document(self):
        document = self.env["cae.document"].create(
            {
                "entrepreneur_id": self.alice.id,
                "kind_id": self.kind.id,
                "file": base64.b64encode(make_pdf()),
                "file_name": "a.pdf",
            }
        )
        document.entrepreneur_id = self.bruno

    def _stage_before(self):
        self.dora.stage = "cape"
        line = self.dora.stage_history_ids.sorted("id")[-1]
        line.with_user(self.manager).date_from = "1999-01-01"

    def _stage_after(self):
        line = self.alice.stage_history_ids.sorted("id")[-1]
        line.with_user(self.manager).date_from = "2999-01-01"

    def _stage_of_history(self):
        self.alice.stage_history_ids[:1].with_user(self.manager).write({"stage": "associate"})

    def _parent(self):
        parent = self.env["res.partner"].create({"name": "Big Company", "is_company": True})
        self.alice.partner_id.parent_id = parent

    def _archive_with_login(self):
        self.alice.active = False

    def _exit_before_entry(self):
        self.bruno.write({"date_entry": "2025-01-01", "date_exit": "2024-01-01"})
        self.env.flush_all()

    def _make_large_picture(self):
        content = io.BytesIO()
        Image.new("1", (8000, 8000)).save(content, "PNG")
        return content.getvalue()

    def _table(self):
        wrong_type = "is not taken: send a PDF, a picture"
        return {
            "IBAN with a wrong digit": (
                lambda: self._ask("FR76 3000 6000 0112 3456 7890 180"),
                "wrong digit",
            ),
            "IBAN too short": (lambda: self._ask("FR76 3000 6000"), "This is not an IBAN"),
            "IBAN of words": (lambda: self._ask("my account"), "This is not an IBAN"),
            "French number without its IBAN": (
                lambda: self._ask("30006000011234567890189"),
                "begins with two letters",
            ),
            "no IBAN": (lambda: self._ask(""), "This is not an IBAN"),
            "second request while one waits": (self._second_request, "already waiting"),
            "confirm one's own request": (self._confirm_own, "You entered this account yourself"),
            "refuse without a reason": (self._refuse_without_reason, "Give the reason"),
            "file too big": (
                lambda: self._upload("a.pdf", b"%PDF-" + b"x" * 10 * MEGABYTE),
                "is too big",
            ),
            "empty file": (lambda: self._upload("a.pdf", b""), "The file is empty"),
            "program": (lambda: self._upload("run.exe", b"MZ\x90\x00" * 9), wrong_type),
            "program named as a PDF": (
                lambda: self._upload("a.pdf", b"MZ\x90\x00" * 9),
                wrong_type,
            ),
            "page with a script": (
                lambda: self._upload("a.html", b"<html><script>alert(1)</script>"),
                wrong_type,
            ),
            "PDF with another ending": (lambda: self._upload("a.pdf.exe", make_pdf()), wrong_type),
            "picture with too many points": (
                lambda: self._upload("a.png", self._make_large_picture()),
                "“Attached file” is a picture with too many points",
            ),
            "archive": (lambda: self._upload("a.zip", make_zip(a="b")), wrong_type),
            "document without a kind": (
                lambda: self._upload("a.pdf", make_pdf(), 0),
                "which kind of document",
            ),
            "kind that only the staff sends": (
                lambda: self._upload(
                    "a.pdf",
                    make_pdf(),
                    self.env.ref("cae_entrepreneur.document_kind_signed").id,
                ),
                "which kind of document",
            ),
            "expired document": (
                lambda: self._upload(
                    "a.pdf",
                    make_pdf(),
                    date_expiry=self.alice.create_date.date().replace(year=2001),
                ),
                "not valid any more",
            ),
            "document moved to another file": (self._move_document, "stays in the file"),
            "phone of words": (lambda: self._details(phone="call me"), "is not a phone number"),
            "phone too short": (lambda: self._details(emergency_phone="12"), "not a phone number"),
            "address too long": (lambda: self._details(street="x" * 101), "100 characters at most"),
            "stage before the one before": (self._stage_before, "cannot begin before"),
            "stage to come": (self._stage_after, "cannot be that|cannot begin after today"),
            "stage of the past changed": (self._stage_of_history, "only a date is corrected"),
            "person below a company": (self._parent, "Remove this link first"),
            "archived with a login": (self._archive_with_login, "can still log in"),
        }

    def test_each_is_refused_with_its_sentence(self):
        table = self._table()
        self.assertGreaterEqual(len(table), 25)
        for name, (attempt, sentence) in table.items():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                with self.assertRaisesRegex(UserError, sentence):
                    attempt()
                savepoint.rollback()
                self.env.invalidate_all()

    def test_the_pages_say_it_too(self):
        self.authenticate("cae_alice", "cae_alice")
        token = self.url_open("/my/file").text.split('name="csrf_token" value="')[1].split('"')[0]
        for path, data, files, sentence in (
            ("/my/file", {"phone": "call me"}, None, "is not a phone number"),
            (f"/my/file/{self.alice.id}/bank", {"iban": "FR00"}, None, "This is not an IBAN"),
            (
                "/my/papers",
                {"kind_id": self.kind.id},
                {"upload": ("a.exe", b"MZ\x90", "application/pdf")},
                "is not taken",
            ),
            (
                "/my/papers",
                {"kind_id": self.kind.id},
                {"upload": ("a.pdf", b"%PDF-" + b"x" * 10 * MEGABYTE, "application/pdf")},
                "is too big",
            ),
            ("/my/papers", {"kind_id": "nonsense"}, None, "which kind of document"),
            (
                "/my/papers",
                {"kind_id": self.kind.id, "date_expiry": "31/31/2031"},
                {"upload": ("a.pdf", make_pdf(), "application/pdf")},
                "“Valid until” is no day",
            ),
        ):
            with self.subTest(path=path, data=data):
                answer = self.url_open(path, data={"csrf_token": token, **data}, files=files)
                self.assertEqual(answer.status_code, 200)
                self.assertIn(sentence, answer.text)
                self.assertIn('role="alert"', answer.text)
        self.assertFalse(self.alice.document_ids or self.alice.bank_change_ids)
