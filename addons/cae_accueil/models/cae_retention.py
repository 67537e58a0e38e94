from odoo import models
from odoo.addons.cae_socle.engine import retention
from odoo.fields import Domain


class CaeRetention(models.Model):
    """Requests that never became a file go, too."""

    _inherit = "cae.retention"

    def _prepare_lines(self, subject=None):
        is_lead = subject is None or subject._name == "crm.lead"
        leads = self._get_lead_facts(subject) if is_lead else {}
        return super()._prepare_lines(subject) + [
            self._prepare_line("candidate", start, years, reason, lead_id=lead.id)
            for lead, (start, years, reason) in leads.items()
            if retention.may_go(start, years, self.date)
        ]

    def _get_lead_facts(self, leads=None):
        """Return the requests that were refused and never became a file.

        :return: dict of crm.lead to (date, years, reason)
        """
        domain = (
            Domain("cae_intake", "=", True)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("cae_retention_from", "!=", False)
            & Domain("cae_entrepreneur_id", "=", False)
            & Domain("cae_anonymised", "=", False)
        )
        if leads is not None:
            domain &= Domain("id", "in", leads.ids)
        found = self.env["crm.lead"].with_context(active_test=False).search(domain)
        years = self.company_id.cae_keep_candidate_years
        return {lead: (lead.cae_retention_from, years, "decision") for lead in found}
