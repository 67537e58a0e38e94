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

    @api.model
    def _get_cae_least_years(self):
        least = super()._get_cae_least_years()
        return {**least, "cae_keep_staff_years": (retention.STAFF_YEARS, "C. trav. R1221-26")}

    @api.model
    def _get_cae_user_fields(self):
        return [*super()._get_cae_user_fields(), "cae_hr_responsible_id"]
