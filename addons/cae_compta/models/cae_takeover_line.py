from odoo import api, fields, models
from odoo.addons.cae_socle.models.selections import select_as
from odoo.exceptions import UserError


class CaeTakeoverLine(models.Model):
    """One account of a trial balance that is taken over."""

    _name = "cae.takeover.line"
    _description = "Account to take over"
    _inherit = ["cae.guard.mixin"]
    _order = "line_number, id"
    _rec_name = "code"
    _check_company_auto = True
    _guarded_fields = {"takeover_id"}
    _guarded_parents = {"takeover_id": "write"}
    _personal_ignored = "the books of an activity"

    takeover_id = fields.Many2one(
        "cae.takeover", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="takeover_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="takeover_id.currency_id")
    line_number = fields.Integer(string="Line", readonly=True, help="In the file, from 1.")
    code = fields.Char(string="Account in the file", required=True, readonly=True)
    label = fields.Char(help="Also the name of the account, where it is created.")
    debit = fields.Monetary(readonly=True)
    credit = fields.Monetary(readonly=True)
    balance = fields.Monetary(compute="_compute_balance", store=True)
    account_id = fields.Many2one(
        "account.account", string="Our account", index=True, check_company=True
    )
    origin = fields.Selection(
        [
            ("exact", "Same number"),
            ("length", "Same number, other length"),
            ("remembered", "As last time"),
            ("chosen", "Chosen"),
        ],
        string="How found",
        compute="_compute_origin",
        store=True,
        readonly=False,
    )
    is_new_account = fields.Boolean(
        string="Create",
        compute="_compute_is_new_account",
        store=True,
        readonly=False,
        help="The account is created when the opening is booked.",
    )
    account_type = fields.Selection(
        selection=select_as("account.account", "account_type"),
        string="Type of the new account",
        compute="_compute_account_type",
        store=True,
        readonly=False,
        help="That of the nearest account of the chart.",
    )
    is_contribution = fields.Boolean(
        string="Contribution",
        compute="_compute_is_contribution",
        store=True,
        readonly=False,
        help="Old books kept the contribution to the cooperative on this account: from the "
        "opening on, every statement shows our account as contribution.",
    )
    is_settled = fields.Boolean(compute="_compute_is_settled")

    @api.depends("debit", "credit")
    def _compute_balance(self):
        for line in self:
            line.balance = line.debit - line.credit

    @api.depends("account_id")
    def _compute_origin(self):
        for line in self:
            line.origin = "chosen" if line.account_id else False

    @api.depends("account_id")
    def _compute_is_new_account(self):
        for line in self:
            line.is_new_account = line.is_new_account and not line.account_id

    @api.depends("is_new_account")
    def _compute_account_type(self):
        for takeover, lines in self.grouped("takeover_id").items():
            new = lines.filtered(lambda line: line.is_new_account and not line.account_type)
            accounts, _normalize = takeover._get_chart() if new else ({}, None)
            for line in new:
                line.account_type = takeover._deduce_account_type(line.code, accounts)
            for line in lines - new:
                line.account_type = line.is_new_account and line.account_type

    @api.depends("account_id.cae_contribution")
    def _compute_is_contribution(self):
        for line in self:
            line.is_contribution = line.is_contribution or line.account_id.cae_contribution

    @api.depends("account_id", "is_new_account")
    def _compute_is_settled(self):
        for line in self:
            line.is_settled = bool(line.account_id or line.is_new_account)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_file(self):
        if not self._is_by_method():
            raise UserError(self._explain_lines_of_file())

    def _describe_guarded(self, field):
        return self._explain_lines_of_file()

    @api.model
    def _explain_lines_of_file(self):
        return self.env._(
            "The accounts to take over are those of the file, with its amounts: use “Change the "
            "file” to take over others."
        )

    def _prepare_move_line_vals(self, activity):
        """Return one or two lines of the entry, so that gross debit and credit both stay.

        A negative amount of the file stays on its side (storno): otherwise the totals of
        the entry would not be those of the file.
        """
        return [
            {
                "account_id": self.account_id.id,
                "name": self.label or self.code,
                "balance": amount * sign,
                "is_storno": amount < 0,
                "cae_activity_id": activity.id,
            }
            for amount, sign in ((self.debit, 1), (self.credit, -1))
            if not self.currency_id.is_zero(amount)
        ]
