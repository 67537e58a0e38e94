from odoo import api, models
from odoo.fields import Domain


class CaeAnonymisation(models.AbstractModel):
    """What a request says of a person goes with the follow-up file, or by itself."""

    _inherit = "cae.anonymisation"

    @api.model
    def _get_person_domains(self, people):
        leads = self.env["crm.lead"].search(
            Domain("partner_id", "in", people.partner_id.ids)
            | Domain("cae_entrepreneur_id", "in", people.ids)
        )
        return {**self._get_lead_domains(leads), **super()._get_person_domains(people)}

    @api.model
    def _get_lead_domains(self, leads):
        """Return where the records of requests are, as `_get_person_domains` does for people.

        :param crm.lead leads: the requests
        """
        return {
            "cae.lead.condition": [("lead_id", "in", leads.ids)],
            "crm.lead": [("id", "in", leads.ids)],
        }

    @api.model
    def _get_anonymised_fields(self):
        return {
            **super()._get_anonymised_fields(),
            "crm.lead": {"name": ("file", self._get_label), "cae_anonymised": ("file", True)},
            "cae.lead.condition": {"note": ("file", False)},
        }

    @api.model
    def _get_kept_fields(self):
        return {
            **super()._get_kept_fields(),
            "crm.lead": {"zip": "the place, for the statistics of territories"},
        }

    @api.model
    def _get_default_kinds(self):
        return {**super()._get_default_kinds(), "crm.lead": "file"}

    @api.model
    def _get_thread_kinds(self):
        return {**super()._get_thread_kinds(), "crm.lead": "file"}

    @api.model
    def _anonymise_leads(self, leads):
        """Replace all that is personal in requests that never became a file.

        :param crm.lead leads: the requests; their contact goes with them if nothing else needs it
        :return: dict of model name to number of records changed
        """
        self = self.sudo().with_context(tracking_disable=True, mail_notrack=True, active_test=False)
        leads = leads.with_env(self.env)
        kinds = {"file", "identity"}
        partners = leads.partner_id.filtered(lambda partner: self._is_only_a_contact(partner))
        emails = [email for email in leads.mapped("email_from") if email]
        counts = self._anonymise_records(
            {**self._get_lead_domains(leads), "res.partner": [("id", "in", partners.ids)]}, kinds
        )
        self._forget_mails(emails)
        if partners:
            self._forget_author(partners)
        return counts

    @api.model
    def _is_only_a_contact(self, partner):
        """Tell whether a request is all there is about a contact."""
        return not (
            partner.is_company
            or partner.user_ids
            or partner.cae_entrepreneur_ids
            or self.env["crm.lead"].search_count([("partner_id", "=", partner.id)], limit=2) > 1
        )
