from ast import literal_eval

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import CaeCommon


@tagged("post_install", "-at_install")
class TestEntrepreneur(CaeCommon):
    def test_advisor_opens_a_file(self):
        with Form(self.env["cae.entrepreneur"].with_user(self.advisor)) as form:
            form.name = "Denise Dubois"
            form.email = "denise@example.com"
            form.territory_id = self.territory
        entrepreneur = form.record
        self.assertEqual(entrepreneur.stage, "candidate")
        self.assertEqual(entrepreneur.company_id, self.company)
        self.assertEqual(entrepreneur.partner_id.company_id, self.company)
        self.assertFalse(entrepreneur.partner_id.is_company)

    def test_shared_identity_is_left_as_it_is(self):
        partner = self.env["res.partner"].create({"name": "Emma Evrard"})
        entrepreneur = self.env["cae.entrepreneur"].create({"partner_id": partner.id})
        self.assertFalse(partner.company_id)
        with self.assertRaisesRegex(ValidationError, "another cooperative"):
            partner.company_id = self.other_company
        self.assertEqual(entrepreneur.name, "Emma Evrard")

    def test_identity_of_another_cooperative_is_refused(self):
        partner = self.env["res.partner"].create(
            {"name": "Fanny Faure", "company_id": self.other_company.id}
        )
        with self.assertRaises(UserError):
            self.env["cae.entrepreneur"].create({"partner_id": partner.id})

    def test_identity_has_no_parent(self):
        with self.assertRaisesRegex(ValidationError, "Remove this link"):
            self.alice.partner_id.parent_id = self.company.partner_id
        self.alice_user.active = False
        self.alice.active = False
        with self.assertRaisesRegex(ValidationError, "Remove this link"):
            self.alice.partner_id.parent_id = self.company.partner_id
        child = self.env["res.partner"].create(
            {"name": "Gaston", "parent_id": self.company.partner_id.id}
        )
        with self.assertRaisesRegex(ValidationError, "Remove this link"):
            self.env["cae.entrepreneur"].create({"partner_id": child.id})

    def test_the_cooperative_is_not_one_of_its_people(self):
        with self.assertRaisesRegex(ValidationError, "the cooperative itself"):
            self.env["cae.entrepreneur"].create({"partner_id": self.company.partner_id.id})

    @mute_logger("odoo.sql_db")
    def test_one_file_per_person_and_cooperative(self):
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["cae.entrepreneur"].create({"partner_id": self.alice.partner_id.id})

    def test_stays_in_its_cooperative(self):
        with self.assertRaisesRegex(UserError, "stays in the cooperative"):
            self.alice.company_id = self.other_company

    def test_rows_stay_where_their_users_work(self):
        pole = self.env["cae.pole"].create({"name": "Crafts", "company_id": self.company.id})
        with self.assertRaisesRegex(AccessError, "no cooperative of yours"):
            pole.with_user(self.manager).company_id = self.other_company
        self.manager.company_ids += self.other_company
        pole.with_user(self.manager).company_id = self.other_company
        self.assertEqual(pole.company_id, self.other_company)

    def test_a_contact_that_was_there_stays_as_it_is(self):
        contact = self.env["res.partner"].create({"name": "Emma"})
        Entrepreneurs = self.env["cae.entrepreneur"].with_context(default_partner_id=contact.id)
        self.assertEqual(Entrepreneurs.create({}).partner_id, contact)
        self.assertFalse(contact.company_id, "another cooperative may know them")

    def test_copy_takes_no_access_along(self):
        copy = self.alice.copy({"name": "Alice again"})
        self.assertNotEqual(copy.partner_id, self.alice.partner_id)
        self.assertFalse(copy.cae_activity_ids)
        self.assertFalse(copy.user_ids)
        self.assertEqual(copy.stage, "candidate")
        self.assertFalse(copy.date_entry)

    def test_leaving_notes_the_day(self):
        person = self.env["cae.entrepreneur"].with_user(self.advisor).create({"name": "Ivo Imbert"})
        person.stage = "former"
        self.assertTrue(person.date_exit)

    def test_file_in_use_is_not_deleted(self):
        with self.assertRaisesRegex(UserError, "archive the file"):
            self.alice.with_user(self.manager).unlink()
        unused = self.env["cae.entrepreneur"].create({"name": "Hugo Henry"})
        unused.with_user(self.manager).unlink()
        self.assertFalse(unused.exists())

    def test_counts(self):
        alice = self.alice.with_user(self.advisor)
        self.assertEqual(alice.cae_activity_count, 1)

    def test_portal_access(self):
        entrepreneur = (
            self.env["cae.entrepreneur"].with_user(self.advisor).create({"name": "Inès Imbert"})
        )
        self.assertFalse(entrepreneur.has_portal_access)
        with self.assertRaisesRegex(UserError, "email address first"):
            entrepreneur.action_open_portal_access()
        entrepreneur.email = "ines@example.com"
        action = entrepreneur.action_open_portal_access()
        wizard = self.env["portal.wizard"].with_user(self.advisor).browse(action["res_id"])
        wizard.user_ids.action_grant_access()
        entrepreneur.invalidate_recordset()
        self.assertTrue(entrepreneur.has_portal_access)
        self.assertTrue(entrepreneur.user_ids._is_portal())
        self.assertEqual(entrepreneur.user_ids.company_id, self.company)
        entrepreneur.sudo().user_ids.active = False
        self.assertFalse(entrepreneur.has_portal_access)

    def test_archiving_asks_to_close_the_portal(self):
        with self.assertRaisesRegex(UserError, "close this access first"):
            self.alice.with_user(self.advisor).action_archive()
        action = self.alice.with_user(self.advisor).action_open_portal_access()
        wizard = self.env["portal.wizard"].with_user(self.advisor).browse(action["res_id"])
        wizard.user_ids.action_revoke_access()
        self.assertFalse(self.alice_user.active)
        self.alice.with_user(self.advisor).action_archive()
        self.assertFalse(self.alice.active)

    def test_opens_on_the_people_one_follows(self):
        action = self.env.ref("cae_entrepreneur.cae_entrepreneur_action")
        self.bruno.referent_id = self.manager
        for user, expected in (
            (self.advisor, {"search_default_mine": 1}),
            (self.accountant, {}),
            (self.manager, {}),
            (self.employee, {}),
        ):
            with self.subTest(user=user.login):
                found = action.with_user(user).sudo()._get_action_dict()["context"]
                self.assertEqual(literal_eval(found), expected)
        others = self.env.ref("cae_entrepreneur.cae_activity_action")
        self.assertEqual(others.with_user(self.advisor)._get_action_dict()["context"], "{}")

    def test_each_role_lands_somewhere(self):
        action = self.env.ref("cae_echeance.cae_deadline_action")
        IrHttp = self.env["ir.http"]
        self.assertEqual(IrHttp.with_user(self.advisor)._get_role_home_action(), action)
        self.assertEqual(IrHttp.with_user(self.manager)._get_role_home_action(), action)
        self.assertIsNone(IrHttp.with_user(self.employee)._get_role_home_action())

    def test_columns_in_the_order_of_ones_way(self):
        self.env["cae.entrepreneur"].create({"name": "Jules Joly", "stage": "associate"})
        domain = [("company_id", "=", self.company.id), ("stage", "!=", "candidate")]
        people = self.env["cae.entrepreneur"].with_context(read_group_expand=True)
        groups = people.web_read_group(domain, ["stage"])["groups"]
        self.assertEqual([group["stage"] for group in groups], ["cape", "cesa", "associate"])

    def test_two_people_one_activity(self):
        self.alice_activity.entrepreneur_ids = [Command.link(self.bruno.id)]
        seen = self.env["cae.activity"].with_user(self.bruno_user).search([])
        self.assertEqual(seen, self.alice_activity + self.bruno_activity)
