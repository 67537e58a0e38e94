"""The terms of a contract through time: every state that was agreed is kept."""

from odoo import api, fields, models
from odoo.addons.cae_socle.models.counts import count_lines
from odoo.tools import format_date


class CaeContractHistoryMixin(models.AbstractModel):
    _name = "cae.contract.history.mixin"
    _description = "History of the terms of a contract"

    version_ids = fields.One2many("cae.contract.version", "contract_id", string="History")
    version_count = fields.Integer(compute="_compute_version_count")
    renewed_until = fields.Char(string="Renewals", compute="_compute_renewed_until")
    coming_terms = fields.Text(
        compute="_compute_coming_terms",
        help="The form shows the terms as last agreed; this says which of them hold later only.",
    )

    @api.depends("version_ids")
    def _compute_version_count(self):
        for contract, count in count_lines(self, "cae.contract.version", "contract_id"):
            contract.version_count = count

    @api.depends("version_ids", "amendment_ids.state", "amendment_ids.date_effect")
    @api.depends_context("lang")
    def _compute_coming_terms(self):
        today = fields.Date.context_today(self)
        for contract in self:
            confirmed = contract.amendment_ids._filter_states("confirmed")
            coming = confirmed.filtered(lambda amendment: amendment.date_effect > today)
            contract.coming_terms = "\n".join(
                self.env._(
                    "From %(date)s: %(changes)s. Until then the earlier terms hold.",
                    date=format_date(self.env, amendment.date_effect),
                    changes=amendment._describe_agreed_changes(),
                )
                for amendment in coming.sorted("date_effect")
            )

    @api.depends("amendment_ids.state", "amendment_ids.date_effect", "amendment_ids.date_end")
    @api.depends_context("lang")
    def _compute_renewed_until(self):
        for contract in self:
            confirmed = contract.amendment_ids._filter_states("confirmed").sorted("date_effect")
            renewals = confirmed.filtered(lambda amendment: amendment.kind == "renewal")
            steps = []
            if renewals:
                first = fields.Date.subtract(renewals[0].date_effect, days=1)
                steps.append(self.env._("until %(date)s", date=format_date(self.env, first)))
            for renewal in renewals:
                end = format_date(self.env, renewal.date_end)
                steps.append(self.env._("renewed until %(date)s", date=end))
            contract.renewed_until = ", ".join(steps)

    def _prepare_version(self, origin, date_from):
        """Return the present terms as a row of the history, as they hold from a day on."""
        self.ensure_one()
        return {
            "contract_id": self.id,
            "date_from": date_from,
            "origin": origin,
            **self._get_terms_values(),
        }

    def _note_terms(self, versions):
        """Add rows to the history: values as ``_prepare_version`` returns them."""
        self.check_access("write")
        # sudo: nobody may write the history but this module; the change was let through above
        self.env["cae.contract.version"].sudo().create(versions)

    def _get_terms(self, date):
        """Return the terms that held on a day, as they were agreed.

        :param date date: any day
        :return: cae.contract.version, empty when the contract was not in force
        """
        self.ensure_one()
        versions = self.filtered_domain(self._domain_in_force(date)).version_ids
        return versions.filtered(lambda version: version.date_from <= date).sorted("id")[-1:]
