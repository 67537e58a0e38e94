from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import deadlines


class ResCompany(models.Model):
    _inherit = "res.company"

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

    def _get_lead_time_lists(self):
        """Return the names of the fields that hold lists of lead times, such as "3, 1"."""
        return []

    @api.constrains(lambda self: self._get_lead_time_lists())
    def _check_cae_lead_times(self):
        for company in self:
            for name in self._get_lead_time_lists():
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

    @api.constrains("cae_deadline_user_id")
    def _check_cae_deadline_user(self):
        for company in self:
            company._check_works_here(company.cae_deadline_user_id)

    def _check_works_here(self, users):
        """Raise unless these users are in the team of this company."""
        self.ensure_one()
        for user in users:
            # sudo: whether the user works there, nothing else
            user_sudo = user.sudo()
            if user_sudo.share or self not in user_sudo.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(name)s is not in the team of %(company)s: choose somebody who "
                        "works there.",
                        name=user_sudo.name,
                        company=self.name,
                    )
                )
