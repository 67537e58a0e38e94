"""What the team would write by a call instead of the button that asks and checks."""

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import CaeCommon


@tagged("post_install", "-at_install")
class TestStaffCalls(CaeCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.env["crm.lead"].create(
            {"cae_intake": True, "name": "Nora Petit", "company_id": cls.company.id}
        )

    def setUp(self):
        super().setUp()
        self.authenticate(self.advisor.login, self.advisor.login)

    def _answer(self, model, method, *args, **context):
        self.env.flush_all()
        params = {"model": model, "method": method, "args": args, "kwargs": {"context": context}}
        response = self.url_open("/web/dataset/call_kw", json={"params": params}, timeout=120)
        self.env.invalidate_all()
        return response.json()

    def _call(self, *call, **context):
        answer = self._answer(*call, **context)
        self.assertNotIn("error", answer)
        return answer.get("result")

    @mute_logger("odoo.http")
    def assertRefused(self, words, *call, **context):
        answer = self._answer(*call, **context)
        self.assertIn("error", answer)
        self.assertRegex(answer["error"]["data"]["message"], words)

    def test_a_request_is_decided_with_the_button_only(self):
        forged = {
            "cae_stage": "decided",
            "cae_decision": "enters",
            "cae_decision_date": "2020-01-01",
            "cae_decision_user_id": self.manager.id,
            "cae_entrepreneur_id": self.alice.id,
        }
        new = {"cae_intake": True, "name": "Omar Petit", "company_id": self.company.id}
        self.assertRefused("with the buttons", "crm.lead", "write", self.lead.ids, forged)
        self.assertRefused("with the buttons", "crm.lead", "create", [{**new, **forged}])
        defaults = {f"default_{name}": value for name, value in forged.items()}
        self.assertRefused("“Decide”", "crm.lead", "create", [new], **defaults)
        del defaults["default_cae_stage"]
        made = self.env["crm.lead"].browse(self._call("crm.lead", "create", [new], **defaults))
        for lead in (self.lead, made):
            self.assertFalse(lead.cae_decision or lead.cae_entrepreneur_id)
            self.assertEqual(lead.cae_stage, "new")
        self._call("crm.lead", "write", self.lead.ids, {"cae_stage": "meeting"})
        self.assertEqual(self.lead.cae_stage, "meeting")

    def test_a_request_stays_a_request(self):
        self.assertRefused("stays one", "crm.lead", "write", self.lead.ids, {"cae_intake": False})
        self.assertTrue(self.lead.cae_intake)

    def test_who_is_under_contract_stays_in_its_stage(self):
        self.assertEqual((self.alice.stage, self.alice_contract.state), ("cesa", "confirmed"))
        before = self.alice.stage_history_ids
        for stage in ("candidate", "project_holder", "cape", "former"):
            with self.subTest(stage=stage):
                self.assertRefused(
                    "is under contract .*Prepare the exit",
                    "cae.entrepreneur",
                    "write",
                    self.alice.ids,
                    {"stage": stage},
                )
        self.assertEqual((self.alice.stage, self.alice.date_exit), ("cesa", False))
        self.assertEqual(self.alice.stage_history_ids, before)

    def test_who_had_a_contract_leaves_by_an_exit_and_comes_back_by_a_contract(self):
        # whose CAPE is over
        self.assertRefused(
            "had a contract", "cae.entrepreneur", "write", self.bruno.ids, {"stage": "former"}
        )
        self.bruno._by_method().stage = "former"
        for stage in ("candidate", "cesa"):
            self.assertRefused(
                "has left", "cae.entrepreneur", "write", self.bruno.ids, {"stage": stage}
            )

    def test_who_never_had_a_contract_is_moved_by_hand(self):
        person = self.env["cae.entrepreneur"].create(
            {"name": "Pia Petit", "company_id": self.company.id}
        )
        for stage in ("project_holder", "candidate", "former", "candidate"):
            self._call("cae.entrepreneur", "write", person.ids, {"stage": stage})
            self.assertEqual(person.stage, stage)

    def test_a_contact_is_not_archived_under_its_file(self):
        person = self.env["cae.entrepreneur"].create(
            {"name": "Pia Petit", "company_id": self.company.id}
        )
        partner = person.partner_id
        self.authenticate(self.manager.login, self.manager.login)
        self.assertRefused("archive the file first", "res.partner", "action_archive", partner.ids)
        self.assertTrue(partner.active)
        self._call("cae.entrepreneur", "action_archive", person.ids)
        self._call("res.partner", "action_archive", partner.ids)
        self.assertFalse(partner.active)

    def test_a_territory_in_use_is_not_archived(self):
        self.alice.territory_id = self.territory
        self.authenticate(self.manager.login, self.manager.login)
        self.assertRefused(
            "another territory first", "cae.territory", "action_archive", self.territory.ids
        )
        self.assertTrue(self.territory.active)

    def test_the_advisor_sees_which_bank_account_there_is(self):
        self.env["res.partner.bank"].create(
            {"acc_number": "FR1420041010050500013M02606", "partner_id": self.alice.partner_id.id}
        )
        names = ["bank_account_masked"]
        [read] = self._call("cae.entrepreneur", "read", self.alice.ids, names)
        self.assertEqual(read["bank_account_masked"], "FR14 •••• 2606")
