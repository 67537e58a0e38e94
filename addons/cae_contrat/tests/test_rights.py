from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CaeContractCommon

OWN_MODELS = (
    "cae.territory",
    "cae.pole",
    "cae.entrepreneur",
    "cae.activity",
    "cae.contract",
)
# model -> rights of each role, in the order read, write, create, unlink
RIGHTS = {
    "cae.territory": {"advisor": "r", "accountant": "r", "manager": "rwcu"},
    "cae.pole": {"advisor": "rwc", "accountant": "r", "manager": "rwcu"},
    "cae.entrepreneur": {
        "advisor": "rwc",
        "accountant": "r",
        "manager": "rwcu",
        "alice_user": "r",
    },
    "cae.activity": {
        "advisor": "rwc",
        "accountant": "rwc",
        "manager": "rwcu",
        "alice_user": "r",
    },
    "cae.contract": {
        "advisor": "rwcu",
        "accountant": "r",
        "manager": "rwcu",
        "alice_user": "r",
    },
}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
ROLES = ("advisor", "accountant", "manager", "employee", "alice_user")


@tagged("post_install", "-at_install")
class TestRights(CaeContractCommon):
    def _own_records(self):
        return {
            "cae.territory": self.territory,
            "cae.pole": self.pole,
            "cae.entrepreneur": self.alice,
            "cae.activity": self.alice_activity,
            "cae.contract": self.alice_contract,
        }

    def test_each_role_may_do_what_it_should(self):
        for model, record in self._own_records().items():
            for role in ROLES:
                allowed = RIGHTS[model].get(role, "")
                for letter, operation in OPERATIONS.items():
                    with self.subTest(model=model, role=role, operation=operation):
                        self.assertEqual(
                            record.with_user(getattr(self, role)).has_access(operation),
                            letter in allowed,
                        )

    def test_neighbour_is_refused(self):
        for record in (self.alice, self.alice_activity, self.alice_contract):
            with self.subTest(model=record._name):
                foreign = record.with_user(self.bruno_user)
                self.assertFalse(foreign.search([("id", "=", record.id)]))
                with self.assertRaises(AccessError):
                    foreign.read(["display_name"])

    def test_draft_contract_is_not_shown_on_the_portal(self):
        self.alice_contract.action_end()
        draft = self.alice_contract.copy(
            {"date_start": fields.Date.add(self.alice_contract.date_end, days=1), "date_end": False}
        )
        self.assertFalse(draft.with_user(self.alice_user).has_access("read"))
        draft.action_confirm()
        self.assertTrue(draft.with_user(self.alice_user).has_access("read"))

    def test_co_entrepreneur_sees_the_activity_not_the_file(self):
        self.alice_activity.entrepreneur_ids += self.bruno
        activity = self.alice_activity.with_user(self.bruno_user)
        self.assertEqual(activity.read(["name"])[0]["name"], "Blue workshop")
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            activity.web_read({"entrepreneur_ids": {"fields": {"display_name": {}}}})
        with self.assertRaises(AccessError):
            self.alice.with_user(self.bruno_user).read(["stage"])

    def test_other_cooperative_sees_nothing(self):
        for model, record in self._own_records().items():
            with self.subTest(model=model):
                records = self.env[model].with_user(self.other_accountant)
                self.assertFalse(records.search([("id", "=", record.id)]))
                self.assertFalse(record.with_user(self.other_accountant).has_access("read"))
        visible = self.env["cae.activity"].with_user(self.other_accountant).search([])
        self.assertEqual(visible, self.other_activity)

    def test_titles_of_messages_are_for_who_gets_or_sends_them(self):
        message = self.alice.with_user(self.advisor).message_post(
            body="Come in", subject="Interview", partner_ids=self.manager.partner_id.ids
        )
        rows = self.env["mail.notification"].search([("mail_message_id", "=", message.id)])
        self.assertTrue(rows)
        for user, seen in (
            (self.advisor, rows),
            (self.manager, rows),
            (self.accountant, rows.browse()),
            (self.employee, rows.browse()),
        ):
            with self.subTest(user=user.login):
                found = self.env["mail.notification"].with_user(user)
                self.assertEqual(found.search([("id", "in", rows.ids)]), seen)

    def test_what_is_noted_of_a_person_is_for_who_follows_her(self):
        note = self.alice.with_user(self.advisor).message_post(
            body="Talks of a divorce", subtype_xmlid="mail.mt_note"
        )
        told = self.alice.with_user(self.advisor).message_post(
            body="Please pay her", partner_ids=self.accountant.partner_id.ids
        )
        messages = self.env["mail.message"]
        about = [("model", "=", "cae.entrepreneur"), ("res_id", "=", self.alice.id)]
        for user, seen in (
            (self.advisor, note | told),
            (self.manager, note | told),
            (self.accountant, told),
            (self.other_advisor, messages),
            (self.alice_user, messages),
            (self.employee, messages),
        ):
            with self.subTest(user=user.login):
                found = messages.with_user(user).search(about)
                self.assertEqual(found & (note | told), seen)
                fetched = messages.with_user(user)._message_fetch(about)["messages"]
                self.assertEqual(fetched & (note | told), seen)

    def test_an_assistant_is_who_opened_its(self):
        """What a manager draws there is her signature."""
        drawn = (
            self.env["cae.countersignature"]
            .with_user(self.manager)
            .create(
                {"document_ref": f"cae.contract,{self.alice_contract.id}", "signature": b"AAAA"}
            )
        )
        second = self._create_staff("cae_second_manager", "cae_socle.group_manager")
        foreign = drawn.with_user(second)
        self.assertEqual(drawn.signature, b"AAAA")
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(foreign.search([("id", "=", drawn.id)]))
        for act in (
            lambda: foreign.read(["signature"]),
            lambda: foreign.write({"name": "x"}),
            lambda: foreign.action_countersign(),
            lambda: foreign.unlink(),
        ):
            with self.assertRaises(AccessError):
                act()

    def test_other_cooperatives_contact_stays_there(self):
        seen = self.env["res.partner"].with_user(self.other_accountant)
        self.assertFalse(seen.search([("id", "=", self.alice.partner_id.id)]))

    def test_employee_sees_no_file_beside_the_contact(self):
        partner = self.alice.partner_id.with_user(self.employee)
        self.assertEqual(partner.name, "Alice Arnaud")
        with self.assertRaises(AccessError):
            partner.read(["cae_entrepreneur_ids"])
        for model in OWN_MODELS:
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.employee).search([])

    def test_employee_has_no_menu(self):
        menus = self.env["ir.ui.menu"]
        root = self.env.ref("cae_entrepreneur.menu_root")
        self.assertNotIn(root.id, menus.with_user(self.employee)._visible_menu_ids())
        self.assertIn(root.id, menus.with_user(self.advisor)._visible_menu_ids())
        self.assertIn(root.id, menus.with_user(self.accountant)._visible_menu_ids())

    def test_public_is_refused(self):
        public = self.env.ref("base.public_user")
        for model in OWN_MODELS:
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(public).search([])
