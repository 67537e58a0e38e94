from odoo import models
from odoo.addons.cae_socle.models.personal_data import replace_words
from odoo.fields import Domain
from odoo.tools.sql import escape_psql


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _forget_personal(self, kinds):
        if "file" in kinds:
            self._forget_in_private_notes()
        return super()._forget_personal(kinds)

    def _forget_in_private_notes(self):
        """Take people out of what their cooperative's team noted under topics of others.

        These notes are in no minutes, and say more than the person's name; the rest is about
        the topic, and stays.
        """
        for partner in self.filtered("name"):
            named = Domain("private_notes", "ilike", escape_psql(partner.name))
            theirs = Domain("company_id", "in", partner.cae_entrepreneur_ids.company_id.ids)
            for topic in self.env["cae.meeting.topic"].search(named & theirs):
                replace_words(topic, partner, {"private_notes"})
