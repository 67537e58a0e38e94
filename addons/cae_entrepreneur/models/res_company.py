from odoo import api, fields, models
from odoo.exceptions import ValidationError


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
    cae_document_days = fields.Char(
        string="Documents that expire (days)", default="60, 15", help="How many days before."
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

    @api.model
    def _get_lead_time_lists(self):
        return [*super()._get_lead_time_lists(), "cae_document_days"]
