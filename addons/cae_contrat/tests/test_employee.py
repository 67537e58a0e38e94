import json
from datetime import date

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from ..models import employee_sync
from .common import CaeContractCommon


@tagged("post_install", "-at_install")
class TestEmployee(CaeContractCommon):
    """What contracts write into HR, as the advisor confirms them: she has no right there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hr_officer = cls._create_staff("cae_hr_officer", "hr.group_hr_user")
        cls.company.cae_hr_responsible_id = cls.hr_officer
        cls.denis = cls.env["cae.entrepreneur"].create(
            {
                "name": "Denis Dupré",
                "email": "denis@example.com",
                "phone": "05 56 00 00 01",
                "company_id": cls.company.id,
                "territory_id": cls.territory.id,
                "referent_id": cls.advisor.id,
            }
        )

    def _confirm(self, entrepreneur, **vals):
        """Confirm a CESA as the advisor."""
        contract = (
            self.env["cae.contract"]
            .with_user(self.advisor)
            .create(
                {
                    "entrepreneur_id": entrepreneur.id,
                    "kind": "cesa",
                    "date_start": "2026-01-01",
                    "working_time": 10,
                    "fixed_pay": 534.5,
                    "trial_date_end": "2026-08-31",
                    **vals,
                }
            )
        )
        contract.action_confirm()
        return contract.with_user(self.env.user)

    def _amend(self, contract, date_effect, **terms):
        amendment = (
            self.env["cae.contract.amendment"]
            .with_user(self.advisor)
            .create({"contract_id": contract.id, "date_effect": date_effect, **terms})
        )
        amendment.action_confirm()
        return amendment.with_user(self.env.user)

    def _describe(self, employee, day):
        """Return the terms of the version that holds on a day."""
        version = employee._get_version(fields.Date.to_date(day))
        return (version.wage, version.resource_calendar_id.hours_per_week)

    @freeze_time("2026-01-15")
    def test_confirmed_cesa_makes_the_employee(self):
        self._confirm(self.denis)
        employee = self.denis.employee_id
        self.assertEqual(employee.create_uid, self.env.ref("base.user_root"))
        self.assertEqual(employee.version_ids.create_uid, self.env.ref("base.user_root"))
        self.assertEqual(employee.name, "Denis Dupré")
        self.assertEqual(employee.company_id, self.company)
        self.assertEqual(employee.work_contact_id, self.denis.partner_id)
        self.assertEqual(employee.work_email, "denis@example.com")
        self.assertEqual(employee.work_phone, self.denis.phone)
        self.assertFalse(employee.user_id, "a login of the portal is no login of HR")
        version = employee.version_ids
        self.assertEqual(len(version), 1)
        self.assertEqual(version.date_version, date(2026, 1, 1))
        self.assertEqual(version.contract_date_start, date(2026, 1, 1))
        self.assertFalse(version.contract_date_end)
        self.assertEqual(version.trial_date_end, date(2026, 8, 31))
        self.assertEqual(version.wage, 534.5)
        self.assertEqual(version.contract_type_id.code, "CESA")
        self.assertEqual(version.resource_calendar_id.hours_per_week, 10)
        self.assertTrue(version.resource_calendar_id.flexible_hours)
        self.assertFalse(version.resource_calendar_id.attendance_ids)
        self.assertEqual(version.work_location_id, self.territory.work_location_id)
        self.assertEqual(version.work_location_id.name, "River bank")
        self.assertEqual(version.address_id, self.company.partner_id)
        self.assertEqual(version.hr_responsible_id, self.hr_officer)
        self.assertEqual(version.last_modified_uid, self.advisor)
        self.assertFalse(version.private_street or version.ssnid, "HR's own data stays HR's")
        self.assertTrue(version.is_in_contract)

    def test_nobody_is_told_and_nobody_follows(self):
        messages = self.env["mail.message"].search([], order="id desc", limit=1).id or 0
        contract = self._confirm(self.denis)
        self._amend(contract, "2026-03-01", change_pay=True, fixed_pay=600)
        contract.with_user(self.advisor).action_end("Moves abroad")
        employee = self.denis.employee_id
        self.assertFalse(employee.message_partner_ids)
        new = self.env["mail.message"].search(
            [("id", ">", messages), ("model", "in", ("hr.employee", "hr.version"))]
        )
        self.assertFalse(new.notified_partner_ids)
        self.assertFalse(
            self.env["mail.mail"].search([("mail_message_id", "in", new.ids)]), "no mail leaves"
        )
        self.assertFalse(self.denis.image_1920, "the picture of the person stays hers")

    def test_many_at_once_cost_little(self):
        def confirm(count):
            people = self.env["cae.entrepreneur"].create(
                [
                    {
                        "name": f"Person {index}",
                        "company_id": self.company.id,
                        "territory_id": self.territory.id,
                    }
                    for index in range(count)
                ]
            )
            contracts = self.env["cae.contract"].create(
                [
                    {
                        "entrepreneur_id": person.id,
                        "kind": "cesa",
                        "date_start": "2026-01-01",
                        "working_time": 10,
                    }
                    for person in people
                ]
            )
            self.env.flush_all()
            before = self.cr.sql_log_count
            employee_sync.sync_contracts(contracts)
            self.env.flush_all()
            self.assertEqual(len(people.employee_id.version_ids), count)
            return self.cr.sql_log_count - before

        confirm(2)
        few, many = confirm(5), confirm(50)
        # What is left is how Odoo makes an employee: its version, resource, constraints.
        self.assertLess((many - few) / 45, 16, "queries for each employee more")

    def test_cape_makes_no_employee(self):
        self.assertFalse(self.bruno.employee_id)
        self.assertFalse(
            self.env["hr.employee"].search([("work_contact_id", "=", self.bruno.partner_id.id)])
        )

    def test_same_hours_same_schedule(self):
        self._confirm(self.denis)
        other = self.denis.copy({"name": "Élise Étienne"})
        self._confirm(other)
        calendars = (self.denis.employee_id + other.employee_id).resource_calendar_id
        self.assertEqual(len(calendars), 1)
        third = self.denis.copy({"name": "Fanny Faure"})
        self._confirm(third, working_time=0)
        self.assertFalse(third.employee_id.resource_calendar_id, "free hours")

    def test_employee_who_was_there_is_taken(self):
        before = self.env["hr.employee"].create(
            {
                "name": "Denis Dupré",
                "company_id": self.company.id,
                "work_contact_id": self.denis.partner_id.id,
                "date_version": "2020-01-01",
                "private_street": "1 rue des Tilleuls",
            }
        )
        self._confirm(self.denis)
        self.assertEqual(self.denis.employee_id, before)
        self.assertEqual(
            before.version_ids.mapped("date_version"), [date(2020, 1, 1), date(2026, 1, 1)]
        )
        version = before._get_version(date(2026, 1, 1))
        self.assertEqual(version.private_street, "1 rue des Tilleuls", "HR's data goes on")

    def test_each_amendment_is_a_version_and_the_past_stays(self):
        with freeze_time("2026-01-15"):
            contract = self._confirm(self.denis)
        employee = self.denis.employee_id
        with freeze_time("2026-02-15"):
            self._amend(contract, "2026-03-01", change_pay=True, fixed_pay=800)
            self._amend(contract, "2026-06-01", change_working_time=True, working_time=20)
        for day, expected in (
            ("2026-01-01", (534.5, 10)),
            ("2026-02-28", (534.5, 10)),
            ("2026-03-01", (800, 10)),
            ("2026-05-31", (800, 10)),
            ("2026-06-01", (800, 20)),
            ("2030-01-01", (800, 20)),
        ):
            with self.subTest(day=day):
                self.assertEqual(self._describe(employee, day), expected)
                terms = contract._get_terms(fields.Date.to_date(day))
                self.assertEqual((terms.fixed_pay, terms.working_time), expected, "as agreed")
        self.assertEqual(
            set(employee.version_ids.mapped("contract_date_start")), {date(2026, 1, 1)}
        )

    def test_other_territory_other_place(self):
        contract = self._confirm(self.denis)
        hill = self.env["cae.territory"].create({"name": "Hill", "company_id": self.company.id})
        self._amend(contract, "2026-03-01", change_territory=True, territory_id=hill.id)
        employee = self.denis.employee_id
        self.assertEqual(
            employee._get_version(date(2026, 2, 28)).work_location_id.name, "River bank"
        )
        self.assertEqual(employee._get_version(date(2026, 3, 1)).work_location_id.name, "Hill")

    def test_new_end_is_on_the_whole_contract(self):
        contract = self._confirm(self.denis, date_end="2026-12-31", trial_date_end=False)
        employee = self.denis.employee_id
        self._amend(contract, "2026-03-01", change_pay=True, fixed_pay=800)
        self._amend(contract, "2026-05-01", change_end=True, date_end="2026-06-30")
        self.assertEqual(len(employee.version_ids), 3)
        self.assertEqual(set(employee.version_ids.mapped("contract_date_end")), {date(2026, 6, 30)})

    def test_withdrawn_amendment(self):
        contract = self._confirm(self.denis)
        with freeze_time("2026-02-01"):
            amendment = self._amend(contract, "2026-03-01", change_pay=True, fixed_pay=800)
            amendment.with_user(self.manager).action_cancel()
        employee = self.denis.employee_id
        self.assertEqual(self._describe(employee, "2026-03-01"), (534.5, 10))

    def test_end_closes_and_archives_on_the_day(self):
        with freeze_time("2026-01-15"):
            contract = self._confirm(self.denis)
        employee = self.denis.employee_id
        with freeze_time("2026-04-01"):
            contract.with_user(self.advisor)._end_on(date(2026, 4, 30), "Moves abroad")
            self.assertTrue(employee.active, "still there until the day")
            self.assertEqual(employee.version_ids.contract_date_end, date(2026, 4, 30))
            self.assertEqual(employee.version_ids.departure_date, date(2026, 4, 30))
            self.assertEqual(employee.version_ids.departure_reason_id.name, "End of the CESA")
        cron = self.env.ref("cae_contrat.ir_cron_archive_employees")
        for today, active in (("2026-04-29", True), ("2026-04-30", False)):
            with self.subTest(today=today), freeze_time(today), self.enter_registry_test_mode():
                cron.method_direct_trigger()
                self.assertEqual(employee.active, active)

    @freeze_time("2026-04-30")
    def test_end_today_archives_today(self):
        contract = self._confirm(self.denis)
        contract.with_user(self.advisor).action_end("Moves abroad")
        self.assertFalse(self.denis.employee_id.active)

    def test_amendment_to_come_never_holds_after_the_end(self):
        with freeze_time("2026-01-15"):
            contract = self._confirm(self.denis)
            self._amend(contract, "2026-06-01", change_pay=True, fixed_pay=800)
        with freeze_time("2026-04-30"):
            contract.with_user(self.advisor).action_end("Moves abroad")
        versions = self.denis.employee_id.with_context(active_test=False).version_ids
        self.assertEqual(versions.mapped("date_version"), [date(2026, 1, 1)])

    def test_coming_back_takes_the_same_employee(self):
        with freeze_time("2026-04-30"):
            contract = self._confirm(self.denis)
            contract.with_user(self.advisor).action_end("Moves abroad")
        employee = self.denis.employee_id
        with freeze_time("2027-02-01"):
            self._confirm(
                self.denis, date_start="2027-03-01", fixed_pay=700, trial_date_end="2027-03-31"
            )
            self.env.ref("cae_contrat.ir_cron_archive_employees")
            with self.enter_registry_test_mode():
                self.env.ref("cae_contrat.ir_cron_archive_employees").method_direct_trigger()
        self.assertEqual(self.denis.employee_id, employee)
        self.assertTrue(employee.active)
        first, second = employee.version_ids
        self.assertEqual((first.contract_date_end, first.wage), (date(2026, 4, 30), 534.5))
        self.assertEqual(first.departure_date, date(2026, 4, 30), "the past stays")
        self.assertEqual((second.contract_date_start, second.wage), (date(2027, 3, 1), 700))
        self.assertFalse(second.contract_date_end or second.departure_date)
        with freeze_time("2026-12-31"):
            self.assertFalse(employee._is_in_contract(date(2026, 12, 31)))

    def test_one_cesa_after_the_other_is_no_departure(self):
        with freeze_time("2026-01-15"):
            first = self._confirm(self.denis, date_end="2026-06-30", trial_date_end=False)
            self._confirm(self.denis, date_start="2026-07-01", trial_date_end=False)
        with freeze_time("2026-07-02"):
            first.with_user(self.advisor).action_end()
        employee = self.denis.employee_id
        self.assertTrue(employee.active)
        self.assertFalse(employee.version_ids.filtered("departure_date"))
        self.assertEqual(len(employee.version_ids), 2)

    def test_back_to_draft_takes_it_back(self):
        contract = self._confirm(self.denis)
        employee = self.denis.employee_id
        contract.with_user(self.manager).action_draft()
        self.assertFalse(employee.version_ids.contract_date_start)
        self.assertFalse(employee._is_in_contract(date(2026, 6, 1)))
        contract.date_start = "2026-02-01"
        contract.fixed_pay = 700
        contract.with_user(self.advisor).action_confirm()
        version = employee.version_ids
        self.assertEqual(len(version), 1)
        self.assertEqual(version.date_version, date(2026, 2, 1))
        self.assertEqual((version.contract_date_start, version.wage), (date(2026, 2, 1), 700))

    def _leave(self, reason, date_exit="2026-04-30"):
        leaving = (
            self.env["cae.exit"]
            .with_user(self.advisor)
            .create(
                {
                    "entrepreneur_id": self.denis.id,
                    "date_exit": date_exit,
                    "reason_id": self.env.ref(f"cae_contrat.exit_reason_{reason}").id,
                    "destination_id": self.env.ref("cae_contrat.exit_destination_job").id,
                }
            )
        )
        leaving.action_confirm()

    @freeze_time("2026-04-30")
    def test_departure_says_why(self):
        for reason, departure in (
            ("own_decision", "hr.departure_resigned"),
            ("retirement", "hr.departure_retired"),
            ("mutual_agreement", "cae_contrat.hr_departure_reason_cesa"),
        ):
            with self.subTest(reason=reason), self.env.cr.savepoint() as savepoint:
                self._confirm(self.denis)
                self._leave(reason)
                version = self.denis.employee_id.version_ids
                self.assertEqual(version.departure_reason_id, self.env.ref(departure))
                self.assertEqual(version.departure_date, date(2026, 4, 30))
                savepoint.rollback()
                self.env.invalidate_all()

    @freeze_time("2026-04-30")
    def test_departure_of_a_contract_that_ended_before(self):
        contract = self._confirm(self.denis)
        contract.with_user(self.advisor)._end_on(date(2026, 4, 15), "Moves abroad")
        self._leave("own_decision")
        version = self.denis.employee_id.version_ids
        self.assertEqual(version.departure_reason_id, self.env.ref("hr.departure_resigned"))
        self.assertEqual(version.departure_date, date(2026, 4, 15))

    @freeze_time("2026-04-30")
    def test_departure_that_hr_noted_stays(self):
        contract = self._confirm(self.denis)
        contract.with_user(self.advisor).action_end("Moves abroad")
        version = self.denis.employee_id.version_ids
        fired = version.departure_reason_id = self.env.ref("hr.departure_fired")
        self._leave("own_decision")
        self.assertEqual(version.departure_reason_id, fired)

    def test_manager_chooses_the_departure(self):
        shared = self.env.ref("cae_contrat.exit_reason_mutual_agreement")
        reason = shared.copy({"company_id": self.company.id})
        with Form(reason.with_user(self.manager)) as form:
            form.departure_reason_id = self.env.ref("hr.departure_resigned")
        self.assertEqual(reason.departure_reason_id, self.env.ref("hr.departure_resigned"))
        self.assertFalse(self.env["hr.departure.reason"].with_user(self.advisor).has_access("read"))


@tagged("post_install", "-at_install")
class TestEmployeeRights(CaeContractCommon, HttpCase):
    """An advisor confirms contracts, and sees nothing of HR."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hr_officer = cls._create_staff("cae_hr_officer", "hr.group_hr_user")
        cls.hr_officer.group_ids += cls.env.ref("cae_socle.group_accountant")
        cls.employee_record = cls.alice.employee_id

    def _call(self, model, method, *args, **kwargs):
        response = self.url_open(
            "/web/dataset/call_kw",
            data=json.dumps(
                {"params": {"model": model, "method": method, "args": args, "kwargs": kwargs}}
            ),
            headers={"Content-Type": "application/json"},
        )
        return response.json()

    def test_common_people_are_employees(self):
        self.assertTrue(self.employee_record)

    def test_advisor_reads_no_field_of_hr(self):
        advisor = self.alice.with_user(self.advisor)
        with self.assertRaises(AccessError):
            advisor.read(["employee_id"])
        with self.assertRaises(AccessError):
            advisor.search([("employee_id.wage", ">", 0)])
        self.assertNotIn("employee_id", advisor.fields_get())
        self.assertNotIn("employee_id", advisor.get_view(view_type="form")["arch"])
        with self.assertRaises(AccessError):
            advisor.action_open_employee()
        for model in ("hr.employee", "hr.version"):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.advisor).search([]).read(["wage"])

    @mute_logger("odoo.http")
    def test_advisor_reads_no_field_of_hr_through_the_network(self):
        self.authenticate("cae_advisor", "cae_advisor")
        version = self.employee_record.version_ids
        calls = (
            ("cae.entrepreneur", "read", self.alice.ids, ["employee_id"]),
            ("cae.entrepreneur", "action_open_employee", self.alice.ids),
            ("cae.entrepreneur", "search_read", [], ["employee_id"]),
            ("hr.employee", "read", self.employee_record.ids, ["private_street"]),
            ("hr.employee", "read", self.employee_record.ids, ["wage"]),
            ("hr.employee", "read", self.employee_record.ids, ["contract_date_start"]),
            ("hr.version", "read", version.ids, ["wage"]),
            ("hr.version", "search_read", [], ["wage", "cae_contract_id"]),
        )
        for call in calls:
            with self.subTest(call=call):
                answer = self._call(*call)
                self.assertIn("error", answer)
                self.assertEqual(answer["error"]["data"]["name"], "odoo.exceptions.AccessError")
        for call in (
            ("cae.contract", "_note_terms", self.alice_contract.ids),
            ("cae.contract", "_keep_deadlines", self.alice_contract.ids),
        ):
            with self.subTest(call=call):
                self.assertIn("error", self._call(*call))

    def test_hr_officer_opens_the_employee_from_the_file(self):
        action = self.alice.with_user(self.hr_officer).action_open_employee()
        self.assertEqual(action["res_id"], self.employee_record.id)
        self.assertIn(
            "action_open_employee",
            self.alice.with_user(self.hr_officer).get_view(view_type="form")["arch"],
        )

    def test_person_reads_nothing_of_it(self):
        with self.assertRaises(AccessError):
            self.alice.with_user(self.alice_user).read(["employee_id"])
        with self.assertRaises(AccessError):
            self.employee_record.with_user(self.alice_user).read(["name"])
