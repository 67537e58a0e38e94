import re

from odoo import SUPERUSER_ID, api, fields, models
from odoo.addons.cae_socle.models.personal_data import (
    delete_mails,
    delete_messages,
    get_label,
    get_words,
)
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, html2plaintext

from .cae_entrepreneur import LOGGED, LOGGED_FIELDS
from .res_partner_bank import FREE_PREFIXES, HOLDER_KEY, Holder

# What one is reached and known by.
PERSON_FIELDS = {*LOGGED_FIELDS, "parent_id", "company_id", "active", "user_ids", "bank_ids"}
# What a cooperative says of itself: not even what Odoo does below all rights for a user, as when
# an employee's work contact gets another email, changes it.
COOPERATIVE_FIELDS = {*PERSON_FIELDS, "country_id", "state_id", "vat", "image_1920"}


class ResPartner(models.Model):
    _inherit = "res.partner"
    _personal_fields = {
        "name": ("identity", get_label),
        **dict.fromkeys(("email", "phone", "website", "function", "comment", "image_1920"), "file"),
        "tz": "keep",
    }
    _personal_default = "identity"
    _personal_thread = "identity"

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
        """Raise unless the user may change these contacts: the files of people, cooperatives.

        Who changes somebody's address can have the password of her space sent to it.
        """
        told = {name for name in vals if not name.startswith(FREE_PREFIXES)}
        if told & COOPERATIVE_FIELDS if self.env.su else told:
            self._check_may_change_cooperatives()
        if not self.env.su and told & PERSON_FIELDS:
            self._check_may_change_files()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_cooperative(self):
        self._check_may_change_cooperatives()

    def _check_may_change_cooperatives(self):
        """Raise unless the user may change those of these contacts that stand for a cooperative.

        Who changes its email or its account gets its mails, or its money.
        """
        user = self.env.user
        if self.env.uid == SUPERUSER_ID or user.has_group("base.group_erp_manager"):
            return
        # sudo: whom a contact stands for, wherever the user works
        companies_sudo = self.env["res.company"].sudo().with_context(active_test=False)
        companies_sudo = companies_sudo.search([("partner_id", "in", self.ids)])
        if user.has_group("cae_socle.group_accountant"):  # managers are that, too
            companies_sudo -= user.company_ids
        if companies_sudo:
            raise AccessError(
                self.env._(
                    "%(name)s is a cooperative: its managers and accountants alone change its "
                    "contact and its bank accounts.",
                    name=companies_sudo[0].name,
                )
            )

    def _get_all_files(self):
        """Return all the files of these contacts, archived ones too, as superuser."""
        # sudo: a file counts even where the user may not see it
        return self.sudo().with_context(active_test=False).cae_entrepreneur_ids

    def _check_may_change_files(self):
        """Raise unless the user may change all the files of these contacts."""
        files_sudo = self._get_all_files()
        if files_sudo:  # who works with Odoo alone has no right on files
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
        # whoever edits the contact, the person's papers must stay her own
        self._get_all_files()._check_partner()

    def anonymize_partner_data(self):
        """Leave people with a file to their retention times (see cae.retention).

        What the addon of the OCA does at once would also take what the law has us keep.
        """
        self.check_access("write")
        files_sudo = self._get_all_files()
        if files_sudo:
            raise UserError(
                self.env._(
                    "%(name)s has a file in the cooperative: use “Personal data past its time”, "
                    "which keeps what the law asks to keep.",
                    name=files_sudo[0].name,
                )
            )
        return super().anonymize_partner_data()

    # -- forgetting ------------------------------------------------------------------------------

    @api.model
    def _get_personal_fields(self):
        """Add what the addon of the OCA and those that extend it know of."""
        known = dict.fromkeys(self._prepare_partner_anonymized_vals(False, False))
        return dict.fromkeys(known, ("identity", False)) | super()._get_personal_fields()

    def _forget_personal(self, kinds):
        if "file" in kinds:
            delete_mails(self.env, self.mapped("email"))
            self._forget_events()
        if "identity" in kinds:
            self._forget_author()
        return super()._forget_personal(kinds)

    def _forget_events(self):
        """Take people out of the words of events to which they were invited, and of their mails.

        The event is of others too, and stays; the description, which Odoo fills with the
        address and phone of who is invited, goes when it names the person.
        """
        events = self.env["calendar.event"].search([("partner_ids", "in", self.ids)])
        on_events = [("res_model", "=", events._name), ("res_id", "in", events.ids)]
        invitations = [*on_events, ("mimetype", "=", "text/calendar")]
        self.env["ir.attachment"].search(invitations).unlink()
        for partner in self.filtered(get_words):
            words = get_words(partner)
            named = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
            for event in events.filtered(lambda event, who=partner: who in event.partner_ids):
                vals = {
                    name: named.sub(get_label(partner), event[name])
                    for name in ("name", "location")
                    if event[name] and named.search(event[name])
                }
                if event.description and named.search(html2plaintext(event.description)):
                    vals["description"] = False
                if vals:
                    event.write(vals)
            delete_messages(
                self.env, [("model", "=", events._name), ("res_id", "in", events.ids)], words
            )

    def _forget_author(self):
        """Take people out of what stands on other records: their messages, mails to them."""
        # in SQL: an audit trail refuses it, of which the text stays as it is
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE mail_message
                   SET email_from = NULL, reply_to = NULL, incoming_email_to = NULL,
                       incoming_email_cc = NULL, outgoing_email_to = NULL,
                       body = CASE WHEN model LIKE 'account.%%' THEN body ELSE '' END
                 WHERE author_id IN %s
                """,
                tuple(self.ids),
            )
        )
        self.env.invalidate_all()
        self.env["mail.mail"].search([("recipient_ids", "in", self.ids)]).unlink()
        notifications = self.env["mail.notification"].search([("res_partner_id", "in", self.ids)])
        notifications.write({"mail_email_address": False, "failure_reason": False})
