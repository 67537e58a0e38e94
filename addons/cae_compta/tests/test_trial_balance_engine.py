import io
from decimal import Decimal

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.cae_socle.engine import amount_text, table_file
from odoo.tests import BaseCase, tagged

from ..engine import trial_balance
from ..engine.trial_balance import Line
from .takeover_common import make_file, read_balance_file, write_balance

SINGLE_BYTE = ("cp1252", "latin-1", "iso8859-15")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", *SINGLE_BYTE)
FRENCH = ["Code analytique", "Activité", "N° de compte", "Libellé", "Débit", "Crédit", "Solde"]
LETTERS = "abzABZ019éèàçùôîêâëïü-'%/()\" "
AMOUNTS = st.integers(-(10**11), 10**11).map(lambda cents: Decimal(cents) / 100)


@st.composite
def labels(draw):
    # one separator at most: a table of nothing but separators has no right reading
    text = draw(st.text(LETTERS, max_size=20)) + draw(st.sampled_from(["", ";", ",", "\t", "|"]))
    return (text + draw(st.text(LETTERS, max_size=10))).strip()


@st.composite
def balances(draw):
    accounts = draw(
        st.lists(st.integers(10, 999_999).map(str), min_size=2, max_size=12, unique=True)
    )
    return [
        Line(0, "BLUE", "The shop", account, draw(labels()), draw(AMOUNTS), draw(AMOUNTS))
        for account in accounts
    ]


