from odoo.tests import HttpCase, tagged

from ..engine import trial_balance
from .takeover_common import TakeoverCommon


@tagged("post_install", "-at_install")
class TestTakeoverSample(TakeoverCommon, HttpCase):
    """The sample file is one that the take-over itself accepts, in any language."""

    def test_sample(self):
        for lang, mark in (("en_US", "."), ("fr_FR", ",")):
            self.accountant.lang = lang
            self.authenticate("cae_accountant", "cae_accountant")
            response = self.url_open("/cae_compta/takeover/sample")
            self.assertEqual(response.status_code, 200)
            reading = trial_balance.read(response.content)
            self.assertEqual(len(reading.lines), 6)
            self.assertEqual(reading.problems_of("BLUE"), [])
            self.assertEqual((reading.decimal_mark, reading.header_line), (mark, 1))

    def test_sample_books(self):
        self.authenticate("cae_accountant", "cae_accountant")
        takeover = self._book(self.url_open("/cae_compta/takeover/sample").content)
        self.assertEqual((takeover.turnover, takeover.state), (5000, "booked"))

    def test_sample_is_for_accountants(self):
        for login in ("cae_advisor", "cae_alice"):
            self.authenticate(login, login)
            self.assertEqual(self.url_open("/cae_compta/takeover/sample").status_code, 404)
