from odoo.service.model import call_kw
from odoo.tests import HttpCase
from odoo.tools import SQL, mute_logger


def call_method(model, name, *args):
    """Return what a call from afar is answered, once the server has read it.

    Public methods alone are called, each with nothing in memory. What a refused call did is
    undone. The way through the network, the same for all methods, takes most of a call.

    :param model: with the environment of who calls
    :raise Exception: which the server would answer with
    """
    model.env.invalidate_all()
    with model.env.cr.savepoint():
        return call_kw(model, name, args, {})


def count_changes(env):
    """Return how many rows were written so far in this transaction: {table: number}.

    By PostgreSQL's own counters, also what was undone. Asked for one by one: its view of them,
    pg_stat_xact_user_tables, takes three times as long.
    """
    env.flush_all()
    return dict(
        env.execute_query(
            SQL(
                """
                SELECT relname, written
                  FROM pg_class,
                       LATERAL (SELECT pg_stat_get_xact_tuples_inserted(oid)
                                     + pg_stat_get_xact_tuples_updated(oid)
                                     + pg_stat_get_xact_tuples_deleted(oid) AS written) AS counted
                 WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND written > 0
                """
            )
        )
    )


class CallsCase(HttpCase):
    """What the team would write by a call instead of the button that asks and checks.

    Logged in as ``advisor``. Mixed with a common case: ``class TestX(CaeCommon, CallsCase)``.
    """

    def setUp(self):
        super().setUp()
        self.authenticate(self.advisor.login, self.advisor.login)

    def _answer(self, model, method, *args, **context):
        self.env.flush_all()
        params = {"model": model, "method": method, "args": args, "kwargs": {"context": context}}
        response = self.url_open("/web/dataset/call_kw", json={"params": params}, timeout=120)
        self.env.invalidate_all()
        return response.json()

    def _call(self, *call, **context):
        answer = self._answer(*call, **context)
        self.assertNotIn("error", answer)
        return answer.get("result")

    @mute_logger("odoo.http")
    def assertRefused(self, words, *call, **context):
        answer = self._answer(*call, **context)
        self.assertIn("error", answer)
        self.assertRegex(answer["error"]["data"]["message"], words)
