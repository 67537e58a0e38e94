from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .numbers_common import NumbersCommon

REPORT = "cae_chiffres.figures_xlsx"
HEADS = [
    "Year",
    "First contacts",
    "Entries",
    "New CESA",
    "Exits",
    "Positive exits",
    "CAPE that led to something",
    "From CAPE to CESA",
]


class ExportCommon(NumbersCommon):
    def _export(self, user=None, **vals):
        return (
            self.env["cae.figures.export"]
            .with_user(user or self.counting)
            .with_context(lang="en_US")
            .create({"year_from": 2024, "year_to": 2024, "kind": "figures", **vals})
        )

    def _download(self, export):
        content, kind = export.env["ir.actions.report"]._render_xlsx(REPORT, export.ids, {})
        self.assertEqual(kind, "xlsx")
        return load_workbook(BytesIO(content))

    def _read(self, sheet):
        """Return {(group, year): {heading: value}} of one sheet."""
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        start = next(index for index, row in enumerate(rows) if row[1] == "Year")
        self.assertEqual(rows[start][1:9], HEADS)
        return {
            (row[0], row[1]): dict(zip(HEADS[1:], row[2:9], strict=True))
            for row in rows[start + 1 :]
            if row[0]
        }

    def _texts(self, book):
        return {
            str(value)
            for sheet in book
            for row in sheet.iter_rows(values_only=True)
            for value in row
            if value is not None
        }

    def _enter(self, number, territory, kind="cesa", **vals):
        """Make people who enter in June 2022."""
        people = self.env["cae.entrepreneur"].create(
            [
                {
                    "name": f"Secret {territory.name} {index}",
                    "company_id": self.coop.id,
                    "territory_id": territory.id,
                    **vals,
                }
                for index in range(number)
            ]
        )
        self.env["cae.contract"].create(
            [
                {
                    "entrepreneur_id": person.id,
                    "kind": kind,
                    "date_start": "2022-06-01",
                    "date_end": kind == "cape" and "2022-12-31",
                }
                for person in people
            ]
        ).action_confirm()
        return people


