from odoo import api, models
from odoo.exceptions import ValidationError

# In the context in which contracts make employees: Odoo recommends a plan to welcome each, and
# the cooperative has its own; it draws a picture, and would put it on the contact of the person.
# No browser can send this very object.
FROM_CONTRACT_KEY = "cae_from_contract"
FROM_CONTRACT = object()


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def _is_from_contract(self):
        return self.env.context.get(FROM_CONTRACT_KEY) is FROM_CONTRACT

    def _avatar_generate_svg(self):
        return False if self._is_from_contract() else super()._avatar_generate_svg()

    def _message_log_batch(self, bodies, *args, **kwargs):
        if self._is_from_contract():
            return self.env["mail.message"]
        return super()._message_log_batch(bodies, *args, **kwargs)

    @api.constrains("bank_account_ids", "work_contact_id")
    def _check_bank_accounts_of_person(self):
        """Pay a person on the account of her file alone, which a second person has confirmed."""
        # sudo: a file counts even where the user may not see it
        employees_sudo = self.sudo()
        files_sudo = (
            self.env["cae.entrepreneur"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    "|",
                    ("employee_id", "in", self.ids),
                    ("partner_id", "in", employees_sudo.work_contact_id.ids),
                ]
            )
        )
        for employee_sudo in employees_sudo.filtered("bank_account_ids") if files_sudo else ():
            people_sudo = files_sudo.filtered(
                lambda one, of=employee_sudo: (
                    one.employee_id == of or one.partner_id == of.work_contact_id
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
