from datetime import date

from odoo.tests import BaseCase, tagged

from ..engine import calendar_days


@tagged("post_install", "-at_install")
class TestEngine(BaseCase):
    """The arithmetic of half-days and programmes, without a database."""

    def test_eleven_holidays_a_year(self):
        for year in (2024, 2026, 2038):
            found = [
                key
                for number in range(366 if year % 4 == 0 else 365)
                if (
                    key := calendar_days.find_holiday(
                        date.fromordinal(date(year, 1, 1).toordinal() + number)
                    )
                )
            ]
            self.assertEqual(len(found), 11, year)
        # 8 May 2024 was a Wednesday, 9 May Ascension Day, 20 May Whit Monday
        self.assertEqual(calendar_days.find_holiday(date(2024, 5, 9)), "ascension")
        self.assertEqual(calendar_days.find_holiday(date(2024, 5, 20)), "whit")
