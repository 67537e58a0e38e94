"""Find what keeps the activities' books from being whole, in a fixed number of queries.

Every posted line belongs to an activity or to the cooperative, so activities and cooperative
always add up to the ledger. What can be wrong is on which side a line stands:

* ``missing``: an entry follows from a document of an activity (tax due on payment, exchange
  difference, payment, reversal, cut-off) and carries none;
* ``other``: it carries another one;
* ``apart``: a payment settles a document of another activity, and nothing settles it between them;
* ``unbalanced``: within an entry, the lines of an activity do not add up to zero.
"""

from collections import namedtuple

from odoo.tools import SQL

#: One thing found in an entry. `activity_id` is the one expected, None when a person decides;
#: `partial_ids` are the matchings to settle.
Gap = namedtuple("Gap", "move_id kind activity_id mendable partial_ids")

# Each query gives one row for each entry, the parts of a `Gap`.
FOLLOWERS = """
    WITH source AS (
        SELECT move.id, origin.cae_activity_id, TRUE AS derived
          FROM account_move move
          JOIN account_move origin ON origin.id = move.tax_cash_basis_origin_move_id
     UNION ALL
        SELECT partial.exchange_move_id, debit.cae_activity_id, TRUE
          FROM account_partial_reconcile partial
          JOIN account_move_line debit ON debit.id = partial.debit_move_id
          JOIN account_move_line credit ON credit.id = partial.credit_move_id
         WHERE partial.exchange_move_id IS NOT NULL
           AND debit.cae_activity_id = credit.cae_activity_id
     UNION ALL
        SELECT move.id, origin.cae_activity_id, FALSE
          FROM account_move move
          JOIN account_move origin ON origin.id = move.reversed_entry_id
     UNION ALL
        SELECT payment.move_id, payment.cae_activity_id, FALSE
          FROM account_payment payment
         WHERE payment.move_id IS NOT NULL
     UNION ALL
        SELECT cut.move_id, origin.cae_activity_id, FALSE
          FROM adjusting_entries__account_move cut
          JOIN account_move origin ON origin.id = cut.adjusting_entry_move_id
    ), expected AS (
        SELECT id, MIN(cae_activity_id) AS activity_id, bool_and(derived) AS derived
          FROM source
      GROUP BY id
        HAVING COUNT(cae_activity_id) = COUNT(*)
           AND COUNT(DISTINCT cae_activity_id) = 1
    ), found AS (
        SELECT move.id, expected.activity_id, expected.derived,
               bool_or(line.cae_activity_id IS NOT NULL) AS carries
          FROM expected
          JOIN account_move move ON move.id = expected.id
          JOIN account_move_line line ON line.move_id = move.id
         WHERE move.company_id = %(company)s
           AND move.state = 'posted'
           AND move.date <= %(date_to)s
           AND line.account_id IS NOT NULL
      GROUP BY move.id, expected.activity_id, expected.derived
        HAVING bool_or(line.cae_activity_id IS DISTINCT FROM expected.activity_id)
    )
    -- what a person chose is left to a person
    SELECT id, CASE WHEN carries THEN 'other' ELSE 'missing' END, activity_id,
           derived OR NOT carries, NULL
      FROM found
"""
APART = """
    SELECT CASE WHEN credit_move.move_type = 'entry'
                THEN credit_move.id ELSE debit_move.id END,
           'apart',
           -- of several documents, a person says which one decides
           CASE WHEN COUNT(DISTINCT (credit_move.id, debit_move.id)) = 1
                THEN MIN(CASE WHEN credit_move.move_type = 'entry'
                              THEN debit.cae_activity_id
                              ELSE credit.cae_activity_id END) END,
           %(can_transfer)s,
           array_agg(partial.id ORDER BY partial.id)
      FROM account_partial_reconcile partial
      JOIN account_move_line debit ON debit.id = partial.debit_move_id
      JOIN account_move_line credit ON credit.id = partial.credit_move_id
      JOIN account_move debit_move ON debit_move.id = debit.move_id
      JOIN account_move credit_move ON credit_move.id = credit.move_id
 LEFT JOIN account_move transfer ON transfer.cae_transfer_partial_id = partial.id
     WHERE partial.company_id = %(company)s
       AND partial.max_date <= %(date_to)s
       AND debit.cae_activity_id IS DISTINCT FROM credit.cae_activity_id
       AND debit.parent_state = 'posted'
       AND credit.parent_state = 'posted'
       AND transfer.id IS NULL
       AND debit_move.cae_transfer IS NOT TRUE
  GROUP BY 1
"""
UNBALANCED = """
    SELECT DISTINCT ON (line.move_id)
           line.move_id, 'unbalanced', line.cae_activity_id, FALSE, NULL
      FROM account_move_line line
     WHERE line.company_id = %(company)s
       AND line.parent_state = 'posted'
       AND line.cae_activity_id IS NOT NULL
       AND line.account_id IS NOT NULL
       AND line.date <= %(date_to)s
  GROUP BY line.move_id, line.cae_activity_id
    HAVING SUM(line.balance) != 0
  ORDER BY line.move_id, line.cae_activity_id
"""


def find_gaps(env, company, date_to):
    """Return the gaps of a company's posted entries up to a day, in the order of their entries.

    :param env: of a user whose right to the ledger was checked
    :param company: res.company record
    :param date date_to: last day, included
    :return: list of `Gap`, one for each entry
    """
    env.flush_all()
    # a transfer needs them both
    can_transfer = company.contribution_journal_id and company.contribution_liaison_account_id
    values = {"company": company.id, "date_to": date_to, "can_transfer": bool(can_transfer)}
    gaps = {}
    for query in (FOLLOWERS, APART, UNBALANCED):
        for row in env.execute_query(SQL(query, **values)):
            gap = Gap(*row)
            gaps.setdefault(gap.move_id, gap)
    return [gap for _move_id, gap in sorted(gaps.items())]


def read_accounts(env, company, date_to):
    """Return [(account id, of the activities, of the cooperative, of the ledger)] as text."""
    env.flush_all()
    return env.execute_query(
        SQL(
            """
            SELECT line.account_id,
                   COALESCE(SUM(line.balance)
                            FILTER (WHERE line.cae_activity_id IS NOT NULL), 0)::text,
                   COALESCE(SUM(line.balance)
                            FILTER (WHERE line.cae_activity_id IS NULL), 0)::text,
                   SUM(line.balance)::text
              FROM account_move_line line
             WHERE line.company_id = %(company)s
               AND line.parent_state = 'posted'
               AND line.account_id IS NOT NULL
               AND line.date <= %(date_to)s
          GROUP BY line.account_id
            """,
            company=company.id,
            date_to=date_to,
        )
    )


def mend_gaps(env, gaps):
    """Mend gaps: only activities are written, or transfers between activities posted.

    :param gaps: list of `Gap`, all of them mendable
    :return: the entries that were given an activity, and the transfers posted
    """
    done = env["account.move"]
    for gap in gaps:
        if gap.partial_ids:
            done |= env["account.partial.reconcile"].browse(gap.partial_ids)._align_activities()
        else:
            activity = env["cae.activity"].browse(gap.activity_id)
            done |= env["account.move"].browse(gap.move_id)._carry_activity(activity)
    return done
