"""The lines that make one figure of a statement, or one of its accounts.

How it works
    A figure of the period is made of the entries of the period; one that stands at its end, of
    what stood before it and of its entries. What customers owe, suppliers are owed and the
    like is made of the documents that were not settled at that day, with what was left of
    them. In all cases what is listed adds up to the figure.

    Entries are out of reach of advisors and entrepreneurs. They are read here in SQL, always of
    one activity whose access has been checked, and given as plain values: no record that
    could be followed to somebody else's accounts leaves this file.
"""

from collections import namedtuple
from decimal import Decimal

from odoo.tools import SQL

from ..engine import statement
from .statement_accounts import describe_accounts, ids_by_figure

LINES_PER_PAGE = 50
DOCUMENTS = ("out_invoice", "out_refund")

Line = namedtuple("Line", "date due partner number label amount invoice_id")
Lines = namedtuple("Lines", "kind total before rest count page lines is_open")


class StatementLines:
    """The lines of a figure or an account of one activity, for a period.

    :param cae.activity activity: access already checked
    :param date date_from: first day
    :param date date_to: last day, included
    :param str figure: a name of `engine.statement.FIGURES`
    :param list account_ids: the accounts to list
    """

    def __init__(self, activity, date_from, date_to, figure, account_ids, is_open=False):
        self.env = activity.env
        self.activity = activity
        self.date_from, self.date_to = date_from, date_to
        self.figure = statement.FIGURES[figure]
        self.account_ids = account_ids
        self.is_open = is_open
        self.env.flush_all()

    @classmethod
    def of_figure(cls, activity, date_from, date_to, name):
        ids = ids_by_figure(activity.company_id)[name]
        is_open = statement.FIGURES[name].open
        return cls(activity, date_from, date_to, name, ids, is_open)

    @classmethod
    def of_account(cls, activity, date_from, date_to, account_sudo):
        known = describe_accounts(activity.company_id, account_sudo)[account_sudo.id]
        name = statement.figure_of(known["code"], known["contribution"], known["liaison"])
        return cls(activity, date_from, date_to, name, account_sudo.ids)

    def turn_to(self, page):
        """Return one page of lines, the oldest due first, or the latest entry first.

        :param int page: from 1; beyond the last it is the last
        :return: Lines; `total` is the figure, `before` what stood before the period, `rest`
            what the lines leave to explain (a payment settled under no activity)
        """
        lines = self._open_lines() if self.is_open else self._period_lines()
        (count, listed), *_none = self.env.execute_query(
            SQL("SELECT COUNT(*), COALESCE(SUM(amount), 0)::text FROM (%s) line", lines)
        )
        (in_period, before), *_none = self.env.execute_query(self._sums())
        page = min(max(page, 1), max(-(-count // LINES_PER_PAGE), 1))
        order = SQL("due, id") if self.is_open else SQL("date DESC, id DESC")
        rows = self.env.execute_query(
            SQL(
                "SELECT date, due, partner, number, label, amount::text, invoice_id"
                " FROM (%s) line ORDER BY %s LIMIT %s OFFSET %s",
                lines,
                order,
                LINES_PER_PAGE,
                (page - 1) * LINES_PER_PAGE,
            )
        )
        before = Decimal(0) if self.figure.kind == "period" else Decimal(before)
        total = Decimal(in_period) + before
        carried = Decimal(0) if self.is_open else before
        sign = self.figure.sign
        if self.figure.kind in ("debt", "claim") and sign * total < 0:
            # it has changed side, and its name with it
            sign = -sign
        return Lines(
            kind=self.figure.kind,
            total=sign * total,
            before=sign * carried,
            rest=sign * (total - carried - Decimal(listed)),
            count=count,
            page=page,
            lines=[
                Line(*row[:4], self._short(row[4], row[3]), sign * Decimal(row[5]), row[6])
                for row in rows
            ],
            is_open=self.is_open,
        )

    @staticmethod
    def _short(label, number):
        """Return the first line of a label, nothing where it repeats the number."""
        first = ((label or "").strip().splitlines() or [""])[0]
        return "" if first == number else first

    def _where(self):
        return SQL(
            "line.cae_activity_id = %s AND line.company_id = %s AND line.parent_state = 'posted'"
            " AND line.account_id = ANY(%s::int[]) AND line.date <= %s",
            self.activity.id,
            self.activity.company_id.id,
            self.account_ids,
            self.date_to,
        )

    def _sums(self):
        """Return the query of (sum of the period, sum of what was before)."""
        return SQL(
            "SELECT COALESCE(SUM(line.balance) FILTER (WHERE line.date >= %s), 0)::text,"
            " COALESCE(SUM(line.balance) FILTER (WHERE line.date < %s), 0)::text"
            " FROM account_move_line line WHERE %s",
            self.date_from,
            self.date_from,
            self._where(),
        )

    def _select(self, amount, joins, where):
        return SQL(
            """
            SELECT line.id, line.date, COALESCE(line.date_maturity, line.date) AS due,
                   partner.complete_name AS partner, move.name AS number,
                   CASE WHEN line.tax_line_id IS NULL THEN line.name END AS label,
                   %s AS amount,
                   CASE WHEN move.cae_activity_id = line.cae_activity_id
                         AND move.move_type IN %s THEN move.id END AS invoice_id
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
              LEFT JOIN res_partner partner ON partner.id = line.partner_id
              %s
             WHERE %s AND %s
            """,
            amount,
            DOCUMENTS,
            joins,
            self._where(),
            where,
        )

    def _period_lines(self):
        return self._select(
            SQL("line.balance"),
            SQL(),
            SQL("line.date >= %s AND line.balance <> 0", self.date_from),
        )

    def _open_lines(self):
        """What was left of each line at the last day: less all that it was settled with."""
        settled = SQL(
            """
            LEFT JOIN LATERAL (
                SELECT SUM(CASE WHEN partial.debit_move_id = line.id
                                THEN partial.amount ELSE -partial.amount END) AS amount
                  FROM account_partial_reconcile partial
                 WHERE line.id IN (partial.debit_move_id, partial.credit_move_id)
                   AND partial.max_date <= %s
            ) settled ON TRUE
            """,
            self.date_to,
        )
        left = SQL("line.balance - COALESCE(settled.amount, 0)")
        return self._select(left, settled, SQL("%s <> 0", left))
