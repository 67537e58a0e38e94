"""Just before midnight the clock of a class of tests is set to the next day."""

from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.addons.cae_entrepreneur.tests import common
from odoo.tests import TransactionCase, tagged

from .browser import BrowserCase

DAY = 24 * 3600


@tagged("post_install", "-at_install")
class TestClock(TransactionCase):
    def test_the_day_of_a_class_lasts(self):
        class Late(TransactionCase):
            test_tags = frozenset()

        before = fields.Date.today()
        with patch.object(common, "get_seconds_to_midnight", return_value=DAY):
            Late.setUpClass()
            common.keep_the_day(Late)
        try:
            tomorrow = before + timedelta(days=1)
            self.assertEqual(fields.Date.today(), tomorrow)
            self.assertIn((Late.today - before).days, (1, 2))  # in the zone of the user
            written = Late.env["res.partner"].create({"name": "Late"}).create_date
            self.assertEqual(written.date(), tomorrow)
            first = datetime.now()
            self.assertLess(first, datetime.now(), "it goes on")
        finally:
            Late.doClassCleanups()
        self.assertEqual(fields.Date.today(), before)


@tagged("post_install", "-at_install")
class TestClockOfTheBrowser(BrowserCase):
    """The same with a browser: pages open, and their own clock says the same day."""

    @classmethod
    def setUpClass(cls):
        with patch.object(common, "get_seconds_to_midnight", return_value=3 * DAY):
            super().setUpClass()

    def test_page_knows_the_day(self):
        with self.browse("gerante", "/odoo") as browser:
            browser.page.wait_for_selector(".o_main_navbar")
            shown = browser.page.evaluate(
                "new Date().toLocaleDateString('sv', {timeZone: 'Europe/Paris'})"
            )
        self.assertEqual(shown, str(self.today))
