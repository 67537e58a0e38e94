from odoo.addons.cae_entrepreneur.tests.common import CaeCommon
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import format_date


@tagged("post_install", "-at_install")
class TestDiagnosisForm(CaeCommon):
    """Forms of diagnosis: their questions, each kind of answer, and what answers tell."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.form = cls.env["cae.diagnosis.form"].create(
            {
                "name": "On the road",
                "question_ids": [
                    Command.create({"name": "In words?", "kind": "text", "sequence": 1}),
                    Command.create(
                        {
                            "name": "A licence?",
                            "kind": "yes_no",
                            "sequence": 2,
                            "reveals": "barrier",
                            "reveals_when": "no",
                            "revealed": "No licence",
                        }
                    ),
                    Command.create(
                        {
                            "name": "At ease?",
                            "kind": "scale",
                            "sequence": 3,
                            "reveals": "need",
                            "reveals_to": 2,
                        }
                    ),
                    Command.create(
                        {
                            "name": "By what?",
                            "kind": "choices",
                            "sequence": 4,
                            "choice_ids": [
                                Command.create({"name": "Bicycle"}),
                                Command.create({"name": "Car", "reveals": "lever"}),
                            ],
                        }
                    ),
                    Command.create({"name": "Kilometres?", "kind": "number", "sequence": 5}),
                    Command.create({"name": "Since?", "kind": "date", "sequence": 6}),
                ],
            }
        )
        cls.form.question_ids.company_id = cls.company
        cls.form.company_id = cls.company
        cls.diagnosis = (
            cls.env["cae.diagnosis"]
            .with_user(cls.advisor)
            .create({"entrepreneur_id": cls.alice.id, "form_id": cls.form.id})
        )
        cls.words, cls.licence, cls.ease, cls.means, cls.distance, cls.since = (
            cls.diagnosis.answer_ids.sorted("sequence")
        )

    def test_a_diagnosis_asks_the_questions_of_its_form(self):
        self.assertEqual(self.diagnosis.answer_ids.question_id, self.form.question_ids)
        self.assertEqual(self.diagnosis.display_name, "On the road: Alice Arnaud")
        with Form(
            self.env["cae.diagnosis"]
            .with_user(self.advisor)
            .with_context(default_entrepreneur_id=self.alice.id)
        ) as screen:
            first = screen.form_id
            self.assertEqual(first, self.env.ref("cae_diagnostic.cae_diagnosis_form_project"))
            screen.form_id = self.form
            self.assertEqual(len(screen.answer_ids), 6)
        self.assertEqual(screen.record.answer_ids.question_id, self.form.question_ids)

    def test_each_kind_has_its_answer_in_words(self):
        car = self.means.question_id.choice_ids[1]
        self.assertFalse(any(one._is_answered() for one in self.diagnosis.answer_ids))
        self.assertEqual([option["name"] for option in self.means.options], ["Bicycle", "Car"])
        self.words.text = "By the river"
        self.licence.yes_no = "no"
        self.ease.write({"scale": "2", "text": "In town"})
        self.means.picked = f"{car.id},{self.means.question_id.choice_ids[0].id}"
        self.distance.write({"number": 1250.5, "has_number": True})
        self.since.date = "2026-03-02"
        self.assertEqual(self.means.choice_ids, self.means.question_id.choice_ids)
        self.assertEqual(
            [one._get_value_text() for one in self.diagnosis.answer_ids.sorted("sequence")],
            [
                "By the river",
                "No",
                "2 / 5\nIn town",
                "Bicycle, Car",
                "1250.5",
                format_date(self.env(user=self.advisor), self.since.date),
            ],
        )
        self.distance.write({"number": 0, "has_number": True})
        self.assertEqual(self.distance._get_value_text(), "0", "zero is an answer")
        self.means.picked = False
        self.assertFalse(self.means.choice_ids)

    def test_what_answers_tell(self):
        def told(answer):
            return answer.question_id._get_revealed(answer)

        bicycle, car = self.means.question_id.choice_ids
        self.assertEqual(told(self.licence), [])
        self.licence.yes_no = "yes"
        self.assertEqual(told(self.licence), [])
        self.licence.yes_no = "no"
        self.assertEqual(told(self.licence), [("barrier", "No licence")])
        for level, expected in (("1", True), ("2", True), ("3", False), (False, False)):
            with self.subTest(level=level):
                self.ease.scale = level
                self.assertEqual(told(self.ease), [("need", "At ease?")] if expected else [])
        self.means.choice_ids = bicycle
        self.assertEqual(told(self.means), [])
        self.means.choice_ids = bicycle | car
        self.assertEqual(told(self.means), [("lever", "Car")])
        with self.assertRaisesRegex(ValidationError, "with which answer"):
            self.licence.question_id.sudo().reveals_when = False
        with self.assertRaisesRegex(ValidationError, "between 1 and 5"):
            self.ease.question_id.sudo().reveals_to = 6

    def test_foreign_choices_and_words_are_refused(self):
        other = self.env.ref("cae_diagnostic.cae_diagnosis_choice_idea")
        with self.assertRaisesRegex(ValidationError, "is not an answer to the question"):
            self.means.picked = str(other.id)
        self.licence.question_id.sudo().has_words = False
        with self.assertRaisesRegex(ValidationError, "Nothing is written"):
            self.licence.text = "It was taken from me"

    def test_a_form_is_copied_with_its_questions(self):
        copied = self.form.with_user(self.manager).copy()
        self.assertEqual(copied.name, "On the road (copy)")
        self.assertEqual(copied.question_ids.mapped("name"), self.form.question_ids.mapped("name"))
        self.assertFalse(copied.question_ids & self.form.question_ids)
        self.assertEqual(copied.question_ids.choice_ids.mapped("name"), ["Bicycle", "Car"])

    def test_forms_by_role(self):
        letters = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
        rights = {"advisor": "r", "manager": "rwcu", "accountant": "", "employee": ""}
        for role, allowed in {**rights, "alice_user": ""}.items():
            for letter, operation in letters.items():
                with self.subTest(role=role, operation=operation):
                    self.assertEqual(
                        self.form.with_user(getattr(self, role)).has_access(operation),
                        letter in allowed,
                    )
