from odoo.addons.cae_accueil.tests.intake_common import IntakeCase
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged


@tagged("post_install", "-at_install")
class TestIntakeDiagnosis(IntakeCase):
    """The diagnosis of somebody who asks for a first meeting."""

    def test_the_diagnosis_begins_with_the_project_of_the_request(self):
        lead = self._create_request(cae_project="To restore old chairs")
        action = lead.with_user(self.advisor).action_cae_open_diagnoses()
        diagnoses = self.env["cae.diagnosis"].with_user(self.advisor)
        with Form(diagnoses.with_context(**action["context"])) as form:
            pass
        answers = form.record.answer_ids
        self.assertEqual(answers[:1].text, "To restore old chairs")
        self.assertFalse(any(answers[1:].mapped("text")))

    def test_a_diagnosis_asks_the_questions_of_the_day(self):
        lead = self._create_request()
        with Form(
            self.env["cae.diagnosis"].with_user(self.advisor).with_context(default_lead_id=lead.id)
        ) as form:
            questions = form.form_id.question_ids
            self.assertGreater(len(questions), 10)
            self.assertEqual(len(form.answer_ids), len(questions))
            with form.answer_ids.edit(0) as answer:
                answer.text = "Hand-made lamps"
            form.threats = "Cheap imports"
        diagnosis = form.record
        self.assertEqual(diagnosis.answer_ids[0].text, "Hand-made lamps")
        self.env["cae.diagnosis.question"].create({"name": "And later?"})
        self.assertEqual(len(diagnosis.answer_ids), len(questions))
        self.assertEqual(lead.cae_diagnosis_count, 1)

    def test_a_diagnosis_begins_with_the_project_of_the_request(self):
        lead = self._create_request()
        lead.cae_project = "Lamps made of driftwood"
        diagnosis = self.env["cae.diagnosis"].with_user(self.advisor)
        form = Form(diagnosis.with_context(default_lead_id=lead.id))
        # before anything is saved
        with form.answer_ids.edit(0) as answer:
            self.assertEqual(answer.text, "Lamps made of driftwood")
            answer.text = "Lamps made of driftwood, and shelves"
        self.assertEqual(form.save().answer_ids[0].text, "Lamps made of driftwood, and shelves")
        with Form(diagnosis) as form:
            form.lead_id = lead
            with form.answer_ids.edit(0) as answer:
                self.assertEqual(answer.text, "Lamps made of driftwood")

    def test_the_buttons_work_for_a_pure_advisor(self):
        lead = self._create_request().with_user(self.advisor)
        self.assertEqual(lead.action_cae_decide()["res_model"], "cae.lead.decision")
        action = lead.action_cae_open_diagnoses()
        self.assertNotIn("res_id", action)
        Form(
            self.env["cae.diagnosis"].with_user(self.advisor).with_context(**action["context"])
        ).save()
        self.assertTrue(lead.action_cae_open_diagnoses()["res_id"])
        self._decide(lead, "enters")
        self.assertEqual(lead.action_cae_open_entrepreneur()["res_model"], "cae.entrepreneur")

    def test_it_goes_into_the_file(self):
        lead = self._create_request()
        diagnosis = (
            self.env["cae.diagnosis"]
            .with_user(self.advisor)
            .create({"lead_id": lead.id, "strengths": "A network"})
        )
        self._decide(lead, "enters")
        entrepreneur = lead.cae_entrepreneur_id
        self.assertEqual(entrepreneur.diagnosis_ids, diagnosis)
        self.assertTrue(diagnosis._get_timeline_events(entrepreneur))

    def test_nobody_else_reads_it(self):
        diagnosis = self.env["cae.diagnosis"].create({"lead_id": self._create_request().id})
        for user in (self.accountant, self.employee, self.alice_user, self.hill_advisor):
            for record in (diagnosis, diagnosis.answer_ids[:1]):
                with (
                    self.subTest(user=user.login, model=record._name),
                    self.assertRaises(AccessError),
                ):
                    record.with_user(user).read([])
        self.assertTrue(diagnosis.with_user(self.advisor).read(["strengths"]))

    def test_bad_inputs_are_refused_with_a_sentence(self):
        diagnosis = self.env["cae.diagnosis"].create({"lead_id": self._create_request().id})
        question = self.env.ref("cae_diagnostic.cae_diagnosis_question_offer")
        choice = self.env.ref("cae_diagnostic.cae_diagnosis_choice_idea")
        with self.assertRaisesRegex(UserError, "Say whose project this is"):
            self.env["cae.diagnosis"].create({})
        answer = diagnosis.answer_ids.filtered(lambda line: line.question_id == question)
        with self.assertRaisesRegex(ValidationError, "is not an answer to the question"):
            answer.choice_id = choice

    def test_other_cooperatives_manager_reads_no_answer_and_no_condition(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Request",
                "type": "opportunity",
                "cae_intake": True,
                "company_id": self.company.id,
                "cae_territory_id": self.territory.id,
            }
        )
        diagnosis = self.env["cae.diagnosis"].create({"entrepreneur_id": self.alice.id})
        condition = self.env["cae.entry.condition"].create({"name": "Lives near"})
        rows = (
            diagnosis.answer_ids[:1],
            lead.cae_condition_ids[:1]
            or self.env["cae.lead.condition"].create(
                {"lead_id": lead.id, "condition_id": condition.id}
            ),
        )
        foreign = self._create_staff(
            "cae_other_manager", "cae_socle.group_manager", self.other_company
        )
        for row in rows:
            with self.subTest(model=row._name):
                self.assertTrue(row.with_user(self.manager).has_access("write"))
                self.assertFalse(row.with_user(foreign).search([("id", "=", row.id)]))
                self.assertFalse(row.with_user(foreign).has_access("read"))
