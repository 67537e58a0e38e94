from odoo import fields, models


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

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Leave out who follows a record of ours and may not read it any more."""
        recipients = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        if not self or not self._name.startswith("cae."):
            return recipients
        values = msg_vals or {}
        named = set(values.get("partner_ids") or message.sudo().partner_ids.ids)
        return [
            one
            for one in recipients
            if not (one["is_follower"] and one["uid"])
            or one["id"] in named
            or self.with_user(one["uid"]).has_access("read")
        ]
