import base64
import hashlib
import io
from datetime import timedelta

from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from odoo.exceptions import ValidationError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import SQL

from .signing_common import SigningCommon

COUNTERSIGN = "cae_signature.mail_activity_type_countersign"


@tagged("post_install", "-at_install")
class TestCountersign(SigningCommon, HttpCase):
    """What waits for who signs for the cooperative, and how little it takes."""

    def _get_waiting(self, user):
        return self.env["cae.deadline"].with_user(user).get_waiting_documents()

    def _get_activities(self, contract):
        return contract.activity_search([COUNTERSIGN])

    def test_waits_on_the_page_of_what_is_due_and_in_the_clock(self):
        contract = self._create_sent()
        self.assertFalse(self._get_waiting(self.manager)["documents"])
        self.authenticate(self.bruno_user.login, self.bruno_user.login)
        self.assertNotIn("error", self._post_signature(contract))
        self.env.invalidate_all()
        waiting = self._get_waiting(self.manager)
        self.assertEqual(waiting["title"], "To countersign (1)")
        self.assertEqual(
            waiting["documents"],
            [{"model": "cae.contract", "id": contract.id, "name": "CESA Bruno Blin"}],
        )
        for other in (self.advisor, self.accountant, self.other_accountant, self.employee):
            self.assertFalse(self._get_waiting(other)["documents"], other.login)
        self.assertIn(self.manager, self._get_activities(contract).user_id)
        self.assertNotIn(self.advisor, self._get_activities(contract).user_id)

    def test_written_name_is_enough(self):
        contract = self._create_signed()
        action = contract.with_user(self.manager).action_open_countersignature()
        model = self.env[action["res_model"]].with_user(self.manager)
        with Form(model.with_context(**action["context"])) as form:
            self.assertEqual(form.name, self.manager.name)
        form.record.action_countersign()
        self.assertEqual(contract.state, "confirmed")
        self.assertTrue(contract.signed_document)
        self.assertEqual(contract.cooperative_signature_id.signed_name, self.manager.name)
        # the picture is a signature like another
        line = contract.cooperative_signature_id
        line._clean_signature(line.signature)
        self.assertFalse(self._get_activities(contract))
        self.assertFalse(self._get_waiting(self.manager)["documents"])

    def test_print_gives_what_was_signed(self):
        contract = self._create_signed()
        self.authenticate(self.advisor.login, self.advisor.login)
        file = self._print(contract)
        self.assertEqual(hashlib.sha256(file.content).hexdigest(), contract.signing_hash)
        # a copy says who has signed, and when
        copy = self._print_copy(contract)
        self.assertIn("Signé en ligne le", copy)
        self.assertNotIn("Lu et approuvé", copy)
        self._countersign(contract)
        copy = self._print_copy(contract)
        self.assertIn("Marie Manager", copy)
        self.assertNotIn("Date et signature", copy)
        file = self._print(contract)
        self.assertEqual(hashlib.sha256(file.content).hexdigest(), contract.signed_document_hash)

    def test_print_gives_what_was_sent_with_the_papers_bound_behind_it(self):
        contract = self._create_draft()
        self.assertEqual(contract.action_print()["type"], "ir.actions.report")
        contract.with_user(self.advisor).action_send_for_signature()
        self.authenticate(self.advisor.login, self.advisor.login)
        file = self._print(contract)
        self.assertEqual(hashlib.sha256(file.content).hexdigest(), contract.signing_hash)

    def _print(self, contract):
        """Return the answer with the file that the advisor gets, named after the contract."""
        file = self.url_open(contract.with_user(self.advisor).action_print()["url"])
        self.assertIn(contract.signing_file_name, file.headers["Content-Disposition"])
        return file

    def _print_copy(self, contract):
        report = "cae_contrat.cae_contract_report"
        pdf, _kind = self.env["ir.actions.report"]._render_qweb_pdf(report, contract.ids)
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
        return " ".join(" ".join(pages).split())

    def test_papers_of_the_cooperative_are_bound_behind_the_contract(self):
        papers = {}
        for name, words in (("cae_schedule_paper", "Ten percent"), ("cae_statutes_paper", "Art.")):
            content = io.BytesIO()
            canvas = Canvas(content)
            canvas.drawString(100, 700, words)
            canvas.save()
            papers[name] = base64.b64encode(content.getvalue())
        settings = self.env["cae.settings"].with_user(self.manager).create({})
        with self.assertRaisesRegex(ValidationError, "no PDF"), self.cr.savepoint():
            settings.write({"cae_statutes_paper": base64.b64encode(b"Statutes")})
        settings.write(papers)
        contract = self._create_sent()
        pages = PdfReader(io.BytesIO(contract._get_content("signing_document"))).pages
        text = " ".join(page.extract_text() for page in pages)
        self.assertIn("Ten percent", text)
        self.assertIn("Art.", pages[-1].extract_text())
        self.assertIn("Barème", contract.signing_text)
        cape = self._create_draft(kind="cape", working_time=0, fixed_pay=0, date_end="2026-12-31")
        self.assertEqual(len(cape._get_signing_annexes()), 1)

    def test_withdrawn_document_waits_no_more(self):
        contract = self._create_signed()
        self.assertTrue(self._get_activities(contract))
        contract.with_user(self.manager).action_take_back()
        self.assertFalse(self._get_activities(contract))
        self.assertFalse(self._get_waiting(self.manager)["documents"])

    def test_says_how_many_more(self):
        drafts = self._create_draft()
        for months in range(1, 7):
            start = drafts[0].date_start + timedelta(days=31 * months)
            drafts += drafts[0].copy({"date_start": start, "date_end": start + timedelta(days=20)})
        drafts.flush_recordset()
        self.env.cr.execute(
            SQL("UPDATE cae_contract SET state = 'signed' WHERE id IN %s", tuple(drafts.ids))
        )
        self.env.invalidate_all()
        waiting = self._get_waiting(self.manager)
        self.assertEqual(waiting["title"], "To countersign (7)")
        self.assertEqual((len(waiting["documents"]), waiting["more"]), (5, "and 2 more"))
