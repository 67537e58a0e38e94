"""One after the other, where two at once would both find that they are the first."""

from contextlib import contextmanager

from odoo.tools import SQL


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
