from odoo import api, fields, models
from odoo.addons.cae_echeance.engine.deadlines import parse_lead_times

from ..engine.contract_deadlines import LeadTimes


class ResCompany(models.Model):
    """How long before the days that follow from contracts one is told."""

    _inherit = "res.company"

    cae_cape_end_months = fields.Char(
        string="End of a CAPE (months)", default="3, 1", help="How many months before, e.g. “3, 1”."
    )
    cae_cape_last_months = fields.Char(
        string="End of a CAPE that cannot be renewed (months)",
        default="6, 3, 1",
        help="How many months before: it takes longer to prepare what follows.",
    )
    cae_associate_months = fields.Char(
        string="Date to become an associate (months)",
        default="12, 6, 3, 1",
        help="How many months before (C. trav. L7331-3).",
    )
    cae_trial_days = fields.Char(
        string="End of the trial period (days)", default="30, 8", help="How many days before."
    )
    cae_declaration_days = fields.Integer(
        string="Declarations to Urssaf and France Travail (days)",
        default=8,
        help="Days after the conclusion, the renewal or the early termination of a CAPE. The law "
        "(C. trav. R5142-1) gives no number.",
    )
    cae_visit_first_months = fields.Integer(
        string="First medical visit (months)",
        default=3,
        help="Months after the start of a CESA (C. trav. R4624-10: 3 at most).",
    )
    cae_visit_period_months = fields.Integer(
        string="Next medical visits (months)",
        default=60,
        help="Months between two visits (C. trav. R4624-16: 60 at most). Zero: no next visit.",
    )
    cae_visit_days = fields.Char(
        string="Medical visit (days)", default="30", help="How many days before."
    )

    _cae_lead_times_positive = models.Constraint(
        "check (cae_declaration_days >= 0 and cae_visit_first_months >= 0 "
        "and cae_visit_period_months >= 0)",
        "A lead time is zero or more.",
    )

    @api.model
    def _get_lead_time_lists(self):
        return [
            *super()._get_lead_time_lists(),
            "cae_cape_end_months",
            "cae_cape_last_months",
            "cae_associate_months",
            "cae_trial_days",
            "cae_visit_days",
        ]

    def _get_contract_lead_times(self):
        """Return the lead times of the cooperative, as engine.contract_deadlines.LeadTimes."""
        self.ensure_one()
        return LeadTimes(
            cape_end_months=parse_lead_times(self.cae_cape_end_months),
            cape_last_months=parse_lead_times(self.cae_cape_last_months),
            declaration_days=self.cae_declaration_days,
            trial_days=parse_lead_times(self.cae_trial_days),
            associate_months=parse_lead_times(self.cae_associate_months),
            visit_first_months=self.cae_visit_first_months,
            visit_period_months=self.cae_visit_period_months,
            visit_days=parse_lead_times(self.cae_visit_days),
        )
