from odoo.addons.cae_entrepreneur.tests.common import CaeCommon
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestFollowers(CaeCommon):
    """What is said of a request comes to who may read it."""

    def test_a_request_tells_who_welcomes_the_person(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Wants to join",
                "type": "opportunity",
                "cae_intake": True,
                "company_id": self.company.id,
                "cae_territory_id": self.territory.id,
                "user_id": False,
            }
        )

        def say():
            message = lead.with_user(self.manager).message_post(
                body="A matter of health", subtype_xmlid="mail.mt_comment"
            )
            return message.sudo()

        subtypes = self.env["mail.message.subtype"].search([("res_model", "=", False)])
        subtypes |= self.env.ref("mail.mt_note")
        partner = self.advisor.partner_id
        lead.with_user(self.advisor).message_subscribe(partner.ids, subtypes.ids)
        self.assertIn(partner, say().notified_partner_ids)
        lead.with_user(self.manager).cae_territory_id = self.other_territory
        self.env.flush_all()
        self.assertFalse(lead.with_user(self.advisor).has_access("read"))
        self.assertNotIn(partner, say().notified_partner_ids)
