from odoo import api, fields, models
from odoo.addons.cae_socle.models.personal_data import get_label
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from . import employee_sync


class HrEmployee(models.Model):
    _inherit = "hr.employee"
    _personal_paths = ("work_contact_id", "user_id")
    _personal_fields = {
        **dict.fromkeys(("name", "legal_name"), ("staff", get_label)),
        **dict.fromkeys(
            ("birthday", "country_of_birth", "visa_expire", "work_permit_expiration_date"), "staff"
        ),
    }
    _personal_default = "staff"
    _personal_thread = "staff"

    def _is_from_contract(self):
        return self.env.context.get(employee_sync.FROM_CONTRACT_KEY) is employee_sync.FROM_CONTRACT

    def _avatar_generate_svg(self):
        return False if self._is_from_contract() else super()._avatar_generate_svg()

    def _message_log_batch(self, bodies, *args, **kwargs):
        if self._is_from_contract():
            return self.env["mail.message"]
        return super()._message_log_batch(bodies, *args, **kwargs)

    def _cron_archive_departed(self):
        """Archive the employees whose last day has come."""
        versions = self.env["hr.version"].search(
            [
                ("cae_contract_id", "!=", False),
                ("departure_date", "<=", fields.Date.context_today(self)),
                ("employee_id.active", "=", True),
            ]
        )
        employee_sync.archive_departed(versions.employee_id)

    @api.constrains("bank_account_ids", "work_contact_id")
    def _check_bank_accounts_of_person(self):
        """Pay a person on the account of her file alone, which a second person has confirmed."""
        # sudo: a file counts even where the user may not see it
        paid_sudo = self.sudo().filtered("bank_account_ids")
        every_file_sudo = self.env["cae.entrepreneur"].sudo().with_context(active_test=False)
        of_employee = Domain("employee_id", "in", paid_sudo.ids)
        of_contact = Domain("partner_id", "in", paid_sudo.work_contact_id.ids)
        files_sudo = every_file_sudo.search(of_employee | of_contact)
        for employee_sudo in paid_sudo:
            people_sudo = files_sudo.filtered(
                lambda file, of=employee_sudo: (
                    file.employee_id == of or file.partner_id == of.work_contact_id
                )
            ).partner_id
            if people_sudo and employee_sudo.bank_account_ids.partner_id - people_sudo:
                raise ValidationError(
                    self.env._(
                        "%(name)s has a file: choose the bank account of the file, which somebody "
                        "else has confirmed.",
                        name=people_sudo[0].name,
                    )
                )
