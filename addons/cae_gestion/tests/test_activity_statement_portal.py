import io
import json
import re
from urllib.parse import unquote

from freezegun import freeze_time
from lxml import html
from openpyxl import load_workbook
from pypdf import PdfReader

from odoo.tests import HttpCase, tagged

from .statement_common import StatementCommon

PERIOD = "period=custom&date_from=2026-01-01&date_to=2026-03-31"


@tagged("post_install", "-at_install")
@freeze_time("2026-03-20")
class TestActivityStatementPortal(StatementCommon, HttpCase):
    """The entrepreneur's pages: their own show their figures, all others do not exist."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.alice_user | cls.bruno_user | cls.advisor).lang = "en_US"
        # as long as the neighbour's, so that even the answers' lengths compare
        cls.missing_id = int("9" * len(str(cls.bruno_activity.id)))
        assert not cls.env["cae.activity"].browse(cls.missing_id).exists()

    def _get(self, path, user="cae_alice"):
        self.authenticate(user, user)
        return self.url_open(path)

    def _page(self, path, user="cae_alice"):
        response = self._get(path, user)
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.content)

    def _value(self, page, name):
        (node,) = page.xpath(f"//*[@data-name='{name}']")
        return node.text_content().strip().replace("\N{NO-BREAK SPACE}", " ")

    def test_card_shows_the_cash_position_first(self):
        page = self._page("/my")
        cards = page.xpath("//*[@id='cae_cards']/section")
        first = next(card for card in cards if "Cash position" in card.text_content())
        self.assertLess(cards.index(first), 2, "only what is to do stands before it")
        self.assertIn("Cash position of Blue workshop", first.text_content())
        self.assertEqual(self._value(page, "cash"), "1,620.00 €")
        self.assertEqual(self._value(page, "result"), "420.00 €")
        self.assertEqual(self._value(page, "contribution"), "80.00 €")
        self.assertIn("Contribution of March 2026", first.text_content())
        (link,) = first.xpath(".//a/@href")
        self.assertEqual(link, f"/my/activities/{self.alice_activity.id}")

    def test_statement(self):
        page = self._page(f"/my/activities/{self.alice_activity.id}")
        self.assertEqual(self._value(page, "cash"), "1,620.00 €")
        self.assertEqual(self._value(page, "turnover"), "800.00 €")
        self.assertEqual(self._value(page, "charges"), "-300.00 €")
        self.assertEqual(self._value(page, "contribution"), "-80.00 €")
        self.assertEqual(self._value(page, "result"), "420.00 €")
        self.assertEqual(self._value(page, "suppliers_due"), "-300.00 €")
        # a credit note that the customer has not used: it is owed to them
        self.assertEqual(self._value(page, "customers_due"), "-200.00 €")
        self.assertIn("Owed to customers", page.text_content())
        self.assertEqual(self._value(page, "vat"), "-200.00 €")
        self.assertEqual(self._value(page, "available"), "920.00 €")

    def test_no_accounting_sign_on_the_page(self):
        page = self._page(f"/my/activities/{self.alice_activity.id}")
        (fold,) = page.xpath("//details[hasclass('cae_details')]")
        self.assertIsNone(fold.get("open"), "accounts are folded away")
        rows = {
            " ".join(row[0].text_content().split()): row[-1].text_content().strip()
            for row in fold.xpath(".//tr")
        }
        self.assertEqual(rows["Turnover"], "800.00\N{NO-BREAK SPACE}€")
        sales = rows[self._account("706000").name]
        self.assertEqual(sales, "800.00\N{NO-BREAK SPACE}€", "sales are never below zero")
        self.assertIn("Contribution taken from the cash by the cooperative", rows)
        self.assertNotIn("181000", fold.text_content())
        self.assertNotIn("Debit", fold.text_content())

    def test_statement_is_accessible(self):
        page = self._page(f"/my/activities/{self.alice_activity.id}")
        (chart,) = page.xpath("//svg")
        self.assertEqual(chart.get("role"), "img")
        for name in chart.get("aria-labelledby").split():
            self.assertTrue(chart.xpath(f".//*[@id='{name}']")[0].text_content())
        self.assertEqual(len(chart.xpath(".//circle")), 3)
        self.assertEqual(len(page.xpath("//h1")), 1)
        ids = page.xpath("//main//@id")
        self.assertEqual(len(ids), len(set(ids)))
        for field in page.xpath("//input[@type='date']"):
            self.assertTrue(page.xpath(f"//label[@for='{field.get('id')}']"))

    def test_choice_of_period(self):
        address = f"/my/activities/{self.alice_activity.id}"
        page = self._page(f"{address}?period=last_month")
        self.assertEqual(self._value(page, "turnover"), "-200.00 €")
        self.assertEqual(self._value(page, "cash"), "1,700.00 €")
        (active,) = page.xpath("//a[@aria-current='page' and contains(@href, 'period=')]")
        self.assertEqual(active.text_content().strip(), "Last month")
        page = self._page(f"{address}?period=custom&date_from=2025-12-01&date_to=2025-12-31")
        self.assertEqual(self._value(page, "turnover"), "500.00 €")
        page = self._page(f"{address}?date_to=1")
        self.assertEqual(self._value(page, "turnover"), "800.00 €")
        page = self._page(f"{address}?period=custom&date_from=2026-03-31&date_to=2026-01-01")
        self.assertIn("do not go together", page.xpath("//*[@role='alert']")[0].text_content())
        typed = [field.get("value") for field in page.xpath("//input[@type='date']")]
        self.assertEqual(typed, ["2026-03-31", "2026-01-01"], "nothing that was typed is lost")

    REFUSED = (
        ("period=x", "Choose one of the periods"),
        ("period=custom", "Give a first and a last day"),
        ("period=custom&date_from=2026-99-99&date_to=x", "Give a first and a last day"),
        ("period=custom&date_from=0026-01-01&date_to=2026-03-31", "nothing before 01/01/2025"),
        ("period=custom&date_from=0001-01-01&date_to=9999-12-31", "nothing before 01/01/2025"),
        ("period=custom&date_from=2026-01-01&date_to=9999-12-31", "12/31/2027 at the latest"),
        ("period=custom&date_from=2026-03-31&date_to=2026-01-01", "do not go together"),
    )

    def test_dates_that_cannot_be_shown_are_refused_in_a_sentence(self):
        address = f"/my/activities/{self.alice_activity.id}"
        for query, sentence in self.REFUSED:
            for end in ("", "/statement.xlsx", "/statement.pdf"):
                with self.subTest(query=query, end=end):
                    page = self._page(f"{address}{end}?{query}")
                    (alert,) = page.xpath("//*[@role='alert']")
                    self.assertIn(sentence, alert.text_content())
                    self.assertIn("Below is this year", alert.text_content())
                    self.assertEqual(len(page.xpath("//table[hasclass('cae_months')]//tr")), 4)
        response = self._get(f"{address}/lines?figure=cash&date_from=0001-01-01&date_to=9999-12-31")
        self.assertIn("nothing before 01/01/2025", response.text)

    def test_a_year_without_entries_is_a_sentence(self):
        self.alice_activity.date_start = "2023-01-01"
        page = self._page(
            f"/my/activities/{self.alice_activity.id}"
            "?period=custom&date_from=2024-01-01&date_to=2024-12-31"
        )
        self.assertIn("Nothing was posted from 01/01/2024", page.text_content())
        self.assertFalse(page.xpath("//svg"))
        self.assertFalse(page.xpath("//table[hasclass('cae_months')]"))

    def test_odoos_page_of_invoices_leads_to_those_of_the_activity(self):
        page = self._page("/my/invoices")
        (hint,) = page.xpath("//*[@id='cae_sent_invoices']")
        (link,) = hint.xpath(".//a/@href")
        self.assertIn("invoices to your customers", hint.text_content())
        lines = self._page(link)
        self.assertEqual(self._value(lines, "total"), "800.00 €")

    def test_list_of_several_activities(self):
        page = self._page("/my/activities")
        self.assertEqual(self._value(page, "cash"), "1,620.00 €")
        self.env["cae.activity"].create(
            {"name": "Second", "entrepreneur_ids": [(6, 0, self.alice.ids)]}
        )
        page = self._page("/my/activities")
        names = page.xpath("//a[contains(@href, '/my/activities/')]//text()")
        self.assertIn("TALI Blue workshop", names)
        self.assertIn("Second", names)
        self.assertNotIn("TBRU Green garden", names)

    def test_contributions_with_their_explanation(self):
        run = self.env["cae.contribution.run"].create(
            {"company_id": self.company.id, "date_from": "2026-01-01"}
        )
        run.action_compute()
        line = run.line_ids.filtered(lambda line: line.activity_id == self.alice_activity)
        self.assertTrue(line.amount)
        address = f"/my/activities/{self.alice_activity.id}"
        # what is not posted yet is not shown
        self.assertFalse(self._page(address).xpath("//table[hasclass('cae_contributions')]"))
        run.action_post()
        (table,) = self._page(address).xpath("//table[hasclass('cae_contributions')]")
        (row,) = table.xpath("./tbody/tr")
        month, explanation, amount = [cell.text_content().strip() for cell in row]
        # in short on a phone, in full elsewhere
        self.assertEqual(month.split("\n")[0], "Jan 26")
        self.assertEqual(month.split("\n")[-1].strip(), "January 2026")
        self.assertEqual(explanation, line.with_context(lang="en_US").explanation)
        self.assertIn(f"{line.amount:.2f}", amount)

    def _assert_answers_alike(self, response, missing):
        self.assertEqual(response.status_code, missing.status_code)
        self.assertNotIn("Green garden", response.text)
        # pages repeat the address that was asked, in the links to other languages
        asked = re.compile(rf"/({self.bruno_activity.id}|{self.missing_id})\b")
        self.assertEqual(asked.sub("/ID", response.text), asked.sub("/ID", missing.text))
        same = ("Content-Type", "Content-Length", "Cache-Control", "Content-Disposition")
        self.assertEqual(
            [response.headers.get(name) for name in same],
            [missing.headers.get(name) for name in same],
        )

    def test_the_neighbours_pages_do_not_exist(self):
        self.authenticate("cae_alice", "cae_alice")
        for end in ("", "/statement.xlsx", "/statement.pdf", f"?{PERIOD}"):
            with self.subTest(end=end):
                theirs = self.url_open(f"/my/activities/{self.bruno_activity.id}{end}")
                missing = self.url_open(f"/my/activities/{self.missing_id}{end}")
                self.assertEqual(theirs.status_code, 404)
                self._assert_answers_alike(theirs, missing)

    def test_the_report_addresses_do_not_tell_either(self):
        self.authenticate("cae_alice", "cae_alice")
        for report in (
            "pdf/cae_gestion.report_activity_statement",
            "html/cae_gestion.report_activity_statement",
            "xlsx/cae_gestion.activity_statement_xlsx",
        ):
            with self.subTest(report=report), self.assertLogs("odoo.http"):
                theirs = self.url_open(f"/report/{report}/{self.bruno_activity.id}")
                missing = self.url_open(f"/report/{report}/{self.missing_id}")
                self.assertGreaterEqual(theirs.status_code, 400)
                self._assert_answers_alike(theirs, missing)

    def test_the_neighbour_leaves_the_activity(self):
        address = f"/my/activities/{self.alice_activity.id}"
        self.assertEqual(self._get(address).status_code, 200)
        self.alice_activity.entrepreneur_ids = False
        self.assertEqual(self._get(address).status_code, 404)

    def test_anonymous_is_asked_to_log_in(self):
        for end in ("", "/statement.xlsx", "/statement.pdf"):
            response = self.url_open(f"/my/activities/{self.alice_activity.id}{end}")
            self.assertIn("/web/login", response.url)

    def _call(self, model, method, *args, **kwargs):
        response = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(
                {"params": {"model": model, "method": method, "args": args, "kwargs": kwargs}}
            ),
            headers={"Content-Type": "application/json"},
        )
        return response.json()

    def test_remote_calls_of_an_entrepreneur_get_nothing(self):
        self.authenticate("cae_alice", "cae_alice")
        alice, bruno = self.alice_activity.id, self.bruno_activity.id
        days = ["2026-01-01", "2026-03-31"]
        report = "report.cae_gestion.report_activity_statement"
        for call in (
            ("cae.activity", "_get_statement", [alice], *days),
            ("cae.activity", "_get_statements", [bruno], *days),
            ("cae.activity", "action_open_statement", [alice]),
            ("cae.activity", "action_open_statement", [bruno]),
            ("cae.activity.year", "search_read", []),
            ("cae.activity.year", "action_open_statement", [bruno * 10000 + 2026]),
            ("cae.activity.statement", "create", {"activity_id": bruno}),
            ("cae.activity.statement", "search_read", []),
            ("cae.activity.statement", "onchange", [], {"activity_id": bruno}, [], {"body": {}}),
            ("res.company", "_get_cae_identity_line", [self.company.id]),
            (report, "_get_report_values", [bruno]),
        ):
            with self.subTest(call=call[:2]), self.assertLogs("odoo.http", "WARNING"):
                answer = self._call(*call)
                self.assertNotIn("result", answer)
                self.assertIn("AccessError", answer["error"]["data"]["name"])
                self.assertNotIn("Green", json.dumps(answer))

    def test_excel_file(self):
        response = self._get(f"/my/activities/{self.alice_activity.id}/statement.xlsx?{PERIOD}")
        self.assertEqual(response.status_code, 200)
        self.assertIn("spreadsheetml", response.headers["Content-Type"])
        self.assertIn(
            "TALI 2026-01-01 2026-03-31.xlsx", unquote(response.headers["Content-Disposition"])
        )
        book = load_workbook(io.BytesIO(response.content))
        self.assertEqual(book.sheetnames, ["Statement", "Account balances"])
        rows = {row[0].value: row[1] for row in book["Statement"].iter_rows()}
        self.assertEqual(rows["Turnover"].value, 800)
        self.assertEqual(rows["Result"].value, 420)
        self.assertEqual(rows["Charges"].value, -300)
        self.assertEqual(rows["Cash position"].value, 1620)
        self.assertEqual(rows["Available"].value, 920)
        self.assertIn("0.00", rows["Result"].number_format)
        self.assertEqual(str(rows["From"].value.date()), "2026-01-01")
        self.assertTrue(rows["From"].is_date)
        accounts = {row[0].value: [cell.value for cell in row] for row in book["Account balances"]}
        self.assertEqual(accounts["186000"][2:], [80, 0, 80])
        total = book["Account balances"].cell(book["Account balances"].max_row, 3)
        self.assertTrue(str(total.value).startswith("=SUM("))

    def test_pdf(self):
        response = self._get(f"/my/activities/{self.alice_activity.id}/statement.pdf?{PERIOD}")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn(
            "TALI 2026-01-01 2026-03-31.pdf", unquote(response.headers["Content-Disposition"])
        )
        text = "".join(
            page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages
        )
        text = re.sub(r"\s+", " ", text)
        for expected in (
            "TALI Blue workshop · Alice Arnaud",
            "From 01/01/2026 to 03/31/2026",
            "printed on 03/20/2026",
            "1,620.00 €",
            "Available",
            "920.00 €",
            "Page 1 / 2",
        ):
            self.assertIn(expected, text)
        self.assertNotIn("999.00", text)

    def test_staff_get_the_files_of_activities_they_may_read(self):
        address = f"/my/activities/{self.alice_activity.id}/statement.xlsx?{PERIOD}"
        for user in ("cae_advisor", "cae_accountant", "cae_manager"):
            self.assertEqual(self._get(address, user).status_code, 200)
        for user in ("cae_employee", "cae_other_accountant"):
            self.assertIn(self._get(address, user).status_code, (403, 404))
