from odoo.addons.cae_entrepreneur.tests.file_samples import IBAN, OTHER_IBAN
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import CaeContractCommon


@tagged("post_install", "-at_install")
class TestFoundAccount(CaeContractCommon):
    """Pay goes to the account of the file."""

    def test_an_employee_is_paid_on_the_account_of_the_file(self):
        """Odoo moves the accounts of an employee below all rights, to a contact that is named."""
        change = (
            self.env["cae.bank.change"]
            .with_user(self.advisor)
            .create({"entrepreneur_id": self.alice.id, "iban": IBAN})
        )
        change.action_ask()
        change.with_user(self.accountant).action_confirm()
        hers = self.alice.partner_id.bank_ids
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
