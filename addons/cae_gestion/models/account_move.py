from odoo import api, fields, models
from odoo.addons.cae_socle.models.client_actions import open_form
from odoo.exceptions import UserError

# What is written on an entry that stays, and says nothing else of it: its hash, its place in the
# numbers, its review, its papers; messages and activities besides.
FREE_FIELDS = {
    "access_token",
    "attachment_ids",
    "checked",
    "inalterable_hash",
    "is_manually_modified",
    "is_move_sent",
    "made_sequence_gap",
    "secure_sequence_number",
}
FREE_PREFIXES = ("activity_", "message_", "website_message_")


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "cae.guard.mixin"]
    _guarded_fields = {"cae_opening", "cae_posted_on", "cae_transfer", "cae_transfer_partial_id"}

    cae_activity_id = fields.Many2one(
        "cae.activity",
        string="Activity",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="The activity this document belongs to; its lines follow.",
    )
    cae_opening = fields.Boolean(
        string="Take-over of old books",
        readonly=True,
        copy=False,
        help="Booked elsewhere before: no contribution is computed on it.",
    )
    cae_transfer = fields.Boolean(
        string="Between activities",
        readonly=True,
        copy=False,
        help="Made when a payment of one activity, or of none, settled a document of another.",
    )
    cae_transfer_partial_id = fields.Many2one(
        "account.partial.reconcile",
        string="Matching settled between activities",
        readonly=True,
        copy=False,
    )
    cae_posted_on = fields.Datetime(
        string="Confirmed on",
        readonly=True,
        copy=False,
        help="A document that is confirmed after its month was closed contributes with the next.",
    )
    cae_without_activity = fields.Boolean(compute="_compute_cae_questions")
    cae_without_tax = fields.Boolean(compute="_compute_cae_questions")
    cae_before_activity = fields.Boolean(compute="_compute_cae_questions")
    cae_before_contributions = fields.Boolean(
        string="Too old to contribute", compute="_compute_cae_questions"
    )

    _cae_transfer_uniq = models.UniqueIndex(
        "(cae_transfer_partial_id) WHERE cae_transfer_partial_id IS NOT NULL",
        "Somebody else has just settled this payment between its activities: look again.",
    )
    # The contribution leaves these few entries out of its bases: find them without a scan.
    _cae_opening_idx = models.Index("(company_id) WHERE cae_opening")

    @api.depends(
        "move_type",
        "state",
        "invoice_date",
        "cae_activity_id.date_start",
        "invoice_line_ids.tax_ids",
        "invoice_line_ids.display_type",
    )
    def _compute_cae_questions(self):
        """What an accountant would ask before a document is confirmed."""
        drafts = self.filtered(lambda move: move.state == "draft" and move.cae_activity_id)
        # sudo: whoever writes invoices need not see the months; only a day of theirs is used
        Run = self.env["cae.contribution.run"].sudo()
        first_days = {company: Run._first_counted_day(company) for company in drafts.company_id}
        for move in self:
            asked = move.state == "draft" and move.is_invoice(include_receipts=True)
            lines = move.invoice_line_ids.filtered(lambda line: line.display_type == "product")
            start = move.cae_activity_id.date_start
            day = move.invoice_date or fields.Date.context_today(move)
            move.cae_without_activity = asked and not move.cae_activity_id
            move.cae_without_tax = asked and any(not line.tax_ids for line in lines)
            move.cae_before_activity = bool(asked and start and day < start)
            first_day = move in drafts and first_days[move.company_id]
            move.cae_before_contributions = bool(
                first_day
                and move.is_sale_document(include_receipts=True)
                # a locked period puts it into the first one that is open
                and move._get_accounting_date(day, move._affect_tax_report()) < first_day
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("tax_cash_basis_origin_move_id"):
                origin = self.browse(vals["tax_cash_basis_origin_move_id"])
                vals.setdefault("cae_activity_id", origin.cae_activity_id.id)
        return super().create(vals_list)

    def write(self, vals):
        if any(not name.startswith(FREE_PREFIXES) for name in vals.keys() - FREE_FIELDS):
            self.filtered(lambda move: move.state == "posted")._check_not_bound()
        followers = self.env["account.move.line"]
        if not vals.get("cae_activity_id", True):
            followers = self.line_ids.filtered(
                lambda line: line.cae_activity_id == line.move_id.cae_activity_id
            )
        result = super().write(vals)
        followers.exists().cae_activity_id = False
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_bound(self):
        self._check_not_bound()

    def action_post(self):
        """Ask first, where the button of a form asks Odoo's own questions too."""
        context = self.env.context
        by_button = not context.get("disable_abnormal_invoice_detection", True)
        if by_button and not context.get("cae_asked") and len(self) == 1 and self._has_question():
            title = self.env._("Before you confirm")
            return open_form("cae.invoice.question", title, new=True, move_id=self.id)
        return super().action_post()

    def _has_question(self):
        return (
            self.cae_without_activity
            or self.cae_without_tax
            or self.cae_before_activity
            or self.cae_before_contributions
        )

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        posted._by_method().cae_posted_on = fields.Datetime.now()
        # lines may be matched while their entry is a draft
        lines = posted.line_ids
        (lines.matched_debit_ids | lines.matched_credit_ids)._align_activities()
        return posted

    def button_draft(self):
        self._check_not_bound()
        return super().button_draft()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        self._check_not_bound()
        return super()._reverse_moves(default_values_list=default_values_list, cancel=cancel)

    # -- activities of entries that follow from others ----------------------------------------

    def _find_settled_activity(self):
        """Return the activity whose documents alone this entry of the bank settles.

        Empty for documents, for entries written by hand (who knows what their other lines are)
        and for entries that carry an activity already.
        """
        self.ensure_one()
        none = self.env["cae.activity"]
        if not self._is_undecided():
            return none
        lines = self.line_ids
        others = lines.matched_debit_ids.debit_move_id | lines.matched_credit_ids.credit_move_id
        activities = {line.cae_activity_id for line in others if not line.move_id._is_undecided()}
        return activities.pop() if len(activities) == 1 else none

    def _is_undecided(self):
        """Tell whether this is a payment or a bank line that carries no activity (yet)."""
        self.ensure_one()
        is_of_bank = self.origin_payment_id or self.statement_line_id
        return bool(is_of_bank) and not self.line_ids.cae_activity_id

    def _carry_activity(self, activity):
        """Write the activity on these entries, and on what is matched with them in turn.

        No amount, account or date changes, so neither a lock date nor the audit trail forbids
        it; the change is told in the messages of the entry.

        :return: all the entries that changed
        """
        self.cae_activity_id = activity
        # sudo: whoever may match may not be allowed to edit a payment of the past
        self.origin_payment_id.sudo().cae_activity_id = activity
        lines = self.line_ids
        lines.filtered(
            lambda line: (
                line.parent_state == "posted"
                and line.analytic_distribution
                and not line.analytic_line_ids
            )
        )._create_analytic_lines()
        partials = lines.matched_debit_ids | lines.matched_credit_ids
        transfers = self.search([("cae_transfer_partial_id", "in", partials.ids)])
        transfers.filtered(
            lambda move: move.cae_transfer_partial_id._is_together()
        )._undo_activity_transfer()
        return self | partials._align_activities()

    def _undo_activity_transfer(self):
        """Reverse the transfers of matchings that were undone."""
        if self:
            moves = self._by_method()
            moves.cae_transfer_partial_id = False
            moves._reverse_moves(
                [
                    {
                        "date": move._get_accounting_date(move.date, False),
                        "ref": self.env._("Reversal of: %(entry)s", entry=move.name),
                        "cae_transfer": True,
                    }
                    for move in self
                ],
                cancel=True,
            )

    def _check_not_bound(self):
        """Refuse to change entries that something else answers for."""
        if self and not self._is_by_method():
            for model in self._get_booking_models():
                self.env[model]._check_none_books(self)
            self._check_not_transfer()

    @api.model
    def _get_booking_models(self):
        """Return the names of the models whose records book entries (`cae.entry.mixin`)."""
        return ["cae.contribution.run"]

    def _check_not_transfer(self):
        """A transfer follows its matching: it goes when that is undone, not before."""
        transfers = self.filtered("cae_transfer_partial_id")
        if transfers:
            raise UserError(
                self.env._(
                    "The entry %(move)s settles a payment between activities. Undo the matching "
                    "of the payment instead: the entry is reversed with it.",
                    move=transfers[0].display_name,
                )
            )
        undone = self.filtered(
            lambda move: move.cae_transfer and (move.reversed_entry_id or move.reversal_move_ids)
        )
        if undone:
            undone[0]._refuse_reversed()

    def _refuse_reversed(self):
        raise UserError(
            self.env._(
                "%(moves)s: an entry and its reversal stay in the books as they are. Make a new "
                "entry for what is to be corrected.",
                moves=", ".join(self.mapped("display_name")),
            )
        )
