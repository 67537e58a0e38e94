import re

from odoo import models

# "Powered by Odoo", in whatever language: the words before the link, and the link.
PROMOTION = re.compile(
    r"(?:(?<=>)|\A)[^<>]*<a\b[^>]*https?://www\.odoo\.com\?utm_source=db[^>]*>.*?</a>", re.DOTALL
)


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _prepare_outgoing_body(self):
        # The cooperative's mails praise no one else's product, whichever addon wrote them.
        body = super()._prepare_outgoing_body()
        return type(body)(PROMOTION.sub("", body))
