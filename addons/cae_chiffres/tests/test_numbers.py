from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .numbers_common import NumbersCommon


@tagged("post_install", "-at_install")
class TestFlow(NumbersCommon):
    """The events behind the numbers, against what was worked out by hand."""

    def _events(self, *domain):
        return self.env["cae.flow"].search([("company_id", "=", self.coop.id), *domain])

    def _names(self, year, *kinds):
        events = self._events(
            ("kind", "in", kinds),
            ("date", ">=", date(year, 1, 1)),
            ("date", "<=", date(year, 12, 31)),
        )
        return sorted((event.entrepreneur_id.name, event.territory_id.name[:1]) for event in events)

    def test_entries(self):
        entries = ("entry_cape", "entry_cesa")
        self.assertEqual(
            self._names(2023, *entries),
            [("Ana", "N"), ("Ben", "N"), ("Dan", "N"), ("Fay", "S"), ("Gus", "N")],
        )
        self.assertEqual(
            self._names(2024, *entries),
            [("Cleo", "S"), ("Eva", "N"), ("Hal", "N"), ("Ida", "S")],
        )
        self.assertEqual(self._names(2025, *entries), [("Dan", "S"), ("Jo", "S"), ("Kim", "S")])
        self.assertEqual(self._names(2026, *entries), [])

    def test_cape_to_cesa(self):
        events = self._events(("kind", "=", "cape_to_cesa"))
        self.assertEqual(
            {event.entrepreneur_id.name: event.to_cesa_days for event in events},
            {"Ana": 365, "Eva": 151, "Fay": 458, "Hal": 365},
        )
        self.assertEqual(self._names(2025, "cape_to_cesa"), [("Hal", "S")])
        self.assertEqual(self._names(2025, "entry_cesa"), [("Dan", "S")])

    def test_exits(self):
        self.assertEqual(self._names(2023, "exit"), [("Dan", "N")])
        self.assertEqual(self._names(2024, "exit"), [("Ben", "N")])
        self.assertEqual(self._names(2025, "exit"), [("Gus", "N"), ("Ida", "S")])
        self.assertEqual(self._names(2026, "exit"), [("Kim", "S")])
        gus = self._events(("entrepreneur_id", "=", self.people["Gus"].id), ("kind", "=", "exit"))
        self.assertRecordValues(
            gus,
            [
                {
                    "date": date(2025, 12, 31),
                    "destination_id": False,
                    "exit_count": 1,
                    "positive_count": 0,
                    "contract_kind": "cesa",
                    "cape_outcome_count": 0,
                }
            ],
        )

    def test_an_exit_recorded_afterwards_replaces_the_date_on_the_file(self):
        gus = self.people["Gus"]
        gus._by_method().stage = "cesa"
        self._leave(gus, "2025-12-31", self.env.ref("cae_contrat.exit_destination_job"))
        self.env.flush_all()
        exits = self._events(("entrepreneur_id", "=", gus.id), ("kind", "=", "exit"))
        self.assertRecordValues(exits, [{"positive_count": 1, "date": date(2025, 12, 31)}])

    def test_renewal(self):
        self.assertEqual(self._names(2025, "renewal"), [("Ida", "S")])
        self.assertRecordValues(
            self._events(("kind", "=", "renewal")),
            [{"date": date(2025, 5, 1), "contract_kind": "cape", "entry_count": 0}],
        )

    def test_territory_is_that_of_the_day(self):
        """A file that moves afterwards moves no figure."""
        before = self._get_figures(2024)
        for person in self.people.values():
            person.territory_id = self.south
        self.env.flush_all()
        self.assertEqual(self._get_figures(2024), before)

    def test_first_contact_on_the_day_of_the_cooperative(self):
        self._request("Nora Noel", "2023-12-31 23:30:00", self.north)  # 0.30 on 1 January
        self._request("Otto Olin", "2023-12-31 22:30:00", self.north)
        junk = self._request("Junk", "2023-06-01 10:00:00", self.north)
        junk.active = False
        self.env.flush_all()
        days = self._events(("kind", "=", "contact")).sorted("date").mapped("date")
        self.assertEqual(days, [date(2023, 12, 31), date(2024, 1, 1)])

    def test_ids_do_not_meet(self):
        self._request("Nora Noel", "2023-12-31 23:30:00", self.north)
        ids = self._events().ids
        self.assertEqual(len(ids), len(set(ids)))
        self.assertEqual(len(ids), 1 + 12 + 4 + 1 + 5)

    def test_publics_count_in_each_and_once_in_all(self):
        entries = self._events(
            ("kind", "=", "entry_cape"), ("date", ">=", "2023-01-01"), ("date", "<", "2024-01-01")
        )
        groups = entries._read_group(
            [("id", "in", entries.ids)], ["public_ids"], ["entry_count:sum"]
        )
        self.assertEqual(
            {group.name: count for group, count in groups},
            {"Test women": 2, "Test under 30": 1, False: 2},
        )
        figures = self._get_figures(2023, dimension="public")
        self.assertEqual(
            {title: rows["entries"] for title, rows in figures.items()},
            {
                "The whole cooperative": "5",
                "Test women": "2",
                "Test under 30": "1",
                "No public noted": "3",
            },
        )
        women = self._events(("public_ids", "in", self.women.ids), ("entry_count", "=", 1))
        self.assertEqual(sorted(women.entrepreneur_id.mapped("name")), ["Ana", "Ben"])

    def test_averages_of_the_pivot(self):
        flow = self.env["cae.flow"]
        domain = [("company_id", "=", self.coop.id)]
        groups = flow._read_group(
            domain,
            ["date:year"],
            ["positive_share:avg", "cape_positive_share:avg", "to_cesa_days:avg"],
        )
        by_year = {year.year: values for year, *values in groups}
        self.assertEqual(by_year[2023][:2], [0, 0])
        self.assertEqual(by_year[2024][:2], [100, 100])
        self.assertEqual(by_year[2025][:2], [50, 100])
        self.assertAlmostEqual(float(by_year[2024][2]), 974 / 3, 2)
        self.assertFalse(by_year[2026][2])

    def test_the_pivot_says_nothing_where_nobody_left(self):
        """The formatter of the percentage widget makes 0 % of an average that there is not."""
        pivot = self.env["cae.flow"].get_view(view_type="pivot")["arch"]
        self.assertIn('name="positive_share"', pivot)
        self.assertNotIn("percentage", pivot)
        contacts = [("company_id", "=", self.coop.id), ("kind", "=", "entry_cape")]
        [group] = self.env["cae.flow"].formatted_read_group(contacts, [], ["positive_share:avg"])
        self.assertIs(group["positive_share:avg"], False)

    def test_a_person_opens(self):
        event = self._events(("entrepreneur_id", "=", self.people["Ana"].id))[0]
        action = event.with_user(self.counting).action_open_person()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("cae.entrepreneur", self.people["Ana"].id)
        )
        lead = self._request("Nora Noel", "2023-12-31 23:30:00", self.north)
        action = (
            self._events(("lead_id", "=", lead.id))
            .with_user(self.north_advisor)
            .action_open_person()
        )
        self.assertEqual((action["res_model"], action["res_id"]), ("crm.lead", lead.id))

    # ------------------------------------------------------------------ who sees what

    def test_advisor_sees_whom_she_follows(self):
        lead = self._request("Nora Noel", "2023-12-31 23:30:00", self.north)
        flow = self.env["cae.flow"]
        seen = flow.with_user(self.north_advisor).search([])
        self.assertEqual(
            sorted(set(seen.entrepreneur_id.mapped("name"))), ["Ana", "Ben", "Eva", "Gus"]
        )
        self.assertIn(lead, seen.lead_id)
        south = flow.with_user(self.south_advisor).search([])
        self.assertNotIn(lead, south.lead_id)
        self.assertIn(self.people["Hal"], south.entrepreneur_id)
        with self.assertRaises(AccessError):
            seen.with_user(self.south_advisor).read(["entrepreneur_id"])
        with self.assertRaises(AccessError):
            seen.with_user(self.south_advisor)[0].action_open_person()

    def test_neighbour_and_others_see_nothing(self):
        self.assertFalse(
            self.env["cae.flow"].with_user(self.manager).search([]).entrepreneur_id
            & self.env["cae.entrepreneur"].concat(*self.people.values())
        )
        self.assertEqual(
            self._get_figures(2024, self.manager)["The whole cooperative"]["entries"], "0"
        )
        for user in (self.employee, self.alice_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["cae.flow"].with_user(user).search([])
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["cae.numbers"].with_user(user).get_page()

    def test_nobody_writes(self):
        event = self._events()[0].with_user(self.counting)
        for call in (lambda: event.write({"kind": "exit"}), event.unlink):
            with self.assertRaises(AccessError):
                call()

    def test_accountant_reads_no_publics_nor_requests(self):
        event = self._events()[0].with_user(self.other_accountant)
        self.assertTrue(event.read(["entrepreneur_id"]))
        for name in ("public_ids", "lead_id"):
            with self.assertRaises(AccessError):
                event.read([name])
        page = self.env["cae.numbers"].with_user(self.other_accountant).get_page(2024, "public")
        self.assertEqual(page["dimension"], "territory")


@tagged("post_install", "-at_install")
class TestNumbersPage(NumbersCommon):
    def _row(self, year, title, indicator, user=None):
        numbers = self.env["cae.numbers"].with_user(user or self.counting)
        page = numbers.with_context(lang="en_US").get_page(year)
        card = next(card for card in page["cards"] if card["title"] == title)
        return next(row for row in card["rows"] if row["key"] == indicator)

    def _target(self, indicator, value, territory=None, year=2024):
        return self.env["cae.target"].create(
            {
                "year": year,
                "indicator": indicator,
                "value": value,
                "territory_id": territory and territory.id,
                "company_id": self.coop.id,
            }
        )

    def test_figures_worked_out_by_hand(self):
        none = {"contacts": "0", "cape_positive": "-", "months": "-", "positive": "-"}
        self.assertEqual(
            self._get_figures(2023),
            {
                "The whole cooperative": {
                    **none,
                    "entries": "5",
                    "cesa": "1",
                    "exits": "1",
                    "positive": "0 %",
                    "cape_positive": "0 %",
                },
                "North": {
                    **none,
                    "entries": "4",
                    "cesa": "1",
                    "exits": "1",
                    "positive": "0 %",
                    "cape_positive": "0 %",
                },
                "South": {**none, "entries": "1", "cesa": "0", "exits": "0"},
            },
        )
        self.assertEqual(
            self._get_figures(2024),
            {
                "The whole cooperative": {
                    "contacts": "0",
                    "entries": "4",
                    "cesa": "4",
                    "exits": "1",
                    "positive": "100 %",
                    "cape_positive": "100 %",
                    "months": "10.7 months",
                },
                "North": {
                    "contacts": "0",
                    "entries": "2",
                    "cesa": "2",
                    "exits": "1",
                    "positive": "100 %",
                    "cape_positive": "100 %",
                    "months": "8.5 months",
                },
                "South": {
                    "contacts": "0",
                    "entries": "2",
                    "cesa": "2",
                    "exits": "0",
                    "positive": "-",
                    "cape_positive": "100 %",
                    "months": "15 months",
                },
            },
        )
        self.assertEqual(
            self._get_figures(2025),
            {
                "The whole cooperative": {
                    "contacts": "0",
                    "entries": "3",
                    "cesa": "2",
                    "exits": "2",
                    "positive": "50 %",
                    "cape_positive": "100 %",
                    "months": "12 months",
                },
                "North": {
                    **none,
                    "entries": "0",
                    "cesa": "0",
                    "exits": "1",
                    "positive": "0 %",
                },
                "South": {
                    "contacts": "0",
                    "entries": "3",
                    "cesa": "2",
                    "exits": "1",
                    "positive": "100 %",
                    "cape_positive": "100 %",
                    "months": "12 months",
                },
            },
        )

    def test_by_prescriber(self):
        figures = self._get_figures(2023, dimension="prescriber")
        self.assertEqual(
            {title: rows["entries"] for title, rows in figures.items()},
            {"The whole cooperative": "5", "Agency": "2", "No prescriber noted": "3"},
        )

    def test_targets_of_a_year_that_is_over(self):
        self._target("entries", 6)
        self._target("cesa", 2, self.north)
        self._target("exits", 0)
        self._target("months", 12)
        self._target("positive", 100)
        self._target("months", 12, self.south)
        row = self._row(2024, "The whole cooperative", "entries")
        self.assertEqual(
            (row["target"], row["status"], row["words"], row["progress"], row["last"]),
            ("target: 6", "bad", "2 short", 67, "2023: 5"),
        )
        row = self._row(2024, "North", "cesa")
        self.assertEqual((row["status"], row["words"], row["progress"]), ("good", "reached", 100))
        row = self._row(2024, "The whole cooperative", "exits")
        self.assertEqual((row["status"], row["words"]), ("bad", "1 too many"))
        row = self._row(2024, "The whole cooperative", "months")
        self.assertEqual((row["status"], row["words"]), ("good", "within the limit"))
        row = self._row(2024, "South", "months")
        self.assertEqual((row["status"], row["words"]), ("bad", "3 months too long"))
        self.assertFalse(self._row(2024, "South", "entries")["target"])

    def test_running_year_compares_with_the_same_day(self):
        self._target("entries", 4, year=2026)
        row = self._row(2026, "The whole cooperative", "entries")
        # up to 1 July 2025: Dan and Kim; in all 2025: with Jo
        self.assertEqual((row["value"], row["last"]), ("0", "2025: 3 (at this date: 2)"))
        self.assertEqual((row["status"], row["words"]), ("open", "4 to go"))
        row = self._row(2025, "The whole cooperative", "entries")
        self.assertEqual(row["last"], "2024: 4")

    def test_what_is_to_come_does_not_count_yet(self):
        person = self._person("Mia", self.north)
        self._create_contract(person, "cape", "2026-09-01", "2027-08-31")
        self.assertEqual(self._get_figures(2026)["North"]["entries"], "0")
        self.assertEqual(self._get_figures(2027)["North"]["entries"], "0")

    def test_every_figure_opens_its_people(self):
        page = self.env["cae.numbers"].with_user(self.counting).get_page(2024)
        flow = self.env["cae.flow"].with_user(self.counting)
        found = {
            (card["title"], row["key"]): sorted(
                flow.search(row["domain"]).entrepreneur_id.mapped("name")
            )
            for card in page["cards"]
            for row in card["rows"]
        }
        self.assertEqual(found["The whole cooperative", "cesa"], ["Ana", "Cleo", "Eva", "Fay"])
        self.assertEqual(found["North", "entries"], ["Eva", "Hal"])
        self.assertEqual(found["South", "months"], ["Fay"])
        self.assertEqual(
            found["The whole cooperative", "cape_positive"], ["Ana", "Ben", "Eva", "Fay"]
        )
        for dimension in ("prescriber", "public"):
            page = self.env["cae.numbers"].with_user(self.counting).get_page(2023, dimension)
            for card in page["cards"]:
                row = next(row for row in card["rows"] if row["key"] == "entries")
                self.assertEqual(flow.search_count(row["domain"]), int(row["value"]))

    def test_advisor_gets_her_territory(self):
        figures = self._get_figures(2024, self.north_advisor)
        self.assertEqual(list(figures), ["Your territories", "North"])
        # Hal moved to the south since: he still counts where he came in
        self.assertEqual(figures["North"]["entries"], "2")
        page = self.env["cae.numbers"].with_user(self.north_advisor).get_page(2024)
        row = next(row for row in page["cards"][1]["rows"] if row["key"] == "entries")
        seen = self.env["cae.flow"].with_user(self.north_advisor).search(row["domain"])
        self.assertEqual(seen.entrepreneur_id.mapped("name"), ["Eva"])
        self.assertFalse(page["may_set_targets"])
        self.coop.cae_advisors_see_all = True
        self.assertIn("South", self._get_figures(2024, self.north_advisor))

    def test_years_without_anything(self):
        for year in (1900, 2099, 0):
            page = self.env["cae.numbers"].with_user(self.counting).get_page(year)
            self.assertTrue(2000 <= page["year"] <= 2100)
            self.assertEqual(len(page["cards"]), 3)

    def test_queries_do_not_grow(self):
        numbers = self.env["cae.numbers"].with_user(self.counting)

        def count():
            for _turn in range(2):  # the first one fills the ormcaches
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                numbers.get_page(2024)
            return self.cr.sql_log_count - before

        few = count()
        territories = self.env["cae.territory"].create(
            [{"name": f"Place {index}", "company_id": self.coop.id} for index in range(20)]
        )
        people = self.env["cae.entrepreneur"].create(
            [
                {"name": f"Person {place.id}", "company_id": self.coop.id, "territory_id": place.id}
                for place in territories
            ]
        )
        self.env["cae.contract"].create(
            [
                {"entrepreneur_id": person.id, "kind": "cesa", "date_start": "2024-05-01"}
                for person in people
            ]
        ).action_confirm()
        for place in territories:
            self._target("cesa", 1, place)
        self.assertEqual(count(), few)
        self.assertEqual(self._get_figures(2024)["The whole cooperative"]["entries"], "24")


@tagged("post_install", "-at_install")
class TestTarget(NumbersCommon):
    def _create(self, user=None, **vals):
        return (
            self.env["cae.target"]
            .with_user(user or self.counting)
            .create({"year": 2026, "indicator": "entries", "value": 40, **vals})
        )

    def test_manager_sets_others_read(self):
        target = self._create()
        self.assertEqual(target.company_id, self.coop)
        self.assertEqual(target.unit, "people")
        for user in (self.north_advisor, self.other_accountant):
            own = target.with_user(user)
            self.assertEqual(own.read(["value"])[0]["value"], 40)
            with self.assertRaises(AccessError):
                own.value = 1
            with self.assertRaises(AccessError):
                self._create(user, indicator="cesa")
            with self.assertRaises(AccessError):
                own.action_copy_to_next_year()
        for user in (self.manager, self.employee, self.alice_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                target.with_user(user).read(["value"])

    def test_one_of_a_kind(self):
        self._create()
        self._create(territory_id=self.north.id)
        self._create(year=2027)
        for vals in ({}, {"territory_id": self.north.id}):
            with (
                self.subTest(vals=vals),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self._create(**vals)

    def test_values_that_make_no_sense(self):
        for vals, error in (
            ({"year": 26}, ValidationError),
            ({"indicator": "positive", "value": 120}, ValidationError),
            ({"indicator": "cesa", "value": 9.5}, ValidationError),
            ({"indicator": "exits", "value": -1}, IntegrityError),
            ({"territory_id": self.territory.id}, UserError),
        ):
            with (
                self.subTest(vals=vals),
                mute_logger("odoo.sql_db"),
                self.assertRaises(error),
                self.env.cr.savepoint(),
            ):
                self._create(**vals)
        self.assertEqual(self._create(indicator="months", value=11.5).unit, "months")

    def test_copy_to_next_year(self):
        targets = self._create() | self._create(territory_id=self.north.id)
        self._create(year=2027, value=45)
        targets.action_copy_to_next_year()
        following = self.env["cae.target"].search(
            [("company_id", "=", self.coop.id), ("year", "=", 2027)]
        )
        self.assertEqual(
            sorted((target.territory_id.name or "", target.value) for target in following),
            [("", 45), ("North", 40)],
        )
        targets.action_copy_to_next_year()
        self.assertEqual(self.env["cae.target"].search_count([("year", "=", 2027)]), 2)
