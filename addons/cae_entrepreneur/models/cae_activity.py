from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class CaeActivity(models.Model):
    """One small business inside the cooperative, with accounts of its own.

    Each activity is one analytic account on the plan "Activities" (R7331-5: one
    analytic balance sheet and one income statement per autonomous activity).
    Several activities may belong to one person, and several persons to one activity.
    """

    _name = "cae.activity"
    _description = "Activity"
    _inherit = ["mail.thread"]
    _order = "code, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    code = fields.Char(
        copy=False,
        help="Short analytic code, as printed on statements. Given by the cooperative.",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
        help="Made with the activity, on the plan “Activities”.",
    )
    entrepreneur_ids = fields.Many2many(
        "cae.entrepreneur",
        "cae_activity_entrepreneur_rel",
        "activity_id",
        "entrepreneur_id",
        string="Entrepreneurs",
        check_company=True,
    )
    territory_id = fields.Many2one("cae.territory", index=True, check_company=True)
    pole_ids = fields.Many2many("cae.pole", string="Poles", check_company=True)
    date_start = fields.Date(default=fields.Date.context_today)
    date_end = fields.Date()
    contract_ids = fields.One2many("cae.contract", "activity_id", string="Contracts")

    _code_company_uniq = models.Constraint(
        "unique (company_id, code)",
        "Another activity of this cooperative already has this code.",
    )
    _analytic_account_uniq = models.Constraint(
        "unique (analytic_account_id)",
        "An analytic account belongs to one activity only.",
    )
    _dates_order = models.Constraint(
        "check (date_end is null or date_start is null or date_end >= date_start)",
        "An activity cannot end before it starts.",
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for activity in self:
            activity.display_name = " ".join(filter(None, [activity.code, activity.name]))

    @api.model
    def _search_display_name(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS or not isinstance(value, str):
            return super()._search_display_name(operator, value)
        return Domain("name", operator, value) | Domain("code", operator, value)

    @api.constrains("company_id")
    def _check_company_unchanged(self):
        for activity in self:
            if activity.analytic_account_id.company_id != activity.company_id:
                raise ValidationError(
                    self.env._(
                        "%(activity)s keeps the cooperative it was made in: its accounts are there.",
                        activity=activity.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        plan = self.env.ref("cae_entrepreneur.analytic_plan_activity")
        default_company = self.env.company.id
        # The account is part of the activity: whoever may create the one gets the other.
        accounts_sudo = (
            self.env["account.analytic.account"]
            .sudo()
            .create(
                [
                    {
                        "name": vals.get("name"),
                        "code": vals.get("code"),
                        "plan_id": plan.id,
                        "company_id": vals.get("company_id", default_company),
                    }
                    for vals in vals_list
                ]
            )
        )
        for vals, account in zip(vals_list, accounts_sudo, strict=True):
            vals["analytic_account_id"] = account.id
        return super().create(vals_list)

    def write(self, vals):
        result = super().write(vals)
        account_vals = {key: vals[key] for key in ("name", "code", "active") if key in vals}
        if account_vals:
            # write() above has checked the rights on the activities themselves
            self.analytic_account_id.sudo().write(account_vals)
        return result
