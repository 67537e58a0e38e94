from odoo import SUPERUSER_ID, api, models
from odoo.addons.cae_socle.models.cae_guard_mixin import BY_METHOD, METHOD_KEY
from odoo.exceptions import UserError


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Contacts are merged below all rights, and what would be twice is deleted: never a file."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        partners._check_may_change_cooperatives()
        files_sudo = partners._get_all_files()
        files_sudo.with_env(self.env).check_access("write")
        if any(len(files) > 1 for files in files_sudo.grouped("company_id").values()):
            raise UserError(
                self.env._(
                    "%(names)s: each has a file. Make one file of the two first, in the list of "
                    "people: their contacts become one with them.",
                    names=", ".join(files_sudo.mapped("name")),
                )
            )
        result = super()._merge(partner_ids, dst_partner=dst_partner, extra_checks=extra_checks)
        files_sudo._check_partner()
        return result

    @api.model
    def _merge_bank_accounts(self, src_partners, dst_partner):
        """A person keeps the account that was confirmed; that of another contact is asked for."""
        # the superuser's: see `res.partner.bank._check_not_of_person`
        partners = (dst_partner | src_partners).with_user(SUPERUSER_ID)
        files = partners._get_all_files()
        if not files:
            return super()._merge_bank_accounts(src_partners, dst_partner)
        people = partners.filtered(lambda partner: partner in files.partner_id)
        if self.env.context.get(METHOD_KEY) is BY_METHOD:
            people = partners  # the file of the other one has just become part of this one
        kept = next(
            filter(None, people.mapped(lambda person: person.bank_ids)), partners.bank_ids[:0]
        )
        trusted = kept.filtered("allow_out_payment").mapped("sanitized_acc_number")
        numbers = set(kept.mapped("sanitized_acc_number"))
        strange = partners.bank_ids.filtered(
            lambda account: account.sanitized_acc_number not in numbers
        )
        self.env["cae.bank.change"]._ask_for_found(files[0].with_env(self.env), strange)
        partners.invalidate_recordset(["bank_ids"])
        result = super()._merge_bank_accounts(partners - partners[0], partners[0])
        for account in partners[0].bank_ids:
            # a contact may have had the same one, which nobody had confirmed
            is_trusted = account.sanitized_acc_number in trusted
            if account.allow_out_payment != is_trusted:
                account.allow_out_payment = is_trusted
        return result
