from collections import defaultdict
from decimal import Decimal

from odoo import fields, models
from odoo.addons.cae_socle.models.turns import pass_alone
from odoo.exceptions import UserError

from ..engine import contribution as engine
from .cae_contribution_rule import to_decimal

ZERO = Decimal(0)


class CaeContributionRunEntryMixin(models.AbstractModel):
    """Booking the one entry of a month, and reversing it."""

    _name = "cae.contribution.run.entry.mixin"
    _description = "Entry of a contribution month"
    _inherit = ["cae.entry.mixin"]

    def action_reverse(self):
        """Book the reversing entry of posted months; they can then be computed anew.

        :raises UserError: not posted, a later month is posted, locked period.
        """
        self.check_access("write")
        for run in self.sorted("date_from", reverse=True):
            run._lock()
            run._reverse()

    def _describe_booked(self):
        if self.state != "posted":
            return None
        return self.env._(
            "This is the contribution of %(month)s: reverse that month instead, "
            "in the menu Contributions.",
            month=self._month_name(),
        )

    def _post(self):
        """Book the one entry of this month, from its lines."""
        self.ensure_one()
        if self.date_from > fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "%(month)s has not begun: nothing is booked ahead of time.",
                    month=self._month_name(),
                )
            )
        run = self._by_method()
        pass_alone(run.schedule_id)
        move = run._create_entry()
        if move:
            # posting would silently move the entry to the next open month
            move._check_fiscal_lock_dates()
            move._post(soft=False)
        run.write({"state": "posted", "move_id": move.id, "has_changed": False})
        run.line_ids._keep_territory()

    def _create_entry(self):
        """Create the entry of the month, not posted; empty when no line has an amount."""
        company = self.company_id
        needed = (
            company.contribution_charge_account_id,
            company.contribution_income_account_id,
            company.contribution_liaison_account_id,
            company.contribution_journal_id,
        )
        if not all(needed):
            raise UserError(
                self.env._(
                    "Give the journal and the three accounts of the contribution first, in the "
                    "settings of the cooperative's accounting."
                )
            )
        run = self.with_context(lang=company.partner_id.lang or self.env.lang)
        vals = run._prepare_entry(*needed)
        Move = self.env["account.move"].with_company(company)
        return Move.create(vals) if vals["line_ids"] else Move

    def _prepare_entry(self, charge, income, liaison, journal):
        """Return the values of the entry.

        For each activity charge to liaison; for the cooperative liaison to income, without an
        activity: in the general ledger it nets to zero, a company does not invoice itself.
        """
        unit = Decimal(str(self.currency_id.rounding))
        amounts = defaultdict(Decimal)
        for line in self.line_ids:
            amounts[line.activity_id] += engine.round_half_up(to_decimal(line.amount), unit)
        amounts = {activity: amount for activity, amount in amounts.items() if amount}
        label = self.env._("Contribution %(month)s", month=self._month_name())

        def item(account, debit, activity):
            return fields.Command.create(
                {
                    "account_id": account.id,
                    "name": " ".join(filter(None, [label, activity.display_name])),
                    "debit": float(max(debit, ZERO)),
                    "credit": float(max(-debit, ZERO)),
                    "cae_activity_id": activity.id,
                }
            )

        items = []
        for activity, amount in amounts.items():
            items += [item(charge, amount, activity), item(liaison, -amount, activity)]
        total = sum(amounts.values(), ZERO)
        if total:
            cooperative = self.env["cae.activity"]
            items += [item(liaison, total, cooperative), item(income, -total, cooperative)]
        return {
            "move_type": "entry",
            "journal_id": journal.id,
            "date": self.date_to,
            "ref": label,
            "line_ids": items,
        }

    def _reverse(self):
        self.ensure_one()
        month = self._month_name()
        if self.state != "posted":
            raise UserError(
                self.env._("Only a posted month can be reversed: %(month)s is not.", month=month)
            )
        last = self._last_posted(self.company_id)
        if last != self:
            later = last._month_name()
            raise UserError(
                self.env._(
                    "Reverse %(last)s first: it rests on %(month)s.", last=later, month=month
                )
            )
        run = self._by_method()
        move = run.move_id
        reversal = move.browse()
        if move:
            move._check_fiscal_lock_dates()
            ref = self.env._("Reversal of: %(entry)s", entry=move.name)
            reversal = move._reverse_moves([{"date": move.date, "ref": ref}], cancel=True)
        run.write({"state": "reversed", "reversal_move_id": reversal.id})
        # the unique index looks at the state: the month can be made again at once
        run.flush_recordset(["state"])
