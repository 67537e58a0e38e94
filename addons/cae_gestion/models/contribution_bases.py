"""Read what the contributions of one month rest on, in a fixed number of queries.

How it works
    A `Source` is one sum per activity: the turnover of a rule, its production purchases, or one
    of its exclusions. `ContributionBases.read_open_sums` answers each source with one grouped query
    for all activities, whatever their number.

    A document posted late into a month that is closed must not escape. So the open amount of a
    source is not the sum of the month, but the sum since the first posted month (at the earliest
    since January of the previous year) less what the posted months of that time have taken.
    What belongs to the previous year is told apart, so that each year's sums stay closed.
"""

from collections import defaultdict, namedtuple
from datetime import date
from decimal import Decimal
from itertools import pairwise

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

from .cae_contribution_rule import to_decimal

ZERO = Decimal(0)

# A definition of a source that holds between two dates (a schedule's time).
# What is collected counts for documents dated between `since` and `issued_to`.
Segment = namedtuple(
    "Segment", "date_from date_to account_ids reversed_ids line_minimum since issued_to"
)
# A rule between two dates; what is collected of its documents counts until `paid_to`.
Version = namedtuple("Version", "rule date_from date_to paid_to")
# The versions of one rule through the schedules of a company; the latest, `rule`, decides.
RuleHistory = namedtuple("RuleHistory", "key rule versions")
Account = namedtuple("Account", "id code is_contribution")
# Open amounts: dated in the previous year, this year before the month, in the month; and what
# was there before the first month that was ever posted (it only counts as accumulated).
Sums = namedtuple("Sums", "prior earlier month initial")
Presence = namedtuple("Presence", "waived months_cape months_cesa in_force")

#: Sources that make the turnover: what is invoiced, or what is collected.
REVENUES = ("turnover", "collected")
NO_SUMS = Sums(ZERO, ZERO, ZERO, ZERO)

# Bases of the posted months: of this year, since entry, of this year before the schedule in
# force; and what the least amount of a month has added, of this year and since entry.
Accumulated = namedtuple(
    "Accumulated", "of_year since_entry before_schedule raised_of_year raised_since_entry"
)
NOTHING_ACCUMULATED = Accumulated(ZERO, ZERO, ZERO, ZERO, ZERO)


def _decimal(text):
    """A sum of the database. It is read as text: Odoo reads numerics as binary floats."""
    return Decimal(text) if text else ZERO


