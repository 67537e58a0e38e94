from odoo import api, fields, models
from odoo.exceptions import UserError

from .cae_entrepreneur_portal_mixin import LOGGED, LOGGED_FIELDS
from .res_partner_bank import HOLDER_KEY, Holder

# What one is reached and known by.
PERSON_FIELDS = {*LOGGED_FIELDS, "parent_id", "company_id", "active", "user_ids", "bank_ids"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    cae_entrepreneur_ids = fields.One2many(
        "cae.entrepreneur",
        "partner_id",
        string="Entrepreneur files",
        groups="cae_socle.group_advisor,cae_socle.group_accountant",
    )

    def write(self, vals):
        self._check_may_change_person(vals)
        if vals.get("active") is False:
            self._check_cae_file_archived()
        files_sudo = self._get_files_changed_by_person(vals)
        before = files_sudo._read_logged()
        if isinstance(vals.get("name"), str):
            self = self.with_context(**{HOLDER_KEY: Holder(vals["name"])})
        result = super().write(vals)
        files_sudo._log_portal_changes(before)
        return result

    def _check_may_change_person(self, vals):
        """Raise unless the user may change the files of these people.

        Who changes somebody's address can have the password of her space sent to it.
        """
        if self.env.su or not set(vals) & PERSON_FIELDS:
            return
        # sudo: a file counts even where the user may not see it
        files_sudo = self.sudo().with_context(active_test=False).cae_entrepreneur_ids
        if files_sudo:
            files_sudo.with_env(self.env).check_access("write")

    def _check_cae_file_archived(self):
        """Refuse to hide the contact of somebody whose file is in use; methods have looked."""
        if self.env.su:
            return
        # sudo: a file counts even where the user may not see it
        files_sudo = self.sudo().with_context(active_test=True).cae_entrepreneur_ids
        if files_sudo:
            raise UserError(
                self.env._(
                    "%(name)s has a file in the cooperative: archive the file first, then the "
                    "contact.",
                    name=files_sudo[0].name,
                )
            )

    def _get_files_changed_by_person(self, vals):
        """Return the files, as superuser, whose person changes her own contact on the portal.

        Odoo's own pages ("My account") write on the contact: the file notes it alike.
        """
        # sudo: only to note what she may change
        files_sudo = self.env["cae.entrepreneur"].sudo()
        if (
            not self.env.user.share
            or self.env.context.get("cae_logged") is LOGGED
            or not set(vals) & set(LOGGED_FIELDS)
        ):
            return files_sudo
        return self.sudo().cae_entrepreneur_ids

    @api.constrains("parent_id", "company_id")
    def _check_cae_entrepreneur(self):
        # sudo: whoever edits the contact, the person's papers must stay her own
        partners_sudo = self.sudo().with_context(active_test=False)
        partners_sudo.cae_entrepreneur_ids._check_partner()

    def anonymize_partner_data(self):
        """Leave people with a file to their retention times (see cae.retention).

        What the addon of the OCA does at once would also take what the law has us keep.
        """
        self.check_access("write")
        # sudo: a file counts even where the user may not see it
        partners_sudo = self.sudo().with_context(active_test=False)
        for partner in partners_sudo.filtered("cae_entrepreneur_ids"):
            raise UserError(
                self.env._(
                    "%(name)s has a file in the cooperative: use “Personal data past its time”, "
                    "which keeps what the law asks to keep.",
                    name=partner.name,
                )
            )
        return super().anonymize_partner_data()
