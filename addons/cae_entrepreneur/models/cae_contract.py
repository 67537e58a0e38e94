from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

# What may follow each state; see write() for who may do it.
NEXT_STATES = {
    "draft": ("confirmed", "cancelled"),
    "confirmed": ("ended", "draft"),
    "ended": (),
    "cancelled": ("draft",),
}
# Once confirmed, the terms of a contract are what both parties agreed on.
FROZEN_FIELDS = ("entrepreneur_id", "activity_id", "kind", "date_start")


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
        tracking=True,
    )
    activity_id = fields.Many2one(
        "cae.activity",
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('entrepreneur_ids', 'in', entrepreneur_id)]",
        help="Left empty, the contract covers all the activities of the person.",
    )
    kind = fields.Selection(
        [("cape", "CAPE"), ("cesa", "CESA")], required=True, default="cape", tracking=True
    )
    date_start = fields.Date(
        string="Start", required=True, default=fields.Date.context_today, tracking=True, index=True
    )
    date_end = fields.Date(
        string="End", tracking=True, help="Left empty, the contract has no term."
    )
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
    company_id = fields.Many2one(related="entrepreneur_id.company_id", store=True, index=True)

    _dates_order = models.Constraint(
        "check (date_end is null or date_end >= date_start)",
        "A contract cannot end before it starts: correct one of the two dates.",
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

    @api.constrains("activity_id", "entrepreneur_id")
    def _check_activity_of_entrepreneur(self):
        for contract in self:
            activity = contract.activity_id
            if activity and contract.entrepreneur_id not in activity.entrepreneur_ids:
                raise ValidationError(
                    self.env._(
                        "%(activity)s is not an activity of %(name)s: add this person to it "
                        "first, or choose another activity.",
                        activity=activity.display_name,
                        name=contract.entrepreneur_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create(vals_list)
        if any(contract.state != "draft" for contract in contracts):
            raise UserError(self.env._("A contract is created as a draft. Confirm it afterwards."))
        return contracts

    def write(self, vals):
        self.check_access("write")
        new_state = vals.get("state")
        moving = self.filtered(lambda contract: new_state and contract.state != new_state)
        moving._check_next_state(new_state)
        self._check_frozen(vals)
        # The consequences follow the field, not the button: who writes the state through
        # the external API gets the same.
        if new_state == "ended":
            moving._close_on(fields.Date.context_today(self))
        result = super().write(vals)
        if new_state == "confirmed":
            for entrepreneur, contracts in moving.grouped("entrepreneur_id").items():
                for contract in contracts.sorted("date_start"):
                    entrepreneur._enter_stage(contract.kind)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        if any(contract.state in ("confirmed", "ended") for contract in self):
            raise UserError(
                self.env._(
                    "A contract that was confirmed stays in the file. End it on its last day "
                    "instead."
                )
            )

    def _check_next_state(self, new_state):
        """Raise unless the contracts may go to this state, and this user may do it."""
        for contract in self:
            if new_state not in NEXT_STATES[contract.state]:
                states = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(contract)s is in the state “%(state)s”: it cannot become "
                        "“%(new_state)s”.",
                        contract=contract.display_name,
                        state=states[contract.state],
                        new_state=states.get(new_state, new_state),
                    )
                )
            if (contract.state, new_state) == ("confirmed", "draft") and not (
                self.env.su or self.env.user.has_group("cae_entrepreneur.group_manager")
            ):
                raise AccessError(
                    self.env._(
                        "Ask a manager: only managers can put a confirmed contract back to draft."
                    )
                )

    def _check_frozen(self, vals):
        """Raise when the agreed terms of a contract would change after its confirmation."""
        frozen = [field for field in FROZEN_FIELDS if field in vals]
        for contract in self:
            kept = [*frozen, "date_end"] if contract.state == "ended" else frozen
            if contract.state in ("confirmed", "ended") and any(
                field in vals and contract._would_change(field, vals[field]) for field in kept
            ):
                raise UserError(
                    self.env._(
                        "The terms of %(contract)s are agreed. A manager can put it back to "
                        "draft as long as it has not ended; otherwise make a new contract.",
                        contract=contract.display_name,
                    )
                )

    def _would_change(self, name, value):
        field = self._fields[name]
        current = field.convert_to_cache(self[name], self)
        return field.convert_to_cache(value, self) != current

    def _close_on(self, day):
        """Bring the end date forward to this day, never before the start."""
        for contract in self:
            last_day = max(day, contract.date_start)
            if not contract.date_end or contract.date_end > last_day:
                contract.date_end = last_day

    def action_confirm(self):
        """Confirm drafts; the person's stage follows the kind of contract."""
        self.check_access("write")
        self.write({"state": "confirmed"})

    def action_end(self):
        """End confirmed contracts today, or on their end date when it is past."""
        self.check_access("write")
        self.write({"state": "ended"})

    def action_cancel(self):
        """Give up drafts."""
        self.check_access("write")
        self.write({"state": "cancelled"})

    def action_draft(self):
        """Put back to draft: cancelled contracts, and, for a manager, confirmed ones."""
        self.check_access("write")
        self.write({"state": "draft"})

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
