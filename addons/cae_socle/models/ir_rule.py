from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        """Keep an assistant to who opened it, and a list to the cooperative whose it is.

        Odoo leaves a transient record to everybody with the access line: the drawn signature of
        a manager, the words of a handover.
        """
        domain = super()._compute_domain(model_name, mode)
        model = self.env[model_name]
        if mode != "read" and model._is_cae_shared_and_closed():
            own = Domain("company_id", "in", self.env.companies.ids)
            domain &= own if "company_id" in model._fields else Domain.FALSE
        if model_name.startswith("cae.") and self.env[model_name]._transient:
            domain &= Domain("create_uid", "=", self.env.uid)
        return domain

    def _make_access_error(self, operation, records):
        if operation != "read" and records._is_cae_shared_and_closed():
            # sudo: whether one of them is of no cooperative
            records_sudo = records.sudo()
            if "company_id" not in records._fields or not all(
                record.company_id for record in records_sudo
            ):
                return AccessError(records._explain_cae_shared_rows())
        return super()._make_access_error(operation, records)
