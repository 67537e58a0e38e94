from odoo import api, fields, models

# Odoo's own records of which ours say something of a person or of her activity.
FOLLOWED = ("account.move", "crm.lead", "event.event", "event.registration", "hr.employee")


class MailThread(models.AbstractModel):
    """A search through the messages of a record finds those that the user may read.

    Odoo lets this path go around the rights on messages: who reads a record of hers could ask,
    letter by letter, what the team noted beside it.
    """

    _inherit = "mail.thread"

    message_ids = fields.One2many(bypass_search_access=False)
    website_message_ids = fields.One2many(bypass_search_access=False)

    def _creation_message(self):
        """Say what was made without a participle, which agrees with its noun in French."""
        if not self._name.startswith("cae."):
            return super()._creation_message()
        self.ensure_one()
        return self.env._("Creation: %(what)s", what=self.env["ir.model"]._get(self._name).name)

    # -- who follows a record ---------------------------------------------------------------------

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Let who may read what is said of a record follow it, and leave others out.

        What is said comes to who follows, who then may read it and answer. On the portal nobody
        follows by oneself: the team adds whom it means to keep informed. As Odoo does for who may
        not read the record, this tells it by its answer alone.
        """
        if (
            not self.env.su
            and self._keeps_followers()
            and self.env.user.partner_id.id in (partner_ids or ())
            and (self.env.user.share or self._filter_with_messages() != self)
        ):
            return False
        return super().message_subscribe(partner_ids=partner_ids, subtype_ids=subtype_ids)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Leave out who follows a record of ours and may not read what is said of it."""
        recipients = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        if not self or not self._keeps_followers():
            return recipients
        values = msg_vals or {}
        named = set(values.get("partner_ids") or message.sudo().partner_ids.ids)
        return [
            one
            for one in recipients
            if not (one["is_follower"] and one["uid"])
            or one["id"] in named
            or self._is_open_to_follower(self.env["res.users"].browse(one["uid"]))
        ]

    @api.model
    def _keeps_followers(self):
        """Tell whether this model says to those alone who may read it (bool)."""
        return self._name.startswith("cae.") or self._name in FOLLOWED

    def _is_open_to_follower(self, user):
        """Tell whether a user who follows this record may still hear of it (bool).

        Whom the team added on the portal reads her own record, not all that is said there.
        """
        # sudo: where the user works, which the one who writes may not be told
        user_sudo = user.sudo()
        own = self.with_user(user).with_context(allowed_company_ids=user_sudo.company_ids.ids)
        if user_sudo.share:
            return not self._name.startswith("cae.") or own.has_access("read")
        return own._filter_with_messages() == own

    def _filter_with_messages(self):
        """Return the records of which the user may read what is said."""
        messages = self.env["mail.message"]
        return messages._filter_records_for_message_operation(self._name, self.ids, "read")
