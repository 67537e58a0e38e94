import io
from datetime import date

import openpyxl
from freezegun import freeze_time
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import format_date

from .diagnosis_common import DiagnosisCommon


@tagged("post_install", "-at_install")
class TestDiagnosis(DiagnosisCommon):
    """The advisor's side: acts, snapshot, needs and barriers, side by side, on paper."""

    # -- the snapshot --------------------------------------------------------------------------

    def test_a_finished_diagnosis_never_changes(self):
        diagnosis = self._answer(
            self._diagnose(date="2026-01-05", strengths="Patient"),
            words="To the market",
            licence="no",
            means=self.bicycle,
        )
        diagnosis.action_finish()
        self.assertEqual(diagnosis.state, "done")
        self.questions[0].name = "Where do you go?"
        self.bicycle.name = "Tricycle"
        self.questions[0].section = "Elsewhere"
        answers = diagnosis.answer_ids.sorted("sequence")
        self.assertEqual(
            [(one._get_question_text(), one._get_answer_text()) for one in answers],
            [
                ("Where to?", "To the market"),
                ("A licence?", "No"),
                ("At ease?", ""),
                ("By what?", "Bicycle"),
                ("Kilometres?", ""),
            ],
        )
        self.assertEqual(diagnosis._get_sections()[0][0], "Journeys")
        for act in (
            lambda: diagnosis.write({"strengths": "Quick"}),
            lambda: diagnosis.write({"date": "2026-01-06"}),
            lambda: diagnosis.write({"advisor_note": "In haste"}),
            lambda: answers[0].write({"text": "Nowhere"}),
            lambda: answers[0].write({"comment": "Really?"}),
            lambda: answers[0].unlink(),
            lambda: diagnosis.write({"answer_ids": [Command.unlink(answers[0].id)]}),
            lambda: diagnosis.with_user(self.manager).unlink(),
            lambda: diagnosis.action_finish(),
            lambda: diagnosis.action_ask(),
        ):
            with self.assertRaisesRegex(UserError, "stays as it was"):
                act()
        for vals in ({"state": "draft"}, {"date_done": False}, {"texts_of_person": "notes"}):
            with self.assertRaisesRegex(UserError, "Use the buttons"):
                diagnosis.write(vals)
        with self.assertRaisesRegex(UserError, "Use the buttons"):
            answers[0].write({"kept_text": "Nowhere"})
        with self.assertRaisesRegex(UserError, "Use the buttons"):
            self._diagnose(state="done")
        diagnosis.is_shared = True

    def test_an_empty_one_is_not_finished(self):
        with self.assertRaisesRegex(UserError, "at least one question"):
            self._diagnose().action_finish()

    def test_a_request_that_leads_to_a_file_keeps_its_diagnosis(self):
        lead = self.env["crm.lead"].create(
            {"name": "Emil", "cae_intake": True, "company_id": self.company.id}
        )
        diagnosis = self._answer(
            self.env["cae.diagnosis"].create({"lead_id": lead.id, "form_id": self.form.id}),
            licence="no",
        )
        with self.assertRaisesRegex(UserError, "no space of its own|has no space"):
            diagnosis.action_ask()
        diagnosis.action_finish()
        self.assertFalse(diagnosis.finding_ids.entrepreneur_id)
        diagnosis.entrepreneur_id = self.alice
        self.assertEqual(diagnosis.finding_ids.entrepreneur_id, self.alice)
        with self.assertRaisesRegex(UserError, "stays as it was"):
            diagnosis.entrepreneur_id = self.bruno

    def test_the_screen_of_an_advisor(self):
        with Form(
            self.env["cae.diagnosis"]
            .with_user(self.advisor)
            .with_context(default_entrepreneur_id=self.alice.id, default_form_id=self.form.id)
        ) as screen:
            self.assertEqual(len(screen.answer_ids), 5)
            screen.strengths = "Patient"
        diagnosis = screen.record
        diagnosis.action_finish()
        Form(diagnosis)

    # -- needs, barriers, levers ---------------------------------------------------------------

    def test_answers_tell_needs_barriers_and_levers_once(self):
        diagnosis = self._answer(
            self._diagnose(), licence="no", ease="2", means=self.bicycle | self.car
        )
        diagnosis.action_propose_findings()
        told = {(one.kind, one.name, one.topic_id) for one in diagnosis.finding_ids}
        none = self.env["cae.diagnosis.topic"]
        self.assertEqual(
            told,
            {("barrier", "No licence", self.topic), ("need", "At ease?", none)}
            | {("lever", "Car", none)},
        )
        self.assertEqual(diagnosis.finding_ids.territory_id, self.territory)
        self.assertEqual(set(diagnosis.finding_ids.mapped("stage")), {"cesa"})
        diagnosis.finding_ids[0].action_set_aside()
        diagnosis.action_finish()
        self.assertEqual(len(diagnosis.finding_ids), 3, "set aside, it is not proposed again")
        self.assertEqual(diagnosis.finding_count, 2)
        diagnosis.finding_ids[1].action_handle()
        self.assertEqual(diagnosis.finding_count, 1)
        diagnosis.finding_ids[1].action_reopen()
        self.alice.territory_id = self.other_territory
        self.assertEqual(
            diagnosis.finding_ids.with_user(self.env.user).territory_id,
            self.territory,
            "that of the day",
        )

    def test_nothing_of_her_health_can_be_written(self):
        self.questions[1].has_words = False
        answer = self._diagnose().answer_ids.sorted("sequence")[1]
        for name in ("text", "comment", "advisor_note"):
            with self.assertRaisesRegex(ValidationError, "Nothing is written"):
                answer[name] = "Her back hurts"
        shipped = self.env.ref("cae_diagnostic.diagnosis_question_person_limits")
        self.assertFalse(shipped.has_words)

    def test_shipped_forms(self):
        names = {"swot": 0, "person": 15, "artist": 15, "annual": 15}
        for code, least in names.items():
            form = self.env.ref(f"cae_diagnostic.diagnosis_form_{code}")
            self.assertGreaterEqual(len(form.question_ids), least)
            self.assertTrue(form.description)
        barriers = self.env.ref("cae_diagnostic.diagnosis_form_person").question_ids.topic_id
        self.assertGreaterEqual(len(barriers), 9)

    def test_theme_of_a_question_is_archived_not_deleted(self):
        self.topic.company_id = self.company
        topic = self.topic.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "archive it"):
            topic.unlink()
        topic.active = False
        unused = topic.create({"name": "Unused"})
        unused.unlink()
        self.assertFalse(unused.exists())

    def test_findings_by_territory(self):
        self._answer(self._diagnose(), licence="no").action_finish()
        self._answer(self._diagnose(self.dora, self.other_advisor), licence="no").action_finish()
        groups = (
            self.env["cae.diagnosis.finding"]
            .with_user(self.manager)
            ._read_group([("topic_id", "=", self.topic.id)], ["kind", "territory_id"], ["__count"])
        )
        self.assertEqual(
            set(groups),
            {("barrier", self.territory.with_user(self.manager), 1)}
            | {("barrier", self.other_territory.with_user(self.manager), 1)},
        )
        seen = self.env["cae.diagnosis.finding"].with_user(self.advisor).search([])
        self.assertNotIn(self.dora, seen.sudo().entrepreneur_id)

    # -- over time -----------------------------------------------------------------------------

    def _make_two(self):
        before = self._answer(
            self._diagnose(date="2025-01-10"),
            words="To the market",
            licence="no",
            ease="2",
            distance=10,
        )
        before.action_finish()
        self.questions[4].active = False
        after = self._diagnose(date="2026-01-12", strengths="Knows the road")
        words, licence, ease, means = after.answer_ids.sorted("sequence")
        words.text, licence.yes_no, ease.scale = "To the market", "yes", "4"
        means.choice_ids = self.car
        return before, after

    def test_side_by_side(self):
        before, after = self._make_two()
        sections = dict((before | after)._get_comparison())
        rows = {row["label"]: row["cells"] for found in sections.values() for row in found}
        changes = {
            label: [cell and (cell["text"], cell["change"]) for cell in cells]
            for label, cells in rows.items()
        }
        self.assertEqual(
            changes,
            {
                "Where to?": [("To the market", ""), ("To the market", "")],
                "A licence?": [("No", ""), ("Yes", "changed")],
                "At ease?": [("2 / 5", ""), ("4 / 5", "up")],
                "By what?": [("", ""), ("Car", "new")],
                "Kilometres?": [("10", ""), None],
                "Strengths": [("", ""), ("Knows the road", "new")],
            },
        )

    def test_side_by_side_on_the_screen_and_in_excel(self):
        before, after = self._make_two()
        action = self.alice.with_user(self.advisor).action_compare_diagnoses()
        comparison = self.env[action["res_model"]].with_user(self.advisor).browse(action["res_id"])
        self.assertEqual(comparison._get_diagnoses(), before | after)
        for piece in (
            format_date(comparison.env, before.date),
            "not finished",
            "higher",
            "not asked",
            "changed",
        ):
            self.assertIn(piece, comparison.table)
        report = comparison.action_export()
        content, kind = (
            self.env["ir.actions.report"]
            .with_user(self.advisor)
            ._render(report["report_name"], comparison.ids)
        )
        self.assertEqual(kind, "xlsx")
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        lines = {line[1]: line[2:] for line in sheet.iter_rows(values_only=True)}
        self.assertEqual(lines["Question"][0].date(), date(2025, 1, 10))
        self.assertEqual(lines["At ease?"][0], 2)
        self.assertEqual(lines["At ease?"][2:4], (4, "Higher"))
        self.assertEqual(lines["Kilometres?"][0], 10)
        with self.assertRaisesRegex(UserError, "nothing to compare"):
            self.bruno.with_user(self.advisor).action_compare_diagnoses()

    def test_side_by_side_asks_the_database_as_often_for_many(self):
        def count(number):
            for year in range(number):
                self._answer(self._diagnose(date=f"{2000 + year}-03-02"), words="There")
            self.env.flush_all()
            self.env.invalidate_all()
            wizard = self.env["cae.diagnosis.comparison"].with_user(self.advisor)
            comparison = wizard.create({"entrepreneur_id": self.alice.id, "form_id": self.form.id})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(comparison.table)
            return self.env.cr.sql_log_count - before

        count(1)
        few = count(2)
        self.assertLessEqual(count(15), few + 2)

    def test_the_list_asks_the_database_as_often_for_many(self):
        shown = {name: {} for name in ("display_name", "date", "state", "finding_count")}

        def count(number):
            for _one in range(number):
                self._answer(self._diagnose(), licence="no")._propose_findings()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = (
                self.env["cae.diagnosis"]
                .with_user(self.advisor)
                .web_search_read([("form_id", "=", self.form.id)], shown)
            )
            self.assertGreaterEqual(found["length"], number)
            return self.env.cr.sql_log_count - before

        count(1)
        few = count(4)
        self.assertLessEqual(count(45), few)

    # -- on paper ------------------------------------------------------------------------------

    def _read_pdf(self, report, record):
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.advisor)
            ._render_qweb_pdf(f"cae_diagnostic.{report}", record.ids)
        )
        pages = PdfReader(io.BytesIO(content)).pages
        return " ".join(" ".join(page.extract_text().split()) for page in pages)

    def test_empty_form_and_filled_one_on_paper(self):
        empty = self._read_pdf("cae_diagnosis_form_report", self.form)
        for piece in ("On the road", "Where to?", "Bicycle", "Strengths", "Page 1"):
            self.assertIn(piece, empty)
        diagnosis = self._answer(self._diagnose(), words="To the market", licence="no")
        diagnosis.answer_ids.sorted("sequence")[0].write(
            {"comment": "Which one?", "advisor_note": "Quiet about it"}
        )
        diagnosis.advisor_note = "Seems tired"
        filled = self._read_pdf("cae_diagnosis_report", diagnosis)
        for piece in ("To the market", "Which one?", "No answer", "Page 1"):
            self.assertIn(piece, filled)
        for private in ("Quiet about it", "Seems tired"):
            self.assertNotIn(private, filled)

    # -- rights --------------------------------------------------------------------------------

    def test_findings_and_topics_by_role(self):
        finding = self._answer(self._diagnose(), licence="no")._propose_findings()
        rights = {
            "advisor": "rwcu",
            "other_advisor": "",
            "manager": "rwcu",
            "accountant": "",
            "employee": "",
            "alice_user": "",
        }
        letters = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
        for role, allowed in rights.items():
            for letter, operation in letters.items():
                with self.subTest(role=role, operation=operation):
                    self.assertEqual(
                        finding.with_user(getattr(self, role)).has_access(operation),
                        letter in allowed,
                    )
        self.assertFalse(self.topic.with_user(self.advisor).has_access("write"))
        # shared, it is the administrator's; of one's own cooperative, the manager's
        self.assertFalse(self.topic.with_user(self.manager).has_access("write"))
        self.topic.company_id = self.company
        self.assertTrue(self.topic.with_user(self.manager).has_access("write"))
        self.assertFalse(self.topic.with_user(self.advisor).has_access("write"))

    def test_another_advisor_is_refused(self):
        diagnosis = self._diagnose()
        for act in ("action_ask", "action_finish", "action_take_back", "action_compare"):
            with self.subTest(act=act), self.assertRaises(AccessError):
                getattr(diagnosis.with_user(self.other_advisor), act)()

    def test_what_a_person_said_goes_when_its_time_is_over(self):
        diagnosis = self._answer(
            self._diagnose(strengths="Patient", advisor_note="Tired", scan=b"UERG"),
            words="To the market",
            licence="no",
        )
        diagnosis.action_finish()
        finding = diagnosis.finding_ids.with_user(self.env.user)
        finding.note = "Alice said so"
        with freeze_time("2036-01-01"):
            self.alice._anonymise({"file"})
        self.env.invalidate_all()
        one = diagnosis.with_user(self.env.user)
        self.assertFalse(one.answer_ids.exists())
        self.assertFalse(one.strengths or one.advisor_note or one.scan)
        self.assertEqual((finding.name, finding.kind), ("Getting around", "barrier"))
        self.assertFalse(finding.note)
        self.assertEqual(finding.territory_id, self.territory, "it still counts")
