from odoo import api, fields, models

#: In the context, while the two sides of a transfer are matched with one another.
_IN_TRANSFER = "cae_activity_transfer"


class AccountPartialReconcile(models.Model):
    """What a matching makes for activities.

    Odoo makes entries when lines are matched: the tax due on payment, exchange differences. They
    carry the activity of the line they come from. An entry of the bank that carries none takes
    that of the document it settles. Where the two sides belong to different activities (one
    cheque for two of them), a transfer entry settles it between them: on the account that was
    matched and on the liaison account, net zero in the ledger on both.
    """

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        if not self.env.context.get(_IN_TRANSFER):
            partials._align_activities()
        return partials

    def unlink(self):
        transfers = self.env["account.move"].search([("cae_transfer_partial_id", "in", self.ids)])
        result = super().unlink()
        transfers._undo_activity_transfer()
        return result

    # -- tax due on payment -------------------------------------------------------------------

    @api.model
    def _prepare_cash_basis_base_line_vals(self, base_line, balance, amount_currency):
        vals = super()._prepare_cash_basis_base_line_vals(base_line, balance, amount_currency)
        return {**vals, "cae_activity_id": base_line.cae_activity_id.id}

    @api.model
    def _prepare_cash_basis_counterpart_base_line_vals(self, cb_base_line_vals):
        vals = super()._prepare_cash_basis_counterpart_base_line_vals(cb_base_line_vals)
        return {**vals, "cae_activity_id": cb_base_line_vals["cae_activity_id"]}

    @api.model
    def _prepare_cash_basis_tax_line_vals(self, tax_line, balance, amount_currency):
        vals = super()._prepare_cash_basis_tax_line_vals(tax_line, balance, amount_currency)
        return {**vals, "cae_activity_id": tax_line.cae_activity_id.id}

    @api.model
    def _prepare_cash_basis_counterpart_tax_line_vals(self, tax_line, cb_tax_line_vals):
        vals = super()._prepare_cash_basis_counterpart_tax_line_vals(tax_line, cb_tax_line_vals)
        return {**vals, "cae_activity_id": tax_line.cae_activity_id.id}

    @api.model
    def _get_cash_basis_base_line_grouping_key_from_vals(self, base_line_vals):
        key = super()._get_cash_basis_base_line_grouping_key_from_vals(base_line_vals)
        return (*key, base_line_vals["cae_activity_id"])

    @api.model
    def _get_cash_basis_tax_line_grouping_key_from_vals(self, tax_line_vals):
        key = super()._get_cash_basis_tax_line_grouping_key_from_vals(tax_line_vals)
        return (*key, tax_line_vals["cae_activity_id"])

    # -- lines matched across activities ------------------------------------------------------

    def _align_activities(self):
        """Bring the two sides of these matchings together, activity by activity.

        Matchings that are in order are left alone: doing it twice does nothing more.

        :return: the entries that were given an activity, and the transfers made
        """
        done = self.env["account.move"]
        apart = self._filter_apart()
        for move in (apart.debit_move_id | apart.credit_move_id).move_id:
            activity = move._find_settled_activity()
            if activity:
                done |= move._carry_activity(activity)
        for partial in apart._filter_apart():
            done |= partial._create_activity_transfer()
        return done

    def _filter_apart(self):
        """Return the matchings of posted lines of different activities that nothing settles."""
        apart = self.filtered(
            lambda partial: (
                not partial._is_together()
                and partial.debit_move_id.parent_state == "posted"
                and partial.credit_move_id.parent_state == "posted"
                and not partial.debit_move_id.move_id.cae_transfer
            )
        )
        transfers = self.env["account.move"].search([("cae_transfer_partial_id", "in", apart.ids)])
        return apart - transfers.cae_transfer_partial_id

    def _is_together(self):
        """Tell whether both sides belong to the same activity, or both to none."""
        self.ensure_one()
        return self.debit_move_id.cae_activity_id == self.credit_move_id.cae_activity_id

    def _create_activity_transfer(self):
        """Post the entry that settles this matching between its two activities."""
        self.ensure_one()
        company = self.debit_move_id.company_id
        journal = company.contribution_journal_id
        liaison = company.contribution_liaison_account_id
        Move = self.env["account.move"]
        if not (journal and liaison):
            return Move
        lock_date = company._get_user_fiscal_lock_date(journal)
        day = self.max_date if self.max_date > lock_date else fields.Date.context_today(self)
        transfer = Move._by_method().create(
            {
                "move_type": "entry",
                "journal_id": journal.id,
                "company_id": company.id,
                "date": day,
                "ref": self.env._(
                    "Between activities: %(payment)s, %(document)s",
                    payment=self.credit_move_id.move_id.name,
                    document=self.debit_move_id.move_id.name,
                ),
                "cae_transfer": True,
                "cae_transfer_partial_id": self.id,
                "line_ids": [
                    fields.Command.create(vals)
                    for vals in self._prepare_activity_transfer_lines(liaison)
                ],
            }
        )
        transfer = transfer.with_env(self.env)
        transfer._post(soft=False)
        matched = transfer.line_ids.filtered(
            lambda line: line.account_id != liaison and line.account_id.reconcile
        )
        matched.with_context(
            **{_IN_TRANSFER: True}, no_exchange_difference=True, no_cash_basis=True
        ).reconcile()
        return transfer

    def _prepare_activity_transfer_lines(self, liaison):
        """Return the lines: each side is emptied on its account and answers on the liaison."""
        vals_list = []
        for line, sign, amount_currency in (
            (self.debit_move_id, -1, self.debit_amount_currency),
            (self.credit_move_id, 1, self.credit_amount_currency),
        ):
            common = {"partner_id": line.partner_id.id, "cae_activity_id": line.cae_activity_id.id}
            vals_list += [
                {
                    **common,
                    "account_id": line.account_id.id,
                    "currency_id": line.currency_id.id,
                    "balance": sign * self.amount,
                    "amount_currency": sign * amount_currency,
                },
                {**common, "account_id": liaison.id, "balance": -sign * self.amount},
            ]
        return vals_list
