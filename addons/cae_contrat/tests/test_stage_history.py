from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import CaeContractCommon


@tagged("post_install", "-at_install")
class TestStageHistory(CaeContractCommon):
    """The stage at any past date stays readable."""

    def _new(self, day="2025-03-01", **vals):
        with freeze_time(day):
            return self.env["cae.entrepreneur"].create(
                {"name": "Fanny Faure", "company_id": self.company.id, **vals}
            )

    def _write(self, person, day, **vals):
        with freeze_time(day):
            person.write(vals)

    def _history(self, person):
        return [
            (line.stage, str(line.date_from), str(line.date_to or ""))
            for line in person.stage_history_ids.sorted("id")
        ]

    def test_each_change_is_noted(self):
        person = self._new()
        self._write(person, "2025-04-01", stage="project_holder")
        self._write(person, "2025-05-01", stage="project_holder")
        self._write(person.with_user(self.advisor), "2025-06-01", stage="cape")
        self.assertEqual(
            self._history(person),
            [
                ("candidate", "2025-03-01", "2025-04-01"),
                ("project_holder", "2025-04-01", "2025-06-01"),
                ("cape", "2025-06-01", ""),
            ],
        )
        self.assertEqual(person.stage_history_ids.sorted("id")[-1].user_id, self.advisor)
        self.assertEqual(str(person.date_stage), "2025-06-01")
        with freeze_time("2025-06-11"):
            person.invalidate_recordset(["days_in_stage"])
            self.assertEqual(person.days_in_stage, 10)

    def test_stage_at_a_date(self):
        person = self._new()
        self._write(person, "2025-04-01", stage="project_holder")
        for day, stage in (
            ("2025-02-28", False),
            ("2025-03-01", "candidate"),
            ("2025-03-31", "candidate"),
            ("2025-04-01", "project_holder"),
            ("2030-01-01", "project_holder"),
        ):
            with self.subTest(day=day):
                self.assertEqual(person._get_stage(day), stage)

    def test_contract_recorded_afterwards(self):
        person = self._new("2025-09-01")
        with freeze_time("2025-09-02"):
            self._create_contract(person, "cape", "2024-01-01", "2024-12-31")
            self._create_contract(person, "cesa", "2025-01-01")
        self.assertEqual(
            self._history(person),
            [
                ("candidate", "2024-01-01", "2024-01-01"),
                ("cape", "2024-01-01", "2025-01-01"),
                ("cesa", "2025-01-01", ""),
            ],
        )

    def test_contract_to_come_moves_on_the_day_of_its_confirmation(self):
        person = self._new()
        with freeze_time("2025-03-10"):
            self._create_contract(person, "cape", "2025-04-01", "2026-03-31")
        self.assertEqual(self._history(person)[-1], ("cape", "2025-03-10", ""))

    def test_exit(self):
        person = self._new()
        self._write(person, "2025-06-15", stage="former", date_exit="2025-05-31")
        self.assertEqual(self._history(person)[-1], ("former", "2025-05-31", ""))

    def test_a_manager_corrects_a_date_and_nothing_else(self):
        person = self._new()
        self._write(person, "2025-06-01", stage="cape")
        line = person.stage_history_ids.sorted("id")[-1]
        line.with_user(self.manager).date_from = "2025-05-20"
        self.assertEqual(
            self._history(person),
            [("candidate", "2025-03-01", "2025-05-20"), ("cape", "2025-05-20", "")],
        )
        self.assertEqual(str(person.date_stage), "2025-05-20")
        for user in (self.advisor, self.accountant, self.alice_user):
            with self.assertRaises(AccessError):
                line.with_user(user).write({"date_from": "2025-05-01"})
        for vals in ({"stage": "cesa"}, {"user_id": self.advisor.id}):
            with self.assertRaises(AccessError):
                line.with_user(self.manager).write(vals)
        with self.assertRaises(AccessError):
            line.with_user(self.manager).unlink()
        with self.assertRaises(AccessError):
            line.with_user(self.manager).create(
                {"entrepreneur_id": person.id, "stage": "cesa", "date_from": "2025-07-01"}
            )

    def test_dates_follow_each_other(self):
        person = self._new()
        self._write(person, "2025-06-01", stage="cape")
        line = person.stage_history_ids.sorted("id")[-1].with_user(self.manager)
        with self.assertRaisesRegex(ValidationError, "cannot begin before “Candidate”"):
            line.date_from = "2025-02-01"
        with self.assertRaisesRegex(ValidationError, "cannot begin after today"):
            line.date_from = fields.Date.add(self.today, days=1)

    def test_neighbours(self):
        line = self.alice.stage_history_ids[:1]
        for user in (self.other_advisor, self.other_accountant, self.bruno_user, self.employee):
            with self.subTest(user=user.login):
                self.assertFalse(line.with_user(user).has_access("read"))
        for user in (self.advisor, self.accountant, self.manager):
            self.assertTrue(line.with_user(user).has_access("read"))

    def test_territory_is_that_of_the_day(self):
        person = self._new(territory_id=self.territory.id)
        self._write(person, "2025-06-01", territory_id=self.other_territory.id)
        self._write(person, "2025-07-01", stage="project_holder")
        lines = person.stage_history_ids.sorted("id")
        self.assertEqual(
            lines.mapped("territory_id.name"), [self.territory.name, self.other_territory.name]
        )

    def test_many_at_once_cost_the_same(self):
        counts = []
        for number in (5, 50):
            people = self.env["cae.entrepreneur"].create(
                [{"name": f"Person {index}"} for index in range(number)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            people.write({"stage": "project_holder"})
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)
