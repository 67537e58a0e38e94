from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CaeCommon


@tagged("post_install", "-at_install")
class TestActivity(CaeCommon):
    def test_has_an_analytic_account_of_its_own(self):
        account = self.alice_activity.analytic_account_id
        self.assertEqual(account.plan_id, self.env.ref("cae_entrepreneur.analytic_plan_activity"))
        self.assertEqual(account.company_id, self.company)
        self.assertEqual((account.name, account.code), ("Blue workshop", "TALI"))
        self.assertNotEqual(account, self.bruno_activity.analytic_account_id)

    def test_account_follows_name_code_and_archive(self):
        account = self.alice_activity.analytic_account_id
        french = self.alice_activity.with_user(self.advisor).with_context(lang="fr_FR")
        french.write({"name": "Atelier bleu", "code": "TBLU"})
        self.assertEqual((account.name, account.code), ("Atelier bleu", "TBLU"))
        self.assertEqual(account.with_context(lang="fr_FR").name, "Atelier bleu")
        french.active = False
        self.assertFalse(account.active)
        french.active = True
        self.assertTrue(account.active)

    def test_name_from_defaults(self):
        activity = self.env["cae.activity"].with_context(default_name="By default").create({})
        self.assertEqual(activity.analytic_account_id.name, "By default")
        self.assertEqual(activity.company_id, self.company)

    def test_copy_gets_its_own_account(self):
        copy = self.alice_activity.copy()
        self.assertFalse(copy.code)
        self.assertTrue(copy.analytic_account_id)
        self.assertNotEqual(copy.analytic_account_id, self.alice_activity.analytic_account_id)

    def test_foreign_account_is_refused(self):
        foreign = self.bruno_activity.analytic_account_id
        created = self.env["cae.activity"].create(
            {"name": "Thief", "analytic_account_id": foreign.id}
        )
        self.assertNotEqual(created.analytic_account_id, foreign)
        with self.assertRaisesRegex(UserError, "keeps the cooperative"):
            self.alice_activity.analytic_account_id = foreign
        with self.assertRaisesRegex(UserError, "keeps the cooperative"):
            self.alice_activity.company_id = self.other_company

    def test_account_stays_on_its_plan_and_company(self):
        account = self.alice_activity.analytic_account_id
        plan = self.env["account.analytic.plan"].create({"name": "Projects"})
        with self.assertRaisesRegex(ValidationError, "carries the books"):
            account.plan_id = plan
        with self.assertRaisesRegex(ValidationError, "carries the books"):
            account.company_id = self.other_company

    @mute_logger("odoo.sql_db")
    def test_code_unique_per_cooperative(self):
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.bruno_activity.code = "TALI"
        self.other_activity.code = "TALI"
        self.assertEqual(self.other_activity.code, "TALI")

    def test_display_and_search_by_code(self):
        self.assertEqual(self.alice_activity.display_name, "TALI Blue workshop")
        found = self.env["cae.activity"].name_search("tali")
        self.assertIn(self.alice_activity.id, [activity_id for activity_id, _name in found])

    def test_unused_activity_is_deleted_with_its_account(self):
        account = self.alice_activity.analytic_account_id
        self.alice_activity.with_user(self.manager).unlink()
        self.assertFalse(account.exists())

    def test_activity_with_analytic_items_stays(self):
        account = self.alice_activity.analytic_account_id
        self.env["account.analytic.line"].create(
            {
                "name": "A sale",
                "amount": 100,
                account.plan_id._column_name(): account.id,
                "company_id": self.company.id,
            }
        )
        with self.assertRaisesRegex(UserError, "archive it instead"):
            self.alice_activity.with_user(self.manager).unlink()
        self.assertTrue(self.alice_activity.exists())

    def test_not_shared_between_cooperatives(self):
        with self.assertRaises(UserError):
            self.alice_activity.entrepreneur_ids = [Command.link(self.other_entrepreneur.id)]
        with self.assertRaises(UserError):
            self.other_entrepreneur.cae_activity_ids = [Command.link(self.alice_activity.id)]
