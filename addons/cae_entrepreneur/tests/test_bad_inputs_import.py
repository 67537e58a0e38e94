import base64
import datetime
import io

from PIL import Image

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .import_common import HEADINGS, ImportCommon

ZOE = ("P1", "Zoé", "Zola", "zoe@example.com")


def person(**cells):
    """Return the row of a person, whole but for what is given."""
    row = dict(zip(HEADINGS["people"], ZOE, strict=False)) | cells
    return tuple(row.get(heading) for heading in HEADINGS["people"])


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15")
class TestBadInputsImport(ImportCommon):
    def _refuse(self, data, words, name="people.xlsx"):
        record = self._make_import(data, name)
        record.action_check()
        self.assertEqual(record.problem_count, 1, record.problem_ids.mapped("message"))
        self.assertRegex(
            record.problem_ids.filtered(lambda problem: problem.severity == "problem").message,
            words,
        )
        self.assertFalse(record.is_ready)
        record.action_import()
        self.assertEqual(record.state, "checked")

    def test_bad_files(self):
        picture = io.BytesIO()
        Image.new("RGB", (2, 2)).save(picture, "PNG")
        workbook = self._make_workbook(people=[ZOE])
        headings_only = self._make_workbook(people=[])
        for name, data, words in (
            ("a PDF", b"%PDF-1.7\n%...", "PDF: give the spreadsheet"),
            ("a picture", picture.getvalue(), "picture"),
            (
                "a letter of an old Word",
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
                "cannot be",
            ),
            ("a workbook cut in two", workbook[: len(workbook) // 2], "cannot be opened"),
            ("nothing but line ends", b"\n\n;;\n", "no line to import"),
            ("headings alone", headings_only, "no line to import"),
            ("too long a file", b"Nom\n" + b"x" * 8_000_001, "too long"),
            ("a letter to somebody", b"Dear all,\nplease import us.\n", "No line of headings"),
            (
                "no column of names",
                b"E-mail;Ville\nzoe@example.com;Lyon\n",
                "lacks the column .Last name",
            ),
            (
                "two columns of one kind",
                b"Nom;E-mail;Mail\nZola;a@example.com;b@example.com\n",
                "mean the same",
            ),
            ("a heading with a slip", b"Nom;Telephnoe\nZola;0612345678\n", "write this heading"),
            ("one cell too many", b"Nom;E-mail\nZola;zoe@example.com;Lyon\n", "quotation marks"),
        ):
            with self.subTest(name):
                self._refuse(data, words)

    def test_no_file(self):
        record = self.env["cae.import"].with_user(self.manager).create({})
        with self.assertRaisesRegex(UserError, "Give the file first"):
            record.action_check()
        record.file = base64.b64encode(b"")
        with self.assertRaisesRegex(UserError, "Give the file first"):
            record.action_check()

    def test_bad_people(self):
        for cells, column, words in (
            ({"Nom": None}, "Last name", "always needed"),
            ({"Entrée": "31/02/2025"}, "Entry", "does not exist"),
            ({"Entrée": "12/31/2025"}, "Entry", "Write 31/12/2025"),
            ({"Entrée": "01/02/25"}, "Entry", "four figures"),
            ({"Entrée": "soon"}, "Entry", "not a date"),
            ({"Entrée": "01/02/1066"}, "Entry", "between 1900"),
            ({"Sortie": "01/01/2027"}, "Exit", "day to come"),
            ({"Associé depuis": "01/01/2027"}, "Associate since", "from a day to come"),
            ({"Entrée": "01/01/2025", "Sortie": "01/01/2024"}, "Exit", "cannot leave|entered on"),
            ({"Naissance": "01/01/2015"}, "Birth date", "between 16 and 110"),
            (
                {
                    "Clé": None,
                    "Nom": "Bruno Blin",
                    "Prénom": None,
                    "E-mail": "cae_bruno@example.com",
                    "Sortie": "31/12/2024",
                },
                "Exit",
                "cannot leave before|entered on",
            ),
            ({"Téléphone": "12 34"}, "Phone", "not a telephone number"),
            ({"Téléphone": "0612345678 / 0712345678"}, "Phone", "several numbers"),
            ({"Code postal": "ABC"}, "Postcode", "five figures"),
            ({"E-mail": "zoe(at)example.com"}, "Email", "not an e-mail"),
            ({"E-mail": "a@example.com; b@example.com"}, "Email", "several addresses"),
            ({"E-mail": "cae_alice@example.com"}, "Email", "address of Alice Arnaud"),
            ({"Étape": "CAP"}, "Stage", "Did you mean “CAPE”"),
            ({"Étape": "Associé"}, "Stage", "Associate since"),
            ({"Étape": "Ancien"}, "Exit", "Give the exit"),
            ({"Étape": "CAPE", "Sortie": "01/01/2025"}, "Stage", "leave the exit empty"),
            ({"Territoire": "River bnak"}, "Territory", "Did you mean “River bank”"),
            ({"Pôles": "Crafts; Space"}, "Poles", "“Space” is not known"),
            ({"Référent": "Nobody"}, "Referent", "not known"),
            ({"Clé": "x" * 65}, "Key", "64 characters"),
            ({"Nom": "x" * 300}, "Last name", "250 characters"),
        ):
            with self.subTest(**{key: value for key, value in cells.items() if value}):
                problems = self._check(people=[person(**cells)])
                self.assertEqual(list(problems), [(2, column)])
                self.assertRegex(problems[2, column], words)

    def test_people_against_each_other(self):
        for second, column, words in (
            (("P1", "Yves", "Yvon"), "Key", "already stands on line 2"),
            (("P2", "Yves", "Yvon", "zoe@example.com"), "Email", "already stands on line 2"),
            ((None, "Zola", "Zoé"), "Last name", "already stands on line 2"),
        ):
            with self.subTest(second):
                problems = self._check(people=[ZOE, second])
                self.assertEqual(list(problems), [(3, column)])
                self.assertIn(words, problems[3, column])

    def test_bad_activities(self):
        for row, column, words in (
            (("A1", "TBRU", "Kites"), None, None),  # known by its code: updated
            (("A1", "C1", None), "Activity", "always needed"),
            (("A1", "C1", "Kites", "Zoé Zolla"), "Entrepreneurs", "Did you mean “Zoé Zola”"),
            (("A1", "C1", "Kites", "Carla Colin"), "Entrepreneurs", "neither in this file"),
            (("A1", "C1", "Kites", "P1", "Nowhere"), "Territory", "not known"),
            (
                ("A1", "C1", "Kites", "P1", None, "02/01/2026", "01/01/2026"),
                "End",
                "before it starts",
            ),
            (("A0", "C1", "Kites"), "Code", "already stands on line 2"),
            (("A2", "C0", "Kites"), "Code", "already stands on line 2"),
        ):
            with self.subTest(row):
                problems = self._check(
                    people=[ZOE], activities=[("A0", "C1" if row[0] == "A0" else "C0", "Kits"), row]
                )
                if words is None:
                    self.assertFalse(problems)
                    continue
                self.assertIn((3, column), problems)
                self.assertIn(words, " ".join(problems.values()))

    def test_activity_code_of_another(self):
        self._import(activities=[("A1", "C1", "Kites")])
        problems = self._check(activities=[("A1", "TBRU", "Kites"), ("A2", "C1", "Boats")])
        self.assertIn("used by the activity Green garden", problems[2, "Code"])
        self.assertIn("used by the activity Kites", problems[3, "Code"])

    def test_every_problem_at_once(self):
        problems = self._check(
            people=[
                ("P1", "Zoé", None, "zoe(at)example.com", "12"),
                ("P1", "Yves", "Yvon", None, None, None, None, "Nowhere"),
            ],
            activities=[("A1", "C1", "Kites", "Nobody", None, datetime.date(2026, 1, 1), "soon")],
        )
        self.assertEqual(
            set(problems),
            {
                (2, "Last name"),
                (2, "Email"),
                (2, "Phone"),
                (3, "Key"),
                (3, "Territory"),
                (2, "Entrepreneurs"),
                (2, "End"),
            },
        )

    def test_notes(self):
        record = self._make_import(
            "Clé;Nom;Sport\nEXEMPLE;Martin;golf\nP1;Alice Arnaud;chess\n".encode()
        )
        record.action_check()
        self.assertTrue(record.is_ready)
        notes = " ".join(record.problem_ids.mapped("message"))
        self.assertIn("“Sport” is not known and was left out", notes)
        self.assertIn("example of the template was left out", notes)
        self.assertIn("Somebody called Alice Arnaud already has a file", notes)
