from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CaeContract(models.Model):
    """The contract between the cooperative and an entrepreneur.

    CAPE: support contract for a business project, Code de commerce L127-1 to -7.
    CESA: contract of a salaried associate entrepreneur, Code du travail L7331-2.
    """

    _name = "cae.contract"
    _description = "Contract"
    _inherit = ["mail.thread"]
    _order = "date_start desc, id desc"
    _check_company_auto = True

    entrepreneur_id = fields.Many2one(
        "cae.entrepreneur",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    activity_id = fields.Many2one(
        "cae.activity",
        index=True,
        check_company=True,
        domain="[('entrepreneur_ids', 'in', entrepreneur_id)]",
        help="Left empty, the contract covers all the activities of the person.",
    )
    kind = fields.Selection(
        [("cape", "CAPE"), ("cesa", "CESA")], required=True, default="cape", tracking=True
    )
    date_start = fields.Date(
        required=True, default=fields.Date.context_today, tracking=True, index=True
    )
    date_end = fields.Date(tracking=True, help="Left empty, the contract has no term.")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("confirmed", "Confirmed"),
            ("ended", "Ended"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        copy=False,
        tracking=True,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    _dates_order = models.Constraint(
        "check (date_end is null or date_end >= date_start)",
        "A contract cannot end before it starts.",
    )
    _cape_has_end = models.Constraint(
        "check (kind != 'cape' or date_end is not null)",
        "A CAPE is made for a term: give its end date (at most 12 months, C. com. L127-2).",
    )

    @api.depends("kind", "entrepreneur_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for contract in self:
            contract.display_name = " ".join(
                filter(None, [kinds.get(contract.kind), contract.entrepreneur_id.name])
            )

    @api.model
    def _domain_in_force(self, date_from, date_to=None):
        """Return the domain of the contracts in force on some day of a period.

        :param date date_from: first day
        :param date date_to: last day, included; the first day when left out
        :return: Domain
        """
        date_to = date_to or date_from
        return (
            Domain("state", "in", ("confirmed", "ended"))
            & Domain("date_start", "<=", date_to)
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", date_from))
        )

    def _is_in_force(self, date):
        """Tell whether this contract was confirmed and covers the given day."""
        self.ensure_one()
        return bool(self.filtered_domain(self._domain_in_force(date)))

    def action_confirm(self):
        """Confirm drafts; the person's stage follows the kind of contract."""
        self.check_access("write")
        not_draft = self.filtered(lambda contract: contract.state != "draft")
        if not_draft:
            raise UserError(
                self.env._(
                    "Only a draft can be confirmed: %(contract)s is not one.",
                    contract=not_draft[0].display_name,
                )
            )
        self.state = "confirmed"
        for contract in self:
            contract.entrepreneur_id._enter_stage(contract.kind)

    def action_end(self):
        """End confirmed contracts: on their end date, or today when they have none."""
        self.check_access("write")
        today = fields.Date.context_today(self)
        for contract in self.filtered(lambda contract: contract.state == "confirmed"):
            contract.write({"state": "ended", "date_end": contract.date_end or today})

    def action_cancel(self):
        """Give up drafts."""
        self.check_access("write")
        self.filtered(lambda contract: contract.state == "draft").state = "cancelled"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        if any(contract.state in ("confirmed", "ended") for contract in self):
            raise UserError(self.env._("A contract that was confirmed stays in the file."))
