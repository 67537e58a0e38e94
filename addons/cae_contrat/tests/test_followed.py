from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CaeContractCommon

MODELS = ("cae.entrepreneur", "cae.activity", "cae.contract")


@tagged("post_install", "-at_install")
class TestFollowed(CaeContractCommon):
    """An advisor sees the files she follows; who runs the cooperative or its books sees all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dora_contract = cls._create_contract(cls.dora, kind="cesa")
        cls.dora_records = {
            "cae.entrepreneur": cls.dora,
            "cae.activity": cls.dora_activity,
            "cae.contract": cls.dora_contract,
        }

    def assertSees(self, user, seen=True):
        self.env.flush_all()
        self.env.invalidate_all()
        for model, record in self.dora_records.items():
            with self.subTest(model=model, user=user.login):
                own = record.with_user(user)
                found = own.search([("id", "=", record.id)])
                self.assertEqual(found, record if seen else record.browse())
                for operation in ("read", "write"):
                    if user not in (self.accountant,) or operation == "read":
                        self.assertEqual(own.has_access(operation), seen)
                if not seen:
                    with self.assertRaises(AccessError):
                        own.read(["display_name"])
                    with self.assertRaises(AccessError):
                        own.write({"active": True} if "active" in own else {"date_end": False})

    def test_advisor_of_another_territory(self):
        self.assertSees(self.advisor, seen=False)
        self.assertSees(self.other_advisor)
        for model in MODELS:
            shown = self.env[model].with_user(self.advisor).search([])
            self.assertFalse(shown & self.dora_records[model])
            self.assertTrue(shown)

    def test_manager_and_accountant_see_all(self):
        self.assertSees(self.manager)
        self.assertSees(self.accountant)

    def test_referent(self):
        self.dora.referent_id = self.advisor
        self.assertSees(self.advisor)

    def test_second_advisor(self):
        self.dora.second_advisor_ids = self.advisor
        self.assertSees(self.advisor)

    def test_without_a_territory(self):
        self.dora.territory_id = False
        self.assertSees(self.advisor)

    def test_the_cooperative_opens_all(self):
        self.company.cae_advisors_see_all = True
        self.assertSees(self.advisor)
        self.company.cae_advisors_see_all = False
        self.assertSees(self.advisor, seen=False)

    def test_who_leaves_the_territory_sees_it_no_more(self):
        self.other_territory.advisor_ids += self.advisor
        self.assertSees(self.advisor)
        self.other_territory.advisor_ids -= self.advisor
        self.assertSees(self.advisor, seen=False)

    def test_activity_by_its_own_territory(self):
        self.dora_activity.territory_id = self.territory
        activity = self.dora_activity.with_user(self.advisor)
        self.assertEqual(activity.read(["code"])[0]["code"], "TDOR")
        self.assertFalse(self.dora.with_user(self.advisor).has_access("read"))
        self.env.invalidate_all()
        # the list of activities still opens: whom she does not follow is left out
        shown = activity.web_search_read(
            [("id", "=", activity.id)], {"entrepreneur_ids": {"fields": {"display_name": {}}}}
        )
        self.assertEqual(shown["records"][0]["entrepreneur_ids"], [])

    def test_activity_shared_with_someone_of_ones_own(self):
        self.dora_activity.entrepreneur_ids += self.alice
        self.env.flush_all()
        self.env.invalidate_all()
        activity = self.dora_activity.with_user(self.advisor)
        shown = activity.web_read({"entrepreneur_ids": {"fields": {"display_name": {}}}})
        self.assertEqual(
            [person["display_name"] for person in shown[0]["entrepreneur_ids"]], ["Alice Arnaud"]
        )
        self.assertFalse(self.dora.with_user(self.advisor).has_access("read"))

    def test_one_does_not_open_a_file_elsewhere(self):
        values = {"name": "Nora Noel", "territory_id": self.other_territory.id}
        files = self.env["cae.entrepreneur"].with_user(self.advisor)
        with self.assertRaises(AccessError):
            files.create(values)
        self.assertTrue(files.create({**values, "referent_id": self.advisor.id}))

    def test_no_second_file_on_the_contact_of_somebody_else(self):
        """It would show the bank account, and let it be changed."""
        advisor = self._create_staff("cae_both", "cae_socle.group_advisor")
        advisor.company_ids += self.other_company
        self.territory.advisor_ids += advisor
        self.dora.partner_id.company_id = False
        self.alice.partner_id.company_id = False
        files = self.env["cae.entrepreneur"].with_user(advisor)
        elsewhere = files.with_context(allowed_company_ids=self.other_company.ids)
        hers = {"partner_id": self.dora.partner_id.id}
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            files.create({**hers, "company_id": self.company.id})
        with self.assertRaises(ValidationError):
            elsewhere.create({**hers, "company_id": self.other_company.id})
        own = elsewhere.create({"name": "Nora Noel", "company_id": self.other_company.id})
        with self.assertRaises(ValidationError):
            own.partner_id = self.dora.partner_id
        # who follows her may, also from the other cooperative
        self.assertTrue(elsewhere.create({"partner_id": self.alice.partner_id.id}))

    def test_nothing_through_the_contact(self):
        partner = self.dora.partner_id.with_user(self.advisor)
        self.assertEqual(partner.read(["cae_entrepreneur_ids"])[0]["cae_entrepreneur_ids"], [])

    def test_nothing_by_searching_through_ones_own(self):
        territories = self.env["cae.activity"].with_user(self.advisor)
        groups = territories._read_group([], ["entrepreneur_ids"], ["__count"])
        self.assertNotIn(self.dora, [person for person, _count in groups])
        found = territories.search([("entrepreneur_ids.name", "=", "Dora Duval")])
        self.assertFalse(found)

    def test_one_query_whatever_the_number(self):
        files = self.env["cae.entrepreneur"].with_user(self.advisor)
        counts = []
        for number in (3, 60):
            self.env["cae.entrepreneur"].create(
                [
                    {"name": f"Person {index}", "territory_id": self.territory.id}
                    for index in range(number)
                ]
            )
            files.search_fetch([], ["stage"])  # fills the ormcaches
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            files.search_fetch([], ["stage"])
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_setting(self):
        self.env["cae.settings"].with_user(self.manager).create({"cae_advisors_see_all": True})
        self.assertTrue(self.company.cae_advisors_see_all)
        for user in (self.advisor, self.accountant):
            with self.assertRaises(AccessError):
                self.company.with_user(user).cae_advisors_see_all = True

    def test_who_left_is_told_no_more(self):
        self.dora.second_advisor_ids = self.advisor
        partner = self.advisor.partner_id
        self.dora.with_user(self.advisor).message_subscribe(partner.ids)
        say = self.dora.with_user(self.manager).message_post
        before = say(body="Still hers", subtype_xmlid="mail.mt_comment")
        self.assertIn(partner, before.notified_partner_ids)
        self.dora.second_advisor_ids = False
        self.env.flush_all()
        after = say(body="A matter of health", subtype_xmlid="mail.mt_comment")
        self.assertNotIn(partner, after.notified_partner_ids)
        with self.assertRaises(AccessError):
            after.with_user(self.advisor).read(["body"])
        named = say(body="For you", subtype_xmlid="mail.mt_comment", partner_ids=partner.ids)
        self.assertIn(partner, named.notified_partner_ids)
