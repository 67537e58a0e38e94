from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import CaeCommon
from .file_samples import IBAN, OTHER_IBAN


@tagged("post_install", "-at_install")
class TestFoundAccount(CaeCommon, HttpCase):
    """An account that comes onto a person otherwise than by a request is asked for like one."""

    def setUp(self):
        super().setUp()
        self.authenticate(self.advisor.login, self.advisor.login)

    @mute_logger("odoo.http", "odoo.models")
    def _call(self, model, method, *args, **context):
        self.env.flush_all()
        result = self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": {"context": context}},
        )
        self.env.invalidate_all()
        return result

    def _account(self, iban=OTHER_IBAN):
        return {"bank_ids": [Command.create({"acc_number": iban})]}

    def _changes(self, person):
        return self.env["cae.bank.change"].search([("entrepreneur_id", "=", person.id)])

    def _accounts(self, person):
        return person.partner_id.with_context(active_test=False).bank_ids

    def _confirmed(self, person, iban=IBAN):
        change = (
            self.env["cae.bank.change"]
            .with_user(self.advisor)
            .create({"entrepreneur_id": person.id, "iban": iban})
        )
        change.action_ask()
        change.with_user(self.accountant).action_confirm()
        return person.partner_id.bank_ids

    def _merge(self, kept, gone):
        context = {"active_model": "res.partner", "active_ids": [kept, gone]}
        model = "base.partner.merge.automatic.wizard"
        [wizard] = self._call(model, "create", [{"dst_partner_id": kept}], **context)
        self._call(model, "action_merge", [wizard], **context)

    def assertAsked(self, person, iban=OTHER_IBAN):
        """The account serves nobody, and waits for somebody else than who brought it."""
        self.assertFalse(person.partner_id.bank_ids)
        account = self._accounts(person)
        self.assertFalse(account.active or account.allow_out_payment)
        change = self._changes(person)
        self.assertEqual((change.state, change.asked_by), ("asked", self.advisor))
        self.assertEqual(change.iban, iban.replace(" ", ""))
        mails = self.env["mail.mail"].search([("model", "=", "cae.bank.change")])
        self.assertEqual(mails.mapped("res_id"), change.ids, "the person is told")
        with self.assertRaisesRegex(UserError, "decide about bank accounts"):
            change.with_user(self.advisor).action_confirm()
        change.with_user(self.accountant).action_confirm()
        self.assertEqual(person.partner_id.bank_ids, account)
        self.assertTrue(account.allow_out_payment)

    def test_by_a_contact_that_is_merged(self):
        for kept_is_hers in (True, False):
            with self.subTest(kept_is_hers=kept_is_hers), self.env.cr.savepoint() as savepoint:
                hers = self.alice.partner_id
                double = {"name": hers.name, "email": hers.email, **self._account()}
                [double] = self._call("res.partner", "create", [double])
                pair = (hers.id, double) if kept_is_hers else (double, hers.id)
                self._merge(*pair)
                self.assertAsked(self.alice)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_who_has_an_account_keeps_it(self):
        account = self._confirmed(self.alice)
        hers = self.alice.partner_id
        for kept_is_hers in (True, False):
            for iban in (OTHER_IBAN, IBAN):
                double = {"name": hers.name, "email": hers.email, **self._account(iban)}
                with (
                    self.subTest(kept_is_hers=kept_is_hers, iban=iban),
                    self.env.cr.savepoint() as savepoint,
                ):
                    [double] = self._call("res.partner", "create", [double])
                    pair = (hers.id, double) if kept_is_hers else (double, hers.id)
                    self._merge(*pair)
                    account = self.alice.partner_id.bank_ids
                    self.assertEqual(account.sanitized_acc_number, IBAN.replace(" ", ""))
                    self.assertTrue(account.allow_out_payment)
                    self.assertEqual(self._changes(self.alice).state, "confirmed", "none is asked")
                    note = self.alice.message_ids[:1].body
                    self.assertEqual("DE89 •••• 3000" in note, iban == OTHER_IBAN)
                    savepoint.rollback()
                    self.env.invalidate_all()

    def test_with_a_file_that_is_opened(self):
        email = {"email": "nadia@example.com"}
        [person] = self._call("cae.entrepreneur", "create", [{"name": "Nadia", **email}])
        self.assertFalse(self._changes(self.env["cae.entrepreneur"].browse(person)))
        values = {"name": "Nora", "email": "nora@example.com", **self._account()}
        [person] = self._call("cae.entrepreneur", "create", [values])
        self.assertAsked(self.env["cae.entrepreneur"].browse(person))

    def test_with_a_contact_that_had_one(self):
        values = {"name": "Nora", "email": "nora@example.com", **self._account()}
        [contact] = self._call("res.partner", "create", [values])
        values = {"partner_id": contact}
        [person] = self._call("cae.entrepreneur", "create", [values])
        self.assertAsked(self.env["cae.entrepreneur"].browse(person))

    def test_with_another_contact_of_the_file(self):
        values = {"name": "Nora", "email": "nora@example.com"}
        [contact] = self._call("res.partner", "create", [{**values, **self._account()}])
        [person] = self._call("cae.entrepreneur", "create", [{"name": "Nora N."}])
        self._call("cae.entrepreneur", "write", [person], {"partner_id": contact})
        self.assertAsked(self.env["cae.entrepreneur"].browse(person))

    def test_a_number_that_is_no_iban_is_put_away(self):
        values = {"name": "Nora", **self._account("12345")}
        [person] = self._call("cae.entrepreneur", "create", [values])
        person = self.env["cae.entrepreneur"].browse(person)
        self.assertFalse(person.partner_id.bank_ids)
        self.assertFalse(self._changes(person))
        self.assertIn("was put away", "".join(person.message_ids.mapped("body")))

    def test_a_file_saved_again_keeps_the_account(self):
        account = self._confirmed(self.alice)
        self._call(
            "cae.entrepreneur", "write", self.alice.ids, {"partner_id": self.alice.partner_id.id}
        )
        self.assertEqual(self.alice.partner_id.bank_ids, account)

    def test_two_files_that_become_one_keep_one_account(self):
        second = self.env["cae.entrepreneur"].create(
            {"name": "Bruno B.", "email": "other@example.com", "company_id": self.company.id}
        )
        account = self._confirmed(second, OTHER_IBAN)
        third = self.env["cae.entrepreneur"].create({"name": "Bruno C."})
        self._confirmed(third, IBAN)
        self.bruno.with_user(self.manager)._merge_file(second.with_user(self.manager))
        self.assertEqual(self.bruno.partner_id.bank_ids, account)
        self.assertTrue(account.allow_out_payment, "it was confirmed on the other file")
        self.bruno.with_user(self.manager)._merge_file(third.with_user(self.manager))
        self.assertEqual(self.bruno.partner_id.bank_ids, account)
        other = self._accounts(self.bruno) - account
        self.assertFalse(other.active or other.allow_out_payment)

    def test_whatever_odoo_adds_to_an_account_is_refused(self):
        """Each field that is stored, of whichever addon, but the trust and what is noted of it."""
        account = self._confirmed(self.alice)
        names = [
            name
            for name, field in account._fields.items()
            if field.store
            and name not in ("allow_out_payment", "note", "sequence", "id")
            and name not in ("create_date", "create_uid", "write_date", "write_uid")
            and not name.startswith(("activity_", "message_", "website_message_"))
        ]
        self.assertIn("sanitized_acc_number", names)
        for user in (self.advisor, self.accountant, self.manager):
            for env in (account.with_user(user), account.with_user(user).sudo()):
                for name in names:
                    field = account._fields[name]
                    value = field.convert_to_write(account[name], account)
                    with self.subTest(user=user.login, field=name), self.assertRaises(UserError):
                        env.write({name: value})
