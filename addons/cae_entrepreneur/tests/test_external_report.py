import io
import re

from pypdf import PdfReader

from odoo.tests import tagged

from .common import CaeCommon

TEMPLATES = {
    "letter": """
        <t t-name="letter">
            <t t-call="web.html_container">
                <t t-foreach="docs" t-as="o">
                    <t t-call="cae_entrepreneur.test_letter_document" />
                </t>
            </t>
        </t>
    """,
    "letter_document": """
        <t t-name="letter_document">
            <t t-call="web.external_layout">
                <t t-set="address"><address t-out="o.name" /></t>
                <t t-set="layout_document_title">A letter</t>
                <p>Dear <t t-out="o.name" /></p>
            </t>
        </t>
    """,
}


@tagged("post_install", "-at_install")
class TestExternalReport(CaeCommon):
    """Any report that companies send out is on their paper, whatever prints it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        for name, arch in TEMPLATES.items():
            view = cls.env["ir.ui.view"].create(
                {
                    "type": "qweb",
                    "name": name,
                    "key": f"cae_entrepreneur.test_{name}",
                    "arch": arch,
                }
            )
            cls.env["ir.model.data"].create(
                {
                    "module": "cae_entrepreneur",
                    "name": f"test_{name}",
                    "model": "ir.ui.view",
                    "res_id": view.id,
                }
            )
        cls.report = cls.env["ir.actions.report"].create(
            {
                "name": "Letter",
                "model": "res.partner",
                "report_type": "qweb-pdf",
                "report_name": "cae_entrepreneur.test_letter",
            }
        )
        cls.company.write(
            {
                "name": "Coopérative Élan",
                "city": "Bordeaux",
                "company_registry": "33417522101010",
                "cae_legal_form": "Scop SA à capital variable",
                "report_header": "<p>Work together</p>",
                "report_footer": "<p>hello@example.com</p>",
            }
        )
        cls.partners = cls.alice_user.partner_id | cls.bruno_user.partner_id

    def _print(self):
        content, kind = (
            self.env["ir.actions.report"]
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf(self.report, self.partners.ids)
        )
        self.assertEqual(kind, "pdf")
        return [
            (page, re.sub(r"\s+", " ", page.extract_text()))
            for page in PdfReader(io.BytesIO(content)).pages
        ]

    def test_letterhead_and_footer(self):
        pages = self._print()
        self.assertEqual(len(pages), 2)
        for partner, (_page, text) in zip(self.partners, pages, strict=True):
            for expected in (
                "Work together",
                "hello@example.com",
                "A letter",
                f"Dear {partner.name}",
                "Coopérative Élan · Scop SA à capital variable",
                "SIRET 33417522101010",
                "Page 1 / 1",
            ):
                self.assertIn(expected, text)
            self.assertEqual(text.count("Coopérative Élan"), 2, "letterhead and footer")

    def test_landscape(self):
        self.report.paperformat_id = self.env["report.paperformat"].create(
            {"name": "Wide", "format": "A4", "orientation": "Landscape", "margin_top": 40}
        )
        for page, _text in self._print():
            self.assertGreater(page.mediabox.width, page.mediabox.height)

    def test_nothing_is_asked_of_the_web_server(self):
        numbered = self.report.with_context(cae_numbered=True)
        html = numbered._render_qweb_html(self.report, self.partners.ids, {"report_type": "pdf"})
        bodies, *_others = numbered._prepare_html(html[0], report_model="res.partner")
        self.assertEqual(len(bodies), 2)
        for body in bodies:
            self.assertNotRegex(str(body), r"<(link|script|img)[^>]* (src|href)=\"(?!data:)")
            self.assertNotIn("@font-face", str(body))

    def test_on_the_screen_it_is_odoo_s(self):
        html = self.env["ir.actions.report"]._render_qweb_html(self.report, self.partners.ids)[0]
        self.assertNotIn(b"cae_letterhead", html)
        self.assertIn(b"Dear Alice", html)

    def test_other_reports_are_left_alone(self):
        self.env.ref("cae_entrepreneur.test_letter_document").arch = "<p>Dear friend</p>"
        self.assertFalse(self.report._is_numbered())
        self.assertEqual(self.report._get_layout(), self.env.ref("web.minimal_layout"))
