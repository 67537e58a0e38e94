from odoo.tests import Form, HttpCase, tagged

from .signing_common import SigningCommon


@tagged("post_install", "-at_install")
class TestActionDefaults(SigningCommon, HttpCase):
    """The defaults of an action are for the record that it opens, as a page sends them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cae.contract"].flush_model()
        cls.bruno_contract.with_user(cls.manager).write({"state": "draft"})
        cls.bruno_contract.write({"date_start": cls.today.replace(day=1, month=1)})
        cls.bruno_contract.write({"date_end": cls.today.replace(day=31, month=12)})
        cls.bruno_contract.action_confirm()

    def _press(self, record, method, context):
        """Press a button as the page does: with the context of the action it lives in."""
        answer = self._post_json(
            "/web/dataset/call_button",
            model=record._name,
            method=method,
            args=[record.ids],
            kwargs={"context": context},
        )
        self.assertNotIn("error", answer, answer.get("error", {}).get("data", {}).get("message"))
        self.env.invalidate_all()

    def _fill_in(self, action):
        model = self.env[action["res_model"]].with_user(self.advisor)
        with Form(model.with_context(**action["context"])) as form:
            form.note = "The clients came later than planned."
        return form.record

    def test_amendment_is_written_and_sent_where_it_was_made(self):
        contract = self.bruno_contract.with_user(self.advisor)
        self.authenticate(self.advisor.login, self.advisor.login)
        for way in ("action_make_clauses", "action_send_for_signature"):
            with self.subTest(way=way):
                action = contract.action_renew()
                renewal = self._fill_in(action)
                self._press(renewal, way, action["context"])
                self.assertTrue(renewal.clause_ids)
                self.assertFalse(renewal.clause_ids.contract_id)
                self.assertEqual(renewal.clause_ids.entrepreneur_id, self.bruno)
                renewal._give_up()
        self.assertFalse(contract.clause_ids)

    def test_text_written_through_the_form_of_the_action(self):
        renewal = self._fill_in(self.bruno_contract.with_user(self.advisor).action_renew())
        self.assertIn("default_contract_id", renewal.env.context)
        renewal.action_make_clauses()
        self.assertFalse(renewal.clause_ids.contract_id)
        self.assertTrue(renewal.clause_ids)

    def test_text_of_another_person_found_from_a_file(self):
        """The list of one person's contracts, its filter taken off, shows all contracts."""
        contract = self._create_draft(self.bruno)
        self.authenticate(self.advisor.login, self.advisor.login)
        self._press(contract, "action_make_clauses", {"default_entrepreneur_id": self.alice.id})
        self.assertEqual(contract.clause_ids.entrepreneur_id, self.bruno)
