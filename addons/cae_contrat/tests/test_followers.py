from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import CaeContractCommon


@tagged("post_install", "-at_install")
class TestFollowers(CaeContractCommon, HttpCase):
    """Who follows a record gets what is said of it: nobody follows what one may not read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.subtypes = cls.env["mail.message.subtype"].search([("res_model", "=", False)])
        cls.subtypes |= cls.env.ref("mail.mt_note")
        cls.records = [cls.alice, cls.alice_activity, cls.alice_contract]

    def _call(self, record, method, **kwargs):
        args = [] if method.startswith("search") else [record.ids]
        params = {"model": record._name, "method": method, "args": args, "kwargs": kwargs}
        return self.make_jsonrpc_request("/web/dataset/call_kw", params)

    def _subscribe(self, record, *users):
        """Try as a browser does, by every way that is open to whoever is logged in."""
        partners = [user.partner_id.id for user in users]
        with mute_logger("odoo.http"):
            for numbers in (partners, partners * 2, [*partners, self.env.company.partner_id.id]):
                try:
                    self._call(
                        record,
                        "message_subscribe",
                        partner_ids=numbers,
                        subtype_ids=self.subtypes.ids,
                    )
                except JsonRpcException as error:
                    self.assertIn("AccessError", str(error))
            self.make_jsonrpc_request(
                "/mail/thread/subscribe",
                {"res_model": record._name, "res_id": record.id, "partner_ids": partners},
            )

    def _say(self, record, subtype="mail.mt_comment"):
        message = record.with_user(self.manager).message_post(
            body="A matter of health", subtype_xmlid=subtype
        )
        return message.sudo()

    def _get_followers(self, record):
        record.invalidate_recordset(["message_partner_ids"])
        return record.sudo().message_partner_ids

    def test_nobody_on_the_portal_follows_by_oneself(self):
        self.authenticate("cae_alice", "cae_alice")
        for record in self.records:
            with self.subTest(model=record._name):
                try:
                    self._subscribe(record, self.alice_user)
                except JsonRpcException as error:
                    self.assertIn("Error", str(error))
                self.assertNotIn(self.alice.partner_id, self._get_followers(record))
                said = self._say(record)
                self.assertNotIn(self.alice.partner_id, said.notified_partner_ids)
                with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
                    self._call(record, "message_post", body="Mine")

    def test_an_accountant_follows_no_file(self):
        partner = self.accountant.partner_id
        self.authenticate("cae_accountant", "cae_accountant")
        self._subscribe(self.alice, self.accountant)
        self.assertNotIn(partner, self._get_followers(self.alice))
        # be it that somebody of the team adds her
        self.alice.with_user(self.manager).message_subscribe(partner.ids, self.subtypes.ids)
        for subtype in ("mail.mt_comment", "mail.mt_note"):
            said = self._say(self.alice, subtype)
            self.assertNotIn(partner, said.notified_partner_ids)
            with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
                self._call(said, "read", fields=["body"])

    def test_who_reads_what_is_said_follows(self):
        """Advisors follow their files; accountants the contracts, of which they read all."""
        for user, records in (
            (self.advisor, self.records),
            (self.accountant, [self.alice_contract]),
        ):
            self.authenticate(user.login, user.login)
            for record in records:
                with self.subTest(user=user.login, model=record._name):
                    self._subscribe(record, user)
                    self.assertIn(user.partner_id, self._get_followers(record))
                    said = self._say(record)
                    self.assertIn(user.partner_id, said.notified_partner_ids)

    def test_whom_the_team_adds_on_the_portal_is_told(self):
        partner = self.alice.partner_id
        self.alice.with_user(self.advisor).message_subscribe(partner.ids)
        self.assertIn(partner, self._say(self.alice).notified_partner_ids)
        self.assertNotIn(partner, self._say(self.alice, "mail.mt_note").notified_partner_ids)

    def test_who_works_in_one_cooperative_is_told_by_who_writes_from_two(self):
        partner = self.accountant.partner_id
        self.alice_contract.with_user(self.manager).message_subscribe(partner.ids)
        self.manager.company_ids |= self.other_company
        both = (self.company | self.other_company).ids
        contract = self.alice_contract.with_context(allowed_company_ids=both)
        self.assertIn(partner, self._say(contract).notified_partner_ids)

    def test_who_follows_is_told_with_what_is_said(self):
        event = (
            self.env["calendar.event"]
            .with_user(self.advisor)
            .with_context(no_mail_to_attendees=True)
            .create({"name": "Formal talk", "privacy": "private"})
        )
        event.message_subscribe(self.alice.partner_id.ids)
        self.alice.message_subscribe((self.advisor | self.manager).partner_id.ids)
        self.alice_contract.message_subscribe(self.advisor.partner_id.ids)
        for user, told in (
            (self.other_accountant, []),
            (self.accountant, [self.alice_contract]),
            (self.manager, [self.alice, self.alice_contract]),
            (self.other_advisor, []),
        ):
            self.authenticate(user.login, user.login)
            for record in (event, self.alice, self.alice_contract):
                with self.subTest(user=user.login, model=record._name):
                    others = record.sudo().message_follower_ids.filtered(
                        lambda row, user=user: row.partner_id != user.partner_id
                    )
                    self.assertTrue(others)
                    found = self._call(
                        others.browse(),
                        "search_read",
                        domain=[("id", "in", others.ids)],
                        fields=["partner_id"],
                    )
                    seen = others.ids if record in told else []
                    self.assertEqual([row["id"] for row in found], seen)
                    self.assertEqual(others.with_user(user).has_access("read"), bool(seen))
                    if not seen:
                        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
                            self._call(others, "read", fields=["partner_id"])

    def test_who_follows_is_shown_beside_the_messages(self):
        partners = (self.advisor | self.manager | self.bruno_user).partner_id
        self.alice.with_user(self.manager).message_subscribe(partners.ids)
        self.authenticate("cae_advisor", "cae_advisor")
        answer = self.make_jsonrpc_request(
            "/mail/data",
            {
                "fetch_params": [
                    [
                        "mail.thread",
                        {
                            "thread_model": "cae.entrepreneur",
                            "thread_id": self.alice.id,
                            "request_list": ["followers"],
                        },
                    ]
                ]
            },
        )
        shown = {row["partner_id"] for row in answer["mail.followers"]}
        self.assertLessEqual(set(partners.ids), shown)
        [thread] = [row for row in answer["mail.thread"] if row["id"] == self.alice.id]
        self.assertEqual(thread["followersCount"], len(self.alice.sudo().message_follower_ids))
