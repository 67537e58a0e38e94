from odoo import models
from odoo.addons.cae_socle.engine import retention
from odoo.fields import Domain


class CaeRetention(models.Model):
    """Requests that never became a file go, too."""

    _inherit = "cae.retention"

    def _prepare_lines(self, subject=None):
        lines = super()._prepare_lines(subject)
        if subject is not None and subject._name != "crm.lead":
            return lines
        domain = (
            Domain("cae_intake", "=", True)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("cae_retention_from", "!=", False)
            & Domain("cae_entrepreneur_id", "=", False)
            & Domain("cae_anonymised", "=", False)
        )
        if subject is not None:
            domain &= Domain("id", "in", subject.ids)
        years = self.company_id.cae_keep_candidate_years
        return lines + [
            self._prepare_line(
                "candidate", lead.cae_retention_from, years, "decision", lead_id=lead.id
            )
            for lead in self.env["crm.lead"].with_context(active_test=False).search(domain)
            if retention.may_go(lead.cae_retention_from, years, self.date)
        ]
