import ast
import csv
import datetime
import inspect
import io
import sys

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.cae_socle.engine import cell_text, table_file
from odoo.addons.cae_socle.models.sentences import load_sentences
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .import_common import HEADINGS, ImportCommon

NAMES = st.text(
    st.characters(min_codepoint=0x41, max_codepoint=0x17F, categories=("Lu", "Ll")),
    min_size=1,
    max_size=12,
)
CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00\x1a"), max_size=12)
DAYS = st.dates(datetime.date(1930, 1, 1), datetime.date(2099, 12, 31))


@tagged("post_install", "-at_install")
class TestImportReader(ImportCommon):
    @settings(max_examples=150, deadline=None)
    @given(
        st.lists(st.tuples(NAMES, NAMES, DAYS, st.integers(1000, 99999)), min_size=1, max_size=6),
        st.sampled_from(table_file.SEPARATORS),
        st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "utf-16-le")),
        st.sampled_from(("\n", "\r\n", "\r")),
        st.sampled_from(("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y")),
    )
    def test_what_is_written_is_read(self, people, separator, encoding, end, form):
        out = io.StringIO()
        writer = csv.writer(out, delimiter=separator, lineterminator=end)
        writer.writerow(["Prénom", "Nom", "Entrée", "Code postal"])
        for first, last, day, code in people:
            writer.writerow([first, last, day.strftime(form), code])
        reading = self._read(out.getvalue().encode(encoding))
        self.assertFalse(reading.problems)
        self.assertEqual(
            [
                tuple(row.values[name] for name in ("first_name", "last_name", "date_entry", "zip"))
                for row in reading.rows["people"]
            ],
            [(first, last, day, f"{code:05}") for first, last, day, code in people],
        )

    def test_several_lines_in_a_file_of_people(self):
        reading = self._read(
            'Nom;Adresse;Entrée\n"Roy\nAnna";"12 rue des Lilas\r\nBâtiment ""B""";03/02/2025\n'
            'Zola;"Chez ""Zoé"";04/02/2025\nYvon;7 quai;05/02/2025\n'.encode()
        )
        found = {row.number: row.values for row in reading.rows["people"]}
        self.assertEqual(found[2]["last_name"], "Roy Anna")
        self.assertEqual(found[2]["street"], '12 rue des Lilas Bâtiment "B"')
        # a mark that nobody closes spoils its own line, which keeps its number
        self.assertEqual((found[5]["last_name"], found[6]["last_name"]), ("Zola", "Yvon"))
        self.assertNotIn("date_entry", found[5])

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.tuples(NAMES, DAYS, st.booleans()), min_size=1, max_size=5))
    def test_workbook_with_dates_and_numbers(self, people):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(["Nom", "Entrée", "Téléphone"])
        for name, day, as_number in people:
            cell = (day - cell_text.EXCEL_DAY_ZERO).days if as_number else day
            sheet.append([name, cell, 612345678])
        out = io.BytesIO()
        book.save(out)
        reading = self._read(out.getvalue())
        self.assertFalse(reading.problems)
        self.assertEqual(
            [(row.values["last_name"], row.values["date_entry"]) for row in reading.rows["people"]],
            [(name, day) for name, day, _as_number in people],
        )
        phones = {row.values["phone"] for row in reading.rows["people"]}
        self.assertEqual(phones, {"06 12 34 56 78"})

    def test_a_day_is_shown_as_one_writes_it(self):
        book = openpyxl.Workbook()
        book.active.append(["Nom", "Code postal", "Entrée"])
        book.active.append(["Robin", 3700, "31/02/2026"])
        book.active.append(["Petit", 37000, datetime.datetime(2026, 12, 31)])
        out = io.BytesIO()
        book.save(out)
        [table] = table_file.read_tables(out.getvalue(), first_only=True)
        self.assertEqual(table.rows[2].cells[2], "31/12/2026")
        notes = {(note.code, note.value) for note in self._read(out.getvalue()).notes}
        self.assertIn(("postcode_zero", "3700"), notes)
        self.assertNotIn(("postcode_zero", "37000"), notes)

    @settings(max_examples=150, deadline=None)
    @given(st.binary(max_size=200))
    def test_any_bytes_are_answered(self, data):
        reading = self._read(data)
        self.assertTrue(reading.problems or any(reading.rows.values()))

    @settings(max_examples=150, deadline=None)
    @given(st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=6), st.sampled_from(";,\t"))
    def test_any_cells_are_answered(self, rows, separator):
        out = io.StringIO()
        writer = csv.writer(out, delimiter=separator)
        writer.writerow(["Clé", "Nom", "E-mail", "Entrée", "Étape", "Téléphone"])
        writer.writerows(rows)
        reading = self._read(out.getvalue().encode())
        for row in reading.rows["people"]:
            told = {problem.column for problem in reading.problems if problem.line == row.number}
            self.assertLessEqual(row.bad, told)
            self.assertEqual(set(row.values) | row.bad, set(row.texts) | row.bad)


@tagged("post_install", "-at_install")
class TestImportTemplate(ImportCommon, HttpCase):
    URL = "/cae_socle/import/cae.import/template"

    def _download(self, user, url=URL):
        self.authenticate(user.login, user.login)
        return self.url_open(url)

    def test_csv_of_each_kind(self):
        for kind in HEADINGS:
            answer = self._download(self.manager, f"{self.URL}?kind={kind}")
            reading = self._read(answer.content)
            self.assertEqual(
                [(note.kind, note.code) for note in reading.notes], [(kind, "example_skipped")]
            )

    @mute_logger("odoo.http")
    def test_refused_to_others(self):
        for user in (self.advisor, self.accountant, self.employee, self.alice_user):
            self.assertEqual(self._download(user).status_code, 404, user.login)

    def test_names_of_the_neighbour_are_not_offered(self):
        self.env["cae.territory"].create({"name": "Far away", "company_id": self.other_company.id})
        book = openpyxl.load_workbook(io.BytesIO(self._download(self.manager).content))
        lists = [cell.value for column in book["Lists"].columns for cell in column]
        self.assertNotIn("Far away", lists)
        # who set the database up accompanies nobody
        self.assertIn(self.advisor.name, lists)
        self.assertNotIn(self.env.ref("base.user_admin").name, lists)


@tagged("post_install", "-at_install")
class TestImportSentences(ImportCommon):
    def test_every_code_has_its_sentence(self):
        known, codes = load_sentences(self.env, "cae_socle.import_sentences"), set()
        for step in type(self.env["cae.import"]).mro():
            if not step.__module__.startswith("odoo.addons.cae_"):
                continue
            for call in ast.walk(ast.parse(inspect.getsource(sys.modules[step.__module__]))):
                if (
                    isinstance(call, ast.Call)
                    and isinstance(call.func, ast.Attribute)
                    and call.func.attr in ("refuse", "lose", "tell")
                    and isinstance(call.args[2:] and call.args[2], ast.Constant)
                ):
                    codes.add(call.args[2].value)
        self.assertGreater(len(codes), 10)
        self.assertLessEqual(codes, known.keys())