class ContributionBases:
    """The figures of one company for one month, from its posted entries.

    :param run: `cae.contribution.run` record, access already checked.
    :param trial: a schedule to use in the place of the one in force, as if it had begun with
        this month at the latest
    """

    def __init__(self, run, trial=None):
        self.env = run.env
        self.company = run.company_id
        self.date_from = run.date_from
        self.date_to = run.date_to
        self.schedule = trial or run.schedule_id
        schedules = self._read_schedules()
        self.schedule_start = self.schedule.date_start or run.date_from
        if trial:
            self.schedule_start = min(trial.date_start, run.date_from)
        self.year_start = date(run.date_from.year, 1, 1)
        self.first_month = run._first_posted_month(self.company) or run.date_from
        if trial:
            self.first_month = min(self.first_month, run.date_from)
        self.window_start = max(self.first_month, self.year_start - relativedelta(years=1))
        self.histories = self._read_histories(schedules)
        self._accounts = self._read_accounts()
        self._taken = self._read_taken()
        self.accumulated = self._read_accumulated()

    # -- what the schedules say ---------------------------------------------------------------

    def _read_schedules(self):
        return self.env["cae.contribution.schedule"].search_fetch(
            [
                ("company_id", "=", self.company.id),
                ("date_start", "<=", self.date_from),
                ("is_trial", "=", False),
            ],
            ["date_start"],
            order="date_start",
        )

    def _read_histories(self, schedules):
        start_of_schedule = {schedule: schedule.date_start for schedule in schedules}
        if self.schedule not in schedules:
            # on trial: what began since then is left out
            schedules = schedules.filtered(
                lambda schedule: schedule.date_start < self.schedule_start
            )
            schedules += self.schedule
            start_of_schedule[self.schedule] = self.schedule_start
        # the first definition also tells what was accumulated before it
        starts = [date(1, 1, 1), *(start_of_schedule[schedule] for schedule in schedules[1:])]
        ends = [*(start - relativedelta(days=1) for start in starts[1:]), self.date_to]
        # what was invoiced under a schedule on turnover has contributed already
        self._collected_since = date(1, 1, 1)
        # and what was invoiced under one on what is collected contributes when it is paid
        paid_to = dict(zip(schedules, ends, strict=True))
        collected = schedules.rule_ids.filtered(lambda rule: rule.basis == "collected").schedule_id
        for schedule, following in pairwise(schedules):
            if schedule not in collected:
                self._collected_since = max(self._collected_since, start_of_schedule[following])
            elif following not in collected:
                paid_to[schedule] = self.date_to
        versions_by_key = defaultdict(list)
        for schedule, start, end in zip(schedules, starts, ends, strict=True):
            for rule in schedule.rule_ids:
                last = paid_to[schedule] if rule.basis == "collected" else end
                versions_by_key[rule.key].append(Version(rule, start, end, last))
        return [
            RuleHistory(key, versions[-1].rule, versions)
            for key, versions in versions_by_key.items()
            # a rule that ended before the window has no open amount left
            if max(version.paid_to for version in versions) >= self.window_start
        ]

    def _read_accounts(self):
        """Return the chart of accounts."""
        accounts = self.env["account.account"].with_company(self.company)
        domain = accounts._check_company_domain(self.company)
        return [
            Account(account.id, account.code or "", account.cae_contribution)
            for account in accounts.search_fetch(domain, ["code_store", "cae_contribution"])
        ]

    def _make_segment(self, version, key, prefixes, line_minimum):
        found = [account for account in self._accounts if account.code.startswith(prefixes)]
        reversed_ids = []
        if key not in REVENUES:
            # a share of the turnover that is excluded (invoices between members)
            reversed_ids = [account.id for account in found if account.code.startswith("7")]
            # an old contribution kept on a purchase account is no purchase
            found = [account for account in found if not account.is_contribution]
        return Segment(
            version.date_from,
            version.paid_to if key == "collected" else version.date_to,
            sorted(account.id for account in found),
            sorted(reversed_ids),
            to_decimal(line_minimum),
            self._collected_since,
            version.date_to,
        )

    # -- what the books say -------------------------------------------------------------------

    def read_open_sums(self, history):
        """Return the open amounts of the revenues of a rule, and of its deductions.

        :return: two lists of (source key, label, {activity id: Sums}), in the order of deduction
        """
        labels, segments = {}, defaultdict(list)
        for version in history.versions:
            for key, label, *definition in version.rule._list_bases():
                labels[key] = label
                segments[key].append(self._make_segment(version, key, *definition))
        revenues, deductions = [], []
        for key, label in labels.items():
            answer = revenues if key in REVENUES else deductions
            answer.append((key, label, self._read_open(history, key, segments[key])))
        return revenues, deductions

    def _read_open(self, history, key, segments):
        segments = [segment for segment in segments if segment.account_ids]
        if not segments:
            sums = {}
        elif key == "collected":
            sums = self._read_collected(history, segments)
        else:
            sums = self._read_booked(history, key, segments)
        taken = self._taken.get((history.key, key), {})
        for activity_id, (prior, own) in taken.items():
            found = sums.get(activity_id, NO_SUMS)
            sums[activity_id] = found._replace(
                prior=found.prior - prior, earlier=found.earlier - own
            )
        return sums

    def _lower(self, history):
        """Return the day from which entries matter: thresholds look at what was there before."""
        return {"month": self.window_start, "entry": date(1, 1, 1)}.get(
            history.rule.period, min(self.window_start, self.year_start)
        )

    def _initial_from(self, history):
        """Return the day from which what preceded the first posted month is accumulated."""
        return {
            "month": self.first_month,
            "year": max(self._lower(history), self.year_start),
        }.get(history.rule.period, self._lower(history))

    # -- what customers have paid -------------------------------------------------------------

    def _read_collected(self, history, segments):
        """Read what customers paid, without tax, of each activity's documents.

        A payment counts on the day on which it settles a document, in the proportion of the
        document's turnover to its total; what is paid back counts against it. Undone (a cheque
        comes back), it is no longer there, and the next month gives its contribution back.
        What a document has collected is rounded on the sum since its beginning, so that a
        document paid in parts is collected to the cent.
        """
        initial_from = self._initial_from(history)
        sums = {}
        for segment in segments:
            first = max(segment.date_from, self.first_month)
            bounds = {
                "low": max(segment.date_from, self.window_start),
                "year": max(segment.date_from, self.window_start, self.year_start),
                "month": max(segment.date_from, self.date_from),
                "initial": min(max(segment.date_from, initial_from), first),
                "first": first,
                "end": segment.date_to + relativedelta(days=1),
            }
            for row in self.env.execute_query(self._select_collected(segment, bounds)):
                found = sums.get(row[0], NO_SUMS)
                sums[row[0]] = Sums(*(a + _decimal(b) for a, b in zip(found, row[1:], strict=True)))
        return sums

    def _select_collected(self, segment, bounds):
        def until(day):
            # what the document had collected before a day
            return SQL(
                "round(document.amount * LEAST(COALESCE(SUM(receipt.amount) FILTER ("
                "WHERE receipt.day < %s), 0) / document.total, 1), 2)",
                min(day, bounds["end"]),
            )

        return SQL(
            """
            WITH document AS (%(documents)s), receipt AS (%(receipts)s), collected AS (
                SELECT document.cae_activity_id,
                       %(year)s - %(low)s AS prior,
                       %(month)s - %(year)s AS earlier,
                       %(end)s - %(month)s AS of_month,
                       %(first)s - %(initial)s AS initial
                  FROM document
                  JOIN receipt ON receipt.move_id = document.move_id
              GROUP BY document.move_id, document.cae_activity_id, document.amount, document.total
            )
            SELECT cae_activity_id, SUM(prior)::text, SUM(earlier)::text,
                   SUM(of_month)::text, SUM(initial)::text
              FROM collected
          GROUP BY cae_activity_id
            """,
            documents=self._select_documents(segment),
            receipts=self._select_receipts(bounds["end"]),
            **{name: until(day) for name, day in bounds.items()},
        )

    def _select_documents(self, segment):
        """The turnover of each document and activity, and the total that customers pay for it."""
        return SQL(
            """
            SELECT line.move_id, line.cae_activity_id, SUM(-line.balance) AS amount,
                   abs(MIN(move.amount_total_signed)) AS total
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
             WHERE line.company_id = %s
               AND line.parent_state = 'posted'
               AND line.cae_activity_id IS NOT NULL
               AND line.account_id IN %s
               AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND move.cae_opening IS NOT TRUE
               AND move.date BETWEEN %s AND %s
               AND move.amount_total_signed != 0
          GROUP BY line.move_id, line.cae_activity_id
            """,
            self.company.id,
            tuple(segment.account_ids),
            segment.since,
            segment.issued_to,
        )

    def _select_receipts(self, end):
        """What came in for these documents before a day."""
        return SQL(
            """
            SELECT term.move_id, partial.max_date AS day, partial.amount
              FROM account_partial_reconcile partial
              JOIN account_move_line term
                ON term.id IN (partial.debit_move_id, partial.credit_move_id)
              JOIN account_move_line money
                ON money.id = partial.debit_move_id + partial.credit_move_id - term.id
              JOIN account_journal journal ON journal.id = money.journal_id
             WHERE partial.company_id = %s
               AND journal.type IN ('bank', 'cash', 'credit')
               AND money.parent_state = 'posted'
               AND partial.max_date < %s
               AND term.move_id IN (SELECT move_id FROM document)
            """,
            self.company.id,
            end,
        )

    # -- what is booked -----------------------------------------------------------------------

    def _read_booked(self, history, key, segments):
        """Read what is booked on the accounts of a source, by activity: one query."""
        value = self._write_value(key, segments)
        opening = SQL(
            "line.move_id IN (SELECT id FROM account_move WHERE company_id = %s AND cae_opening)",
            self.company.id,
        )
        counted = SQL("line.date >= %s AND NOT %s", self.window_start, opening)
        if history.rule.period == "month":
            where, counted, initial = counted, SQL("TRUE"), SQL("0")
        else:
            where = SQL("line.date >= %s", self._lower(history))
            initial = SQL(
                "SUM(%s) FILTER (WHERE line.date >= %s AND (line.date < %s OR %s))",
                value,
                self._initial_from(history),
                self.first_month,
                opening,
            )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.cae_activity_id,
                       (SUM(%(value)s) FILTER (
                           WHERE %(counted)s AND line.date < %(year)s))::text,
                       (SUM(%(value)s) FILTER (
                           WHERE %(counted)s AND line.date >= %(year)s
                             AND line.date < %(month)s))::text,
                       (SUM(%(value)s) FILTER (
                           WHERE %(counted)s AND line.date >= %(month)s))::text,
                       (%(initial)s)::text
                  FROM account_move_line line
                 WHERE line.company_id = %(company)s
                   AND line.parent_state = 'posted'
                   AND line.cae_activity_id IS NOT NULL
                   AND line.date <= %(date_to)s
                   AND line.journal_id != %(journal)s
                   AND (%(scopes)s)
                   AND %(where)s
              GROUP BY line.cae_activity_id
                """,
                value=value,
                counted=counted,
                initial=initial,
                year=self.year_start,
                month=self.date_from,
                date_to=self.date_to,
                company=self.company.id,
                journal=self.company.contribution_journal_id.id or 0,
                scopes=SQL(" OR ").join(
                    self._write_scope(segment, self._lower(history)) for segment in segments
                ),
                where=where,
            )
        )
        return {row[0]: Sums(*map(_decimal, row[1:])) for row in rows}

    def _write_scope(self, segment, lower):
        """The lines that a segment counts."""
        scope = SQL("line.account_id IN %s", tuple(segment.account_ids))
        if segment.date_from > lower:
            scope = SQL("%s AND line.date >= %s", scope, segment.date_from)
        if segment.date_to < self.date_to:
            scope = SQL("%s AND line.date <= %s", scope, segment.date_to)
        if segment.line_minimum:
            scope = SQL("%s AND abs(line.balance) >= %s", scope, segment.line_minimum)
        return SQL("(%s)", scope)

    @staticmethod
    def _write_value(key, segments):
        """What a line counts for: turnover is a credit, what is deducted from it a debit."""
        if key == "turnover":
            return SQL("-line.balance")
        reversed_ids = {item for segment in segments for item in segment.reversed_ids}
        if not reversed_ids:
            return SQL("line.balance")
        return SQL(
            "CASE WHEN line.account_id IN %s THEN -line.balance ELSE line.balance END",
            tuple(sorted(reversed_ids)),
        )

    # -- what posted months have taken --------------------------------------------------------

    def _read_taken(self):
        """Return {(rule key, source): {activity id: (of the previous year, of this year)}}."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.activity_id, line.rule_key, base.source,
                       SUM(CASE WHEN line.date >= %(year)s
                                THEN base.taken_of_previous_year
                                ELSE base.taken - base.taken_of_previous_year END)::text,
                       (SUM(base.taken - base.taken_of_previous_year)
                           FILTER (WHERE line.date >= %(year)s))::text
                  FROM cae_contribution_line line
                  JOIN cae_contribution_base base ON base.line_id = line.id
                 WHERE line.company_id = %(company)s
                   AND line.state = 'posted'
                   AND line.date >= %(previous_year)s
                   AND line.date < %(month)s
              GROUP BY line.activity_id, line.rule_key, base.source
                """,
                year=self.year_start,
                previous_year=self.year_start - relativedelta(years=1),
                month=self.date_from,
                company=self.company.id,
            )
        )
        taken = defaultdict(dict)
        for activity_id, rule_key, source, prior, own in rows:
            taken[rule_key, source][activity_id] = (_decimal(prior), _decimal(own))
        return taken

    def _read_accumulated(self):
        """Return {(rule key, activity id): Accumulated}, as posted."""
        if all(history.rule.period == "month" for history in self.histories):
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT rule_key, activity_id,
                       (SUM(base) FILTER (WHERE date >= %(year)s))::text,
                       SUM(base)::text,
                       (SUM(base) FILTER (WHERE date >= %(year)s AND date < %(start)s))::text,
                       (SUM(raised) FILTER (WHERE date >= %(year)s))::text,
                       SUM(raised)::text
                  FROM cae_contribution_line
                 WHERE company_id = %(company)s AND state = 'posted' AND date < %(month)s
              GROUP BY rule_key, activity_id
                """,
                year=self.year_start,
                start=self.schedule_start,
                month=self.date_from,
                company=self.company.id,
            )
        )
        return {(row[0], row[1]): Accumulated(*map(_decimal, row[2:])) for row in rows}

    # -- who is there -------------------------------------------------------------------------

    def read_presences(self):
        """Return {activity id: Presence} of the activities that are there this year.

        The months are those of the year's floor, this month included: from the first posted
        month of the year on, and from the start of the schedule, which asks nothing for the
        months before it.
        """
        first = max(self.year_start, self.first_month, self.schedule_start)
        rows = self.env["cae.activity"]._list_periods(
            self.company, first, self.date_from, self.date_to
        )
        kinds = defaultdict(dict)  # activity id: {month: kind}, the later period deciding
        waived = {}
        for activity_id, exempt, kind, start, end in rows:
            waived[activity_id] = bool(exempt)
            finish = min(end or self.date_to, self.date_to).month
            for month in range(max(start, first).month, finish + 1):
                kinds[activity_id][month] = kind
        return {
            activity_id: Presence(
                exempt,
                sum(kind == "cape" for kind in kinds[activity_id].values()),
                sum(kind == "cesa" for kind in kinds[activity_id].values()),
                kinds[activity_id].get(self.date_from.month, ""),
            )
            for activity_id, exempt in waived.items()
        }
