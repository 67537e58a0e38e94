import base64
import hashlib
import io
import subprocess
import tempfile
from datetime import date, datetime, timedelta

from freezegun import freeze_time
from pypdf import PdfReader

from odoo.addons.cae_signature.engine import seal
from odoo.addons.cae_signature.models import company_seal
from odoo.addons.cae_signature.models.cae_signing_mixin import SIGNING_FIELDS
from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.tests import Form, tagged

from .signing_common import SigningCommon


@tagged("post_install", "-at_install")
class TestSigning(SigningCommon):
    """From the draft to the sealed PDF, as the team sees it."""

    def _get_mails(self, contract, partner):
        return contract.message_ids.filtered(lambda message: partner in message.partner_ids)

    def test_sending_freezes_the_document_and_tells_the_person(self):
        contract = self._create_sent()
        self.assertEqual(contract.state, "to_sign")
        self.assertEqual(contract.signing_sent_by, self.advisor)
        content = base64.b64decode(contract.signing_document)
        self.assertTrue(content.startswith(b"%PDF"))
        self.assertEqual(contract.signing_hash, hashlib.sha256(content).hexdigest())
        self.assertIn("Bruno Blin", contract.signing_text)
        self.assertNotIn("<h1", contract.signing_text)
        self.assertIn("Repair bicycles", contract.signing_text)
        mail = self._get_mails(contract, self.bruno.partner_id)
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.subject, f"To sign: {contract.display_name}")
        self.assertIn(f"/my/contracts/{contract.id}", mail.body)
        self.assertEqual(mail.notified_partner_ids, self.bruno.partner_id)

    def test_only_drafts_are_sent(self):
        contract = self._create_sent()
        with self.assertRaisesRegex(UserError, "only drafts are sent"):
            contract.action_send_for_signature()

    def test_the_law_is_said_before_the_person_is_given_an_access(self):
        self.bruno_user.active = False
        contract = self._create_draft(
            kind="cape",
            date_start="2026-01-01",
            date_end="2027-01-31",
            working_time=0,
            fixed_pay=0,
        )
        with self.assertRaisesRegex(ValidationError, "L127-2"):
            contract.action_send_for_signature()

    def test_all_that_is_missing_is_listed_at_once(self):
        with Form(self.env["cae.entrepreneur"].with_user(self.advisor)) as file:
            file.name = "Nina Noël"
            file.territory_id = self.territory
        self.company.cae_legal_form = False
        draft = self._create_draft(file.record, objectives=False)
        draft.template_id.sudo().clause_ids[0].body += "<p>{company_legal_form}</p>"
        with Form(draft) as form:
            self.assertFalse(form.activity_count)
            shown = form.missing_to_send
        with self.assertRaises(RedirectWarning) as refused:
            draft.action_send_for_signature()
        sentence, action = refused.exception.args[:2]
        self.assertEqual(sentence, shown)
        for words in (
            "Born on, Born in, Country of nationality, Address, Activities, Email",
            "cannot log in",
            "fill in first: Objectives and programme.",
            "a manager fills in: Legal form of the cooperative",
        ):
            with self.subTest(words=words):
                self.assertIn(words, sentence)
        self.assertEqual((action["res_model"], action["res_id"]), (file.record._name, file.id))

    def test_nothing_is_missing_to_send(self):
        with Form(self._create_draft()) as form:
            self.assertFalse(form.missing_to_send)
            form.objectives = False
            self.assertIn("Objectives and programme", form.missing_to_send)
            form.objectives = "Repair bicycles"

    def test_nothing_is_said_to_be_missing_before_a_person_is_chosen(self):
        self.assertFalse(Form(self.env["cae.contract"].with_user(self.manager)).missing_to_send)

    def test_the_person_must_be_able_to_log_in(self):
        self.bruno_user.active = False
        with self.assertRaisesRegex(RedirectWarning, "cannot log in"):
            self._create_sent()
        self.bruno.email = False
        with self.assertRaisesRegex(RedirectWarning, "must say: Email"):
            self._create_sent()

    def test_what_was_sent_cannot_change(self):
        contract = self._create_sent()
        contract.write({"date_start": "2026-01-01"})  # nothing changes
        for vals in ({"date_start": "2026-02-01"}, {"kind": "cape"}, {"date_end": "2026-12-31"}):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "was sent"):
                contract.with_user(self.manager).write(vals)
        for state in ("draft", "confirmed", "cancelled"):
            with self.subTest(state=state), self.assertRaises(UserError):
                contract.with_user(self.manager).state = state
        with self.assertRaises(UserError):
            contract.action_confirm()

    def test_no_signing_state_can_be_forced(self):
        contract = self._create_draft()
        for state in ("to_sign", "signed"):
            with self.subTest(state=state), self.assertRaises(UserError):
                contract.with_user(self.manager).state = state
        sent = self._create_sent()
        with self.assertRaisesRegex(UserError, "Send for signature"):
            sent.with_user(self.manager).state = "signed"

    def test_withdrawn_changed_and_sent_anew(self):
        contract = self._create_sent()
        first = contract.signing_hash
        contract.action_take_back()
        self.assertEqual(contract.state, "draft")
        self.assertFalse(contract.signing_document or contract.signing_hash)
        last = self._get_mails(contract, self.bruno.partner_id).sorted("id")[-1]
        self.assertIn("was withdrawn", last.body)
        with self.assertRaisesRegex(UserError, "nothing to withdraw"):
            contract.action_take_back()
        contract.date_start = "2026-03-01"
        contract.action_send_for_signature()
        self.assertNotEqual(contract.signing_hash, first)
        person = contract.with_user(self.bruno_user).sudo()
        with self.assertRaisesRegex(UserError, "has changed since"):
            person._sign_by_person(self._draw_signature(), "Bruno", first, {})

    def test_a_signed_document_is_withdrawn_by_managers_only(self):
        contract = self._create_signed()
        with self.assertRaisesRegex(AccessError, "Ask a manager"):
            contract.action_take_back()
        signed_hash = contract.person_signature_id.signed_hash
        contract.with_user(self.manager).action_take_back()
        self.assertEqual(contract.state, "draft")
        self.assertFalse(contract.signature_ids)
        self.assertIn(signed_hash, "".join(contract.message_ids.mapped("body")))

    @freeze_time("2026-05-04 12:34:56")
    def test_signature_of_the_person(self):
        contract = self._create_signed()
        self.assertEqual(contract.state, "signed")
        line = contract.signature_ids
        self.assertEqual((line.role, line.method), ("person", "portal"))
        self.assertEqual(
            (line.signed_by, line.partner_id), (self.bruno_user, self.bruno.partner_id)
        )
        self.assertEqual(line.signed_on, datetime(2026, 5, 4, 12, 34, 56))
        self.assertEqual(line.signed_ip, "192.0.2.7")
        self.assertEqual(line.signed_hash, contract.signing_hash)
        told = contract.message_ids.filtered(lambda message: "has signed" in message.body)
        self.assertEqual(told.author_id, self.bruno.partner_id)
        self.assertLessEqual((self.advisor | self.manager).partner_id, told.notified_partner_ids)
        self.assertNotIn(self.accountant.partner_id, told.notified_partner_ids)

    def test_signature_of_garbage(self):
        contract = self._create_sent().with_user(self.bruno_user).sudo()
        shown = contract.signing_hash
        for image, sentence in (
            (False, "is missing"),
            ("bm90IGEgcGljdHVyZQ==", "not a picture"),
            ("%%%", "not a picture"),
            (["x"], "is missing"),
            (self._draw_signature(colour=None), "is empty"),
            (self._draw_signature(size=(4000, 3000)), "too large"),
            ("A" * 700_000, "too large"),
        ):
            with self.subTest(sentence=sentence), self.assertRaisesRegex(ValidationError, sentence):
                contract._sign_by_person(image, "Bruno", shown, {})
        for name, sentence in (("  ", "Write your name"), ("x" * 200, "too long"), (7, "Write")):
            with self.subTest(name=name), self.assertRaisesRegex(ValidationError, sentence):
                contract._sign_by_person(self._draw_signature(), name, shown, {})
        self.assertEqual(contract.state, "to_sign")
        self.assertFalse(contract.signature_ids)

    def test_only_the_pixels_of_a_picture_are_kept(self):
        content = base64.b64decode(self._draw_signature()) + b"<script>alert(1)</script>"
        contract = self._create_sent()
        contract.with_user(self.bruno_user).sudo()._sign_by_person(
            base64.b64encode(content).decode(), "Bruno", contract.signing_hash, {}
        )
        self.assertNotIn(b"script", base64.b64decode(contract.person_signature_id.signature))

    def test_stored_document_that_was_tampered_with_is_not_signed(self):
        contract = self._create_sent()
        contract._by_method().signing_document = base64.b64encode(b"%PDF-1.4 another one")
        with self.assertRaisesRegex(UserError, "differs from the one that was sent"):
            contract.with_user(self.bruno_user).sudo()._sign_by_person(
                self._draw_signature(), "Bruno", contract.signing_hash, {}
            )

    def test_countersigned_and_confirmed(self):
        contract = self._countersign(self._create_signed())
        self.assertEqual(contract.state, "confirmed")
        self.assertEqual(contract.cooperative_signature_id.signed_by, self.manager)
        self.assertEqual(self.bruno.stage, "cesa", "the consequences of a confirmed contract")
        mail = self._get_mails(contract, self.bruno.partner_id).filtered("attachment_ids")
        self.assertEqual(mail.subject, f"Signed: {contract.display_name}")
        self.assertEqual(
            hashlib.sha256(mail.attachment_ids.raw).hexdigest(), contract.signed_document_hash
        )

    def test_only_managers_countersign(self):
        contract = self._create_signed()
        for user in (self.advisor, self.accountant, self.employee, self.bruno_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._countersign(contract, user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                contract.with_user(user).action_open_countersignature()
        with self.assertRaises(AccessError):
            contract.with_user(self.advisor)._countersign(self._draw_signature(), "Me")
        self.assertEqual(contract.state, "signed")

    def test_countersigned_once_and_after_the_person(self):
        sent = self._create_sent()
        with self.assertRaisesRegex(UserError, "not signed by the person yet"):
            self._countersign(sent)
        sent.action_take_back()
        sent.action_cancel()
        contract = self._countersign(self._create_signed())
        with self.assertRaisesRegex(UserError, "countersigned meanwhile"):
            self._countersign(contract)

    def test_sealed_contracts_stay(self):
        contract = self._countersign(self._create_signed())
        with self.assertRaisesRegex(UserError, "sealed"):
            contract.with_user(self.manager).action_draft()
        with self.assertRaises(UserError):
            contract.with_user(self.manager).unlink()

    def test_signed_on_paper(self):
        contract = self._create_sent()
        self._record_paper(contract, b"%PDF-1.4\n%scan\n%%EOF")
        self.assertEqual(contract.state, "confirmed")
        self.assertEqual(contract.paper_date, date(2026, 1, 2))
        self.assertEqual(contract.signature_ids.mapped("role"), ["person", "cooperative"])
        self.assertEqual(contract.signature_ids.recorded_by, self.advisor)
        self.assertEqual(contract.signed_document_name, "scan.pdf")
        self.assertFalse(contract._find_seal_problem())
        self.assertFalse(contract.signing_document, "what was sent is not what was signed")
        self.assertEqual(self.bruno.stage, "cesa")
        contract.with_user(self.manager).action_draft()
        self.assertFalse(contract.signed_document or contract.paper_date)

    def test_agreed_on_the_day_of_the_signature_or_before_the_contract_begins(self):
        today = self.today
        soon = today + timedelta(days=5)
        past = self._create_draft(self.bruno, date_start="2023-03-01", date_end="2023-08-31")
        past.with_user(self.advisor).action_confirm()
        self.assertEqual(past.date_confirmed, date(2023, 3, 1))
        paper = self._create_draft()
        self._record_paper(paper, b"%PDF-1.4\n%scan\n%%EOF")
        self.assertEqual(paper.date_confirmed, date(2026, 1, 2))
        person = self.bruno.with_user(self.advisor).create(
            {"name": "Nina Noir", "territory_id": self.territory.id}
        )
        coming = self._create_draft(
            person,
            kind="cape",
            date_start=soon,
            date_end=soon + timedelta(days=90),
            working_time=0,
            fixed_pay=0,
        )
        coming.action_confirm()
        self.assertEqual(coming.date_confirmed, today)
        renewal = self.env["cae.contract.amendment"].create(
            {
                "contract_id": coming.id,
                "kind": "renewal",
                "date_effect": coming.date_end + timedelta(days=1),
                "date_end": coming.date_end + timedelta(days=90),
            }
        )
        renewal.with_user(self.advisor).action_confirm()
        self.assertEqual(renewal.date_confirmed, today)

    def _record_paper(self, contract, content, day="2026-01-02"):
        self.env["cae.paper.signature"].with_user(self.advisor).create(
            {
                "document_ref": f"{contract._name},{contract.id}",
                "date": day,
                "scan": base64.b64encode(content),
                "scan_name": "scan.pdf",
            }
        ).action_record()

    @freeze_time("2026-05-04")
    def test_paper_that_does_not_fit(self):
        contract = self._create_draft()
        with self.assertRaisesRegex(UserError, "must be a PDF or a picture"):
            self._record_paper(contract, b"MZ not a scan")
        with self.assertRaisesRegex(UserError, "in the future"):
            self._record_paper(contract, b"%PDF-1.4", "2026-05-05")
        with self.assertRaisesRegex(UserError, "is signed already"):
            self._record_paper(self._create_signed(date_start="2027-01-01"), b"%PDF")

    def test_a_paper_was_signed_when_it_can_have_been(self):
        pdf = b"%PDF-1.4\n%scan\n%%EOF"
        contract = self._create_draft()
        renewal = self.env["cae.contract.amendment"].create(
            {
                "contract_id": self.bruno_contract.id,
                "kind": "renewal",
                "date_end": self.bruno_contract.date_end + timedelta(days=90),
            }
        )
        before = renewal.date_effect - timedelta(days=367)
        for document, day in (
            (contract, "1926-11-01"),
            (contract, "2024-12-31"),
            (renewal, before),
        ):
            with (
                self.subTest(document=document.display_name, day=day),
                self.assertRaisesRegex(UserError, "cannot have been signed before"),
            ):
                self._record_paper(document, pdf, day)
            self.assertEqual(document.state, "draft")
        # a contract of earlier is kept here with the paper that was signed before it began
        self._record_paper(contract, pdf, "2025-12-20")
        self.assertEqual(contract.date_confirmed, date(2025, 12, 20))
        other = self._create_draft(date_start="2023-03-01", date_end="2023-08-31")
        self._record_paper(other, self._draw_page(800), "2023-02-27")
        self.assertEqual(other.date_confirmed, date(2023, 2, 27))

    def _draw_page(self, height):
        return base64.b64decode(self._draw_signature((height, height)))

    def test_a_scan_can_be_read(self):
        contract = self._create_draft()
        for content, sentence in (
            (self._draw_page(30), "too small"),
            (self._draw_page(800)[:20], "must be a PDF or a picture"),
        ):
            with self.subTest(sentence=sentence), self.assertRaisesRegex(UserError, sentence):
                self._record_paper(contract, content)
        self.assertEqual(contract.state, "draft")

    def test_agreed_without_any_of_it(self):
        contract = self._create_draft()
        contract.action_confirm()
        self.assertEqual(contract.state, "confirmed")
        self.assertFalse(contract.signature_ids)

    def test_copies_carry_no_proof(self):
        contract = self._countersign(self._create_signed())
        copy = contract.copy({"date_start": "2030-01-01"})
        for name in ("signature_ids", *SIGNING_FIELDS):
            self.assertFalse(copy[name], name)


@tagged("post_install", "-at_install")
class TestSeal(SigningCommon):
    """The sealed PDF itself, and what happens when somebody touches it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"city": "Nantes", "name": "Coopérative d'Été"})
        cls.contract = cls._countersign(cls._create_signed())
        cls.frozen = base64.b64decode(cls.contract.signing_document)
        cls.sealed = base64.b64decode(cls.contract.signed_document)

    def test_seal_is_unbroken(self):
        found = seal.verify(self.sealed)
        self.assertTrue(found.unbroken)
        self.assertEqual(found.by, company_seal.get_certificate(self.env, self.company))
        self.assertEqual(found.by.subject, "Coopérative d'Été")
        self.assertFalse(self.contract._find_seal_problem())
        action = self.contract.with_user(self.advisor).action_check_seal()
        self.assertEqual(action["params"]["type"], "success")

    def test_a_second_reader_agrees(self):
        self.assertIn("Signature is Valid", self._run_pdfsig(self.sealed))
        self.assertIn("Total document signed", self._run_pdfsig(self.sealed))
        self.assertIn("ETSI.CAdES.detached", self._run_pdfsig(self.sealed))
        spoilt = bytearray(self.sealed)
        spoilt[len(self.frozen) // 2] ^= 1
        self.assertNotIn("Signature is Valid", self._run_pdfsig(bytes(spoilt)))

    def _run_pdfsig(self, content):
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(content)
            file.flush()
            process = subprocess.run(
                ["pdfsig", "-nocert", file.name], capture_output=True, check=False
            )
        return process.stdout.decode()

    def test_every_changed_byte_shows(self):
        # what is not under the seal is the seal itself: the gap that its range leaves out
        reader = PdfReader(io.BytesIO(self.sealed))
        start, length, restart, _rest = reader.get_fields()[seal.FIELD]["/V"]["/ByteRange"]
        covered = [*range(start, start + length), *range(restart, len(self.sealed))]
        for position in covered[:: len(covered) // 25]:
            spoilt = bytearray(self.sealed)
            spoilt[position] ^= 0x20
            with self.subTest(position=position):
                self.assertFalse(seal.verify(bytes(spoilt)).unbroken)

    def test_additions_show(self):
        from pyhanko.pdf_utils.generic import TextStringObject, pdf_name
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

        writer = IncrementalPdfFileWriter(io.BytesIO(self.sealed))
        writer.root[pdf_name("/Lang")] = TextStringObject("fr")
        writer.update_root()
        updated = io.BytesIO()
        writer.write(updated)
        for content in (updated.getvalue(), self.sealed + b"\n% one more line\n"):
            found = seal.verify(content)
            self.assertTrue(found.by)
            self.assertFalse(found.whole)
            self.assertFalse(found.unbroken)
            self.contract._by_method().signed_document = base64.b64encode(content)
            self.assertIn("was added", self.contract._find_seal_problem())

    def test_another_document_in_its_place_shows(self):
        other = company_seal.seal_document(self.env, self.company, self.frozen, "Mine")
        self.assertTrue(seal.verify(other).unbroken)
        self.contract._by_method().signed_document = base64.b64encode(other)
        self.assertIn("was replaced", self.contract._find_seal_problem())
        self.contract._by_method().signed_document = base64.b64encode(self.frozen)
        self.assertIn("no seal", self.contract._find_seal_problem())

    def test_what_was_signed_is_inside_byte_for_byte(self):
        reader = PdfReader(io.BytesIO(self.sealed))
        (name,) = reader.attachments
        (attached,) = reader.attachments[name]
        self.assertEqual(attached, self.frozen)
        self.assertEqual(name, self.contract.signing_file_name)

    def test_page_of_proof(self):
        frozen, sealed = (PdfReader(io.BytesIO(pdf)) for pdf in (self.frozen, self.sealed))
        self.assertEqual(len(sealed.pages), len(frozen.pages) + 1)
        text = " ".join(sealed.pages[-1].extract_text().split())
        certificate = company_seal.get_certificate(self.env, self.company)
        for fact in (
            self.contract.signing_hash[:40],
            "Bruno Blin",
            "cae_bruno",
            "192.0.2.7",
            "Marie Manager",
            "cae_manager",
            self.contract.person_signature_id.signed_on.strftime("%Y-%m-%d %H:%M:%S"),
            self.contract.cooperative_signature_id.signed_on.strftime("%Y-%m-%d %H:%M:%S"),
            certificate.fingerprint[:40],
        ):
            self.assertIn(fact, text)
        self.assertEqual(len(sealed.pages[-1].images), 2, "both signatures are on the page")

    def test_certificate_of_another_maker(self):
        content = seal.make_certificate("Client of a trust provider", b"p12 pass")
        company_seal.replace(self.env, self.company, content, "p12 pass")
        self.assertEqual(
            company_seal.get_certificate(self.env, self.company).subject,
            "Client of a trust provider",
        )
        found = seal.verify(company_seal.seal_document(self.env, self.company, self.frozen, "x"))
        self.assertEqual(found.by.subject, "Client of a trust provider")
        self.assertFalse(self.contract._find_seal_problem(), "earlier seals stay good")


@tagged("post_install", "-at_install")
class TestAmendmentSigning(SigningCommon):
    def test_amendment_is_signed_like_a_contract(self):
        contract = self.alice_contract
        contract._write_agreed({"working_time": 20, "fixed_pay": 900})
        amendment = (
            self.env["cae.contract.amendment"]
            .with_user(self.advisor)
            .create(
                {
                    "contract_id": contract.id,
                    "kind": "amendment",
                    "date_effect": "2026-06-01",
                    "change_pay": True,
                    "fixed_pay": 1100,
                    "note": "More activity",
                }
            )
        )
        amendment.action_send_for_signature()
        self.assertEqual(amendment.state, "to_sign")
        with self.assertRaisesRegex(UserError, "was sent"):
            amendment.fixed_pay = 1200
        with self.assertRaises(UserError):
            amendment.action_confirm()
        amendment.with_user(self.alice_user).sudo()._sign_by_person(
            self._draw_signature(), "Alice", amendment.signing_hash, {}
        )
        self.assertEqual(contract.fixed_pay, 900)
        self._countersign(amendment)
        self.assertEqual((amendment.state, contract.fixed_pay), ("confirmed", 1100))
        self.assertFalse(amendment._find_seal_problem())
