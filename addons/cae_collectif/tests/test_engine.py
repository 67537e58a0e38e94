import doctest
from datetime import date

from odoo.tests import BaseCase, tagged

from ..engine import half_days, programme, series


@tagged("post_install", "-at_install")
class TestEngine(BaseCase):
    """The arithmetic of half-days, programmes and series, without a database."""

    def test_doctests(self):
        for module in (half_days, programme, series):
            with self.subTest(module=module.__name__):
                result = doctest.testmod(module)
                self.assertGreater(result.attempted, 2)
                self.assertEqual(result.failed, 0)

    def test_month_ends(self):
        # a fifth weekday is the last one of each month, whether there are five or four
        fifth = series.get_days(date(2026, 1, 30), "month", 1, count=6)
        self.assertEqual(
            [f"{day:%m-%d}" for day in fifth],
            [
                "01-30",
                "02-27",
                "03-27",
                "04-24",
                "05-29",
                "06-26",
            ],
        )
        same = series.get_days(date(2027, 10, 31), "month_day", 2, count=4)
        self.assertEqual(
            [f"{day:%y-%m-%d}" for day in same],
            [
                "27-10-31",
                "27-12-31",
                "28-02-29",
                "28-04-30",
            ],
        )

    def test_the_last_possible_day_is_included(self):
        for until, count in ((date(2026, 3, 16), 1), (date(2026, 3, 17), 2)):
            days = series.get_days(date(2026, 3, 10), "week", 1, until=until)
            self.assertEqual(len(days), count, until)
        self.assertFalse(series.get_days(date(2026, 3, 10), "week", 1, until=date(2026, 3, 9)))

    def test_eleven_holidays_a_year(self):
        for year in (2024, 2026, 2038):
            found = [
                key
                for number in range(366 if year % 4 == 0 else 365)
                if (
                    key := series.find_holiday(
                        date.fromordinal(date(year, 1, 1).toordinal() + number)
                    )
                )
            ]
            self.assertEqual(len(found), 11, year)
        # 8 May 2024 was a Wednesday, 9 May Ascension Day, 20 May Whit Monday
        self.assertEqual(series.find_holiday(date(2024, 5, 9)), "ascension")
        self.assertEqual(series.find_holiday(date(2024, 5, 20)), "whit")
