from odoo.addons.cae_entrepreneur.tests.common import CaeCommon
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestMerge(CaeCommon):
    def test_request_and_diagnosis_go_with_the_file(self):
        second = self.env["cae.entrepreneur"].create(
            {"name": "B. Blin", "company_id": self.company.id}
        )
        lead = (
            self.env["crm.lead"]
            ._by_method()
            .create(
                {
                    "name": "B. Blin",
                    "cae_intake": True,
                    "company_id": self.company.id,
                    "cae_entrepreneur_id": second.id,
                    "cae_stage": "decided",
                    "cae_decision": "enters",
                    "cae_decision_date": self.today,
                    "partner_id": second.partner_id.id,
                }
            )
        )
        diagnosis = self.env["cae.diagnosis"].create({"entrepreneur_id": second.id})
        self.env["cae.entrepreneur.merge"].with_user(self.manager).create(
            {"kept_id": self.bruno.id, "gone_id": second.id}
        ).action_merge()
        self.assertEqual(diagnosis.entrepreneur_id, self.bruno)
        self.assertEqual(lead.cae_entrepreneur_id, self.bruno)
        self.assertEqual(lead.partner_id, self.bruno.partner_id)
