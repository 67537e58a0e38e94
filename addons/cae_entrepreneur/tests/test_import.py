import datetime
import io

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .import_common import ImportCommon

ZOE = ("P1", "Zoé", "Zola", "zoe@example.com", 612345678, 1000, "Candidate")
YVES = ("P2", "Yves", "Yvon", "yves@example.com")


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15")
class TestImport(ImportCommon):
    def test_people_and_activities(self):
        record = self._import(
            people=[
                (
                    *ZOE,
                    "river bank",
                    "Crafts",
                    "cae_advisor@example.com",
                    datetime.date(2026, 3, 2),
                ),
                (*YVES, None, None, "Former", None, None, None, "02/03/2020", "31/12/2025"),
            ],
            activities=[("A1", "IMP1", "Kites", "P1; yves@example.com", "TRB", "2026-03-02")],
        )
        zoe, yves = self._find_person("P1"), self._find_person("P2")
        self.assertEqual((zoe.name, zoe.phone, zoe.zip), ("Zoé Zola", "06 12 34 56 78", "01000"))
        self.assertEqual((zoe.territory_id, zoe.pole_ids), (self.territory, self.pole))
        self.assertEqual((zoe.referent_id, zoe.stage), (self.advisor, "candidate"))
        self.assertEqual(str(zoe.date_entry), "2026-03-02")
        self.assertEqual(zoe.partner_id.company_id, self.company)
        self.assertEqual((yves.stage, str(yves.date_exit)), ("former", "2025-12-31"))
        activity = self.env["cae.activity"].search([("code", "=", "IMP1")])
        self.assertEqual(activity.entrepreneur_ids, zoe | yves)
        self.assertEqual(activity.territory_id, self.territory)
        self.assertEqual(activity.analytic_account_id.name, "Kites")
        self.assertEqual(
            record.result,
            {
                "people": {"created": 2, "updated": 0, "unchanged": 0},
                "activities": {"created": 1, "updated": 0, "unchanged": 0},
            },
        )
        self.assertEqual(record.done_by_id, self.manager)
        people = self.env["cae.entrepreneur"].search(record.action_open_people()["domain"])
        self.assertEqual(people, zoe | yves)

    def _snapshot(self):
        self.env.flush_all()
        rows = []
        for table in (
            "cae_entrepreneur",
            "cae_activity",
            "res_partner",
            "account_analytic_account",
        ):
            self.env.cr.execute(f"SELECT id, write_date FROM {table} ORDER BY id")  # pylint: disable=sql-injection
            rows.append(self.env.cr.fetchall())
        return rows

    def test_again_writes_nothing(self):
        rows = {
            "people": [(*ZOE, "River bank", "Crafts"), YVES],
            "activities": [("A1", "IMP1", "Kites", "P1; P2", "TRB", "2026-03-02")],
        }
        self._import(**rows)
        self.env.cr.execute("UPDATE cae_entrepreneur SET write_date = '2026-01-01'")
        before = self._snapshot()
        again = self._import(**rows)
        self.assertEqual(again.result["people"], {"created": 0, "updated": 0, "unchanged": 2})
        self.assertEqual(again.result["activities"], {"created": 0, "updated": 0, "unchanged": 1})
        self.assertEqual(self._snapshot(), before)

    def test_again_updates_what_changed(self):
        self._import(people=[ZOE, YVES], activities=[("A1", "IMP1", "Kites", "P1")])
        record = self._import(
            people=[("P1", "Zoé", "Zola-Ray"), YVES],
            activities=[("A1", None, "Kites", "P1, P2")],
        )
        self.assertEqual(record.result["people"], {"created": 0, "updated": 1, "unchanged": 1})
        self.assertEqual(record.result["activities"], {"created": 0, "updated": 1, "unchanged": 0})
        zoe = self._find_person("P1")
        self.assertEqual(zoe.name, "Zoé Zola-Ray")
        self.assertEqual((zoe.email, zoe.zip), ("zoe@example.com", "01000"))  # empty erases nothing
        activity = self.env["cae.activity"].search([("code", "=", "IMP1")])
        self.assertEqual(activity.entrepreneur_ids, zoe | self._find_person("P2"))

    def test_without_keys_the_email_and_the_code_tell(self):
        rows = {
            "people": [(None, *ZOE[1:]), (None, "Xavier", "Xenon")],
            "activities": [(None, "IMP1", "Kites", "Xavier Xenon")],
        }
        self._import(**rows)
        again = self._import(**rows)
        self.assertEqual(again.result["people"], {"created": 0, "updated": 0, "unchanged": 2})
        # the key is learnt afterwards
        learnt = self._import(people=[ZOE])
        self.assertEqual(learnt.result["people"], {"created": 0, "updated": 1, "unchanged": 0})
        self.assertEqual(self._find_person("P1").email, "zoe@example.com")

    def test_someone_who_is_there_already(self):
        record = self._import(
            people=[("P7", "Alice", "Arnaud", "CAE_ALICE@example.com", "0601020304")]
        )
        self.assertEqual(record.result["people"], {"created": 0, "updated": 1, "unchanged": 0})
        self.assertEqual(self.alice.phone, "06 01 02 03 04")
        self.assertEqual(self.alice.stage, "cesa")

    def test_a_contact_becomes_the_identity(self):
        contact = self.env["res.partner"].create(
            {"name": "Zola Zoé", "email": "zoe@example.com", "company_id": self.company.id}
        )
        self._import(people=[ZOE])
        self.assertEqual(self._find_person("P1").partner_id, contact)

    def test_stages(self):
        self._import(
            people=[
                ("S1", None, "Ana One", None, None, None, "Porteur de projet"),
                ("S2", None, "Ben Two", None, None, None, "CESA"),
                (None, "Alice", "Arnaud", "cae_alice@example.com", None, None, "Candidate"),
            ]
        )
        self.assertEqual(self._find_person("S1").stage, "project_holder")
        self.assertEqual(self._find_person("S2").stage, "project_holder")
        self.assertEqual(self.alice.stage, "cesa")

    def test_csv(self):
        data = "sep=;\nPrénom;Nom;E-mail\nZoé;Zola;zoe@example.com\n".encode("cp1252")
        record = self._make_import(data, "people.csv")
        record.action_check()
        self.assertTrue(record.is_ready)
        record.action_import()
        self.assertTrue(self.env["cae.entrepreneur"].search([("email", "=", "zoe@example.com")]))

    def test_the_check_writes_nothing(self):
        before = self._snapshot()
        record = self._make_import(people=[ZOE])
        record.action_check()
        self.assertEqual((record.state, record.is_ready), ("checked", True))
        self.assertEqual(record.result["people"]["created"], 1)
        self.assertEqual(self._snapshot(), before)

    def test_all_or_nothing(self):
        before = self._snapshot()
        record = self._make_import(people=[ZOE, (*YVES, "12"), ("P3", None, "Third")])
        record.action_import()
        self.assertEqual(list(self._get_problems(record)), [(3, "Phone")])
        self.assertEqual(record.state, "checked")
        self.assertEqual(self._snapshot(), before)

    def test_what_only_the_database_refuses_is_named_by_line(self):
        parent = self.env["res.partner"].create({"name": "Mill", "is_company": True})
        for name in ("Zola Zoé", "Third"):
            self.env["res.partner"].create(
                {"name": name, "email": f"{name[:3]}@example.com", "parent_id": parent.id}
            )
        before = self._snapshot()
        record = self._make_import(
            people=[
                ("P1", "Zoé", "Zola", "zol@example.com"),
                YVES,
                ("P3", None, "Third", "thi@example.com"),
                ("P4", None, "Fourth"),
            ],
            activities=[("A1", "IMP1", "Kites", "P1")],
        )
        for action in (record.action_check, record.action_import):
            action()
            self.assertEqual(sorted(record.problem_ids.mapped("line")), [2, 4])
            self.assertIn("Remove this link", record.problem_ids[0].message)
            self.assertEqual((record.state, record.is_ready), ("checked", False))
            self.assertEqual(self._snapshot(), before)

    def test_no_mail(self):
        before = self.env["mail.mail"].search_count([]), self.env["mail.message"].search_count([])
        self.env = self.env(context={**self.env.context, "tracking_disable": False})
        record = self._make_import(
            people=[(*ZOE, "River bank", "Crafts", "cae_advisor@example.com")],
            activities=[("A1", "IMP1", "Kites", "P1")],
        )
        record.action_import()
        self.assertEqual(record.state, "done")
        self.env.flush_all()
        after = self.env["mail.mail"].search_count([]), self.env["mail.message"].search_count([])
        self.assertEqual(after, before)
        self.assertFalse(self._find_person("P1").message_partner_ids)

    def test_another_file_is_checked_anew(self):
        record = self._make_import(people=[ZOE])
        record.action_check()
        record.kind = "activities"
        self.assertEqual((record.state, record.result), ("draft", False))
        record.kind = False
        record.action_import()
        self.assertEqual(record.state, "done")
        with self.assertRaisesRegex(UserError, "new import"):
            record.kind = "people"
        with self.assertRaisesRegex(UserError, "new import"):
            record.action_import()
        with self.assertRaisesRegex(UserError, "stays in the list"):
            record.unlink()

    def test_files_go_after_a_month_and_what_was_done_stays(self):
        done = self._import(people=[ZOE])
        given_up = done.copy({"file": done.file, "file_name": "other.xlsx"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cae_import SET write_date = '2026-06-15 12:00' WHERE id IN %s",
            (tuple((done + given_up).ids),),
        )
        self.env.invalidate_all()
        for day, there in (("2026-07-15", True), ("2026-07-16", False)):
            with freeze_time(day):
                self.env["cae.import"]._gc_files()
            with self.subTest(day=day):
                self.assertEqual(bool(done.file), there)
                self.assertEqual(bool(given_up.exists()), there)
        self.assertFalse(done.problem_ids)
        self.assertTrue(done.sha256 and done.result)
        self.assertRecordValues(done, [{"state": "done", "done_by_id": self.manager.id}])

    def test_who_is_forgotten_is_in_no_file_any_more(self):
        both = self._import(people=[ZOE, YVES])
        other = self._import(people=[("P3", None, "Third")])
        both._by_method().file_name = "zola.xlsx"
        zoe = self._find_person("P1")
        stored = self.env["ir.attachment"].search(
            [("res_model", "=", "cae.import"), ("res_field", "=", "file"), ("res_id", "=", both.id)]
        )
        self.assertTrue(stored)
        kept = both.result, both.sha256, both.date_done
        counts = zoe._anonymise({"file"})
        self.assertEqual(counts["cae.import"], 1)
        self.assertFalse(both.file or both.file_name or both.problem_ids)
        self.assertFalse(stored.exists())
        self.assertEqual((both.result, both.sha256, both.date_done), kept)
        self.assertEqual((both.state, both.done_by_id), ("done", self.manager))
        self.assertTrue(other.file)

    def test_many_problems_are_counted_not_listed(self):
        people = [(f"P{line}", None, f"Name {line}", "nobody") for line in range(2, 352)]
        # what only trying to write would find is left for the next check
        record = self._make_import(people=people, activities=[("A1", "IMP1", "Kites", "Who")])
        record.action_check()
        found = record.problem_ids
        self.assertEqual(found.mapped("line"), [*range(2, 302), 0])
        self.assertIn("50 more problems", found[-1].message)
        self.assertFalse(record.is_ready)
        record.action_import()
        self.assertEqual(record.state, "checked")

    def test_what_nobody_sees_and_errors_of_the_spreadsheet(self):
        data = self._make_workbook(
            people=[("P1", None, "Zola"), ("P2", None, "#N/A"), ("P3", "#REF!", "Yvon")],
            activities=[("A1", "IMP1", "Kites", "P1")],
        )
        book = openpyxl.load_workbook(io.BytesIO(data))
        book.worksheets[0].row_dimensions[3].hidden = True
        book.worksheets[1].sheet_state = "veryHidden"
        out = io.BytesIO()
        book.save(out)
        record = self._make_import(out.getvalue())
        record.action_check()
        problems = self._get_problems(record)
        self.assertEqual(set(problems), {(3, "Last name"), (4, "First name")})
        self.assertIn("“#N/A” is an error of the spreadsheet", problems[3, "Last name"])
        notes = " ".join(self._get_problems(record, "note").values())
        self.assertRegex(notes, r"hidden or filtered out .*\(3\).*")
        self.assertIn("“Activités” is hidden and was left out", notes)
        self.assertFalse(record.result.get("activities"))

    def test_results_are_not_written_by_hand(self):
        record = self._make_import(people=[ZOE])
        with self.assertRaisesRegex(UserError, "not written by hand"):
            record.state = "done"
        imports = self.env["cae.import"].with_user(self.manager)
        with self.assertRaisesRegex(UserError, "not written by hand"):
            imports.create({"state": "done"})
        self.assertEqual(imports.with_context(default_state="done").create({}).state, "draft")

    def test_only_managers(self):
        record = self._make_import(people=[ZOE])
        for user in (self.advisor, self.accountant, self.employee, self.alice_user):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._make_import(people=[ZOE], user=user)
                for action in ("action_check", "action_import"):
                    with self.assertRaises(AccessError):
                        getattr(record.with_user(user), action)()
                with self.assertRaises(AccessError):
                    self.env["cae.import.problem"].with_user(user).search([])

    def test_the_neighbour_is_refused(self):
        neighbour = self._create_staff(
            "cae_other_manager", "cae_socle.group_manager", self.other_company
        )
        record = self._make_import(people=[ZOE])
        for action in ("action_check", "action_import"):
            with self.assertRaises(AccessError):
                getattr(record.with_user(neighbour), action)()
        with self.assertRaises(AccessError):
            self._make_import(people=[ZOE], user=neighbour)
        # the same keys and names mean others in the other cooperative
        own = self._make_import(people=[(*ZOE, "Other bank")])
        own.action_check()
        self.assertIn((2, "Territory"), self._get_problems(own))
        self._import(people=[ZOE])
        theirs = self.env["cae.import"].with_user(neighbour).create({"file": record.file})
        theirs.action_import()
        self.assertEqual(theirs.state, "done")
        self.assertEqual(self._find_person("P1").company_id, self.company | self.other_company)
