from odoo.tests import freeze_time, tagged
from odoo.tools import html2plaintext

from .import_common import ImportCommon

PEOPLE = [
    ("P1", "Zoé", "Zola", "zoe@example.com"),
    ("P2", "Yves", "Yvon", "yves@example.com"),
]
# Five of the eight months of a trial period are over when the CESA begins on 1 March 2025.
FIVE_MONTHS = ("E1", "P1", "CDD", "01/10/2024", "28/02/2025")


def make_cesa(trial_end=None, person="P1"):
    """Return a line of a CESA from 1 March 2025."""
    return ("C1", person, None, "CESA", "01/03/2025", None, None, trial_end)


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15")
class TestImportEarlier(ImportCommon):
    """Contracts that are neither CAPE nor CESA come with the contracts they bear upon."""

    def _find(self, key):
        return self.env["cae.earlier.contract"].search([("import_key", "=", key)])

    def test_their_time_counts_in_the_same_file(self):
        record = self._import(
            people=PEOPLE,
            contracts=[make_cesa("31/05/2025")],
            earlier=[FIVE_MONTHS, (None, "yves@example.com", "CDI", "2020-01-06")],
        )
        self.assertEqual(record.result["earlier"], {"created": 2, "updated": 0, "unchanged": 0})
        self.env.flush_all()
        record.invalidate_recordset()
        words = html2plaintext(record.result_html)
        places = [words.index(name) for name in ("People", "Contracts", "Other contracts")]
        self.assertEqual(places, sorted(places), "in the order of the sheets")
        zoe, yves = self._find_person("P1"), self._find_person("P2")
        self.assertRecordValues(
            zoe.earlier_contract_ids,
            [{"kind": "fixed_term", "import_key": "E1", "company_id": self.company.id}],
        )
        self.assertEqual(
            [str(day) for day in zoe.earlier_contract_ids.mapped("date_end")], ["2025-02-28"]
        )
        self.assertRecordValues(
            yves.earlier_contract_ids, [{"kind": "permanent", "date_end": False}]
        )
        # three years from the first day of what followed without a gap
        self.assertEqual(str(zoe.date_associate_due), "2027-10-01")
        deadline = zoe.deadline_ids.filtered(lambda one: one.kind == "associate")
        self.assertEqual(str(deadline.date_due), "2027-10-01")

    def test_a_trial_period_that_they_make_too_long_is_listed(self):
        rows = {"people": PEOPLE, "contracts": [make_cesa("01/06/2025")]}
        self.assertFalse(self._check(**rows))
        problems = self._check(**rows, earlier=[FIVE_MONTHS])
        self.assertEqual(list(problems), [(2, "End of the trial period")])
        self.assertRegex(problems[2, "End of the trial period"], "31/05/2025|05/31/2025.*L7332-1")
        problems = self._check(**rows, earlier=[("E1", "P1", "CDI", "01/01/2024", "28/02/2025")])
        self.assertRegex(problems[2, "End of the trial period"], "cannot have a trial period")

    def test_three_years_that_they_use_up_are_listed(self):
        problems = self._check(
            people=PEOPLE,
            contracts=[make_cesa()],
            earlier=[("E1", "P1", "CDI", "01/01/2015", "31/12/2019")],
        )
        self.assertEqual(list(problems), [(2, "Start")])
        self.assertRegex(problems[2, "Start"], "must be an associate.*L7331-3")

    def test_nothing_is_written_if_anything_fails(self):
        before = self.env["cae.earlier.contract"].search([])
        record = self._make_import(
            people=PEOPLE, contracts=[make_cesa("01/06/2025")], earlier=[FIVE_MONTHS]
        )
        record.action_import()
        self.assertEqual(record.state, "checked")
        # refused by the database alone, after the other contracts were written
        parent = self.env["res.partner"].create({"name": "Mill", "is_company": True})
        self.env["res.partner"].create(
            {"name": "Zoé Zola", "email": "zoe@example.com", "parent_id": parent.id}
        )
        record = self._make_import(
            people=PEOPLE,
            earlier=[
                FIVE_MONTHS,
                ("E2", "cae_alice@example.com", "CDD", "2020-01-01", "2020-02-01"),
            ],
        )
        record.action_import()
        self.assertIn("Remove this link", record.problem_ids[0].message)
        self.assertEqual(self.env["cae.earlier.contract"].search([]), before)

    def test_again_doubles_nothing(self):
        rows = {
            "people": PEOPLE,
            "contracts": [make_cesa("31/05/2025")],
            "earlier": [FIVE_MONTHS, (None, "P2", "Autre", "2020-01-06", "2020-06-30")],
        }
        self._import(**rows)
        self.env.flush_all()
        self.env.cr.execute("UPDATE cae_earlier_contract SET write_date = '2026-01-01'")
        self.env.invalidate_all()
        known = self.env["cae.earlier.contract"].search([])
        for earlier in (rows["earlier"], [(None, *row[1:]) for row in rows["earlier"]]):
            again = self._import(**{**rows, "earlier": earlier})
            self.assertEqual(again.result["earlier"], {"created": 0, "updated": 0, "unchanged": 2})
            self.assertEqual(self.env["cae.earlier.contract"].search([]), known)
            self.env.flush_all()
            self.assertEqual(
                {str(day) for day in known.mapped("write_date")}, {"2026-01-01 00:00:00"}
            )

    def test_a_later_file_corrects(self):
        self._import(people=PEOPLE, earlier=[FIVE_MONTHS, (None, "P2", "CDI", "2020-01-06")])
        record = self._import(
            earlier=[
                ("E1", "P1", "CDI", "01/11/2024"),  # an empty cell erases nothing
                ("E2", "P2", "CDI", "2020-01-06", "2020-06-30"),  # the key is learnt
            ]
        )
        self.assertEqual(record.result["earlier"], {"created": 0, "updated": 2, "unchanged": 0})
        first, second = self._find("E1"), self._find("E2")
        self.assertEqual((first.kind, str(first.date_start)), ("permanent", "2024-11-01"))
        self.assertEqual(str(first.date_end), "2025-02-28")
        self.assertEqual(str(second.date_end), "2020-06-30")
        self.assertEqual(self._find_person("P2").earlier_contract_ids, second)

    def test_what_no_longer_fits_of_what_was_agreed_is_told(self):
        self._import(people=PEOPLE, contracts=[make_cesa("31/10/2025")])
        zoe = self._find_person("P1")
        mails = self.env["mail.mail"].search_count([])
        # also where the contract stands in the file again
        for rows in ({}, {"contracts": [make_cesa("31/10/2025")]}):
            record = self._make_import(earlier=[FIVE_MONTHS], **rows)
            record.action_check()
            self.assertFalse(self._get_problems(record))
            self.assertIn("8 months less", self._get_problems(record, "note")[2, "Start"])
        record.action_import()
        self.assertEqual(record.state, "done")
        self.assertTrue(zoe.earlier_contract_ids)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        # known by now
        again = self._import(earlier=[FIVE_MONTHS])
        self.assertFalse(self._get_problems(again, "note"))

    def test_bad_rows(self):
        self._import(people=PEOPLE, earlier=[FIVE_MONTHS])
        for rows, line, column, words in (
            ([("E2", "Nobody", "CDI", "2020-01-01")], 2, "Entrepreneur", "neither in this file"),
            ([("E2", None, "CDI", "2020-01-01")], 2, "Entrepreneur", "always needed"),
            (
                [("E2", "P1", "CAPE", "2020-01-01")],
                2,
                "Other contract",
                "Fixed-term employment contract.*“Contracts”",
            ),
            ([("E2", "P1", "CDI", None)], 2, "Start", "always needed"),
            ([("E2", "P1", "CDI", "31/02/2020")], 2, "Start", "does not exist"),
            (
                [("E2", "P1", "CDI", "2020-02-01", "2020-01-31")],
                2,
                "End",
                "before it starts",
            ),
            ([("E1", "P1", "CDI", "2026-01-01")], 2, "Start", "before it starts"),
            ([("E1", "P2", "CDI", "2020-01-01")], 2, "Key", "of a contract of Zoé Zola"),
            ([("E2", *FIVE_MONTHS[1:])], 2, "Key", "with the key “E1”"),
            (
                [("E2", "P1", "CDI", "2020-01-01"), ("E2", "P2", "CDI", "2020-01-01")],
                3,
                "Key",
                "already stands on line 2",
            ),
            (
                [("E2", "P1", "CDI", "2020-01-01"), ("E3", "P1", "CDI", "2020-01-01")],
                3,
                "Start",
                "already stands on line 2",
            ),
            (
                [("E1", "P1", "CDI", "2020-01-01"), (None, *FIVE_MONTHS[1:])],
                3,
                "Start",
                "already stands on line 2",
            ),
        ):
            with self.subTest(rows):
                problems = self._check(earlier=rows)
                self.assertEqual(list(problems), [(line, column)], problems)
                self.assertRegex(problems[line, column], words)
        problems = self._check(people=PEOPLE, contracts=[("C1", "P1", None, "CDI", "2020-01-01")])
        self.assertIn("goes to the sheet “Other contracts”", problems[2, "Kind"])

    def test_a_csv_is_known_by_its_heading(self):
        data = "Personne;{};Début;Fin\nP1;{};01/10/2024;28/02/2025\n"
        for heading, cell, kind in (
            ("Autre contrat", "CDD", "earlier"),
            ("Type", "CAPE", "contracts"),
        ):
            with self.subTest(heading):
                reading = self._read(data.format(heading, cell).encode())
                self.assertFalse(reading.problems)
                self.assertEqual([name for name, rows in reading.rows.items() if rows], [kind])
        self._import(people=PEOPLE)
        record = self._make_import(data.format("Type", "CDD").encode(), "other.csv")
        record.kind = "earlier"
        record.action_import()
        self.assertEqual(record.state, "done")
        self.assertEqual(self._find_person("P1").earlier_contract_ids.kind, "fixed_term")

    def test_the_neighbour_keeps_theirs(self):
        mine = self._import(people=PEOPLE, earlier=[FIVE_MONTHS])
        neighbour = self._create_staff(
            "cae_other_manager", "cae_socle.group_manager", self.other_company
        )
        theirs = self.env["cae.import"].with_user(neighbour).create({"file": mine.file})
        theirs.action_import()
        self.assertEqual(theirs.state, "done")
        self.assertEqual(theirs.result["earlier"]["created"], 1)
        self.assertEqual(self._find("E1").company_id, self.company | self.other_company)

    def test_queries_do_not_grow_with_people(self):
        """The rows are written together, and a file without the sheet asks nothing more."""

        def count(people, rows):
            names = [(f"Q{start}{one}", None, f"Quim {start}{one}") for one in range(people)]
            self._import(people=names)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._import(
                earlier=[(None, name[0], "CDD", "2020-01-01", "2020-02-01") for name in names]
                if rows
                else [],
                people=names,
            )
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        start = "A"
        count(2, True)
        start = "B"
        few = count(3, True)
        start = "C"
        self.assertLessEqual(count(30, True), few + 2)
