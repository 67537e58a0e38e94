from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import CompetencyCommon


@tagged("post_install", "-at_install")
class TestGuards(CompetencyCommon, HttpCase):
    """Nothing goes into what is finished by naming it."""

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.models")
    def _call(self, model, method, *args, **context):
        """The answer; None when it is refused."""
        self.env.flush_all()
        try:
            return self.make_jsonrpc_request(
                f"/web/dataset/call_kw/{model}/{method}",
                {"model": model, "method": method, "args": args, "kwargs": {"context": context}},
            )
        except JsonRpcException as error:
            self.assertRegex(str(error), r"odoo\.exceptions\.(Access|User|Validation)Error")
            return None

    def test_nothing_goes_into_a_finished_assessment(self):
        done = self._rate(self.alice, {self.offer: 2, self.price: None})
        self.authenticate(self.advisor.login, self.advisor.login)
        unrated = done.rating_ids.filtered(lambda one: one.competency_id == self.meetings)
        unrated._by_method().unlink()
        vals = {"competency_id": self.meetings.id, "level_id": self.levels[4].id}
        Rating = "cae.competency.rating"
        self.assertIsNone(self._call(Rating, "create", [vals], default_assessment_id=done.id))
        draft = self._rate(self.alice, {}, finish=False)
        self.assertIsNone(
            self._call(Rating, "write", draft.rating_ids[:1].ids, {"assessment_id": done.id})
        )
        self.assertNotIn(self.meetings, done.rating_ids.competency_id)
        self.assertIsNone(
            self._call(Rating, "write", done.rating_ids[:1].ids, {"assessment_id": draft.id})
        )

    def test_nothing_goes_into_a_finished_diagnosis(self):
        Diagnosis = self.env["cae.diagnosis"].with_user(self.advisor)
        done = Diagnosis.create({"entrepreneur_id": self.alice.id, "notes": "Said"})
        question = done.answer_ids[0].question_id
        done.answer_ids[0].unlink()
        done.action_finish()
        self.authenticate(self.advisor.login, self.advisor.login)
        Answer = "cae.diagnosis.answer"
        self.assertIsNone(
            self._call(
                Answer, "create", [{"question_id": question.id}], default_diagnosis_id=done.id
            )
        )
        draft = Diagnosis.create({"entrepreneur_id": self.alice.id})
        answer = draft.answer_ids.filtered(lambda one: one.question_id == question)
        self.assertIsNone(self._call(Answer, "write", answer.ids, {"diagnosis_id": done.id}))

    def test_the_superuser_is_refused_too(self):
        done = self._rate(self.alice, {self.offer: 2})
        with self.assertRaises(UserError):
            done.sudo().write({"state": "draft"})
        draft = self._rate(self.bruno, {}, finish=False)
        with self.assertRaises(AccessError):
            draft.sudo().write({"state": "done"})
        with self.assertRaises(UserError):
            done.sudo().rating_ids[0].write({"note": "Later"})
