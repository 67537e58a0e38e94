from odoo.addons.cae_entrepreneur.tests.common import CaeCommon
from odoo.fields import Command


class DiagnosisCommon(CaeCommon):
    """One short form: words, a licence (no: a barrier), ease (1 or 2: a need), means."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.topic = cls.env["cae.diagnosis.topic"].create({"name": "Getting around"})
        cls.form = cls.env["cae.diagnosis.form"].create(
            {
                "name": "On the road",
                "has_swot": True,
                "question_ids": [
                    Command.create(
                        {
                            "name": "Where to?",
                            "section": "Journeys",
                            "sequence": 1,
                            "is_mandatory": True,
                        }
                    ),
                    Command.create(
                        {
                            "name": "A licence?",
                            "section": "Journeys",
                            "kind": "yes_no",
                            "sequence": 2,
                            "reveals": "barrier",
                            "reveals_when": "no",
                            "revealed": "No licence",
                            "topic_id": cls.topic.id,
                        }
                    ),
                    Command.create(
                        {
                            "name": "At ease?",
                            "section": "The person",
                            "kind": "scale",
                            "sequence": 3,
                            "reveals": "need",
                            "reveals_to": 2,
                        }
                    ),
                    Command.create(
                        {
                            "name": "By what?",
                            "section": "The person",
                            "kind": "choices",
                            "sequence": 4,
                            "choice_ids": [
                                Command.create({"name": "Bicycle"}),
                                Command.create({"name": "Car", "reveals": "lever"}),
                            ],
                        }
                    ),
                    Command.create(
                        {
                            "name": "Kilometres?",
                            "section": "The person",
                            "kind": "number",
                            "sequence": 5,
                        }
                    ),
                ],
            }
        )
        cls.questions = cls.form.question_ids.sorted("sequence")
        cls.bicycle, cls.car = cls.questions[3].choice_ids

    @classmethod
    def _diagnose(cls, person=None, user=None, **vals):
        """Return a new diagnosis of a person, made by an advisor."""
        return (
            cls.env["cae.diagnosis"]
            .with_user(user or cls.advisor)
            .create({"entrepreneur_id": (person or cls.alice).id, "form_id": cls.form.id, **vals})
        )

    @classmethod
    def _answer(cls, diagnosis, **values):
        """Answer by name: words, licence, ease, means (a choice), distance."""
        words, licence, ease, means, distance = diagnosis.answer_ids.sorted("sequence")
        if "words" in values:
            words.text = values["words"]
        if "licence" in values:
            licence.yes_no = values["licence"]
        if "ease" in values:
            ease.scale = values["ease"]
        if "means" in values:
            means.choice_ids = values["means"]
        if "distance" in values:
            distance.write({"number": values["distance"], "has_number": True})
        return diagnosis
