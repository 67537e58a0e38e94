from odoo import api, fields, models
from odoo.addons.cae_socle.models.counts import count_field, count_lines

from ..models.activity_gaps import find_gaps, mend_gaps, read_accounts

#: Entries mended by one click, in one transaction: the next click goes on with the others.
BATCH = 500


class CaeLedgerCheck(models.TransientModel):
    """The accountant's check: activities and cooperative make the ledger, account by account.

    Below it, the entries that stand on the wrong side, and a button that mends those whose
    activity follows from their document. No account, amount or date of an entry changes.
    """

    _name = "cae.ledger.check"
    _description = "Check of the activities' books"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_to = fields.Date(
        string="On",
        required=True,
        default=fields.Date.context_today,
        help="Entries up to this day.",
    )
    finding_ids = fields.One2many(
        "cae.ledger.check.finding", "check_id", string="To mend", readonly=True
    )
    account_ids = fields.One2many(
        "cae.ledger.check.account", "check_id", string="Account by account", readonly=True
    )
    finding_count = count_field("finding_ids")
    mendable_count = count_field("finding_ids", ("mendable", "=", True))
    lacks_liaison = fields.Boolean(compute="_compute_lacks_liaison")
    mended_count = fields.Integer(readonly=True)
    mended_ids = fields.Many2many("account.move", string="Entries mended", readonly=True)

    @api.depends("date_to")
    def _compute_display_name(self):
        for check in self:
            check.display_name = self.env._("Check of the activities")

    @api.depends("finding_ids.kind", "finding_ids.mendable")
    def _compute_lacks_liaison(self):
        left = [("kind", "=", "apart"), ("mendable", "=", False)]
        for check, count in count_lines(self, "cae.ledger.check.finding", "check_id", left):
            check.lacks_liaison = bool(count)

    @api.model
    def action_open(self):
        """Open the check of the company, as of today."""
        check = self.create({})
        check.action_check()
        return check._get_records_action(name=self.env._("Check of the activities"))

    def action_mend(self):
        """Mend what follows from documents, then look again.

        Interrupted or clicked twice, nothing is done twice: only what is still wrong is found.
        """
        self.ensure_one()
        self.env["account.move"].check_access("write")
        gaps = find_gaps(self.env, self.company_id, self.date_to)
        mended = mend_gaps(self.env, [gap for gap in gaps if gap.mendable][:BATCH])
        self.mended_ids = mended
        self.mended_count = len(mended)
        self.action_check()

    def action_open_mended(self):
        """Open the entries that were mended."""
        self.ensure_one()
        return self.mended_ids._get_records_action(
            name=self.env._("Entries mended"), context={"create": False}
        )

    def action_check(self):
        """Look at the books again: show the gaps, and the accounts, as they stand now."""
        self.ensure_one()
        self.env["account.move.line"].check_access("read")
        books = self.env, self.company_id, self.date_to
        names = ("move_id", "kind", "activity_id", "mendable")
        findings = [{name: getattr(gap, name) for name in names} for gap in find_gaps(*books)]
        names = ("account_id", "activities", "cooperative", "ledger")
        accounts = [dict(zip(names, row, strict=True)) for row in read_accounts(*books)]
        self.write(
            {
                "finding_ids": [fields.Command.clear(), *map(fields.Command.create, findings)],
                "account_ids": [fields.Command.clear(), *map(fields.Command.create, accounts)],
            }
        )


class CaeLedgerCheckFinding(models.TransientModel):
    """An entry that stands on the wrong side."""

    _name = "cae.ledger.check.finding"
    _description = "Entry to mend"
    _order = "mendable, id"

    check_id = fields.Many2one("cae.ledger.check", required=True, index=True, ondelete="cascade")
    move_id = fields.Many2one("account.move", string="Entry", required=True, ondelete="cascade")
    date = fields.Date(related="move_id.date")
    partner_id = fields.Many2one(related="move_id.partner_id")
    kind = fields.Selection(
        [
            ("missing", "Carries no activity"),
            ("other", "Carries another activity"),
            ("apart", "Settles a document of another activity"),
            ("unbalanced", "The activity is not balanced in this entry"),
        ],
        string="What is wrong",
        required=True,
    )
    activity_id = fields.Many2one("cae.activity", string="Expected activity", ondelete="cascade")
    mendable = fields.Boolean()

    def action_open_entry(self):
        """Open the entry."""
        self.ensure_one()
        return self.move_id._get_records_action()


class CaeLedgerCheckAccount(models.TransientModel):
    """One account: what the activities have on it, what the cooperative has, the ledger."""

    _name = "cae.ledger.check.account"
    _description = "Account of the check"
    _order = "account_id, id"

    check_id = fields.Many2one("cae.ledger.check", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="check_id.currency_id")
    account_id = fields.Many2one("account.account", required=True, ondelete="cascade")
    activities = fields.Monetary()
    cooperative = fields.Monetary()
    ledger = fields.Monetary()

    def action_open_items(self):
        """Open the lines of the account, activity by activity."""
        self.ensure_one()
        check = self.check_id
        return {
            "type": "ir.actions.act_window",
            "name": self.account_id.display_name,
            "res_model": "account.move.line",
            "domain": [
                ("company_id", "=", check.company_id.id),
                ("account_id", "=", self.account_id.id),
                ("parent_state", "=", "posted"),
                ("date", "<=", check.date_to),
            ],
            "view_mode": "list,pivot,form",
            "context": {"group_by": ["cae_activity_id"], "create": False},
        }
