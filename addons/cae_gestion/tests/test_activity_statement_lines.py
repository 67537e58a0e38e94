import io
import re
from datetime import date
from decimal import Decimal

from freezegun import freeze_time
from lxml import html
from pypdf import PdfReader

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..engine import statement
from ..models.statement_lines import LINES_PER_PAGE, StatementLines
from .statement_common import FROM, TO, StatementCommon

DAYS = "date_from=2026-01-01&date_to=2026-03-31"


@tagged("post_install", "-at_install")
@freeze_time("2026-03-20")
class TestStatementLines(StatementCommon, HttpCase):
    """Each figure opens to the lines that make it: all of them, and nobody else's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.alice_user | cls.bruno_user).lang = "en_US"
        alice = cls.alice_activity
        cls.late = cls._invoice(alice, 70, "2026-01-10")
        cls.late.invoice_date_due = "2026-01-25"
        cls.partly = cls._invoice(alice, 600, "2026-03-02", tax=cls.vat_20)
        cls._entry("2026-03-05", ("411100", -120, alice), ("512001", 120, alice))
        payment = cls.env["account.move.line"].search(
            [("account_id.code", "=", "411100"), ("credit", "=", 120)]
        )
        (
            payment
            | cls.partly.line_ids.filtered(
                lambda line: line.account_id.code == "411100" and line.debit == 720
            )
        ).reconcile()
        for code, amount in (
            ("416000", 50),
            ("425000", 30),
            ("421000", -40),
            ("444000", -5),
            ("467000", -7),
            ("419100", -9),
            ("758000", -3),
        ):
            cls._entry("2026-02-20", (code, amount, alice), ("512001", -amount, alice))
        cls.theirs = cls._invoice(cls.bruno_activity, 999.5, "2026-02-01")
        cls.missing_id = int("9" * len(str(max(cls.bruno_activity.id, cls.theirs.id))))

    def _get(self, path):
        self.authenticate("cae_alice", "cae_alice")
        return self.url_open(path)

    def _lines(self, query, activity=None):
        response = self._get(f"/my/activities/{(activity or self.alice_activity).id}/lines?{query}")
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.content)

    def _read(self, name, date_from=FROM, date_to=TO, page=1):
        return StatementLines.of_figure(self.alice_activity, date_from, date_to, name).turn_to(page)

    def test_lines_add_up_to_each_figure(self):
        for days in ((FROM, TO), (date(2026, 2, 1), date(2026, 2, 28))):
            found = self.alice_activity._get_statement(*days)
            for name in statement.FIGURES:
                with self.subTest(figure=name, days=days):
                    lines = self._read(name, *days)
                    self.assertEqual(abs(lines.total), abs(getattr(found, name)))
                    self.assertEqual(
                        lines.before + lines.rest + sum(line.amount for line in lines.lines),
                        lines.total,
                    )
                    self.assertFalse(lines.rest, "all is matched here")

    def test_lines_add_up_to_each_account(self):
        found = self.alice_activity._get_statement(FROM, TO)
        for account in found.accounts:
            account_sudo = self.env["account.account"].browse(account.key)
            of_account = StatementLines.of_account(self.alice_activity, FROM, TO, account_sudo)
            lines = of_account.turn_to(1)
            with self.subTest(account=account.code):
                self.assertEqual(abs(lines.total), abs(account.amount))

    def test_who_owes_what_since_when(self):
        page = self._lines(f"figure=customers_due&{DAYS}")
        rows = [
            " ".join(row.text_content().split()) for row in page.xpath("//li[hasclass('cae_line')]")
        ]
        self.assertIn(self.late.name, rows[0])
        self.assertIn("A client", rows[0])
        self.assertIn("due since 01/25/2026", rows[0])
        self.assertIn("70.00", rows[0])
        (partly,) = [row for row in rows if self.partly.name in row]
        self.assertIn("600.00", partly, "720.00 less the 120.00 that were paid")
        self.assertFalse([row for row in rows if "999" in row])
        # on an earlier day nothing of it was paid
        lines = self._read("customers_due", FROM, date(2026, 3, 3))
        self.assertIn(Decimal("720.00"), [line.amount for line in lines.lines])

    def test_a_credit_note_counts_for_the_customer(self):
        lines = self._read("customers_due", FROM, date(2026, 2, 28))
        # 70 still due, 200 of a credit note: 130 are owed to the customer
        self.assertEqual(lines.total, Decimal(130))
        self.assertEqual(
            self.alice_activity._get_statement(FROM, date(2026, 2, 28)).customers_due, -130
        )

    def test_the_invoice_opens_as_a_pdf(self):
        page = self._lines(f"figure=customers_due&{DAYS}")
        (link,) = page.xpath(f"//a[contains(., '{self.late.name}')]/@href")
        (page,) = PdfReader(io.BytesIO(self._get(link).content)).pages
        self.assertIn(self.late.name, page.extract_text())
        self.env["ir.attachment"].create(
            {
                "name": "sent.pdf",
                "raw": b"%PDF-1.4 sent",
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": self.late.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        self.env.invalidate_all()
        response = self._get(link)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn("FAC", response.headers["Content-Disposition"])
        self.assertEqual(response.content, b"%PDF-1.4 sent", "what was sent, not another print")

    def test_each_figure_of_the_page_leads_to_its_lines(self):
        page = html.fromstring(self._get(f"/my/activities/{self.alice_activity.id}").content)
        links = page.xpath("//a[hasclass('cae_amount')]")
        self.assertGreater(len(links), 15)
        for link in links:
            with self.subTest(link=link.get("href")):
                lines = html.fromstring(self._get(link.get("href")).content)
                (total,) = lines.xpath("//*[@data-name='total']")
                self.assertEqual(
                    total.text_content().strip().lstrip("-"),
                    link.text_content().strip().lstrip("-"),
                )

    def _assert_alike(self, one, other):
        self.assertEqual((one.status_code, other.status_code), (404, 404))
        # pages repeat the address that was asked, in the links to other languages
        links = re.compile(r'(href|content|value)="[^"]*"')
        self.assertEqual(links.sub("", one.text), links.sub("", other.text))

    def test_what_is_not_mine_does_not_exist(self):
        mine, bruno, missing = self.alice_activity.id, self.bruno_activity.id, self.missing_id
        unused = self._account("213500").id
        self.authenticate("cae_alice", "cae_alice")
        for one, other in (
            (f"{bruno}/lines?figure=cash&{DAYS}", f"{missing}/lines?figure=cash&{DAYS}"),
            (f"{mine}/invoices/{self.theirs.id}", f"{mine}/invoices/{missing}"),
            (f"{bruno}/invoices/{self.theirs.id}", f"{missing}/invoices/{self.theirs.id}"),
            (f"{mine}/lines?account={unused}&{DAYS}", f"{mine}/lines?account={missing}&{DAYS}"),
            (f"{mine}/lines?figure=x&{DAYS}", f"{mine}/lines?{DAYS}"),
        ):
            with self.subTest(address=one):
                self._assert_alike(
                    self.url_open(f"/my/activities/{one}"),
                    self.url_open(f"/my/activities/{other}"),
                )
        with self.assertRaises(AccessError):
            self.alice_activity.with_user(self.bruno_user)._prepare_statement_lines_values(
                FROM, TO, "cash", None, 1
            )

    def test_an_entry_of_several_activities_shows_only_its_own_lines(self):
        self._entry(
            "2026-03-10",
            ("606400", 11, self.alice_activity),
            ("606400", 88888, self.bruno_activity),
            ("512001", -11, self.alice_activity),
            ("512001", -88888, self.bruno_activity),
        )
        for query in ("figure=charges", "figure=cash", f"account={self._account('606400').id}"):
            page = self._lines(f"{query}&{DAYS}").text_content()
            self.assertNotIn("88,888", page)
            self.assertIn("11.00", page)

    def test_numbers_that_are_no_pages_or_ids(self):
        for page in ("0", "-1", "x", "%00", "9" * 8, "9" * 40, "1e9", "\u0661"):
            with self.subTest(page=page):
                self._lines(f"figure=cash&{DAYS}&page={page}")
        for path in (
            f"{'9' * 30}",
            f"{self.alice_activity.id}/invoices/{'9' * 30}",
            f"{self.alice_activity.id}/lines?account={'9' * 30}&{DAYS}",
            f"{self.alice_activity.id}/lines?account=%00&{DAYS}",
        ):
            with self.subTest(path=path):
                self.assertEqual(self._get(f"/my/activities/{path}").status_code, 404)

    def test_pages_of_lines_cost_the_same(self):
        activity = self.env["cae.activity"].create({"name": "Many"})

        def post(count):
            self._entry(
                "2026-02-15",
                *[("606400", 1, activity) for _number in range(count)],
                ("512001", -count, activity),
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = StatementLines.of_figure(activity, FROM, TO, "charges").turn_to(1)
            return found, self.env.cr.sql_log_count - before

        post(1)
        few, cost_of_few = post(9)
        many, cost_of_many = post(LINES_PER_PAGE * 2)
        self.assertEqual((len(few.lines), len(many.lines)), (10, LINES_PER_PAGE))
        self.assertEqual(cost_of_few, cost_of_many)
        last = StatementLines.of_figure(activity, FROM, TO, "charges").turn_to(10**8)
        self.assertEqual((last.page, len(last.lines)), (3, 10))