@tagged("post_install", "-at_install")
class TestFiguresExport(ExportCommon):
    def test_figures_are_numbers(self):
        self.env["cae.target"].create(
            {"year": 2024, "indicator": "cesa", "value": 5, "company_id": self.coop.id}
        )
        export = self._export(year_from=2023)
        book = self._download(export)
        self.assertEqual(book.sheetnames, ["Territory", "Prescriber", "Publics", "Targets"])
        table = self._read(book["Territory"])
        self.assertEqual(
            table["The whole cooperative", 2024],
            {
                "First contacts": 0,
                "Entries": 4,
                "New CESA": 4,
                "Exits": 1,
                "Positive exits": 1,
                "CAPE that led to something": 1,
                "From CAPE to CESA": 10.7,
            },
        )
        self.assertEqual(table["North", 2023]["Entries"], 4)
        self.assertIsNone(table["South", 2024]["Positive exits"])
        self.assertEqual(self._read(book["Publics"])["Test women", 2023]["Entries"], 2)
        targets = list(book["Targets"].iter_rows(values_only=True))[-1]
        self.assertEqual(targets, ("The whole cooperative", 2024, "New CESA, at least", 5, 4, "no"))
        self.assertFalse({"Ana", "Ben"} & self._texts(book))
        self.assertTrue(export.download_count)
        self.assertTrue(export.date_last)

    def test_people_are_those_one_may_see(self):
        book = self._download(self._export(kind="people"))
        names = {row[2] for row in book["People"].iter_rows(min_row=2, values_only=True)}
        self.assertEqual(names, {"Ana", "Ben", "Cleo", "Eva", "Fay", "Hal", "Ida"})
        book = self._download(self._export(self.north_advisor, kind="people"))
        names = {row[2] for row in book["People"].iter_rows(min_row=2, values_only=True)}
        self.assertEqual(names, {"Ana", "Ben", "Eva"})
        self.assertNotIn("Cleo", self._texts(book))

    def test_funder_gets_no_small_cell_and_no_name(self):
        self._enter(12, self.north)
        self._enter(7, self.south)
        east = self.env["cae.territory"].create({"name": "East", "company_id": self.coop.id})
        self._enter(3, east)
        book = self._download(self._export(year_from=2022, year_to=2022, kind="funder"))
        table = self._read(book["Territory"])
        # East is small; with it the next one, or 22 - 12 - 7 would tell
        self.assertEqual(
            {group: row["Entries"] for (group, _year), row in table.items()},
            {"The whole cooperative": 22, "North": 12, "South": "c", "East": "c"},
        )
        self.assertFalse([text for text in self._texts(book) if text.startswith("Secret")])
        self.assertTrue([text for text in self._texts(book) if text.startswith("c: left out")])
        everything = self._read(
            self._download(self._export(year_from=2022, year_to=2022))["Territory"]
        )
        self.assertEqual(everything["East", 2022]["Entries"], 3)

    def test_funder_gets_no_share_that_tells_of_few(self):
        """Six of seven left for a job: the share, with the exits, would tell of the seventh."""
        people = self._enter(7, self.north) + self._enter(12, self.south)
        for index, person in enumerate(people):
            positive = index < 6 or index >= 13
            name = "job" if positive else "no_solution"
            self._leave(
                person,
                "2022-12-31",
                self.env.ref(f"cae_contrat.exit_destination_{name}"),
            )
        self.env.flush_all()
        book = self._download(self._export(year_from=2022, year_to=2022, kind="funder"))
        table = self._read(book["Territory"])
        whole, north, south = (
            table[group, 2022] for group in ("The whole cooperative", "North", "South")
        )
        self.assertEqual((north["Exits"], south["Exits"], whole["Exits"]), (7, 12, 19))
        self.assertEqual((north["Positive exits"], south["Positive exits"]), ("c", "c"))
        self.assertAlmostEqual(whole["Positive exits"], 0.632)

    def test_total_left_out_in_one_table_is_left_out_in_all(self):
        """By prescriber nothing needs the total, by territory it would give the small cell."""
        self._enter(8, self.north, prescriber_id=self.agency.id)
        self._enter(4, self.south, prescriber_id=self.agency.id)
        self.env["cae.territory"].create({"name": "East", "company_id": self.coop.id})
        people = self._enter(2, self.north)
        people.prescriber_id = self.agency
        book = self._download(self._export(year_from=2022, year_to=2022, kind="funder"))
        territories = self._read(book["Territory"])
        prescribers = self._read(book["Prescriber"])
        self.assertEqual(
            [territories[name, 2022]["Entries"] for name in ("North", "South")], ["c", "c"]
        )
        self.assertEqual(prescribers["Agency", 2022]["Entries"], 14)
        self._enter(1, self.north)  # without a prescriber: 15 - 14 would tell
        book = self._download(self._export(year_from=2022, year_to=2022, kind="funder"))
        prescribers = self._read(book["Prescriber"])
        self.assertEqual(
            {group: row["Entries"] for (group, _year), row in prescribers.items()},
            {"The whole cooperative": 15, "Agency": "c", "No prescriber noted": "c"},
        )

    def test_one_territory_alone_hides_the_total_everywhere(self):
        self._enter(4, self.north, prescriber_id=self.agency.id)
        book = self._download(self._export(year_from=2022, year_to=2022, kind="funder"))
        for name in ("Territory", "Prescriber", "Publics"):
            whole = self._read(book[name])["The whole cooperative", 2022]
            self.assertEqual(whole["Entries"], "c", name)

    def test_targets_of_a_funder_show_no_small_figure(self):
        self.env["cae.target"].create(
            {"year": 2024, "indicator": "cesa", "value": 5, "company_id": self.coop.id}
        )
        book = self._download(self._export(kind="funder"))
        line = list(book["Targets"].iter_rows(values_only=True))[-1]
        self.assertEqual(line[3:], (5, "c", None))

    def test_who_enters_twice_is_one_person(self):
        """Five entries of four people are small."""
        people = self._enter(4, self.north, kind="cape")
        self._leave(
            people[0], "2022-12-31", self.env.ref("cae_contrat.exit_destination_no_solution")
        )
        for person in people[1:]:
            person.contract_ids.action_end()
        self._enter(6, self.south)
        with self.subTest("four people"):
            numbers = self.env["cae.numbers"].with_user(self.counting)
            found = self.env["report.cae_chiffres.figures_xlsx"]._get_people(
                numbers, "territory", 2022
            )
            self.assertEqual(found[self.north]["entries"], (4,))
        self._create_contract(people[0], "cesa", "2023-01-01")
        flow = self.env["cae.flow"].with_user(self.counting)
        entries = flow.search(
            [("entrepreneur_id", "=", people[0].id), ("entry_count", "=", 1)], order="date"
        )
        self.assertEqual(entries.mapped("kind"), ["entry_cape", "entry_cesa"])
        domain = numbers._get_scope()
        self.assertEqual(
            flow._count_people(domain, "territory", "entries")[self.north],
            flow.search_count([("entry_count", "=", 1), ("territory_id", "=", self.north.id)]) - 1,
        )

    # ------------------------------------------------------------------ the trace

    def test_trace(self):
        export = self._export(self.north_advisor, kind="funder", recipient="The Region")
        self.assertRecordValues(
            export.sudo(),
            [
                {
                    "user_id": self.north_advisor.id,
                    "company_id": self.coop.id,
                    "territory_names": "North",
                    "download_count": 0,
                }
            ],
        )
        self._download(export)
        self._download(export)
        self.assertEqual(export.sudo().download_count, 2)
        self.assertEqual(
            export.with_user(self.counting).read(["recipient"])[0]["recipient"], "The Region"
        )
        for call in (lambda: export.write({"kind": "figures"}), export.unlink):
            with self.assertRaises(AccessError):
                call()
        managed = export.with_user(self.counting)
        for call in (lambda: managed.write({"kind": "figures"}), managed.unlink):
            with self.assertRaises(AccessError):
                call()
        with self.assertRaises(AccessError):
            managed.action_download()
        with self.assertRaises(AccessError):
            self._download(managed)
        for user in (self.south_advisor, self.manager, self.employee, self.alice_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                export.with_user(user).read(["kind"])
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._download(export.with_user(user))

    def test_one_signs_for_oneself(self):
        for forged in (
            {"user_id": self.counting.id},
            {"territory_names": "All"},
            {"download_count": 9},
        ):
            with self.subTest(forged=forged), self.assertRaises(AccessError):
                self._export(self.north_advisor, **forged)
        export = self._export(self.north_advisor)
        self.assertRecordValues(
            export.sudo(),
            [
                {
                    "user_id": self.north_advisor.id,
                    "territory_names": "North",
                    "download_count": 0,
                }
            ],
        )

    def test_years(self):
        for years in ((2025, 2024), (1990, 2000), (2001, 2026)):
            with self.subTest(years=years), self.assertRaises(ValidationError):
                self._export(year_from=years[0], year_to=years[1])


@tagged("post_install", "-at_install")
class TestFiguresDownload(ExportCommon, HttpCase):
    def test_through_the_browser(self):
        export = self._export(kind="funder")
        self.env.flush_all()
        url = f"/report/xlsx/{REPORT}/{export.id}"
        self.authenticate("cae_counting", "cae_counting")
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        book = load_workbook(BytesIO(response.content))
        self.assertGreaterEqual(len(book.sheetnames), 3)
        export.invalidate_recordset()
        self.assertEqual(export.download_count, 1)
        for login in ("cae_south", "cae_manager", "cae_alice"):
            self.authenticate(login, login)
            with (
                self.subTest(login=login),
                mute_logger("odoo.http", "odoo.addons.report_xlsx.controllers.main"),
            ):
                refused = self.url_open(url)
                self.assertFalse(refused.content.startswith(b"PK"))
        export.invalidate_recordset()
        self.assertEqual(export.download_count, 1)
