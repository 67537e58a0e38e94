"""One after the other, where two at once would both find that they are the first."""

from contextlib import contextmanager

from odoo.tools import SQL


def pass_alone(records):
    """Make another transaction that passes here with the same records start over.

    What is counted before something is added is counted by both otherwise, before either has
    added it: who comes second is refused by the database, tried again by Odoo, and counts then
    what the first has added.
    """
    if records.ids:
        records.env.cr.execute(
            SQL(
                "UPDATE %s SET write_date = write_date WHERE id IN %s",
                SQL.identifier(records._table),
                tuple(sorted(records.ids)),
            )
        )


@contextmanager
def take_turn(env, key):
    """Wait until nobody else has this turn; it is kept until the transaction ends.

    A transaction of ours goes on seeing the database as it was at its beginning. What those
    before have kept is read with the environment that is given: it sees the database as it
    is now, and only reads.

    :param str key: what only one may do at a time
    """
    env.cr.execute(SQL("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", key))
    with env.registry.cursor() as cr:
        yield env(cr=cr)
