from odoo.tests import HttpCase
from odoo.tools import mute_logger


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
