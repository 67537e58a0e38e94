import csv
import datetime
import io
import zipfile

import openpyxl
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engine import cell_text, table_file

CELL = "<table:table-cell><text:p>x</text:p></table:table-cell>"
LINES = st.text(st.sampled_from('ab;,|"\n \té'), max_size=12)
DAYS = st.dates(datetime.date(1930, 1, 1), datetime.date(2099, 12, 31))

ODS = """<?xml version="1.0"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
 <office:body><office:spreadsheet>{}</office:spreadsheet></office:body>
</office:document-content>"""


def write(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def make_ods(body):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(body))
    return out.getvalue()


@tagged("post_install", "-at_install")
class TestTableFile(BaseCase):
    @settings(max_examples=200, deadline=None)
    @given(
        st.lists(st.lists(LINES, min_size=3, max_size=3), min_size=1, max_size=6),
        st.sampled_from(table_file.SEPARATORS),
        st.sampled_from(("\n", "\r\n")),
    )
    def test_cells_of_several_lines(self, rows, separator, end):
        out = io.StringIO()
        out.write(f"sep={separator}{end}")
        writer = csv.writer(out, delimiter=separator, lineterminator=end)
        writer.writerow(["A", "B", "C"])
        writer.writerows(rows)
        [table] = table_file.read_tables(out.getvalue().encode())
        filled = [row for row in rows if any(cell.strip(' \t\xa0;,|"\x00\x1a\n') for cell in row)]
        self.assertEqual(
            [row.cells for row in table.rows[1:]],
            [[cell.strip() for cell in row] for row in filled],
        )

    def test_a_far_cell_is_refused_at_once(self):
        for row, column in ((1_048_576, 1), (1_048_576, 16_384), (2, 16_384)):
            book = openpyxl.Workbook()
            book.active.append(["Nom"])
            book.active.cell(row, column, "x")
            out = io.BytesIO()
            book.save(out)
            with self.assertRaises(table_file.TableError) as refusal:
                table_file.read_tables(out.getvalue())
            self.assertEqual(refusal.exception.reason, "size", (row, column))

    @given(DAYS)
    def test_dates(self, day):
        for form in ("%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d", "%Y-%m-%d 00:00:00"):
            self.assertEqual(cell_text.read_date(day.strftime(form)), day)

    def test_an_old_excel_file(self):
        book = xlwt.Workbook()
        sheet = book.add_sheet("Personnes")
        day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
        for line, cells in {0: ["Nom", "Entrée"], 3: ["Zoé", None, 37000, 12.5]}.items():
            for place, cell in enumerate(cells):
                if cell is not None:
                    sheet.write(line, place, cell)
        sheet.write(3, 1, datetime.date(2025, 2, 3), day)
        book.add_sheet("Vide")
        out = io.BytesIO()
        book.save(out)
        [table] = table_file.read_tables(out.getvalue())
        self.assertEqual((table.name, table.encoding), ("Personnes", "xls"))
        self.assertEqual(
            table.rows, [(1, ["Nom", "Entrée"]), (4, ["Zoé", "03/02/2025", "37000", "12.50"])]
        )

    def test_an_open_document(self):
        data = make_ods(
            '<table:table table:name="Personnes"><table:table-row><table:table-cell'
            ' office:value-type="string"><text:p>Nom</text:p></table:table-cell>'
            "<table:table-cell><text:p>#12</text:p></table:table-cell></table:table-row>"
            '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
            '<table:table-row><table:table-cell office:value-type="date"'
            ' office:date-value="2025-02-03"><text:p>3 févr.</text:p></table:table-cell>'
            '<table:table-cell table:number-columns-repeated="2" office:value-type="float"'
            ' office:value="1234.5"><text:p>1 234,50 €</text:p></table:table-cell>'
            '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
            '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/>'
            "</table:table-row></table:table>"
        )
        [table] = table_file.read_tables(data)
        self.assertEqual((table.name, table.encoding), ("Personnes", "ods"))
        self.assertEqual(
            table.rows, [(1, ["Nom", "#12"]), (5, ["03/02/2025", "1234.50", "1234.50"])]
        )

    def test_what_the_old_program_writes(self):
        data = (
            b"ID;PWXL;N;E\r\nP;PGeneral\r\nB;Y3;X3\r\n"
            b'C;Y1;X1;K"Compte"\r\nC;X2;K"Libell\x1bNBe;; suite"\r\nC;X3;K"D\xe9bit"\r\n'
            b'F;P0;FG0C;X1;Y3\r\nC;K512000\r\nC;X3;K"\'1250,50"\r\nE\r\n'
        )
        [table] = table_file.read_tables(data)
        self.assertEqual(table.encoding, "slk")
        self.assertEqual(
            table.rows,
            [(1, ["Compte", "Libellé; suite", "Débit"]), (3, ["512000", "", "'1250,50"])],
        )
        [table] = table_file.read_tables(b"ID;Prenom;Nom\nB;Zoe;Zola\nC;Yves;Yvon\n")
        self.assertEqual(table.separator, ";")

    def test_hostile_files_are_refused_at_once(self):
        cell = "<table:table-cell><text:p>x</text:p></table:table-cell>"
        row = '<table:table table:name="A"><table:table-row{}>{}</table:table-row></table:table>'
        many = cell.replace("-cell>", '-cell table:number-columns-repeated="99999999">', 1)
        book = xlwt.Workbook()
        book.add_sheet("A").write(65535, 255, "x")
        old = io.BytesIO()
        book.save(old)
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("content.xml", b" " * (table_file.MAX_UNZIPPED_BYTES + 1))
        entities = ODS.replace(
            "<office:document-content",
            '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
            "<office:document-content",
            1,
        )
        broken = io.BytesIO()
        with zipfile.ZipFile(broken, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("content.xml", entities.format(row.format("", "&b;"))[:-20])
        repeated = ' table:number-rows-repeated="99999999"'
        far = f"ID;P\nC;Y1;X{10**9};K1\nE\n".encode()
        for name, data, reason in (
            ("many rows", make_ods(row.format(repeated, cell)), "size"),
            ("many columns", make_ods(row.format("", many)), "size"),
            ("a bomb", bomb.getvalue(), "size"),
            ("entities", broken.getvalue(), "workbook"),
            ("a far cell of an old Excel file", old.getvalue(), None),
            ("a far cell of the old program", far, "size"),
        ):
            with self.subTest(name):
                if reason is None:
                    self.assertEqual(table_file.read_tables(data)[0].rows[0].number, 65536)
                    continue
                with self.assertRaises(table_file.TableError) as refusal:
                    table_file.read_tables(data)
                self.assertEqual(refusal.exception.reason, reason)

    def test_limits_are_those_of_the_whole_file(self):
        row = '<table:table-row table:number-rows-repeated="{}">{}</table:table-row>'
        sheet = '<table:table table:name="A">{}</table:table>'
        wide = CELL.replace("-cell>", '-cell table:number-columns-repeated="500">', 1)
        for name, data in (
            ("rows of two sheets", make_ods(2 * sheet.format(row.format(30_000, CELL)))),
            ("cells of two sheets", make_ods(2 * sheet.format(row.format(5_000, wide)))),
            ("rows of a sheet", make_ods(sheet.format(2 * row.format(30_000, CELL)))),
            ("columns of a csv", ";".join(map(str, range(501))).encode()),
        ):
            with self.subTest(name), self.assertRaises(table_file.TableError) as refusal:
                table_file.read_tables(data)
            self.assertEqual(refusal.exception.reason, "size", name)
        # what is empty is not counted
        [table] = table_file.read_tables(("a;b" + ";" * 600 + "\nc;d").encode())
        self.assertEqual(table.rows[1].cells, ["c", "d"])

    def test_what_nobody_sees(self):
        book = openpyxl.Workbook()
        for state in ("veryHidden", "hidden", "visible"):
            sheet = book.create_sheet(state)
            sheet.sheet_state = state
            for line in range(1, 5):
                sheet.append([f"{state} {line}"])
            sheet.row_dimensions[2].hidden = sheet.row_dimensions[4].hidden = True
        book.remove(book.worksheets[0])
        old = xlwt.Workbook()
        for visibility in (2, 1, 0):
            sheet = old.add_sheet(f"Sheet {visibility}")
            sheet.visibility = visibility
            sheet.write(0, 0, "x")
        row = "<table:table-row{}>" + CELL + "</table:table-row>"
        hidden = ' table:visibility="{}"'
        rows = "".join(
            map(row.format, ("", hidden.format("collapse"), "", hidden.format("filter")))
        )
        style = (
            '<style:style xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
            ' style:name="ta{}" style:family="table">'
            '<style:table-properties table:display="{}"/></style:style>'
        )
        sheet = '<table:table table:name="{0}" table:style-name="ta{0}">' + rows + "</table:table>"
        styles = style.format(1, "true") + style.format(2, "false")
        ods = make_ods(styles + "".join(map(sheet.format, (2, 2, 1))))
        for name, data, unseen in (
            ("xlsx", write(book), (2, 4)),
            ("xls", write(old), ()),
            ("ods", ods, (2, 4)),
        ):
            with self.subTest(name):
                for first_only in (True, False):
                    *left, table = table_file.read_tables(data, first_only)
                    self.assertEqual(
                        [(sheet.is_hidden, sheet.rows) for sheet in left], [(True, [])] * 2
                    )
                    self.assertFalse(table.is_hidden)
                    self.assertEqual(table.hidden_rows, unseen)
                    self.assertEqual(len(table.rows), 4 if unseen else 1)
        for sheet in book.worksheets[:2]:
            del book[sheet.title]
        book.create_sheet("Empty")
        book.worksheets[0].sheet_state = "hidden"
        with self.assertRaises(table_file.TableError) as refusal:
            table_file.read_tables(write(book))
        self.assertEqual(refusal.exception.reason, "hidden")

    def test_a_cell_in_error_spoils_itself_alone(self):
        cell = '<table:table-cell office:value-type="{}" office:{}="{}"/>'
        cells = "".join(
            cell.format(*parts)
            for parts in (
                ("date", "date-value", "1899-12-30T24:30:00"),
                ("date", "date-value", "abc"),
                ("date", "value", "1"),
                ("float", "value", "1,5"),
                ("float", "date-value", "1"),
                ("date", "date-value", "2025-02-03"),
            )
        )
        row = f"<table:table-row>{cells}{CELL}</table:table-row>"
        [table] = table_file.read_tables(make_ods(f"<table:table>{row}</table:table>"))
        [row] = table.rows
        self.assertEqual(row.cells[5:], ["03/02/2025", "x"])
        self.assertEqual(row.cells[1], "#VALUE! abc")
        for text in row.cells[:5]:
            self.assertTrue(cell_text.is_error(text), text)
        old = xlwt.Workbook()
        day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
        old.add_sheet("A").write(0, 0, 1e12, day)
        [table] = table_file.read_tables(write(old))
        self.assertTrue(cell_text.is_error(table.rows[0].cells[0]), table.rows)
