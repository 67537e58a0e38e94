import io

from freezegun import freeze_time
from openpyxl import load_workbook
from pypdf import PdfReader

from odoo.tests import tagged

from .common import SessionCommon


@tagged("post_install", "-at_install")
class TestReports(SessionCommon):
    """The sheet to sign, the report with the signatures, the Excel file."""

    def _read_pdf(self, name, session=None):
        content, kind = (
            self.env["ir.actions.report"]
            .with_user(self.advisor)
            ._render_qweb_pdf(f"cae_collectif.{name}", (session or self.incubator).ids)
        )
        self.assertEqual(kind, "pdf")
        reader = PdfReader(io.BytesIO(content))
        return reader, [" ".join(page.extract_text().split()) for page in reader.pages]

    def test_the_sheet(self):
        self.half_days[2].title = "Insurance and mutual"
        _reader, pages = self._read_pdf("cae_attendance_sheet_report")
        self.assertEqual(len(pages), 2)  # one for each day
        for page, day in zip(pages, ("Monday 9 March 2026", "Tuesday 10 March 2026"), strict=True):
            for part in (
                "Attendance sheet",
                "Incubator of March",
                day,
                "The barn, 3 rue du Lac, 44000 Nantes",
                self.company.name,
                "Alice Arnaud",
                "Bruno Blin",
                "Sofia Sanz",
                "morning",
                "afternoon",
            ):
                self.assertIn(part, page)
        self.assertIn("Morning Insurance and mutual", pages[1])
        self.assertNotIn("Insurance and mutual", pages[0])
        self.assertIn("Page 1 / 2", pages[0])
        self.assertIn("Page 2 / 2", pages[1])

    @freeze_time("2026-03-09 08:30:00")
    def test_the_sheet_says_who_has_signed_already(self):
        self.incubator.date_tz = "Indian/Reunion"
        self._sign(self.alice_row, method="qr")
        lead = self.speaker.signature_ids.filtered(lambda one: one.half_day_id == self.morning)
        self._sign(lead, method="portal")
        self.bruno_row.with_user(self.advisor)._note_by_team("excused", "In hospital")
        reader, pages = self._read_pdf("cae_attendance_sheet_report")
        # 8:30 UTC is 12:30 on the clock of the session
        for how in ("Code in the room", "My space"):
            self.assertRegex(
                pages[0], rf"Already signed on screen 3/9/26, 12:30\sPM · {how}", "with its hour"
            )
        self.assertIn("Excused", pages[0])
        # the sheet goes round the room
        self.assertNotIn("In hospital", pages[0])
        self.assertFalse(reader.pages[0].images, "a signature is not printed to be copied")
        self.assertNotIn("Already signed", pages[1])

    @freeze_time("2026-03-09 08:30:00")
    def test_the_sheet_says_whom_the_team_noted_present(self):
        self.alice_row.with_user(self.advisor)._note_by_team("present", "Seen in the room")
        _reader, pages = self._read_pdf("cae_attendance_sheet_report")
        self.assertIn("Already noted as present", pages[0])
        self.assertNotIn("Already signed", pages[0])
        self.assertNotIn("Seen in the room", pages[0])

    @freeze_time("2026-03-09 08:30:00")
    def test_the_report(self):
        self._sign(self.alice_row, method="qr")
        lead = self.speaker.signature_ids.filtered(lambda one: one.half_day_id == self.morning)
        self._sign(lead)
        self.bruno_row.with_user(self.advisor)._note_by_team("excused", "Ill")
        reader, pages = self._read_pdf("cae_attendance_report")
        self.assertIn("Attendance report", pages[0])
        # 8:30 UTC is 9:30 on the clock in Paris
        self.assertIn("9:30", pages[0])
        self.assertIn("Code in the room", pages[0])
        self.assertIn("Excused", pages[0])
        self.assertIn("Ill", pages[0])
        self.assertIn("Present: 1 of 4", pages[0])
        self.assertEqual(len(reader.pages[0].images), 2)
        self.assertFalse(reader.pages[1].images)
        self.assertIn("not signed", pages[1])
        words = " ".join(pages[0].split())
        self.assertIn("Signed on screen: 1. Each person signed for herself", words)
        self.assertNotIn("Noted without a signature", words)

    @freeze_time("2026-03-09 08:30:00")
    def test_the_report_says_of_no_signature_that_it_was_given(self):
        rows = (self.alice_row | self.bruno_row).with_user(self.advisor)
        rows._note_by_team("present", "Seen in the room")
        _reader, pages = self._read_pdf("cae_attendance_report")
        words = " ".join(" ".join(pages).split())
        self.assertIn("Noted without a signature on screen: 2.", words)
        self.assertNotIn("Each person signed for herself", words)

    def test_a_long_list_takes_more_pages(self):
        session = self._create_session(name="Many")
        session._make_half_days()
        partners = self.env["res.partner"].create([{"name": f"Person {i:03}"} for i in range(60)])
        for partner in partners:
            session._enrol(partner, by_team=True)
        _reader, pages = self._read_pdf("cae_attendance_sheet_report", session)
        self.assertGreaterEqual(len(pages), 4)
        self.assertIn("Person 059", " ".join(pages))
        self.assertIn(f"Page {len(pages)} / {len(pages)}", pages[-1])

    def test_without_half_days(self):
        _reader, pages = self._read_pdf("cae_attendance_sheet_report", self._create_session())
        self.assertIn("no half-day yet", pages[0])

    @freeze_time("2026-03-09 08:30:00")
    def test_the_excel_file(self):
        self._sign(self.alice_row)
        self.bruno_enrolment.name = "=1+1"
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.advisor)
            ._render_xlsx("cae_collectif.attendance_xlsx", self.incubator.ids, {})
        )
        book = load_workbook(io.BytesIO(content))
        sheet = book.worksheets[0]
        rows = list(sheet.iter_rows(values_only=True))
        self.assertEqual(len(rows), 9)
        heads = list(rows[0])
        alice = dict(
            zip(
                heads,
                next(row for row in rows[1:] if row[6] == "Alice Arnaud" and row[9]),
                strict=True,
            )
        )
        self.assertEqual(f"{alice['Date']:%Y-%m-%d}", "2026-03-09")
        self.assertEqual(f"{alice['From']:%H:%M}", "09:00")
        self.assertEqual((alice["Hours"], alice["Hours present"]), (3.5, 3.5))
        self.assertEqual(f"{alice['Signed on']:%Y-%m-%d %H:%M}", "2026-03-09 09:30")
        self.assertEqual(alice["Attendance"], "Present")
        bruno = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
        self.assertEqual({cell.data_type for cell in bruno}, {"s"})
        people = list(book.worksheets[1].iter_rows(values_only=True))
        by_name = {row[2]: row for row in people[1:]}
        self.assertEqual(by_name["Alice Arnaud"][3:], (4, 1, 0.25, 3.5))
