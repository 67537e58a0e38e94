import base64

from odoo import api, fields, models
from odoo.addons.cae_echeance.engine.deadlines import parse_lead_times
from odoo.addons.cae_signature.engine import annexes
from odoo.addons.cae_socle.engine import retention
from odoo.exceptions import ValidationError

from ..engine.contract_deadlines import LeadTimes


class ResCompany(models.Model):
    _inherit = "res.company"

    cae_representative = fields.Char(
        string="Who signs the contracts",
        help="Name and capacity, as printed in contracts, e.g. “Camille Martin, manager”.",
    )
    cae_schedule_paper = fields.Binary(
        string="Schedule of the contribution (PDF)",
        help="As the general meeting voted it. Bound behind each contract that is sent to be "
        "signed, so that the person keeps what she accepts.",
    )
    cae_statutes_paper = fields.Binary(
        string="Statutes (PDF)",
        help="In force. Bound behind each CESA that is sent to be signed (C. trav. L7331-2).",
    )
    cae_exit_access_days = fields.Integer(
        string="Portal open after an exit (days)",
        default=60,
        help="How long a person who left can still read her accounts and papers.",
    )
    cae_exit_warning_days = fields.Integer(
        string="Told before the portal closes (days)",
        default=15,
        help="A person who left is told by email this many days before.",
    )
    cae_keep_staff_years = fields.Integer(
        string="Contracts and the staff register are kept (years)",
        default=retention.STAFF_YEARS,
        help="From the exit; at least 5 years (C. trav. R1221-26).",
    )
    cae_hr_responsible_id = fields.Many2one(
        "res.users",
        string="HR responsible of the entrepreneurs",
        domain="[('share', '=', False)]",
        help="Noted on the employees that contracts make. Left empty: the first HR officer.",
    )

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

    _cae_exit_days_positive = models.Constraint(
        "check (cae_exit_access_days >= 0 and cae_exit_warning_days >= 0)",
        "These numbers of days cannot be negative: write 0 or more.",
    )

    @api.constrains("cae_schedule_paper", "cae_statutes_paper")
    def _check_papers(self):
        for company in self.with_context(bin_size=False):
            for name in ("cae_schedule_paper", "cae_statutes_paper"):
                if company[name] and not annexes.is_readable(base64.b64decode(company[name])):
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” is no PDF that can be read: choose another file.",
                            field=self._fields[name]._description_string(self.env),
                        )
                    )

    def _get_cae_least_years(self):
        least = super()._get_cae_least_years()
        return {**least, "cae_keep_staff_years": (retention.STAFF_YEARS, "C. trav. R1221-26")}

    @api.constrains("cae_hr_responsible_id")
    def _check_cae_hr_responsible(self):
        for company in self:
            company._check_works_here(company.cae_hr_responsible_id)

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
