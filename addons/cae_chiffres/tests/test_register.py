import io
from datetime import date, datetime

import openpyxl
from freezegun import freeze_time
from pypdf import PdfReader

from odoo import Command
from odoo.addons.cae_contrat.tests.common import CaeContractCommon
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

PEOPLE = ("Alice Arnaud", "Bruno Blin", "Marc Parti", "Nadia Noir", "Sylvie Team")


@tagged("post_install", "-at_install")
@freeze_time("2026-06-01")
class TestRegister(CaeContractCommon):
    """The registers against figures made by hand.

    CAPE: Bruno 01/01/2025-31/12/2025, renewed from 01/01/2026 to 30/06/2026, declared to Urssaf
    on 10/01/2025; Nadia 01/03/2026-28/02/2027. CESA: Alice since 01/01/2025.
    Staff beside Alice: Sylvie, of the team, 02/05/2022, 28 h; Marc 01/09/2023-31/08/2024.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hr.employee"].with_context(active_test=False).search(
            [
                ("company_id", "=", cls.company.id),
                ("work_contact_id", "!=", cls.alice.partner_id.id),
            ]
        ).company_id = cls.other_company
        with freeze_time("2025-12-15"):
            renewal = cls.env["cae.contract.amendment"].create(
                {
                    "contract_id": cls.bruno_contract.id,
                    "kind": "renewal",
                    "date_effect": "2026-01-01",
                    "date_end": "2026-06-30",
                }
            )
            renewal.action_confirm()
        cls.nadia = cls.env["cae.entrepreneur"].create(
            {"name": "Nadia Noir", "company_id": cls.company.id, "territory_id": cls.territory.id}
        )
        with freeze_time("2026-03-01"):
            cls._create_contract(cls.nadia, "cape", "2026-03-01", "2027-02-28")
        cls.env["cae.deadline"]._by_method().create(
            {
                "entrepreneur_id": cls.bruno.id,
                "res_model": "cae.contract",
                "res_id": cls.bruno_contract.id,
                "company_id": cls.company.id,
                "kind": "declare_urssaf",
                "occasion": "2025-01-01",
                "date_due": "2025-01-15",
                "date_first_alert": "2025-01-01",
                "state": "done",
                "date_done": "2025-01-10",
            }
        )
        part_time = cls.env["resource.calendar"].create(
            {
                "name": "28 h",
                "schedule_type": "flexible",
                "hours_per_week": 28,
                "hours_per_day": 5.6,
                "company_id": cls.company.id,
                "attendance_ids": [Command.clear()],
            }
        )
        Employee = cls.env["hr.employee"]
        if not Employee.search([("work_contact_id", "=", cls.alice.partner_id.id)]):
            cls._hire("Alice Arnaud", "2025-01-01", work_contact_id=cls.alice.partner_id.id)
        cls.sylvie = cls._hire(
            "Sylvie Team", "2022-05-02", resource_calendar_id=part_time.id, sex="female"
        )
        cls.marc = cls._hire("Marc Parti", "2023-09-01", "2024-08-31", sex="male")

    @classmethod
    def _hire(cls, name, start, end=False, **vals):
        return cls.env["hr.employee"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "date_version": start,
                "contract_date_start": start,
                "contract_date_end": end,
                "birthday": "1985-02-03",
                "country_id": cls.env.ref("base.it").id,
                "job_title": "Accounts clerk",
                **vals,
            }
        )

    def _open(self, kind, date_from, date_to=None, user=None):
        return (
            self.env["cae.register"]
            .with_user(user or self.manager)
            .with_context(lang="en_US")
            .create(
                {
                    "kind": kind,
                    "date_from": date_from,
                    "date_to": date_to or date_from,
                    "company_id": self.company.id,
                }
            )
        )

    def _rows(self, *args, **kwargs):
        """The rows of the people above; a database with other people has more."""
        rows = self._open(*args, **kwargs)._prepare_values()["rows"]
        return [row for row in rows if row[0] in PEOPLE]

    def _names(self, *args, **kwargs):
        return [row[0] for row in self._rows(*args, **kwargs)]

    def test_staff_at_past_dates_in_the_order_of_entries(self):
        for day, names in (
            ("2022-05-01", []),
            ("2022-05-02", ["Sylvie Team"]),
            ("2024-08-31", ["Sylvie Team", "Marc Parti"]),
            ("2024-09-01", ["Sylvie Team"]),
            ("2025-01-01", ["Sylvie Team", "Alice Arnaud"]),
        ):
            with self.subTest(day=day):
                self.assertEqual(self._names("staff", day), names)
        self.assertEqual(
            self._names("staff", "2024-01-01", "2025-12-31"),
            ["Sylvie Team", "Marc Parti", "Alice Arnaud"],
        )

    def test_staff_mentions_of_the_law(self):
        (sylvie,) = self._rows("staff", "2022-06-01")
        self.assertEqual(
            sylvie[:5], ["Sylvie Team", "Italy", date(1985, 2, 3), "Female", "Accounts clerk"]
        )
        self.assertEqual(sylvie[6:8], [date(2022, 5, 2), False])
        self.assertEqual(sylvie[9], "Part-time, 28 h")

    def test_an_exit_to_come_is_not_known_yet(self):
        marc = next(row for row in self._rows("staff", "2024-01-01") if row[0] == "Marc Parti")
        self.assertFalse(marc[7])
        self.assertIn("until 08/31/2024", marc[8])
        marc = next(
            row for row in self._rows("staff", "2024-01-01", "2024-12-31") if row[0] == "Marc Parti"
        )
        self.assertEqual(marc[7], date(2024, 8, 31))

    def test_contracts_that_follow_are_one_entry(self):
        self.marc.create_version(
            {
                "date_version": date(2024, 9, 1),
                "contract_date_start": date(2024, 9, 1),
                "contract_date_end": date(2025, 3, 31),
            }
        )
        rows = self._rows("staff", "2023-01-01", "2025-12-31")
        self.assertEqual(
            [row[6:8] for row in rows if row[0] == "Marc Parti"],
            [[date(2023, 9, 1), date(2025, 3, 31)]],
        )

    def test_cape_at_past_dates(self):
        (bruno,) = self._rows("cape", "2025-06-01")
        self.assertEqual(bruno[0], "Bruno Blin")
        self.assertEqual(bruno[2:4], ["Green garden", "River bank"])
        self.assertEqual(
            bruno[4:9], [date(2025, 1, 1), date(2025, 12, 31), 0, "", date(2025, 12, 31)]
        )
        self.assertEqual(bruno[9:], ["01/10/2025", ""])
        bruno, nadia = self._rows("cape", "2026-03-01")
        self.assertEqual(
            bruno[4:9],
            [date(2025, 1, 1), date(2025, 12, 31), 1, "01/01/2026", date(2026, 6, 30)],
        )
        self.assertEqual(nadia[0], "Nadia Noir")
        self.assertEqual(self._names("cape", "2026-07-01"), ["Nadia Noir"])
        self.assertEqual(self._names("cape", "2024-12-31"), [])

    def test_people_to_become_associates(self):
        (alice,) = self._rows("associates", "2026-06-01")
        self.assertEqual(
            alice,
            [
                "Alice Arnaud",
                "River bank",
                self.advisor.name,
                date(2025, 1, 1),
                self.alice.date_associate_due,
                19,
            ],
        )
        self.assertIn(self.alice.date_associate_due, (date(2027, 12, 31), date(2028, 1, 1)))
        self.alice.date_associate = "2026-05-01"
        self.assertEqual(self._names("associates", "2026-06-01"), [])
        self.assertEqual(self._names("associates", "2026-04-30"), ["Alice Arnaud"])

    def test_associates_at_a_past_date_know_nothing_of_a_later_contract(self):
        # ended after a year; another one since: 3 years from then, less the year of the first
        self.alice_contract._end_on(date(2025, 12, 31))
        self._create_contract(self.alice, "cesa", "2026-05-01")
        self.assertEqual(self.alice.date_associate_due, date(2028, 5, 1))
        (before,) = self._rows("associates", "2025-06-01")
        self.assertEqual(before[2:], [date(2025, 1, 1), date(2028, 1, 1), 31])
        (after,) = self._rows("associates", "2026-06-01")
        self.assertEqual(after[3:], [date(2026, 5, 1), date(2028, 5, 1), 23])

    def test_referent_of_today_is_named_today_alone(self):
        for day, named in (("2026-05-31", False), ("2026-06-01", True)):
            with self.subTest(day=day):
                values = self._open("associates", day)._prepare_values()
                labels = [label for label, _type, _width in values["columns"]]
                self.assertEqual("Referent" in labels, named)
                (alice,) = self._rows("associates", day)
                self.assertEqual(self.advisor.name in alice, named)
                self.assertEqual(len(alice), len(labels))
                self.assertEqual(alice[labels.index("CESA since")], date(2025, 1, 1))

    def test_territory_as_agreed_at_the_date(self):
        for contract in (self.alice_contract, self.bruno_contract):
            self.env["cae.contract.amendment"].create(
                {
                    "contract_id": contract.id,
                    "date_effect": "2026-04-01",
                    "change_territory": True,
                    "territory_id": self.other_territory.id,
                }
            ).action_confirm()
        self.alice.territory_id = self.other_territory
        for day, territory in (("2026-03-31", "River bank"), ("2026-04-01", "Hill side")):
            with self.subTest(day=day):
                self.assertEqual(self._rows("cape", day)[0][3], territory)
                self.assertEqual(self._rows("associates", day)[0][1], territory)

    def test_staff_register_is_proposed_with_who_left(self):
        with Form(self.env["cae.register"].with_user(self.manager)) as form:
            form.kind = "staff"
            self.assertEqual(str(form.date_from), "2021-06-01")
            self.assertIn("Marc Parti", form.body)
            form.kind = "cape"
            self.assertEqual(str(form.date_from), "2026-06-01")

    def test_pdf_is_landscape_with_numbers_and_all_rows(self):
        for kind, words in (
            ("staff", ("Staff register", "Sylvie Team", "Italy", "L1221-13")),
            ("cape", ("Register of CAPE", "Bruno Blin", "Green garden")),
            ("associates", ("Alice Arnaud", "L7331-3")),
        ):
            with self.subTest(kind=kind):
                register = self._open(kind, "2026-03-01")
                content = (
                    self.env["ir.actions.report"]
                    .with_user(self.manager)
                    ._render_qweb_pdf("cae_chiffres.cae_register_report", register.ids)[0]
                )
                reader = PdfReader(io.BytesIO(content))
                page = reader.pages[0]
                self.assertGreater(page.mediabox.width, page.mediabox.height)
                text = " ".join("".join(page.extract_text() for page in reader.pages).split())
                for word in (*words, "Page 1 / 1"):
                    self.assertIn(word, text)

    def test_xlsx_has_real_dates_and_numbers(self):
        register = self._open("cape", "2026-03-01")
        content = (
            self.env["ir.actions.report"]
            .with_user(self.manager)
            ._render_xlsx("cae_chiffres.cae_register_xlsx", register.ids, {})[0]
        )
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        rows = list(sheet.iter_rows(min_row=5, values_only=True))
        self.assertEqual(rows[0][:2], ("Name", "Number"))
        ours = [row for row in rows if row[0] in PEOPLE]
        self.assertEqual([row[0] for row in ours], ["Bruno Blin", "Nadia Noir"])
        self.assertEqual(ours[0][4:7], (datetime(2025, 1, 1), datetime(2025, 12, 31), 1))

    def test_who_may_open_what(self):
        for user in (self.manager, self.accountant):
            with self.subTest(user=user.login):
                self.assertTrue(self._names("staff", "2026-03-01", user=user))
                self.assertTrue(self._names("cape", "2026-03-01", user=user))
        with self.assertRaisesRegex(AccessError, "only managers and accountants"):
            self._open("staff", "2026-03-01", user=self.advisor)
        self.assertEqual(
            self._names("cape", "2026-03-01", user=self.advisor), ["Bruno Blin", "Nadia Noir"]
        )
        for user in (self.employee, self.alice_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._open("cape", "2026-03-01", user=user)

    def test_advisor_sees_her_own_people_only(self):
        self.assertEqual(self._names("cape", "2026-03-01", user=self.other_advisor), [])
        self.assertEqual(self._names("associates", "2026-03-01", user=self.other_advisor), [])

    def test_other_cooperative(self):
        values = {
            "kind": "staff",
            "date_from": "2026-03-01",
            "date_to": "2026-03-01",
            "company_id": self.company.id,
        }
        registers = self.env["cae.register"].with_user(self.other_accountant)
        with self.assertRaises(AccessError):
            registers.create(values)._prepare_values()

    def test_staff_cannot_be_reached_by_changing_the_kind(self):
        register = self._open("cape", "2026-03-01", user=self.advisor)
        with self.assertRaises(AccessError):
            register.kind = "staff"
        register = self._open("staff", "2026-03-01")
        with self.assertRaises(AccessError):
            register.with_user(self.advisor)._prepare_values()

    def test_queries_do_not_grow(self):
        def count(kind):
            register = self._open(kind, "2026-03-01")
            register._prepare_values()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            register._prepare_values()
            return self.cr.sql_log_count - before

        kinds = ("staff", "cape", "associates")
        self._enter(2)
        for kind in kinds:
            count(kind)  # fills the ormcaches
        few = {kind: count(kind) for kind in kinds}
        self._enter(20)
        for kind in kinds:
            with self.subTest(kind=kind):
                self.assertEqual(count(kind), few[kind])

    def _enter(self, number):
        """As many people enter under a CAPE, under a CESA, and into the team."""
        people = self.env["cae.entrepreneur"].create(
            [{"name": f"P{n}", "company_id": self.company.id} for n in range(2 * number)]
        )
        self.env["cae.contract"].create(
            [
                {
                    "entrepreneur_id": person.id,
                    "kind": "cesa" if n % 2 else "cape",
                    "date_start": "2026-02-01",
                    "date_end": False if n % 2 else "2026-12-31",
                }
                for n, person in enumerate(people)
            ]
        ).action_confirm()
        for n in range(number):
            self._hire(f"E{n}", "2024-01-01")

    def test_a_period_has_an_order(self):
        with self.assertRaisesRegex(ValidationError, "cannot end before it begins"):
            self.env["cae.register"].create(
                {"kind": "cape", "date_from": "2026-02-01", "date_to": "2026-01-01"}
            )
