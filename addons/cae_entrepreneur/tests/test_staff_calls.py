from odoo.tests import tagged

from .calls_common import CallsCase
from .common import CaeCommon


@tagged("post_install", "-at_install")
class TestStaffCalls(CaeCommon, CallsCase):
    """What the team would write by a call, of files and what belongs to them."""

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
