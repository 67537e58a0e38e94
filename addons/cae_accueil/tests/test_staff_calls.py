from odoo.addons.cae_entrepreneur.tests.calls_common import CallsCase
from odoo.addons.cae_entrepreneur.tests.common import CaeCommon
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestStaffCalls(CaeCommon, CallsCase):
    """What the team would write by a call, of requests."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.env["crm.lead"].create(
            {"cae_intake": True, "name": "Nora Petit", "company_id": cls.company.id}
        )

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
