from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import CaeCommon


@tagged("post_install", "-at_install")
class TestContact(CaeCommon):
    """The contact of a person with a file, its bank account and its access to the space."""

    def test_her_address_is_for_who_follows_her(self):
        contact = self.dora.partner_id
        for user in (self.advisor, self.accountant):
            for values in ({"email": "other@example.org"}, {"name": "X"}, {"active": False}):
                with self.subTest(user=user.login, values=values), self.assertRaises(AccessError):
                    contact.with_user(user).write(values)
        contact.with_user(self.other_advisor).email = "dora.new@example.com"
        self.assertEqual(self.dora.email, "dora.new@example.com")
        # a contact without a file is anybody's
        other = self.env["res.partner"].create({"name": "Joinery"})
        other.with_user(self.accountant).email = "joinery@example.com"

    def test_access_is_given_by_who_follows_her(self):
        contact = self.dora.partner_id
        wizard = self.env["portal.wizard"].with_user(self.advisor).create({})
        wizard.partner_ids = contact
        line = wizard.user_ids.filtered(lambda one: one.partner_id == contact)
        line.email = "other@example.org"
        for act in (line.action_grant_access, line.action_revoke_access, line.action_invite_again):
            with self.assertRaises(AccessError):
                act()
        self.assertNotEqual(contact.email, "other@example.org")

    def _merge_contacts(self, user, kept, gone):
        contacts = kept | gone
        context = {"active_model": "res.partner", "active_ids": contacts.ids}
        wizards = self.env["base.partner.merge.automatic.wizard"].with_user(user)
        wizard = wizards.with_context(**context).create({"dst_partner_id": kept.id})
        # as from the window, in which one chooses which contact stays
        wizard.action_merge()

    def test_merged_contacts_lose_no_file(self):
        """Odoo moves what points to them below all rights, and deletes what is then twice."""
        self.bruno.partner_id.email = self.alice.partner_id.email
        bruno, alice = self.bruno.partner_id, self.alice.partner_id
        self.bruno_user.unlink()  # Odoo merges no two logins
        for user in (self.advisor, self.manager, self.env.user):
            with (
                self.subTest(user=user.login),
                self.assertRaisesRegex(UserError, "each has a file"),
            ):
                self._merge_contacts(user, alice, bruno)
        self.assertTrue(self.bruno.exists())

    def test_contacts_are_merged_by_who_follows_the_person(self):
        contact = self.dora.partner_id
        double = self.env["res.partner"].create({"name": "Dora D.", "email": contact.email})
        for kept, gone in ((double, contact), (contact, double)):
            with self.assertRaises(AccessError):
                self._merge_contacts(self.advisor, kept, gone)
        self._merge_contacts(self.other_advisor, contact, double)
        self.assertFalse(double.exists())
        self.assertEqual(self.dora.partner_id, contact)
        company = self.env["res.partner"].create({"name": "Bakery", "is_company": True})
        below = self.env["res.partner"].create(
            {"name": "Dora D.", "email": contact.email, "parent_id": company.id}
        )
        with self.assertRaisesRegex(ValidationError, "belongs to the company Bakery"):
            self._merge_contacts(self.other_advisor, below, contact)

    def test_her_bank_account_is_changed_in_the_file(self):
        Bank = self.env["res.partner.bank"]
        values = {
            "acc_number": "DE89 3704 0044 0532 0130 00",
            "partner_id": self.bruno.partner_id.id,
        }
        own = Bank.create(values)  # as the confirmed request does
        company = Bank.create({"acc_number": "X1", "partner_id": self.company.partner_id.id})
        for user in (self.accountant, self.advisor, self.manager):
            Banks = Bank.with_user(user)
            for act in (
                lambda Banks=Banks: Banks.create({**values, "acc_number": "Y1"}),
                lambda Banks=Banks: Banks.with_context(
                    default_partner_id=self.bruno.partner_id.id
                ).create({"acc_number": "Y1"}),
                lambda user=user: own.with_user(user).write({"acc_number": "Y1"}),
                lambda user=user: own.with_user(user).action_archive(),
                lambda user=user: own.with_user(user).unlink(),
                lambda user=user: company.with_user(user).write(
                    {"partner_id": self.bruno.partner_id.id}
                ),
                lambda user=user: self.bruno.with_user(user).partner_id.write(
                    {"bank_ids": [(0, 0, {"acc_number": "Y1"})]}
                ),
            ):
                with self.subTest(user=user.login), self.assertRaises(UserError):
                    act()
                    self.env.flush_all()
        self.assertEqual(self.bruno.partner_id.bank_ids, own)

    def test_a_member_changes_her_details_in_her_space_alone(self):
        for values in ({"email": "thief@example.org"}, {"name": "Evil"}, {"phone": "1"}):
            with self.assertRaises(AccessError):
                self.bruno_user.with_user(self.bruno_user).write(values)
        self.bruno_user.with_user(self.bruno_user).write({"tz": "Europe/Paris"})
