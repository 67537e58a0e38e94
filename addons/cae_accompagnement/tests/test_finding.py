from odoo.addons.cae_diagnostic.tests.diagnosis_common import DiagnosisCommon
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import AccompanimentCommon


@tagged("post_install", "-at_install")
class TestFinding(DiagnosisCommon, AccompanimentCommon):
    """What a diagnosis tells goes on the roadmap of the person."""

    def test_a_need_becomes_a_step_and_is_handled_with_it(self):
        self._answer(self._diagnose(), licence="no", ease="1").action_finish()
        findings = self.env["cae.diagnosis.finding"].search(
            [("entrepreneur_id", "=", self.alice.id)]
        )
        findings.with_user(self.advisor).action_put_on_roadmap()
        roadmap = self.env["cae.roadmap"].search([("entrepreneur_id", "=", self.alice.id)])
        self.assertEqual(roadmap.step_ids, findings.step_id)
        self.assertEqual(set(roadmap.step_ids.mapped("name")), {"No licence", "At ease?"})
        self.assertEqual(set(roadmap.step_ids.mapped("origin")), {"On the road: Alice Arnaud"})
        with self.assertRaisesRegex(UserError, "on the roadmap already"):
            findings.with_user(self.advisor).action_put_on_roadmap()
        step = findings[0].step_id
        step.with_user(self.alice_user)._tick_by_person("done")
        self.assertEqual(findings.mapped("state"), ["handled", "open"])
        step.with_user(self.advisor).action_reopen()
        self.assertEqual(findings.mapped("state"), ["open", "open"])
