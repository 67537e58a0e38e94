from odoo import SUPERUSER_ID, api, models
from odoo.addons.cae_socle.models.cae_guard_mixin import BY_METHOD, METHOD_KEY
from odoo.exceptions import UserError

# What makes an account neither another one nor that of somebody else.
FREE_FIELDS = {"allow_out_payment", "note", "sequence"}
# In the context, while a person gets another name: Odoo lets the holder of her account follow it.
HOLDER_KEY = "cae_holder"
FREE_PREFIXES = ("activity_", "message_", "website_message_")


class Holder(str):
    """The name that an account takes; what comes from a browser is never of this class."""


class ResPartnerBank(models.Model):
    """The account on which a person is paid changes by a request that a second person confirms.

    That of a cooperative is its managers' and accountants'.
    """

    _inherit = "res.partner.bank"
    _personal_paths = ("partner_id",)
    _personal_fields = {"acc_number": ("identity", lambda bank: f"ANONYMISED{bank.id}")}
    _personal_default = "identity"
    _personal_thread = "identity"

    def _prepare_create_values(self, vals_list):
        # before the row exists: that there is one already would tell her account
        prepared = super()._prepare_create_values(vals_list)
        holders = {vals.get("partner_id") for vals in prepared}
        partners = self.env["res.partner"].browse(filter(None, holders))
        partners._check_may_change_cooperatives()
        self._check_not_of_person(partners)
        return prepared

    def write(self, vals):
        told = {name for name in vals if not name.startswith(FREE_PREFIXES)}
        partners = self.env["res.partner"].browse(filter(None, [vals.get("partner_id")]))
        partners |= self.partner_id
        if told:
            partners._check_may_change_cooperatives()
        holder = self.env.context.get(HOLDER_KEY)
        if isinstance(holder, Holder) and vals.get("acc_holder_name") == holder:
            told.remove("acc_holder_name")
        if told - FREE_FIELDS:
            self._check_not_of_person(partners)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_person(self):
        self.partner_id._check_may_change_cooperatives()
        self._check_not_of_person(self.partner_id)

    def _check_not_of_person(self, partners):
        # methods of ours have looked, and who is the superuser; what Odoo does below all rights for
        # a user, as when an employee gets another contact, is that user's still
        if self.env.uid == SUPERUSER_ID or self.env.context.get(METHOD_KEY) is BY_METHOD:
            return
        files_sudo = partners._get_all_files()
        if files_sudo:
            raise UserError(
                self.env._(
                    "%(name)s has a file: the bank account is changed there, and somebody else "
                    "confirms it.",
                    name=files_sudo[0].name,
                )
            )

    def _put_away(self):
        """Let nobody be paid on these accounts, until a request for one of them is confirmed."""
        # as the superuser: see `_check_not_of_person`
        for values in ({"allow_out_payment": False}, {"active": False}):
            self.with_user(SUPERUSER_ID).write(values)
