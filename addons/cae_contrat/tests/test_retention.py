from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .retention_common import EMAIL, EXIT, NAME, WORDS, RetentionCommon


@tagged("post_install", "-at_install")
class TestRetention(RetentionCommon):
    def test_day_before_day_itself_day_after(self):
        for day, kinds in (
            ("2024-03-14", set()),
            ("2024-03-15", set()),
            ("2024-03-16", {"file", "staff", "identity"}),
        ):
            with self.subTest(day=day):
                self.assertEqual(self._kinds(self._list(day), self.zoe), kinds)

    def test_each_kind_has_its_own_time(self):
        self.company.write({"cae_keep_file_years": 2, "cae_keep_staff_years": 6})
        self.assertEqual(self._kinds(self._list("2021-03-16"), self.zoe), {"file"})
        self.assertEqual(self._kinds(self._list("2025-03-15"), self.zoe), {"file"})
        self.assertEqual(
            self._kinds(self._list("2025-03-16"), self.zoe), {"file", "staff", "identity"}
        )

    def test_the_list_says_why_and_since_when(self):
        lines = self._list("2024-03-16").line_ids.filtered(
            lambda line: line.entrepreneur_id == self.zoe and line.kind == "staff"
        )
        self.assertRecordValues(
            lines, [{"reason": "exit", "date_start": EXIT, "date_until": date(2024, 3, 15)}]
        )

    def test_who_is_there_is_not_on_the_list(self):
        run = self._list("2040-01-01")
        self.assertFalse(self._kinds(run, self.alice))
        with freeze_time("2019-09-01"):
            self._create_contract(self.zoe, kind="cesa", date_start="2019-09-01")
        self.assertFalse(self._kinds(self._list("2040-01-01"), self.zoe))

    def test_candidates_two_years_after_the_decision(self):
        with freeze_time("2023-05-10"):
            person = self.env["cae.entrepreneur"].create(
                {"name": "Candide Perdu", "email": "candide@example.org"}
            )
            self.env.flush_all()
        self.env.cr.execute(
            "update cae_entrepreneur set create_date = '2023-05-10' where id = %s", (person.id,)
        )
        self.env.cr.execute(
            "update mail_message set date = '2023-05-10' where model = 'cae.entrepreneur' "
            "and res_id = %s",
            (person.id,),
        )
        self.env.invalidate_all()
        self.assertFalse(self._kinds(self._list("2025-05-10"), person))
        run = self._list("2025-05-11")
        self.assertEqual(self._kinds(run, person), {"candidate", "identity"})
        self._anonymise(run, "2025-05-11")
        self.assertFalse(self._scan("candide"))

    def test_looking_changes_nothing_but_the_list(self):
        self.env.flush_all()
        before = {}
        tables = ("res_partner", "cae_entrepreneur", "mail_message", "res_users", "ir_attachment")
        for table in tables:
            self.env.cr.execute(f"SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM {table} t")
            before[table] = self.env.cr.fetchone()
        run = self._list("2024-03-16")
        run.action_look()
        self.env.flush_all()
        for table in tables:
            with self.subTest(table=table):
                self.env.cr.execute(
                    f"SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM {table} t"
                )
                self.assertEqual(self.env.cr.fetchone(), before[table])
        self.assertEqual(run.state, "draft")

    def test_nothing_is_left_in_the_whole_database(self):
        self._check_nothing_is_left()

    def test_privacy_lookup_finds_nothing(self):
        lookup = self.env["privacy.lookup.wizard"].create({"name": NAME, "email": EMAIL})
        lookup.action_lookup()
        self.assertGreater(lookup.line_count, 5)
        lookup.unlink()
        self._anonymise(self._list("2024-03-16"), "2024-03-16")
        lookup = self.env["privacy.lookup.wizard"].create({"name": NAME, "email": EMAIL})
        lookup.action_lookup()
        self.assertFalse(lookup.line_ids)

    def test_statistics_stay(self):
        self._anonymise(self._list("2024-03-16"), "2024-03-16")
        leaving = self.zoe.exit_ids
        self.assertEqual(leaving.destination_id.with_context(lang="en_US").name, "Job")
        self.assertTrue(leaving.is_positive)
        self.assertRecordValues(
            self.zoe,
            [
                {
                    "territory_id": self.territory.id,
                    "date_entry": date(2018, 1, 10),
                    "date_exit": EXIT,
                    "stage": "former",
                    "active": True,
                }
            ],
        )
        self.assertRecordValues(
            self.zoe.contract_ids,
            [{"kind": "cesa", "date_start": date(2018, 1, 10), "date_end": EXIT}],
        )

    def test_other_people_keep_theirs(self):
        self._anonymise(self._list("2024-03-16"), "2024-03-16")
        self.assertEqual(self.alice.name, "Alice Arnaud")
        self.assertTrue(self.alice_user.active)
        self.assertEqual(self.alice_activity.name, "Blue workshop")
        self.assertTrue(self.message_elsewhere.exists())
        self.assertRecordValues(
            self.message_elsewhere, [{"model": "cae.entrepreneur", "res_id": self.alice.id}]
        )

    def test_events_of_others_stay(self):
        event = self.env["calendar.event"].search([("name", "ilike", NAME)])
        digest = self.env["mail.message"].search(
            [("message_type", "=", "user_notification"), ("body", "ilike", NAME)]
        )
        self.assertEqual(len(event), 1)
        self.assertTrue(digest)
        self._anonymise(self._list("2024-03-16"), "2024-03-16")
        self.assertTrue(event.exists())
        self.assertTrue(event.name.startswith("Coffee with Anonymised person"), event.name)
        self.assertIn(self.alice.partner_id, event.partner_ids)
        self.assertFalse(event.description)
        self.assertFalse(digest.exists())

    def test_partly_then_the_rest(self):
        self.company.cae_keep_staff_years = 8
        self._anonymise(self._list("2024-03-16"), "2024-03-16")
        self.assertEqual(self.zoe.name, NAME)
        self.assertFalse(self.zoe.email or self.zoe.phone or self.zoe.message_ids)
        self.assertEqual(self.zoe.street, "1 rue des Zinnias")
        employee = self.env["hr.employee"].search(
            [("work_contact_id", "=", self.zoe.partner_id.id)]
        )
        self.assertEqual(employee.birthday, date(1980, 5, 5))
        again = self._list("2027-03-16")
        self.assertEqual(self._kinds(again, self.zoe), {"staff", "identity"})
        self._anonymise(again, "2027-03-16")
        self.assertEqual(self._scan(*WORDS), set())
        self.assertFalse(self._kinds(self._list("2040-01-01"), self.zoe))

    def test_log_without_a_name(self):
        self._anonymise(self._list("2024-03-16"), "2024-03-16")
        reference = self.zoe._get_anonymised_reference()
        log = self.env["cae.anonymisation.log"].search([("reference", "=", reference)])
        self.assertRecordValues(
            log,
            [
                {
                    "user_id": self.manager.id,
                    "company_id": self.company.id,
                    "kinds": "file, identity, staff",
                    "remaining": "",
                }
            ],
        )
        self.assertIn("res.partner: 1", log.details)
        self.assertNotIn("Quatrevents", str(log.read()))
        with self.assertRaises(AccessError):
            log.with_user(self.manager).write({"kinds": "x"})
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            log.write({"kinds": "x"})
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            log.unlink()

    def test_namesake_is_left_and_named_in_the_log(self):
        namesake = self.env["res.partner"].create({"name": NAME})
        self._anonymise(self._list("2024-03-16"), "2024-03-16")
        self.assertEqual(namesake.name, NAME)
        log = self.env["cae.anonymisation.log"].search([], limit=1)
        self.assertIn(": 1", log.remaining)

    def test_kept_for_now(self):
        run = self._list("2024-03-16")
        run.line_ids.filtered(lambda line: line.entrepreneur_id == self.zoe).is_kept = True
        with self.assertRaisesRegex(UserError, "nothing to do"):
            (run.line_ids.filtered(lambda line: not line.is_kept)).is_kept = True
            run.action_anonymise()
        run.action_look()
        self.assertTrue(
            all(
                run.line_ids.filtered(lambda line: line.entrepreneur_id == self.zoe).mapped(
                    "is_kept"
                )
            )
        )
        self.assertEqual(self.zoe.name, NAME)

    def test_who_came_back_meanwhile(self):
        run = self._list("2024-03-16")
        with freeze_time("2024-03-16"):
            self._create_contract(self.zoe, kind="cesa", date_start="2024-03-16")
        self._anonymise(run, "2024-03-16")
        self.assertEqual(self.zoe.name, NAME)
        mine = run.line_ids.filtered(lambda line: line.entrepreneur_id == self.zoe)
        self.assertEqual(set(mine.mapped("state")), {"gone"})

    @mute_logger("odoo.addons.cae_socle.models.cae_retention")
    def test_interrupted_it_goes_on(self):
        with freeze_time("2018-02-01"):
            other, _message = self._make_person("Yvonne Autrefois", "yvonne@example.org")
        with freeze_time(EXIT):
            self.env["cae.exit"].create(
                {
                    "entrepreneur_id": other.id,
                    "reason_id": self.env.ref("cae_contrat.exit_reason_own_decision").id,
                    "destination_id": self.env.ref("cae_contrat.exit_destination_job").id,
                }
            ).action_confirm()
        run = self._list("2024-03-16").sudo()
        subjects = run._get_remaining_subjects()
        run._by_method().state = "running"
        run._process(subjects[:1], self.manager)
        self.assertEqual(run.state, "running")
        first, second = (lines.entrepreneur_id for lines in subjects[:2])
        self.assertIn("Anonymised", first.name)
        self.assertNotIn("Anonymised", second.name)
        logs = self.env["cae.anonymisation.log"].search_count([])
        for expected in (1, 1):
            with freeze_time("2024-03-17"), self.enter_registry_test_mode():
                self.env.ref("cae_socle.cae_retention_cron").method_direct_trigger()
            self.env.invalidate_all()
            self.assertIn("Anonymised", second.name)
            self.assertEqual(
                self.env["cae.anonymisation.log"].search_count([]),
                logs + expected * (len(subjects) - 1),
            )
        self.assertEqual(run.state, "done")

    def test_only_managers(self):
        run = self._list("2024-03-16")
        for role in ("advisor", "accountant", "employee", "alice_user"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                run.with_user(getattr(self, role)).action_anonymise()
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.env["cae.retention"].with_user(getattr(self, role)).create({})
        self.assertEqual(self.zoe.name, NAME)

    def test_other_cooperative_is_left_alone(self):
        with freeze_time("2024-03-16"):
            run = self.env["cae.retention"].create({"company_id": self.other_company.id})
        self.assertFalse(run.line_ids.entrepreneur_id & self.zoe)

    def test_queries_do_not_grow(self):
        def count():
            run = self._list("2024-03-16").sudo()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            run._prepare_lines()
            return self.cr.sql_log_count - before

        count()
        few = count()
        self.env["cae.entrepreneur"].create([{"name": f"P{n}"} for n in range(50)])
        self.assertEqual(count(), few)

    def test_the_law_s_times_cannot_be_shortened(self):
        for name, years in (("cae_keep_staff_years", 4),):
            with self.subTest(name=name), self.assertRaisesRegex(ValidationError, "at least"):
                self.company[name] = years

    def test_the_contact_s_own_button_is_refused(self):
        with self.assertRaisesRegex(UserError, "has a file"):
            self.zoe.partner_id.anonymize_partner_data()