@tagged("post_install", "-at_install")
class TestTrialBalanceEngine(BaseCase):
    """The reader alone: the real file to the cent, every usual kind of file, no crash ever."""

    def _kinds(self, data):
        reading = trial_balance.read(data)
        code = next(iter(reading.codes), "")
        return [(problem.code, problem.line) for problem in reading.problems_of(code)]

    def test_real_file(self):
        for data, figures in (read_balance_file(), make_file()):
            reading = trial_balance.read(data)
            self.assertEqual(reading.codes, {"0USER": "USER1"})
            self.assertEqual(reading.problems_of("0USER"), [])
            self.assertEqual(len(reading.lines), figures["accounts"])
            sums = trial_balance.summarize(
                (line.account, line.debit, line.credit) for line in reading.lines
            )
            for name in ("debit", "credit", "turnover", "charges", "result", "banks"):
                self.assertEqual(sums[name], figures[name], name)

    @settings(max_examples=300, deadline=None)
    @given(
        balances(),
        st.sampled_from(ENCODINGS),
        st.sampled_from(table_file.SEPARATORS),
        st.sampled_from([(".", ""), (",", ""), (",", " "), (",", "\xa0"), (".", "'")]),
        st.sampled_from([FRENCH, None]),
    )
    def test_round_trip(self, lines, encoding, separator, style, headings):
        mark, thousands = style
        data = write_balance(lines, encoding, separator, mark, thousands, headings)
        reading = trial_balance.read(data)
        self.assertEqual(reading.problems, [])
        self.assertEqual(reading.separator, separator)
        self.assertEqual(
            [(line.account, line.label, line.debit, line.credit) for line in reading.lines],
            [(line.account, line.label, line.debit, line.credit) for line in lines],
        )
        self.assertEqual(reading.header_line, 1 if headings else None)

    @settings(max_examples=300, deadline=None)
    @given(st.binary(max_size=400))
    def test_random_bytes_never_raise(self, data):
        reading = trial_balance.read(data)
        self.assertTrue(reading.problems or reading.lines or reading.notes)

    @settings(max_examples=100, deadline=None)
    @given(st.data())
    def test_damaged_files_never_raise(self, data):
        content = bytearray(make_file()[0])
        for _change in range(data.draw(st.integers(1, 12))):
            place = data.draw(st.integers(0, len(content) - 1))
            content[place] = data.draw(st.integers(0, 255))
        reading = trial_balance.read(bytes(content))
        for code in reading.codes:
            reading.problems_of(code)
        self.assertTrue(reading.row_count)

    @settings(max_examples=60, deadline=None)
    @given(st.binary(max_size=200))
    def test_damaged_workbooks_never_raise(self, tail):
        self.assertEqual(self._kinds(b"PK\x03\x04" + tail), [("file_workbook", None)])

    @settings(max_examples=200, deadline=None)
    @given(AMOUNTS, st.sampled_from([".", ","]), st.sampled_from(["", " ", "\u202f", "\u2019"]))
    def test_amounts(self, amount, mark, thousands):
        text = f"{amount:,.2f}".translate({ord(","): thousands, ord("."): mark})
        self.assertEqual(amount_text.read_amount(text, mark), amount)
        positive = text.lstrip("-")
        self.assertEqual(amount_text.read_amount(f"({positive})", mark), -abs(amount))
        self.assertEqual(amount_text.read_amount(f"{positive} €-", mark), -abs(amount))

    def test_amounts_refused(self):
        for text, reason in (
            ("12O.50", "letters"),
            ("--5", "letters"),
            ("-.", "letters"),
            ("1e5", "letters"),
            ("٣", "letters"),
            ("1.234", "decimals"),
            ("1,23,4.50", "ambiguous"),
            ("9" * 13, "size"),
        ):
            with self.assertRaises(amount_text.AmountError) as caught:
                amount_text.read_amount(text, ".")
            self.assertEqual(caught.exception.reason, reason, text)

    def test_workbook(self):
        book = openpyxl.Workbook()
        book.active.append(["Balance analytique au 21/09/2017"])
        book.active.append(FRENCH)
        book.active.append(["BLUE", "The shop", 512000, "Bank", 0.1 + 0.2, None, 0.3])
        book.active.append(["BLUE", "The shop", "706000", "Sales", None, 0.3, -0.3])
        output = io.BytesIO()
        book.save(output)
        reading = trial_balance.read(output.getvalue())
        self.assertEqual((reading.encoding, reading.header_line), ("xlsx", 2))
        self.assertEqual(reading.problems_of("BLUE"), [])
        self.assertEqual(
            [(line.number, line.account, line.balance) for line in reading.lines],
            [(3, "512000", Decimal("0.30")), (4, "706000", Decimal("-0.30"))],
        )
        self.assertEqual([note.code for note in reading.notes], ["skipped_above"])

    def test_other_layouts(self):
        two_balances = (
            "Compte\tIntitulé\tMouvement débit\tMouvement crédit\tSolde débiteur\tSolde créditeur\n"
            "512000\tBanque\t1 250,50\t250,50\t1 000,00\t\n"
            "706000\tVentes\t\t1 000,00\t\t1 000,00\n"
            "Total\t\t1 250,50\t1 250,50\t1 000,00\t1 000,00\n"
        )
        reading = trial_balance.read(two_balances.encode("cp1252"))
        self.assertEqual((reading.encoding, reading.decimal_mark), ("cp1252", ","))
        self.assertEqual(reading.problems_of(""), [])
        self.assertEqual([line.balance for line in reading.lines], [1000, -1000])
        self.assertEqual([note.code for note in reading.notes], ["total_skipped"])

        by_place = b"sep=;\r\n512000;Bank;10;;10\r\n706000;Sales;;10;-10\r\n"
        reading = trial_balance.read(by_place)
        self.assertEqual(reading.problems_of(""), [])
        self.assertEqual([line.account for line in reading.lines], ["512000", "706000"])
        # the line that told the separator counts: numbers are those of the editor
        self.assertEqual([line.number for line in reading.lines], [2, 3])

        strange = b"A|B|C|D|Soll|Haben|E\nX|Shop|512000|Bank|1|0|1\nX|Shop|706000|Sales|0|1|-1"
        reading = trial_balance.read(strange)
        self.assertEqual([note.code for note in reading.notes], ["heading_unknown"])
        self.assertEqual(reading.problems_of("X"), [])

    def test_what_is_wrong_has_its_line(self):
        good = "B;Shop;512000;Bank;10.00;0;10\n"
        for line, kind in (
            ("B;Shop;706000;Sales;0;1O;-10", "amount_letters"),
            ("B;Shop;706000;Sales;0;10.123;", "amount_decimals"),
            ("B;Shop;706000;Sales;0;10;-11", "balance_differs"),
            ("B;Shop;X70000;Sales;0;10;-10", "account_bad"),
            ("B;Shop;;Sales;0;10;-10", "account_missing"),
            ("B;Shop;706000", "cell_missing"),
            ("B;Shop;706000;Sales;0;10;-10;more", "cells_extra"),
            ("B;Shop;512000;Bank;0;10;-10", "twice"),
            ('B;Shop;706000;"Sales;0;10;-10', "cell_missing"),
        ):
            self.assertEqual(self._kinds((good + line + "\n").encode()), [(kind, 2)], line)
        # letters may follow the figures (an auxiliary account), and a dash is nothing
        self.assertEqual(self._kinds((good + "B;Shop;70ANNA;Sales;-;10;-10").encode()), [])

    def test_whole_file_is_wrong(self):
        for data, kind in (
            (b"", "empty"),
            (b" \n;;;\n", "empty"),
            (b"Compte;Libelle;Debit;Credit\n", "empty"),
            (b"B;Shop;512000;Bank;10;0;10\nB;Shop;706000;Sales;0;9;-9", "unbalanced"),
            (b"\xd0\xcf\x11\xe0" + b"\0" * 20, "file_workbook"),
            (b"%PDF-1.7 whatever", "file_pdf"),
            (b"one\ntwo\n", "columns_few"),
            (b"x" * (table_file.MAX_BYTES + 1), "file_size"),
        ):
            self.assertEqual([found[0] for found in self._kinds(data)], [kind])
        reading = trial_balance.read("Compte;Libellé;Débit\n512000;Bank;10".encode())
        [problem] = reading.problems
        self.assertEqual(
            (problem.code, problem.values), ("column_missing", {"columns": ["credit"]})
        )

    def test_what_the_old_program_writes(self):
        """SYLK: apostrophes before the amounts, two columns of one name."""
        rows = [
            ("Code", "Libellé", "Compte", "Libellé", "Débit", "Crédit"),
            ("BLUE", "Workshop", "512000", "Bank", "'1 250,50", ""),
            ("BLUE", "Workshop", "706000", "Sales", "", "'1 250,50"),
        ]
        cells = [
            f'C;Y{row};X{column};K"{text}"'
            for row, texts in enumerate(rows, start=1)
            for column, text in enumerate(texts, start=1)
        ]
        data = "\r\n".join(["ID;PWXL;N;E", *cells, "E", ""]).encode("cp1252")
        reading = trial_balance.read(data)
        self.assertEqual(reading.encoding, "slk")
        self.assertFalse(reading.problems_of("BLUE"))
        self.assertEqual(
            [(line.account, line.debit, line.credit) for line in reading.lines_of("BLUE")],
            [("512000", Decimal("1250.50"), 0), ("706000", 0, Decimal("1250.50"))],
        )

    def test_ledger_given_by_mistake(self):
        line = '"01U","431000",29/11/13,"SAL","8819","Label",,"4.8",,"4.8"\n'
        self.assertEqual(
            self._kinds((line * 3).encode()), [("cells_extra", number) for number in (1, 2, 3)]
        )

    def test_several_activities(self):
        data = write_balance(
            [
                Line(0, code, name, account, "", debit, credit)
                for code, name in (("A", "Shop"), ("B", "Farm"))
                for account, debit, credit in (
                    ("512000", Decimal(5), Decimal(0)),
                    ("706000", Decimal(0), Decimal(5 if code == "A" else 4)),
                )
            ]
        )
        reading = trial_balance.read(data)
        self.assertEqual(reading.codes, {"A": "Shop", "B": "Farm"})
        self.assertEqual(reading.problems_of("A"), [])
        self.assertEqual([problem.code for problem in reading.problems_of("B")], ["unbalanced"])

    def test_totals_hold_their_lines(self):
        lines = (
            "101000;Capital;;30",
            "512000;Bank;100;",
            "606000;Paper;20;",
            "613000;Rent;40;",
            "706000;Sales;;130",
        )
        heading = "Compte;Libellé;Débit;Crédit"

        def read(totals, text=lines):
            """Read the lines with {how many stand above it: lines of totals}."""
            rows = [heading]
            for place, line in enumerate((*text, None)):
                rows += [*totals.get(place, ()), *filter(None, [line])]
            reading = trial_balance.read("\n".join(rows).encode())
            self.assertTrue(any(note.code == "total_skipped" for note in reading.notes))
            return [(found.code, found.line) for found in reading.problems_of("")]

        for name, totals in (
            ("of the file", {5: ["Total;;160,00;160,00"]}),
            ("of the file, at its head", {0: ["Total;;160;160"]}),
            ("of classes", {1: ["Total classe 1;;;30"], 2: ["Total;;100;"], 4: ["Total;;60;0"]}),
            ("of one class alone", {4: ["Sous-total 6;;60;"], 5: ["Total général;;160;160"]}),
            ("of a class and of parts", {2: ["Total 5;;100;", "Total bilan;;100;30"]}),
            ("of parts below", {5: ["Total bilan;;100;30", "Total gestion;;60;130"]}),
            ("without amounts", {5: ["Total;;;"]}),
        ):
            with self.subTest(name):
                self.assertEqual(read(totals), [])
        for name, totals, line in (
            ("more", {5: ["Total;;170,00;170,00"]}, 7),
            ("nothing", {5: ["Total;;160;160", "Total;;0;0"]}, 8),
            ("a class", {4: ["Total 6;;61;"], 5: ["Total;;160;160"]}, 6),
            ("a part of a class", {4: ["Total 6;;40;"]}, 6),
        ):
            with self.subTest(name):
                self.assertEqual(read(totals), [("total_differs", line)])
        self.assertEqual(read({5: ["Total;;16O;160"]}), [("amount_letters", 7)])
        # one cause, one message
        bad = (*lines[:4], "706000;Sales;;13O")
        self.assertEqual(read({5: ["Total;;160;160"]}, bad), [("amount_letters", 6)])

    def test_what_nobody_sees_is_told(self):
        book = openpyxl.Workbook()
        shown = book.create_sheet("Balance")
        for row in (FRENCH, ["B", "Shop", "512000", "Bank", 1, 0], ["B", "Shop", "706", "S", 0, 1]):
            shown.append(row)
        shown.row_dimensions[3].hidden = True
        book.worksheets[0].sheet_state = "veryHidden"
        book.worksheets[0].append(["Old"])
        output = io.BytesIO()
        book.save(output)
        reading = trial_balance.read(output.getvalue())
        self.assertEqual(reading.problems_of("B"), [])
        self.assertEqual(len(reading.lines), 2)
        self.assertEqual(
            [(note.code, note.values) for note in reading.notes],
            [("sheet_hidden", {"sheet": "Sheet"}), ("rows_hidden", {"lines": "3"})],
        )
        for place, role in ((0, "code"), (1, "name"), (3, "label")):
            cells = ["B", "Shop", "706000", "Sales", "0", "1"]
            cells[place] = "#N/A"
            data = f"{';'.join(FRENCH[:6])}\n{';'.join(cells)}".encode()
            [problem] = trial_balance.read(data).problems
            self.assertEqual((problem.code, problem.line, problem.column), ("cell_error", 2, role))
