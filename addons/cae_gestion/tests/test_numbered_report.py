import io
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from odoo.addons.cae_socle.report import page_footer
from odoo.tests import tagged

from .statement_common import FROM, TO, StatementCommon


@tagged("post_install", "-at_install")
class TestNumberedReport(StatementCommon):
    """Real PDFs: page numbers and identity are right whatever wkhtmltopdf is installed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        cls.company.write(
            {
                "name": "Coopérative Élan",
                "street": "3 rue de l'Œuvre",
                "zip": "33000",
                "city": "Bordeaux",
                "company_registry": "33417522101010",
                "cae_legal_form": "Scop SA à capital variable",
                "cae_share_capital": 84300,
                "cae_register_city": "Bordeaux",
            }
        )

    def _post_on_many_accounts(self):
        self._entry(
            "2026-01-05",
            *[(f"62{number:02}99", 10, self.alice_activity) for number in range(80)],
            ("512001", -800, self.alice_activity),
        )

    def _print(self, activities, **data):
        report = self.env["ir.actions.report"]
        content, kind = report._render_qweb_pdf(
            "cae_gestion.activity_statement_report", activities.ids, data
        )
        self.assertEqual(kind, "pdf")
        return content

    def _pages(self, content):
        return [
            re.sub(r"\s+", " ", page.extract_text().replace("\N{NO-BREAK SPACE}", " "))
            for page in PdfReader(io.BytesIO(content)).pages
        ]

    def test_every_page_has_its_number_and_the_identity(self):
        self._post_on_many_accounts()
        pages = self._pages(self._print(self.alice_activity, date_from=FROM, date_to=TO))
        self.assertGreater(len(pages), 2)
        for number, text in enumerate(pages, start=1):
            self.assertIn(f"Page {number} / {len(pages)}", text)
            for expected in (
                "Coopérative Élan · Scop SA à capital variable",
                "capital of 84,300.00 €",
                "3 rue de l'Œuvre, 33000 Bordeaux",
                "SIRET 33417522101010",
                "RCS Bordeaux 334175221",
            ):
                self.assertIn(expected, text)
        for code in ("620099", "627999"):
            self.assertIn(code, "".join(pages))

    def test_several_documents_have_numbers_of_their_own(self):
        pages = self._pages(self._print(self.alice_activity | self.bruno_activity))
        self.assertEqual(
            [re.search(r"Page \d+ / \d+", text).group() for text in pages],
            ["Page 1 / 2", "Page 2 / 2"] * 2,
        )
        self.assertIn("TALI", pages[0])
        self.assertNotIn("TBRU", pages[0] + pages[1])
        self.assertIn("TBRU", pages[2])

    def test_what_is_not_set_is_not_printed(self):
        self.company.write(
            {"cae_legal_form": False, "cae_share_capital": 0, "cae_register_city": False}
        )
        (first, *_others) = self._pages(self._print(self.alice_activity))
        self.assertIn("Coopérative Élan · 3 rue de l'Œuvre", first)
        self.assertNotIn("capital", first)
        self.assertNotIn("RCS", first)

    def test_a_page_leaves_room_for_the_footer(self):
        self._post_on_many_accounts()
        content = self._print(self.alice_activity, date_from=FROM, date_to=TO)
        self.assertTrue(shutil.which("pdftotext"), "poppler-utils is needed")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "statement.pdf"
            path.write_bytes(content)
            boxes = subprocess.run(
                ["pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True, check=True
            ).stdout
        for page in boxes.split("<page ")[1:]:
            height = float(re.search(r'height="([\d.]+)"', page).group(1))
            bottoms = sorted(
                (float(bottom), word)
                for bottom, word in re.findall(r'yMax="([\d.]+)">([^<]*)</word>', page)
            )
            # the footer's first line starts 25 points above its last; text ends above it
            footer_top = height - page_footer.BASE - page_footer.LEADING * page_footer.MAX_LINES
            body = [bottom for bottom, _word in bottoms if bottom < footer_top - 3]
            footer = [word for bottom, word in bottoms if bottom >= footer_top - 3]
            self.assertTrue(body)
            self.assertEqual(footer[-1:] and footer.count("Page"), 1)
            self.assertNotIn("Total", footer)
            self.assertLess(max(body), height - 22 * page_footer.MM + 1)

    def test_stamp_any_paper_and_long_identity(self):
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pagesize=(842, 595))
        for _number in range(3):
            canvas.drawString(100, 300, "Body")
            canvas.showPage()
        canvas.save()
        content = page_footer.stamp(
            buffer.getvalue(),
            "Coopérative " + "très " * 80 + "longue 1\N{NARROW NO-BREAK SPACE}000 €",
            lambda page, count: f"Page {page} / {count}",
        )
        pages = self._pages(content)
        self.assertEqual(len(pages), 3)
        for number, text in enumerate(pages, start=1):
            self.assertIn("Body", text)
            self.assertIn(f"Page {number} / 3", text)
        self.assertEqual(
            {tuple(map(float, page.mediabox[2:])) for page in PdfReader(io.BytesIO(content)).pages},
            {(842.0, 595.0)},
        )

    def test_other_reports_are_left_alone(self):
        report = self.env.ref("account.action_account_original_vendor_bill")
        self.assertFalse(report._is_numbered())
        self.assertEqual(report._get_layout(), self.env.ref("web.minimal_layout"))

    def test_nothing_is_asked_of_the_web_server(self):
        report = self.env.ref("cae_gestion.activity_statement_report")
        html = self.env["ir.actions.report"]._render_qweb_html(report, self.alice_activity.ids)[0]
        bodies, *_others = report._prepare_html(html, report_model=report.model)
        for body in bodies:
            self.assertNotRegex(str(body), r"(src|href)=\"(?!data:)")
