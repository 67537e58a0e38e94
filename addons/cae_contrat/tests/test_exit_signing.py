from odoo.tests import HttpCase, tagged

from .signing_common import SigningCommon


@tagged("post_install", "-at_install")
class TestExitSigning(SigningCommon, HttpCase):
    """Who leaves has nothing left to sign."""

    def _leave(self, person, day):
        self.env["cae.exit"].with_user(self.advisor).create(
            {
                "entrepreneur_id": person.id,
                "date_exit": day,
                "reason_id": self.env.ref("cae_contrat.exit_reason_own_decision").id,
                "destination_id": self.env.ref("cae_contrat.exit_destination_job").id,
            }
        ).action_confirm()

    def test_documents_that_wait_are_given_up(self):
        renewal = self.env["cae.contract.amendment"].create(
            {"contract_id": self.bruno_contract.id, "kind": "renewal", "date_end": "2026-06-30"}
        )
        renewal.action_send_for_signature()
        sent = self._create_sent()
        draft = self.env["cae.contract.amendment"].create(
            {"contract_id": self.bruno_contract.id, "kind": "renewal", "date_end": "2026-03-31"}
        )
        self._leave(self.bruno, "2025-12-31")
        self.assertEqual(self.bruno.stage, "former")
        self.assertEqual(self.bruno_contract.state, "ended")
        for document in (sent, renewal, draft):
            self.assertEqual(document.state, "cancelled", document.display_name)
        self.assertFalse(sent.signing_document)

    def test_an_ended_contract_takes_its_open_amendments_along(self):
        amendment = self.env["cae.contract.amendment"].create(
            {"contract_id": self.alice_contract.id, "change_pay": True, "fixed_pay": 500}
        )
        amendment.action_send_for_signature()
        self.alice_contract.with_user(self.advisor).action_end("Moves abroad")
        self.assertEqual(amendment.state, "cancelled")
