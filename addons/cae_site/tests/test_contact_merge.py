from odoo.addons.cae_entrepreneur.tests.common import CaeCommon
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestContactMerge(CaeCommon):
    def test_two_contacts_that_visited_the_site(self):
        """By an advisor, who is not allowed to read who visits the site."""
        contact = self.alice.partner_id
        double = self.env["res.partner"].create({"name": "Alice A.", "email": contact.email})
        visitors = self.env["website.visitor"].create(
            [
                {"access_token": str(one.id), "website_id": self.env["website"].search([])[0].id}
                for one in (contact, double)
            ]
        )
        self.assertFalse(visitors.with_user(self.advisor).has_access("read"))
        wizards = self.env["base.partner.merge.automatic.wizard"].with_user(self.advisor)
        context = {"active_model": "res.partner", "active_ids": (contact | double).ids}
        wizards.with_context(**context).create({"dst_partner_id": contact.id}).action_merge()
        self.assertEqual((contact | double).exists(), contact)
        self.assertEqual(visitors.exists().partner_id, contact)
        self.assertEqual(self.alice.partner_id, contact)
