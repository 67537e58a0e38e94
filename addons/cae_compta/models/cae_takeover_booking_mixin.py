from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date

from .takeover_problems import LISTED_PROBLEMS

JOURNAL_CODE = "RAN"


def to_cents(amount):
    """Return a monetary field as the Decimal that it stands for."""
    return Decimal(f"{amount:.2f}")


class CaeTakeoverBookingMixin(models.AbstractModel):
    """Booking the opening of an activity, and reversing it."""

    _name = "cae.takeover.booking.mixin"
    _description = "Take-over: booking"
    _inherit = ["cae.entry.mixin"]

    def action_book(self):
        """Book the openings: one posted entry each, or nothing at all.

        :raises UserError: anything in the file is in doubt, or the opening exists already
        """
        self.check_access("write")
        for takeover in self:
            takeover._by_method()._book()

    def _book(self):
        self.ensure_one()
        self._check_can_book()
        if self.is_new_activity:
            self.activity_id = self._create_activity()
            self.is_new_activity = False
        self._check_not_booked_before()
        self._create_accounts()
        self.line_ids.filtered("is_contribution").account_id.cae_contribution = True
        self._remember_mapping()
        if not self.journal_id:
            self.journal_id = self._find_journal(self.company_id) or self._create_journal()
        move = self.env["account.move"].create(self._prepare_move_vals())
        move._post(soft=False)
        self._check_move(move)
        self.write({"state": "booked", "move_id": move.id})
        # The unique indexes speak now, not after the button has answered.
        self.env.flush_all()
        self.message_post(
            body=self.env._(
                "Opening %(move)s booked: %(count)s accounts.",
                move=move.name,
                count=self.account_count,
            )
        )

    def _check_can_book(self):
        if self.state != "read":
            raise UserError(
                self.env._(
                    "%(takeover)s cannot be booked: read its file first, or start again if it "
                    "was reversed.",
                    takeover=self.display_name,
                )
            )
        if problems := self._list_problems():
            sentences = [
                self.env._("Line %(line)s: %(problem)s", line=line, problem=sentence)
                if line
                else sentence
                for line, sentence in problems[:LISTED_PROBLEMS]
            ]
            raise UserError(
                self.env._("Nothing is booked. To settle first:") + "\n" + "\n".join(sentences)
            )
        if not self.line_ids:
            raise UserError(self.env._("There is nothing to book in this file."))
        if not self.date:
            raise UserError(self.env._("Give the date of the opening."))
        if not self.activity_id and not self.is_new_activity:
            raise UserError(self.env._("Choose the activity, or tick “Create the activity”."))

    def _check_not_booked_before(self):
        booked = Domain(
            [
                ("company_id", "=", self.company_id.id),
                ("activity_id", "=", self.activity_id.id),
                ("state", "=", "booked"),
                ("id", "!=", self.id),
            ]
        )
        sentences = {
            "sha256": self.env._(
                "This file is already booked for %(activity)s: take-over of "
                "%(date)s, entry %(move)s. Reverse it first to book it again."
            ),
            "date": self.env._(
                "%(activity)s already has an opening at %(date)s: %(file)s, entry %(move)s. "
                "Reverse it first, or give another date."
            ),
        }
        for name, sentence in sentences.items():
            if first := self.search(booked & Domain(name, "=", self[name]), limit=1):
                values = {
                    "activity": self.activity_id.display_name,
                    "date": format_date(self.env, first.date),
                    "file": first.file_name or first.display_name,
                    "move": first.move_id.name,
                }
                raise UserError(sentence % values)

    def _create_activity(self):
        if not (self.source_name or self.source_code):
            raise UserError(
                self.env._("The file gives neither code nor name: choose or create the activity.")
            )
        # An archived activity keeps its code too.
        activities = self.env["cae.activity"].with_context(active_test=False)
        existing = activities.search(self._domain_activity(self.source_code), limit=1)
        if self.source_code and existing:
            raise UserError(
                self.env._(
                    "The code %(code)s is that of %(activity)s: choose this activity, or unarchive "
                    "it first.",
                    code=self.source_code,
                    activity=existing.display_name,
                )
            )
        return self.env["cae.activity"].create(
            {
                "company_id": self.company_id.id,
                "code": self.source_code or False,
                "name": self.source_name or self.source_code,
                "date_start": False,
            }
        )

    @api.model
    def _find_journal(self, company):
        return self.env["account.journal"].search(
            [
                ("company_id", "=", company.id),
                ("code", "=", JOURNAL_CODE),
                ("type", "=", "general"),
            ],
            limit=1,
        )

    def _create_journal(self):
        return self.env["account.journal"].create(
            {
                "name": self.env._("Take-over of old books"),
                "code": JOURNAL_CODE,
                "type": "general",
                "company_id": self.company_id.id,
                "show_on_dashboard": False,
            }
        )

    def _prepare_move_vals(self):
        self.ensure_one()
        return {
            "move_type": "entry",
            "company_id": self.company_id.id,
            "journal_id": self.journal_id.id,
            "date": self.date,
            "ref": self.env._(
                "Take-over of old books: %(file)s", file=self.file_name or self.display_name
            ),
            "cae_activity_id": self.activity_id.id,
            "cae_opening": True,
            "line_ids": [
                Command.create(vals)
                for line in self.line_ids
                for vals in line._prepare_move_line_vals(self.activity_id)
            ],
        }

    def _check_move(self, move):
        """The posted entry holds the file to the cent, at its date, or nothing is booked."""
        lines = move.line_ids.filtered(lambda line: line.cae_activity_id == self.activity_id)
        booked = [to_cents(sum(lines.mapped(side))) for side in ("debit", "credit")]
        expected = [to_cents(self.total_debit), to_cents(self.total_credit)]
        if booked != expected or move.date != self.date:
            raise UserError(
                self.env._(
                    "The entry would not hold the figures of the file at %(date)s (is the period "
                    "closed?). Nothing is booked.",
                    date=format_date(self.env, self.date),
                )
            )

    def action_reverse(self):
        """Reverse booked openings by a posted entry of the same date, an opening itself."""
        self.check_access("write")
        for takeover in self:
            if takeover.state != "booked":
                raise UserError(self.env._("Only a booked opening can be reversed."))
            takeover._by_method()._reverse()

    def _reverse(self):
        self.ensure_one()
        lock_date = self.company_id._get_user_fiscal_lock_date(self.journal_id)
        today = fields.Date.context_today(self)
        reversal = self.move_id._reverse_moves(
            [
                {
                    "date": self.date if self.date > lock_date else today,
                    "ref": self.env._("Reversal of %(move)s", move=self.move_id.name),
                    "cae_opening": True,
                }
            ],
            cancel=True,
        )
        self.write({"state": "reversed", "reversal_move_id": reversal.id})
        self.message_post(
            body=self.env._(
                "Opening %(move)s reversed by %(reversal)s.",
                move=self.move_id.name,
                reversal=reversal.name,
            )
        )

    def _describe_booked(self):
        if self.state != "booked":
            return None
        return self.env._(
            "The entry %(move)s is the opening of an activity. Reverse it from its "
            "take-over: %(takeover)s.",
            move=self.move_id.display_name,
            takeover=self.display_name,
        )

    def action_start_again(self):
        """Open a new take-over of the same file, after a reversal."""
        self.ensure_one()
        if self.state != "reversed":
            raise UserError(self.env._("Only a reversed take-over is started again."))
        again = self.copy()
        again.action_read()
        return again._get_records_action()
