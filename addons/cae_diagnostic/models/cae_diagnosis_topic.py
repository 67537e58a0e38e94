from odoo import api, models
from odoo.exceptions import UserError


class CaeDiagnosisTopic(models.Model):
    """What needs, barriers and levers are about: mobility, housing, language."""

    _name = "cae.diagnosis.topic"
    _description = "Topic of needs and barriers"
    _inherit = ["cae.list.mixin"]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        """Keep what a question asks about; without the addon the question stays without it."""
        # sudo: a question counts even where the user may not see it
        questions_sudo = self.env["cae.diagnosis.question"].sudo().with_context(active_test=False)
        used_sudo = questions_sudo.search([("topic_id", "in", self.ids)], limit=1)
        if used_sudo:
            raise UserError(
                self.env._(
                    "“%(topic)s” is the theme of questions: archive it instead.",
                    topic=used_sudo.topic_id.name,
                )
            )
