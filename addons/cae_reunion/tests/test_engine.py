from datetime import date, datetime

from odoo.tests import BaseCase, tagged

from ..engine import notice

PARIS = "Europe/Paris"


@tagged("post_install", "-at_install")
class TestEngine(BaseCase):
    def test_late_in_the_evening_is_the_day_of_the_place(self):
        # 8 March, 00:30 in Paris is still the 7th in UTC
        begin = datetime(2026, 3, 14, 23, 30)
        self.assertEqual(notice.get_last_day(begin, 7, PARIS), date(2026, 3, 8))
        self.assertFalse(notice.is_late(datetime(2026, 3, 8, 22, 59), begin, 7, PARIS))
        self.assertTrue(notice.is_late(datetime(2026, 3, 8, 23, 0), begin, 7, PARIS))
