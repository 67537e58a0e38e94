import io
import re

from pypdf import PdfReader

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import GestionCommon

LATE_PAYMENT = ("Late payment", "Central Bank plus 10 points", "€40", "No discount")


@tagged("post_install", "-at_install")
class TestInvoiceReport(GestionCommon, HttpCase):
    """What customers receive names the seller, whatever wkhtmltopdf prints it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "name": "Coopérative Élan",
                "street": "3 rue de l'Œuvre",
                "zip": "33000",
                "city": "Bordeaux",
                "vat": "FR83404833048",
                "company_registry": "40483304800022",
                "cae_legal_form": "Scop SA à capital variable",
                "cae_share_capital": 84300,
                "cae_register_city": "Bordeaux",
            }
        )
        cls.alice_activity.name = "Atelier du Rabot"
        cls.client.write({"is_company": True, "lang": "en_US", "city": "Niort"})
        cls.invoice = cls._invoice(cls.alice_activity, 1000, "2026-01-15", tax=cls.vat_20)

    def _print(self, records, report="account.account_invoices", **data):
        content, kind = (
            self.env["ir.actions.report"]
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf(report, records.ids, data)
        )
        self.assertEqual(kind, "pdf")
        return self._pages(content)

    def _pages(self, content):
        return [
            re.sub(r"\s+", " ", page.extract_text().replace("\N{NO-BREAK SPACE}", " "))
            for page in PdfReader(io.BytesIO(content)).pages
        ]

    def _long_invoice(self):
        invoice = self._invoice(self.bruno_activity, 50, "2026-01-20")
        invoice.button_draft()
        invoice.invoice_line_ids = [
            Command.create({"name": f"Line {number}.", "price_unit": number})
            for number in range(1, 61)
        ]
        invoice.action_post()
        return invoice

    def _assert_identity(self, text, *expected):
        for part in (
            "Coopérative Élan · Scop SA à capital variable",
            "capital of 84,300.00 €",
            "3 rue de l'Œuvre, 33000 Bordeaux",
            "SIRET 40483304800022",
            "RCS Bordeaux 404833048",
            "VAT FR83404833048",
            *expected,
        ):
            self.assertIn(part, text)

    def test_accountant_prints_an_invoice(self):
        # nothing can be kept while a page is only read, and nothing is compiled yet
        url = "/web/assets/%web.report_assets_common%"
        self.env["ir.attachment"].search([("url", "=like", url)]).unlink()
        self.authenticate(self.accountant.login, self.accountant.login)
        response = self.url_open(
            f"/report/pdf/account.report_invoice_with_payments/{self.invoice.id}"
        )
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        (page,) = self._pages(response.content)
        self._assert_identity(page, "Page 1 / 1", self.invoice.name, "1,200.00", *LATE_PAYMENT)
        head, _title, _rest = page.partition(self.invoice.name)
        for expected in ("Coopérative Élan", "Atelier du Rabot", "SIRET 40483304800022", "Niort"):
            self.assertIn(expected, head)

    def test_entrepreneur_prints_an_invoice(self):
        self.authenticate("cae_alice", "cae_alice")
        response = self.url_open(
            f"/my/activities/{self.alice_activity.id}/invoices/{self.invoice.id}"
        )
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        (page,) = self._pages(response.content)
        self._assert_identity(page, "Page 1 / 1", "Atelier du Rabot", *LATE_PAYMENT)

    def test_several_invoices_have_pages_of_their_own(self):
        long = self._long_invoice()
        pages = self._print(self.invoice | long)
        count = len(pages) - 1
        self.assertGreater(count, 1)
        self.assertEqual(
            [re.search(r"Page \d+ / \d+", page).group() for page in pages],
            ["Page 1 / 1", *(f"Page {number} / {count}" for number in range(1, count + 1))],
        )
        for page in pages:
            self._assert_identity(page)
        for number in range(1, 61):
            self.assertIn(f"Line {number}.", "".join(pages))
        self.assertIn("Atelier du Rabot", pages[0])
        self.assertNotIn("Atelier du Rabot", "".join(pages[1:]))
        self.assertIn(self.bruno_activity.name, pages[1])

    def test_each_invoice_is_of_its_own_company(self):
        other = self.other_company
        self.env["account.chart.template"].try_loading("fr", other, install_demo=False)
        other.write({"name": "Coopérative Rive", "company_registry": "33417522101010"})
        theirs = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": other.id,
                "partner_id": self.client.id,
                "invoice_date": "2026-01-15",
                "invoice_line_ids": [Command.create({"name": "Work", "price_unit": 10})],
            }
        )
        theirs.action_post()
        pages = self._print(self.invoice | theirs)
        self.assertEqual(len(pages), 2)
        self.assertIn("Élan", pages[0])
        self.assertNotIn("Rive", pages[0])
        self.assertEqual(pages[1].count("Coopérative Rive"), 2, "letterhead and footer")
        self.assertNotIn("Élan", pages[1])

    def test_credit_note_and_draft(self):
        refund = self._invoice(self.alice_activity, 200, "2026-02-05", move_type="out_refund")
        (page,) = self._print(refund, "account.account_invoices_without_payment")
        self._assert_identity(page, "Credit Note", "Atelier du Rabot", "Page 1 / 1")
        self.assertNotIn("Late payment", page, "nothing is to be paid")
        self.invoice.button_draft()
        (page,) = self._print(self.invoice)
        self._assert_identity(page, "Draft Invoice", "Atelier du Rabot")
        (page,) = self._print(self.invoice, proforma=True)
        self._assert_identity(page, "Draft Proforma Invoice", "Atelier du Rabot")

    def test_payment_receipt(self):
        payment = self._pay(self.invoice)
        payment.cae_activity_id = self.alice_activity
        (page,) = self._print(payment, "account.action_report_payment_receipt")
        self._assert_identity(page, "Payment Receipt", "Atelier du Rabot", "Page 1 / 1")

    def test_late_payment_is_what_the_cooperative_says(self):
        self.company.cae_late_payment_note = "Late payment: 12 % a year, and €40."
        (page,) = self._print(self.invoice)
        self.assertIn("12 % a year, and €40. No discount", page)
        self.assertNotIn("Central Bank", page)

    def test_a_consumer_owes_no_indemnity(self):
        self.client.is_company = False
        (page,) = self._print(self.invoice)
        self.assertNotIn("Late payment", page)
        self.client.vat = "FR23334175221"
        (page,) = self._print(self.invoice)
        self.assertIn("Late payment", page)

    def test_sending_keeps_the_same_paper(self):
        self.client.email = "client@example.com"
        wizard = (
            self.env["account.move.send.wizard"]
            .with_context(active_model="account.move", active_ids=self.invoice.ids)
            .create({"sending_methods": ["email"]})
        )
        wizard.action_send_and_print()
        sent = self.invoice.invoice_pdf_report_id
        self.assertEqual(sent.name, self.invoice._get_invoice_report_filename())
        self.assertEqual(sent.mimetype, "application/pdf")
        (page,) = self._pages(sent.raw)
        self._assert_identity(page, "Atelier du Rabot", "Page 1 / 1", *LATE_PAYMENT)

    def test_the_customer_s_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.client.lang = "fr_FR"
        (page,) = self._print(self.invoice)
        for expected in ("TVA FR83404833048", "au capital de", "retard de paiement", "escompte"):
            self.assertIn(expected, page)

    def test_customers_see_the_activity_online(self):
        html = self.env["ir.actions.report"]._render_qweb_html(
            "account.account_invoices", self.invoice.ids, {"report_type": "html"}
        )[0]
        self.assertIn("Atelier du Rabot", html.decode())
