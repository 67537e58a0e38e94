from odoo import models

from ..engine.french_days import write_first


class MailRenderMixin(models.AbstractModel):
    _inherit = "mail.render.mixin"

    def _render_eval_context(self):
        """Let mails write the first of a month as French does."""
        context = super()._render_eval_context()
        for name in ("format_date", "format_datetime"):
            context[name] = self._write_first_after(context[name])
        return context

    def _write_first_after(self, function):
        def write(*args, **kwargs):
            text = function(*args, **kwargs)
            return write_first(text) if isinstance(text, str) else text

        return write
