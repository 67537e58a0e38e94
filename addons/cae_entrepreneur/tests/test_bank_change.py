from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import CaeCommon
from .file_samples import IBAN, OTHER_IBAN


@tagged("post_install", "-at_install")
class TestBankChange(CaeCommon):
    """Nobody confirms what he entered, and the person is told each time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alice.lang = "en_US"

    def _ask(self, user=None, person=None, iban=IBAN, **vals):
        change = self._enter(user, person, iban, **vals)
        change.action_ask()
        return change

    def _enter(self, user=None, person=None, iban=IBAN, **vals):
        return (
            self.env["cae.bank.change"]
            .with_user(user or self.advisor)
            .create({"entrepreneur_id": (person or self.alice).id, "iban": iban, **vals})
        )

    def _ask_as_alice(self, iban=IBAN):
        return (
            self.env["cae.bank.change"]
            .with_user(self.alice_user)
            ._ask(self.alice.with_user(self.alice_user), iban)
        )

    def _mails(self):
        mails = self.env["mail.mail"].sudo().search([("model", "=", "cae.bank.change")], order="id")
        return [
            (mail.subject, mail.email_to or mail.recipient_ids.email, mail.body_html)
            for mail in mails
        ]

    def test_from_request_to_payment(self):
        change = self._ask_as_alice()
        self.assertEqual(change.asked_by, self.alice_user)
        self.assertEqual(change.iban_masked, "FR76 •••• 0189")
        self.assertFalse(self.alice.partner_id.bank_ids, "nothing changes before the confirmation")
        change.with_user(self.accountant).action_confirm()
        account = self.alice.partner_id.bank_ids
        self.assertEqual(account.sanitized_acc_number, IBAN.replace(" ", ""))
        self.assertTrue(account.allow_out_payment)
        self.assertEqual(account.acc_holder_name, "Alice Arnaud")
        self.assertEqual(change.state, "confirmed")
        self.assertEqual(change.decided_by, self.accountant)
        subjects = [mail[0] for mail in self._mails()]
        self.assertEqual(
            subjects,
            ["Your bank account: a change was asked", "Your bank account was changed"],
        )
        for _subject, email_to, body in self._mails():
            self.assertIn("cae_alice@example.com", email_to)
            self.assertIn("FR76 •••• 0189", body)
            self.assertNotIn("3000", body)

    def test_the_earlier_account_is_put_away(self):
        self._ask().with_user(self.accountant).action_confirm()
        second = self._ask(iban=OTHER_IBAN, bic="cobadeff")
        self.assertEqual(second.old_iban_masked, "FR76 •••• 0189")
        second.with_user(self.manager).action_confirm()
        accounts = self.alice.partner_id.with_context(active_test=False).bank_ids
        self.assertEqual(len(accounts), 2)
        old = accounts.filtered(lambda account: account.sanitized_acc_number[:2] == "FR")
        self.assertFalse(old.active or old.allow_out_payment)
        self.assertEqual(self.alice.partner_id.bank_ids.bank_bic, "COBADEFF")
        self.assertEqual(self.alice.with_user(self.advisor).bank_account_masked, "DE89 •••• 3000")
        # back to the first one: the same account serves again
        self._ask().with_user(self.accountant).action_confirm()
        self.alice.partner_id.invalidate_recordset(["bank_ids"])
        self.assertTrue(old.active and old.allow_out_payment)

    def test_who_may_confirm(self):
        change = self._ask_as_alice()
        with self.assertRaisesRegex(AccessError, "Ask an accountant or a manager"):
            change.with_user(self.advisor).action_confirm()
        for user in (self.alice_user, self.bruno_user, self.other_advisor, self.other_accountant):
            for method in ("action_confirm", "action_refuse", "action_cancel"):
                with self.subTest(user=user.login, method=method), self.assertRaises(AccessError):
                    getattr(change.with_user(user), method)()
        own = self._ask(self.manager, self.bruno)
        with self.assertRaisesRegex(UserError, "You entered this account yourself"):
            own.with_user(self.manager).action_confirm()
        own.with_user(self.accountant).action_confirm()
        self.assertEqual(own.state, "confirmed")

    def test_staff_who_are_entrepreneurs_too(self):
        self.env["cae.entrepreneur"].create(
            {"partner_id": self.accountant.partner_id.id, "company_id": self.company.id}
        )
        person = self.accountant.partner_id.cae_entrepreneur_ids
        change = self._ask(self.advisor, person)
        with self.assertRaisesRegex(UserError, "your own account"):
            change.with_user(self.accountant).action_confirm()
        change.with_user(self.manager).action_confirm()

    def test_refuse_with_a_reason(self):
        change = self._ask_as_alice().with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "Give the reason"):
            change.action_refuse()
        change.refusal_reason = "The name on the document is not yours."
        change.action_refuse()
        self.assertEqual(change.state, "refused")
        self.assertIn("is not yours", self._mails()[-1][2])
        with self.assertRaisesRegex(UserError, "has had its answer"):
            change.action_confirm()

    def test_what_was_asked_is_not_changed(self):
        change = self._ask_as_alice()
        for user in (self.accountant, self.manager):
            for vals in (
                {"iban": OTHER_IBAN},
                {"state": "confirmed"},
                {"asked_by": self.advisor.id},
            ):
                with self.subTest(vals=vals), self.assertRaises(UserError):
                    change.with_user(user).write(vals)
        with self.assertRaises(AccessError):
            change.with_user(self.manager).unlink()
        for vals in ({"state": "confirmed"}, {"asked_by": self.advisor.id}):
            with self.subTest(create=vals), self.assertRaises(AccessError):
                self._ask(self.manager, self.bruno, **vals)
        other = self._ask_with_context(default_state="confirmed", default_asked_by=1)
        self.assertEqual((other.state, other.asked_by), ("draft", self.manager))

    def _ask_with_context(self, **context):
        return (
            self.env["cae.bank.change"]
            .with_user(self.manager)
            .with_context(**context)
            .create({"entrepreneur_id": self.bruno.id, "iban": IBAN})
        )

    def test_entering_alone_tells_and_asks_nothing(self):
        form = Form(self.env["cae.bank.change"].with_user(self.advisor))
        self.assertFalse(self.env["cae.bank.change"].new({}).display_name, "not “False”")
        form.entrepreneur_id, form.iban = self.alice, IBAN
        change = form.save()
        self.assertEqual((change.state, change.asked_on), ("draft", False))
        self.assertFalse(self._mails())
        with self.assertRaisesRegex(UserError, "has had its answer"):
            change.with_user(self.accountant).action_confirm()
        with self.assertRaisesRegex(AccessError, "entered this account"):
            change.with_user(self.accountant).action_ask()
        change.action_ask()
        self.assertEqual(change.state, "asked")
        self.assertEqual(len(self._mails()), 1)
        with self.assertRaisesRegex(UserError, "asked for already"):
            change.action_ask()
        self.assertEqual(len(self._mails()), 1)

    def test_what_was_entered_is_withdrawn(self):
        change = self._enter()
        with self.assertRaises(AccessError):
            change.with_user(self.other_advisor).action_cancel()
        change.action_cancel()
        self.assertEqual(change.state, "cancelled")
        self.assertFalse(self._mails())

    def test_one_at_a_time(self):
        change = self._ask_as_alice()
        with self.assertRaisesRegex(UserError, "already waiting"):
            self._ask(iban=OTHER_IBAN)
        change.with_user(self.accountant).action_cancel()
        self.assertTrue(self._ask(iban=OTHER_IBAN))
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env.cr.execute(
                "INSERT INTO cae_bank_change (entrepreneur_id, iban, state) "
                "VALUES (%s, 'X', 'asked')",
                [self.alice.id],
            )

    def test_the_same_account_is_no_change(self):
        self._ask().with_user(self.accountant).action_confirm()
        with self.assertRaisesRegex(ValidationError, "already"):
            self._ask(iban=IBAN.replace(" ", ""))

    def test_advisors_of_elsewhere_do_not_ask(self):
        with self.assertRaises(AccessError):
            self._ask(self.other_advisor)
        self.assertFalse(self.alice.bank_change_ids)

    def test_the_referent_is_told(self):
        self._ask_as_alice()
        note = self.alice.message_ids.sorted("id")[-1]
        self.assertIn("FR76 •••• 0189", note.body)
        self.assertNotIn("3000 6000", note.body)
        self.assertIn(self.advisor.partner_id, note.notified_partner_ids)
        self.assertEqual(note.author_id, self.alice.partner_id)
