from odoo import api, fields, models
from odoo.addons.cae_socle.models.flags import search_flag
from odoo.addons.cae_socle.models.personal_data import get_label
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine import activity_code

# What an activity and its analytic account say alike.
OF_ACCOUNT = ("name", "code", "company_id", "active")


class CaeActivity(models.Model):
    """One small business inside the cooperative, with accounts of its own.

    Each activity is one analytic account on the plan "Activities" (R7331-5: one
    analytic balance sheet and one income statement per autonomous activity).
    Several activities may belong to one person, and several persons to one activity.
    """

    _name = "cae.activity"
    _description = "Activity"
    _inherit = ["mail.thread", "cae.import.key.mixin"]
    _order = "code, name, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True
    _personal_paths = ("entrepreneur_ids",)
    _personal_shared = ("entrepreneur_ids", "identity")
    _personal_thread = "identity"

    name = fields.Char(
        required=True,
        tracking=True,
        personal=("identity", lambda activity: activity.code or get_label(activity)),
    )
    code = fields.Char(
        copy=False,
        tracking=True,
        help="Short analytic code, as printed on statements. Given by the cooperative.",
        personal="keep",
    )
    active = fields.Boolean(default=True, tracking=True)
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
        check_company=True,
        help="Made with the activity, on the plan “Activities”.",
    )
    entrepreneur_ids = fields.Many2many(
        "cae.entrepreneur",
        "cae_activity_entrepreneur_rel",
        "activity_id",
        "entrepreneur_id",
        string="Entrepreneurs",
        check_company=True,
        help="They see the accounts of this activity on the portal.",
    )
    territory_id = fields.Many2one(
        "cae.territory", index=True, check_company=True, ondelete="restrict"
    )
    pole_ids = fields.Many2many("cae.pole", string="Poles", check_company=True)
    date_start = fields.Date(string="Start", default=fields.Date.context_today, personal="keep")
    date_end = fields.Date(string="End", copy=False, personal="keep")
    is_followed = fields.Boolean(
        string="Followed by me", compute="_compute_is_followed", search="_search_is_followed"
    )

    _code_company_uniq = models.Constraint(
        "unique (company_id, code)",
        "Another activity of this cooperative already has this code: choose another one. "
        "It may be archived.",
    )
    _analytic_account_uniq = models.Constraint(
        "unique (analytic_account_id)",
        "An analytic account belongs to one activity only.",
    )
    _dates_order = models.Constraint(
        "check (date_end is null or date_start is null or date_end >= date_start)",
        "An activity cannot end before it starts: correct one of the two dates.",
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for activity in self:
            activity.display_name = " ".join(filter(None, [activity.code, activity.name]))

    @api.depends(
        "company_id.cae_advisors_see_all",
        "entrepreneur_ids.referent_id",
        "entrepreneur_ids.second_advisor_ids",
        "entrepreneur_ids.territory_id.advisor_ids",
        "territory_id.advisor_ids",
    )
    @api.depends_context("uid")
    def _compute_is_followed(self):
        # Asked of the database, because the record rule reads this field: evaluated in
        # Python as superuser, its path would leave all the people of the activity in the
        # cache, and the lists would trip over those whom the user may not see.
        # sudo: only tells yes or no
        activities_sudo = self.sudo().with_context(active_test=False)
        followed_sudo = activities_sudo.search(
            Domain("id", "in", self.ids) & self._domain_followed()
        )
        for activity in self:
            activity.is_followed = activity._origin.id in followed_sudo._ids

    @api.model
    def _search_is_followed(self, operator, value):
        return search_flag(self._domain_followed(), operator, value)

    @api.onchange("name")
    def _onchange_propose_code(self):
        if not self.code:
            self.code = self._propose_code(self.name, self.company_id)

    @api.onchange("entrepreneur_ids")
    def _onchange_propose_territory(self):
        if not self.territory_id:
            self.territory_id = self.entrepreneur_ids.territory_id[:1]

    @api.model
    def name_create(self, name):
        """Make an activity where one is chosen, with a code as its form would propose it."""
        code = self._propose_code(name, self.env.company)
        activity = self.create({"name": name, "code": code})
        return activity.id, activity.display_name

    def _prepare_create_values(self, vals_list):
        prepared = super()._prepare_create_values(vals_list)
        plan = self.env.ref("cae_entrepreneur.analytic_plan_activity")
        # sudo: the account is part of the activity, whoever may create the one gets the other
        accounts_sudo = self.env["account.analytic.account"].sudo()
        # The account's name is translatable, the activity's is not: only the source is ever
        # written, so that all languages show the same.
        accounts_sudo = accounts_sudo.with_context(lang=None).create(
            [
                {"plan_id": plan.id, **{name: vals.get(name) for name in OF_ACCOUNT}}
                for vals in prepared
            ]
        )
        return [
            {**vals, "analytic_account_id": account.id}
            for vals, account in zip(prepared, accounts_sudo, strict=True)
        ]

    def write(self, vals):
        self.check_access("write")
        vals = self._clean_cae_values(vals)
        for field in ("company_id", "analytic_account_id"):
            if field in vals and any(record[field].id != vals[field] for record in self):
                raise UserError(
                    self.env._(
                        "An activity keeps the cooperative and the analytic account it was "
                        "made with: its accounts are there. Create another activity instead."
                    )
                )
        result = super().write(vals)
        account_vals = {name: vals[name] for name in OF_ACCOUNT if name in vals}
        if account_vals:
            # sudo: write() above has checked the rights on the activities themselves
            accounts_sudo = self.analytic_account_id.sudo()
            accounts_sudo.with_context(lang=None).write(account_vals)
        return result

    def _overwrite_personal(self, values):
        # its account has its name
        return self.write(values)

    def unlink(self):
        # sudo: the account was made with the activity and goes with it; unlink() below
        # checks the rights on the activities before.
        accounts_sudo = self.analytic_account_id.sudo()
        result = super().unlink()
        accounts_sudo.unlink()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self._filter_used()
        if used:
            raise UserError(
                self.env._(
                    "%(activity)s has a contract or entries in the books: archive it instead.",
                    activity=used[0].display_name,
                )
            )

    @api.model
    def _propose_code(self, name, company):
        """Return a code for an activity of this name that no other one has.

        :param str name: of the activity
        :param company: of the activity (res.company)
        :return: its first letters in capitals, with a number if need be; False without a name
        """
        start = activity_code.shorten(name or "")
        if not start:
            return False
        # sudo: a code is taken also by an activity that the user may not see
        others_sudo = self.sudo().with_context(active_test=False)
        same = [("company_id", "=", company.id), ("code", "=like", f"{start}%")]
        return activity_code.choose(start, set(others_sudo.search(same).mapped("code")))

    def _filter_used(self):
        """Return the activities that left traces and must not be deleted.

        Addons extend this with what they hang on activities.
        """
        # sudo: traces count even where the user may not see them
        lines_sudo = self.env["account.analytic.line"].sudo()
        column = self.env.ref("cae_entrepreneur.analytic_plan_activity")._column_name()
        accounts = {
            account.id
            for (account,) in lines_sudo._read_group(
                [(column, "in", self.analytic_account_id.ids)], [column]
            )
        }
        return self.filtered(lambda activity: activity.analytic_account_id.id in accounts)

    @api.model
    def _domain_followed(self):
        """Return the domain of the activities that the user follows as an advisor.

        By its own territory, by the people it belongs to, or because it has neither yet.
        """
        followed = self.env["cae.entrepreneur"]._domain_followed()
        return (
            Domain("company_id.cae_advisors_see_all", "=", True)
            | Domain("territory_id.advisor_ids", "in", self.env.user.ids)
            | Domain("entrepreneur_ids", "any", followed)
            | (Domain("territory_id", "=", False) & Domain("entrepreneur_ids", "=", False))
        )
