from odoo import fields, models


class MailThread(models.AbstractModel):
    """A search through the messages of a record finds those that the user may read.

    Odoo lets this path go around the rights on messages: who reads a record of hers could ask,
    letter by letter, what the team noted beside it.
    """

    _inherit = "mail.thread"

    message_ids = fields.One2many(bypass_search_access=False)
    website_message_ids = fields.One2many(bypass_search_access=False)
