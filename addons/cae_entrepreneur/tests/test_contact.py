import base64

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.models import MAGIC_COLUMNS
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CaeCommon
from .file_samples import IBAN, OTHER_IBAN, PNG


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
        own = Bank.create(dict(values))  # as the confirmed request does
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


@tagged("post_install", "-at_install")
class TestContactOfCooperative(CaeCommon):
    """The contact of a cooperative and its bank accounts are its managers' and accountants'."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact = cls.company.partner_id
        cls.contact.write({"email": "house@example.com", "image_1920": base64.b64encode(PNG)})
        cls.bank = cls.env["res.partner.bank"].create(
            {"acc_number": IBAN, "partner_id": cls.contact.id}
        )
        cls.strangers = (
            cls.advisor,
            cls.other_accountant,
            cls._create_staff("cae_far_manager", "cae_socle.group_manager", cls.other_company),
            cls._create_clerk("cae_contacts"),
        )

    @classmethod
    def _create_clerk(cls, login, *groups):
        """Return somebody who works with Odoo alone, and changes contacts."""
        clerk = cls._create_staff(login, "base.group_user")
        for name in ("base.group_partner_manager", *groups):
            clerk.group_ids += cls.env.ref(name)
        return clerk

    @mute_logger("odoo.sql_db", "odoo.models")
    def assertRefused(self, act, *args):
        with self.assertRaisesRegex(AccessError, "is a cooperative"), self.env.cr.savepoint():
            act(*args)
            self.env.flush_all()
        self.env.invalidate_all()

    def _list_ways(self, user):
        """Return what somebody could try on the contact and on its account."""
        contact, bank = self.contact.with_user(user), self.bank.with_user(user)
        Bank = self.env["res.partner.bank"].with_user(user)
        other = self.env["res.partner"].with_user(user).create({"name": "Evil"})
        own = Bank.create({"acc_number": OTHER_IBAN, "partner_id": other.id})
        new = {"acc_number": "GB29 NWBK 6016 1331 9268 19"}
        below = {"name": "Below", "parent_id": contact.id}
        child = self.env["res.partner"].with_user(user).create(below)
        return {
            "write": lambda: contact.write({"email": "evil@example.com"}),
            "as superuser": lambda: contact.sudo().write({"email": "evil@example.com"}),
            "archive": contact.action_archive,
            "delete": contact.unlink,
            "by a contact below": lambda: child.write({"vat": "FR23334175221"}),
            "write the account": lambda: bank.write(new),
            "trust the account": lambda: bank.write({"allow_out_payment": True}),
            "archive the account": bank.action_archive,
            "delete the account": bank.unlink,
            "delete it as superuser": bank.sudo().unlink,
            "take the account": lambda: bank.write({"partner_id": other.id}),
            "add an account": lambda: Bank.create({**new, "partner_id": contact.id}),
            "by a default": lambda: Bank.with_context(default_partner_id=contact.id).create(new),
            "move an account": lambda: own.write({"partner_id": contact.id}),
            "move it as superuser": lambda: own.sudo().write({"partner_id": contact.id}),
            "a line": lambda: contact.write({"bank_ids": [Command.create(new)]}),
            "a changed line": lambda: contact.write({"bank_ids": [Command.update(bank.id, new)]}),
            "a deleted line": lambda: contact.write({"bank_ids": [Command.delete(bank.id)]}),
            "a linked line": lambda: contact.write({"bank_ids": [Command.link(own.id)]}),
            "the company": lambda: self.company.with_user(user).sudo().write({"email": "e@b.c"}),
            "the company's accounts": lambda: (
                self.company.with_user(user).sudo().write({"bank_ids": [Command.create(new)]})
            ),
        }

    def test_nobody_else_changes_them(self):
        for user in self.strangers:
            for way, act in self._list_ways(user).items():
                with self.subTest(user=user.login, way=way):
                    self.assertRefused(act)
        self.assertEqual(self.contact.email, "house@example.com")
        self.assertEqual(self.contact.bank_ids, self.bank)

    def test_each_field_is_refused(self):
        """Of whichever addon, but what is said about it: messages and activities."""
        for record in (self.contact, self.bank):
            names = [
                name
                for name, field in record._fields.items()
                if field.store
                and field.type not in ("one2many", "many2many")
                and name not in MAGIC_COLUMNS
                and not name.startswith(("activity_", "message_", "website_message_"))
                and record.with_user(self.advisor)._has_field_access(field, "write")
            ]
            self.assertGreater(len(names), 5)
            for name in names:
                field = record._fields[name]
                value = field.convert_to_write(record[name], record)
                with self.subTest(model=record._name, field=name):
                    self.assertRefused(record.with_user(self.advisor).write, {name: value})

    def test_they_are_merged_with_nothing(self):
        values = {"name": "Double", "email": self.contact.email}
        double = self.env["res.partner"].create(
            {**values, "bank_ids": [Command.create({"acc_number": OTHER_IBAN})]}
        )
        merger = self.env["base.partner.merge.automatic.wizard"]
        for user in self.strangers:
            for kept in (self.contact, double):
                context = {
                    "active_model": "res.partner",
                    "active_ids": [self.contact.id, double.id],
                }
                wizards = merger.with_user(user).with_context(**context)
                wizard = wizards.create({"dst_partner_id": kept.id})
                with self.subTest(user=user.login, kept=kept.name):
                    self.assertRefused(wizard.action_merge)

    def test_no_access_is_given_to_them(self):
        wizard = self.env["portal.wizard"].with_user(self.advisor).create({})
        wizard.partner_ids = self.contact
        for act in ("action_grant_access", "action_revoke_access", "action_invite_again"):
            self.assertRefused(getattr(wizard.user_ids, act))

    def test_their_picture_changes_with_them(self):
        picture = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "=", self.contact.id),
                ("res_field", "=", "image_1920"),
            ]
        )
        self.assertEqual(len(picture), 1)
        for act in (picture.with_user(self.advisor).unlink, self._write_over(picture)):
            with self.assertRaisesRegex(AccessError, "on the page to which it belongs"):
                act()
        self.contact.with_user(self.accountant).image_1920 = False

    def _write_over(self, picture):
        return lambda: picture.with_user(self.advisor).write({"raw": b"forged"})

    def test_who_may_change_them(self):
        administrator = self._create_clerk("cae_settings", "base.group_erp_manager")
        for user in (self.accountant, self.manager, administrator):
            with self.subTest(user=user.login):
                contact = self.contact.with_user(user)
                contact.write({"email": f"{user.login}@example.com", "vat": "FR23334175221"})
                self.assertEqual(contact.email, f"{user.login}@example.com")
        bank = self.bank.with_user(self.accountant)
        bank.acc_number = OTHER_IBAN
        bank.flush_recordset()
        other = bank.create({"acc_number": IBAN, "partner_id": self.contact.id})
        other.unlink()
        self.contact.with_user(administrator).name = "The cooperative, renamed"

    def test_all_speak_of_it(self):
        """Notes, activities and contacts below it are the team's, as those of any contact."""
        contact = self.contact.with_user(self.advisor)
        contact.message_post(body="Their telephone is out of order")
        contact.message_subscribe(self.advisor.partner_id.ids)
        contact.activity_schedule("mail.mail_activity_data_todo", summary="Call")
        below = contact.create({"name": "Reception", "parent_id": contact.id})
        below.email = "reception@example.com"
        self.assertEqual(self.contact.email, "house@example.com")
