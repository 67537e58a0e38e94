from odoo.addons.cae_entrepreneur.tests.common import CaeCommon
from odoo.exceptions import UserError
from odoo.tests import Form, tagged


@tagged("post_install", "-at_install")
class TestDouble(CaeCommon):
    """Who asks may have a file already."""

    def test_decision_on_a_request(self):
        self.bruno.partner_id.phone = "06 12 34 56 78"
        lead = self.env["crm.lead"].create(
            {
                "name": "B. Blin",
                "phone": "0612345678",
                "cae_intake": True,
                "company_id": self.company.id,
                "user_id": self.advisor.id,
                "cae_territory_id": self.territory.id,
            }
        )
        lead.cae_condition_ids.state = "met"
        wizard = Form(
            self.env["cae.lead.decision"]
            .with_user(self.advisor)
            .with_context(default_lead_id=lead.id)
        )
        wizard.decision = "enters"
        self.assertIn("Bruno Blin", str(wizard.double_warning))
        wizard.identity = "new"
        with self.assertRaisesRegex(UserError, "Bruno Blin has a file already"):
            wizard.save().action_decide()
        wizard.is_other_person = True
        wizard.save().action_decide()
        self.assertEqual(lead.cae_entrepreneur_id.name, "B. Blin")
