from odoo.tests import freeze_time, tagged

from .import_common import HEADINGS, ImportCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15")
class TestBadInputsImport(ImportCommon):
    def test_bad_exits(self):
        for cells, column, words in (
            ({"Motif de sortie": "Retirement"}, "Reason of the exit", "not when"),
            ({"Étape": "Ancien", "Sortie positive": "oui"}, "Positive exit", "not when"),
            (
                {"Sortie": "01/01/2025", "Motif de sortie": "Retiremnt"},
                "Reason of the exit",
                "Did you mean “Retirement”",
            ),
            (
                {
                    "Clé": None,
                    "Nom": "Bruno Blin",
                    "E-mail": "cae_bruno@example.com",
                    "Sortie": "31/12/2024",
                },
                "Exit",
                "entered on 01/01/2025: the exit is on this day or later",
            ),
        ):
            with self.subTest(**cells):
                row = {"Clé": "P1", "Nom": "Zoé Zola", **cells}
                problems = self._check(
                    people=[tuple(row.get(heading) for heading in HEADINGS["people"])]
                )
                self.assertEqual(list(problems), [(2, column)])
                self.assertRegex(problems[2, column], words)
