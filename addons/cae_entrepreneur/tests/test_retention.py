from datetime import date

from freezegun import freeze_time

from odoo.addons.cae_echeance.models import deadline_alerts
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CaeCommon

NAME, EMAIL = "Zéphyrine Quatrevents", "zephyrine.quatrevents@example.org"
# What nobody else in the database can have in a text.
WORDS = ("quatrevents", "rue des zinnias", "0612345679", "fr7630006000011234567890189")
EXIT = date(2019, 3, 15)
PIXEL = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    b"rkJggg=="
)


class RetentionCommon(CaeCommon):
    """CaeCommon with a person who left on 15 March 2019, and traces of her everywhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what an office does leaves tracked values and mails
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": False})
        with freeze_time("2018-01-10"):
            cls.zoe, cls.message_elsewhere = cls._make_person(NAME, EMAIL)
        with freeze_time(EXIT):
            cls.env["cae.exit"].create(
                {
                    "entrepreneur_id": cls.zoe.id,
                    "reason_id": cls.env.ref("cae_entrepreneur.exit_reason_own_decision").id,
                    "destination_id": cls.env.ref("cae_entrepreneur.exit_destination_job").id,
                    "comment": f"{NAME} found a job",
                }
            ).action_confirm()
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    @classmethod
    def _make_person(cls, name, email):
        person, _user, activity = cls._create_entrepreneur(
            name,
            email,
            f"Atelier {name}",
            f"Z{name[:3].upper()}",
            email=email,
            phone="0612345679",
            street="1 rue des Zinnias",
            zip="37000",
            city="Tours",
            comment=f"<p>{name} called</p>",
            image_1920=PIXEL,
        )
        contract = cls._create_contract(person, kind="cesa", date_start="2018-01-10")
        person.message_post(body=f"{name} came with her plan", email_from=email)
        contract.message_post(body=f"Contract of {name}", author_id=person.partner_id.id)
        activity.with_user(cls.manager).message_post(body=f"{name} begins")
        elsewhere = cls.alice.message_post(
            body=f"I work with Alice, says {name}",
            author_id=person.partner_id.id,
            email_from=f"{name} <{email}>",
            message_type="comment",
        )
        person.write({"name": f"{name} Dupont"})
        person.write({"name": name})
        person.activity_schedule("mail.mail_activity_data_todo", summary=f"Call {name}")
        cls.env["ir.attachment"].create(
            {
                "name": f"CV {name}.txt",
                "raw": name.encode(),
                "mimetype": "text/plain",
                "res_model": "cae.entrepreneur",
                "res_id": person.id,
            }
        )
        person.write({"emergency_name": "Zoltan Quatrevents", "emergency_phone": "0612345679"})
        document = cls.env["cae.document"].create(
            {
                "entrepreneur_id": person.id,
                "name": f"Diploma of {name}",
                "kind_id": cls.env.ref("cae_entrepreneur.document_kind_other").id,
                "file_name": f"diploma {name}.png",
                "file": PIXEL,
            }
        )
        cls.env["res.partner.bank"].create(
            {
                "partner_id": person.partner_id.id,
                "acc_number": "FR76 3000 6000 0112 3456 7890 189",
            }
        )
        cls.env["crm.lead"].create(
            {
                "name": f"Project of {name}",
                "partner_id": person.partner_id.id,
                "contact_name": name,
                "email_from": email,
                "description": f"<p>{name} wants to bake</p>",
            }
        )
        # an event of others too, and the mail that told the team
        event = cls.env["calendar.event"].create(
            {
                "name": f"Coffee with {name}",
                "location": "1 rue des Zinnias",
                "description": f"<p>{name}, <a href='tel:0612345679'>0612345679</a></p>",
                "start": "2018-02-01 09:00:00",
                "stop": "2018-02-01 10:00:00",
                "partner_ids": [Command.set((person.partner_id | cls.alice.partner_id).ids)],
            }
        )
        event.message_post(body=f"{name} comes by train")
        cls.env["cae.deadline"]._by_method().create(
            {
                "res_model": "cae.document",
                "res_id": document.id,
                "entrepreneur_id": person.id,
                "company_id": person.company_id.id,
                "kind": "document",
                "date_due": "2018-03-01",
                "date_first_alert": "2018-02-01",
                "date_alerted": "2018-02-01",
            }
        )
        deadline_alerts.write_to(cls.advisor)
        cls.env["hr.employee"].create(
            {
                "name": name,
                "work_contact_id": person.partner_id.id,
                "company_id": cls.company.id,
                "birthday": "1980-05-05",
                "private_email": email,
                "private_street": "1 rue des Zinnias",
                "country_id": cls.env.ref("base.be").id,
                "sex": "female",
            }
        )
        return person, elsewhere

    def _list(self, day):
        with freeze_time(day):
            return self.env["cae.retention"].with_user(self.manager).create({})

    def _kinds(self, run, person):
        return set(
            run.line_ids.filtered(lambda line: line.entrepreneur_id == person).mapped("kind")
        )

    def _scan(self, *words):
        """Return the columns of the whole database in which a word stands."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT c.table_name, c.column_name
              FROM information_schema.columns c
              JOIN information_schema.tables t USING (table_schema, table_name)
             WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
               AND c.data_type IN ('character varying', 'text', 'jsonb', 'json', 'bytea')
            """
        )
        found = set()
        for table, column in self.env.cr.fetchall():
            self.env.cr.execute(
                f'SELECT 1 FROM "{table}" WHERE "{column}"::text ILIKE ANY(%s) LIMIT 1',
                ([f"%{word}%" for word in words],),
            )
            if self.env.cr.fetchone():
                found.add(f"{table}.{column}")
        return found


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

    def _anonymise(self, run, day):
        with freeze_time(day):
            run.action_anonymise()
            self.env.flush_all()

    def test_refused_requests(self):
        lead = self.env["crm.lead"].create(
            {
                "cae_intake": True,
                "name": "Uldaric Lointain",
                "email_from": "uldaric@example.org",
                "zip": "37000",
                "cae_project": "Uldaric bakes",
                "company_id": self.company.id,
                "cae_territory_id": self.territory.id,
            }
        )
        self.env["cae.diagnosis"].create({"lead_id": lead.id, "strengths": "Uldaric is patient"})
        lead.message_post(body="Uldaric called")
        lead._by_method().write(
            {
                "cae_stage": "decided",
                "cae_decision": "informed",
                "cae_decision_date": "2023-05-10",
                "cae_decision_reason": "Uldaric wants to think",
            }
        )
        for day, listed in (("2025-05-09", False), ("2025-05-10", False), ("2025-05-11", True)):
            with self.subTest(day=day):
                self.assertEqual(lead in self._list(day).line_ids.lead_id, listed)
        self._anonymise(self._list("2025-05-11"), "2025-05-11")
        self.assertEqual(self._scan("uldaric"), set())
        self.assertRecordValues(
            lead,
            [
                {
                    "cae_decision": "informed",
                    "cae_decision_date": date(2023, 5, 10),
                    "cae_territory_id": self.territory.id,
                    "zip": "37000",
                }
            ],
        )
        self.assertNotIn(lead, self._list("2026-01-01").line_ids.lead_id)

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
        self.assertGreater(len(self._scan(*WORDS)), 15)
        user = self.zoe.with_context(active_test=False).user_ids
        stored = self.env["ir.attachment"].search(
            [("res_model", "=", "cae.entrepreneur"), ("res_id", "=", self.zoe.id)]
        )
        self.assertTrue(stored)
        run = self._list("2024-03-16")
        self._anonymise(run, "2024-03-16")
        self.assertEqual(run.state, "done", run.line_ids.mapped("error"))
        self.assertEqual(self._scan(*WORDS), set())
        self.assertFalse(stored.exists())
        self.assertFalse(self.zoe.image_1920)
        self.assertEqual(self.zoe.name, f"Anonymised person {self.zoe.partner_id.id}")
        self.assertFalse(user.active)
        employee = self.env["hr.employee"].search(
            [("work_contact_id", "=", self.zoe.partner_id.id)]
        )
        self.assertFalse(employee.birthday or employee.sex or employee.country_id)

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
        reference = self.env["cae.anonymisation"]._get_reference(self.zoe)
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

    @mute_logger("odoo.addons.cae_entrepreneur.models.cae_retention")
    def test_interrupted_it_goes_on(self):
        with freeze_time("2018-02-01"):
            other, _message = self._make_person("Yvonne Autrefois", "yvonne@example.org")
        with freeze_time(EXIT):
            self.env["cae.exit"].create(
                {
                    "entrepreneur_id": other.id,
                    "reason_id": self.env.ref("cae_entrepreneur.exit_reason_own_decision").id,
                    "destination_id": self.env.ref("cae_entrepreneur.exit_destination_job").id,
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
                self.env.ref("cae_entrepreneur.cae_retention_cron").method_direct_trigger()
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
        for name, years in (
            ("cae_keep_staff_years", 4),
            ("cae_keep_payslip_years", 4),
            ("cae_keep_accounting_years", 9),
        ):
            with self.subTest(name=name), self.assertRaisesRegex(ValidationError, "at least"):
                self.company[name] = years

    def test_the_contact_s_own_button_is_refused(self):
        with self.assertRaisesRegex(UserError, "has a file"):
            self.zoe.partner_id.anonymize_partner_data()
