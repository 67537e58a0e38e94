from odoo import api, fields, models
from odoo.addons.cae_socle.engine import retention
from odoo.exceptions import ValidationError

from ..engine import deadlines

# Lists of lead times, e.g. "3, 1".
LEAD_TIME_LISTS = (
    "cae_cape_end_months",
    "cae_cape_last_months",
    "cae_associate_months",
    "cae_trial_days",
    "cae_visit_days",
    "cae_document_days",
)


class ResCompany(models.Model):
    _inherit = "res.company"

    cae_advisors_see_all = fields.Boolean(
        string="Advisors see all the files",
        help="Otherwise an advisor sees the people of her territories, those she follows as "
        "referent or second advisor, and those without a territory.",
    )
    cae_keep_candidate_years = fields.Integer(
        string="Requests without a contract are kept (years)",
        default=2,
        help="From the decision, or the last news.",
    )
    cae_keep_file_years = fields.Integer(
        string="Follow-up files are kept (years)",
        default=5,
        help="From the exit: contact details, notes, messages and documents.",
    )
    cae_keep_accounting_years = fields.Integer(
        string="Names on accounting documents are kept (years)",
        default=retention.ACCOUNTING_YEARS,
        help="From the end of the financial year; at least 10 years (C. com. L123-22).",
    )

    cae_deadline_user_id = fields.Many2one(
        "res.users",
        string="Who acts when nobody follows the file",
        domain="[('share', '=', False)]",
        help="Gets the deadlines of people without a referent, in a territory without an advisor.",
    )
    cae_deadline_start = fields.Date(
        string="Follow deadlines from",
        default=fields.Date.context_today,
        help="What was due before this day is not listed: declarations of years ago, for example.",
    )
    cae_deadline_reminder = fields.Boolean(
        string="Weekly mail on what is overdue",
        default=True,
        help="Once a week, as long as something is overdue, one mail lists it to whoever acts.",
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
    cae_document_days = fields.Char(
        string="Documents that expire (days)", default="60, 15", help="How many days before."
    )

    _cae_lead_times_positive = models.Constraint(
        "check (cae_declaration_days >= 0 and cae_visit_first_months >= 0 "
        "and cae_visit_period_months >= 0)",
        "A lead time is zero or more.",
    )

    @api.model
    def _get_cae_least_years(self):
        """Return {field: (years, article)}: how long the law has us keep data at least."""
        return {"cae_keep_candidate_years": (0, ""), "cae_keep_file_years": (0, "")}

    @api.constrains(lambda self: [*self._get_cae_least_years()])
    def _check_cae_retention(self):
        least = self._get_cae_least_years()
        for company in self:
            for name, (years, article) in least.items():
                if company[name] < years:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: write %(years)s at least%(article)s.",
                            field=self._fields[name]._description_string(self.env),
                            years=years,
                            article=article and f" ({article})",
                        )
                    )

    @api.constrains(*LEAD_TIME_LISTS)
    def _check_cae_lead_times(self):
        for company in self:
            for name in LEAD_TIME_LISTS:
                try:
                    deadlines.parse_lead_times(company[name])
                except ValueError as error:
                    raise ValidationError(
                        self.env._(
                            "%(label)s: write whole numbers with commas between them, for "
                            "example “3, 1”, instead of “%(value)s”.",
                            label=self._fields[name]._description_string(self.env),
                            value=company[name],
                        )
                    ) from error

    @api.model
    def _get_cae_user_fields(self):
        """Return the names of the fields that name somebody of the team (list)."""
        return ["cae_deadline_user_id"]

    @api.constrains(lambda self: self._get_cae_user_fields())
    def _check_cae_users(self):
        for company in self:
            for user in self.env["res.users"].union(
                *(company[name] for name in self._get_cae_user_fields())
            ):
                # sudo: whether the user works there, nothing else
                user_sudo = user.sudo()
                if user_sudo.share or company not in user_sudo.company_ids:
                    raise ValidationError(
                        self.env._(
                            "%(name)s is not in the team of %(company)s: choose somebody who "
                            "works there.",
                            name=user_sudo.name,
                            company=company.name,
                        )
                    )

    def _get_deadline_lead_times(self):
        """Return the lead times of the cooperative, for the engine.

        :return: engine.deadlines.LeadTimes
        """
        self.ensure_one()
        parse = deadlines.parse_lead_times
        return deadlines.LeadTimes(
            cape_end_months=parse(self.cae_cape_end_months),
            cape_last_months=parse(self.cae_cape_last_months),
            declaration_days=self.cae_declaration_days,
            trial_days=parse(self.cae_trial_days),
            associate_months=parse(self.cae_associate_months),
            visit_first_months=self.cae_visit_first_months,
            visit_period_months=self.cae_visit_period_months,
            visit_days=parse(self.cae_visit_days),
            document_days=parse(self.cae_document_days),
        )
