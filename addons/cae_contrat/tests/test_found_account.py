from odoo.addons.cae_entrepreneur.tests.file_samples import IBAN, OTHER_IBAN
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import CaeContractCommon


@tagged("post_install", "-at_install")
class TestFoundAccount(CaeContractCommon, HttpCase):
    """Pay goes to the account of the file."""

    def _confirm_account(self):
        change = (
            self.env["cae.bank.change"]
            .with_user(self.advisor)
            .create({"entrepreneur_id": self.alice.id, "iban": IBAN})
        )
        change.action_ask()
        change.with_user(self.accountant).action_confirm()
        return self.alice.partner_id.bank_ids

    @mute_logger("odoo.http", "odoo.models")
    def _write(self, record, values, **context):
        self.env.flush_all()
        self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{record._name}/write",
            {
                "model": record._name,
                "method": "write",
                "args": [record.ids, values],
                "kwargs": {"context": context},
            },
        )
        self.env.invalidate_all()

    def test_an_employee_is_paid_on_the_account_of_the_file(self):
        """Odoo moves the accounts of an employee below all rights, to a contact that is named."""
        hers = self._confirm_account()
        other = self.env["res.partner.bank"].create(
            {
                "acc_number": OTHER_IBAN,
                "partner_id": self.env["res.partner"].create({"name": "Other"}).id,
            }
        )
        hr = self.manager
        hr.group_ids += self.env.ref("hr.group_hr_manager")
        Employee = self.env["hr.employee"].with_user(hr)
        own = Employee.create({"name": "Other", "work_contact_id": other.partner_id.id})
        own.bank_account_ids = other
        with self.assertRaisesRegex(UserError, "has a file"):
            own.work_contact_id = self.alice.partner_id
            self.env.flush_all()
        employee = Employee.create({"name": "Alice", "work_contact_id": self.alice.partner_id.id})
        employee.bank_account_ids = hers
        with self.assertRaisesRegex(ValidationError, "choose the bank account of the file"):
            employee.bank_account_ids = other

    def test_the_account_follows_the_name(self):
        account = self._confirm_account()
        # advisors do not see accounts: see `bank_account_masked`; managers see those of employees
        # by the accounting or by hr
        self.manager.group_ids = [Command.link(self.env.ref("hr.group_hr_user").id)]
        self.authenticate(self.manager.login, self.manager.login)
        self._write(self.alice.partner_id, {"name": "Alice Married"})
        self.assertEqual(account.acc_holder_name, "Alice Married")
        with self.assertRaisesRegex(JsonRpcException, "UserError"):
            self._write(account, {"acc_holder_name": "Thief"}, cae_holder="Thief")
        self.assertEqual(account.acc_holder_name, "Alice Married")
