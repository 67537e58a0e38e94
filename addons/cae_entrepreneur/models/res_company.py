import base64

from odoo import api, fields, models
from odoo.addons.cae_signature.engine import annexes
from odoo.addons.cae_socle.engine import retention
from odoo.exceptions import ValidationError


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
    cae_advisors_see_all = fields.Boolean(
        string="Advisors see all the files",
        help="Otherwise an advisor sees the people of her territories, those she follows as "
        "referent or second advisor, and those without a territory.",
    )
    cae_information_sessions = fields.Boolean(
        string="Collective information sessions",
        help="A person who asks for a first meeting may wish to come to a session first.",
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
    cae_keep_staff_years = fields.Integer(
        string="Contracts and the staff register are kept (years)",
        default=retention.STAFF_YEARS,
        help="From the exit; at least 5 years (C. trav. R1221-26).",
    )
    cae_keep_payslip_years = fields.Integer(
        string="Payslips are kept (years)",
        default=retention.PAYSLIP_YEARS,
        help="At least 5 years (C. trav. L3243-4).",
    )
    cae_keep_accounting_years = fields.Integer(
        string="Names on accounting documents are kept (years)",
        default=retention.ACCOUNTING_YEARS,
        help="From the end of the financial year; at least 10 years (C. com. L123-22).",
    )

    cae_hr_responsible_id = fields.Many2one(
        "res.users",
        string="HR responsible of the entrepreneurs",
        domain="[('share', '=', False)]",
        help="Noted on the employees that contracts make. Left empty: the first HR officer.",
    )
    cae_document_days = fields.Char(
        string="Documents that expire (days)", default="60, 15", help="How many days before."
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

    @api.constrains(
        "cae_keep_candidate_years",
        "cae_keep_file_years",
        "cae_keep_staff_years",
        "cae_keep_payslip_years",
        "cae_keep_accounting_years",
    )
    def _check_cae_retention(self):
        least = {
            "cae_keep_candidate_years": (0, ""),
            "cae_keep_file_years": (0, ""),
            "cae_keep_staff_years": (retention.STAFF_YEARS, "C. trav. R1221-26"),
            "cae_keep_payslip_years": (retention.PAYSLIP_YEARS, "C. trav. L3243-4"),
            "cae_keep_accounting_years": (retention.ACCOUNTING_YEARS, "C. com. L123-22"),
        }
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

    @api.model
    def _get_lead_time_lists(self):
        return [*super()._get_lead_time_lists(), "cae_document_days"]

    @api.constrains("cae_hr_responsible_id")
    def _check_cae_hr_responsible(self):
        for company in self:
            company._check_works_here(company.cae_hr_responsible_id)
