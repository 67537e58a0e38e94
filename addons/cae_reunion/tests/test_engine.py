import doctest
from datetime import date, datetime

from odoo.addons.cae_socle.engine import ics
from odoo.tests import BaseCase, tagged

from ..engine import dates, notes, words

PARIS = "Europe/Paris"


@tagged("post_install", "-at_install")
class TestEngine(BaseCase):
    def test_doctests(self):
        for module in (dates, ics, notes, words):
            with self.subTest(module=module.__name__):
                result = doctest.testmod(module)
                self.assertTrue(result.attempted)
                self.assertFalse(result.failed)

    def test_series_keeps_its_hour_across_the_change_of_time(self):
        # 9:00 in Paris: 8:00 UTC in winter, 7:00 from 29 March 2026
        series = dates.get_occurrences(datetime(2026, 2, 24, 8), "month", PARIS, count=3)
        self.assertEqual(
            series,
            [datetime(2026, 2, 24, 8), datetime(2026, 3, 24, 8), datetime(2026, 4, 28, 7)],
        )
        weekly = dates.get_occurrences(
            datetime(2026, 10, 20, 7), "week", PARIS, until=date(2026, 10, 27)
        )
        self.assertEqual(weekly, [datetime(2026, 10, 20, 7), datetime(2026, 10, 27, 8)])

    def test_fifth_weekday_is_the_last(self):
        # the 5th Friday of January 2026; February has four
        series = dates.get_occurrences(datetime(2026, 1, 30, 9), "month", PARIS, count=4)
        days = [dates.to_local(moment, PARIS).date() for moment in series]
        self.assertEqual(
            days, [date(2026, 1, 30), date(2026, 2, 27), date(2026, 3, 27), date(2026, 4, 24)]
        )

    def test_every_two_months_over_the_new_year(self):
        series = dates.get_occurrences(datetime(2026, 11, 10, 9), "two_months", PARIS, count=3)
        days = [dates.to_local(moment, PARIS).date() for moment in series]
        self.assertEqual(days, [date(2026, 11, 10), date(2027, 1, 12), date(2027, 3, 9)])

    def test_late_in_the_evening_is_the_day_of_the_place(self):
        # 8 March, 00:30 in Paris is still the 7th in UTC
        begin = datetime(2026, 3, 14, 23, 30)
        self.assertEqual(dates.get_last_day(begin, 7, PARIS), date(2026, 3, 8))
        self.assertFalse(dates.is_late(datetime(2026, 3, 8, 22, 59), begin, 7, PARIS))
        self.assertTrue(dates.is_late(datetime(2026, 3, 8, 23, 0), begin, 7, PARIS))

    def test_calendar_file_of_long_and_odd_words(self):
        content = ics.make_calendar(
            "7@x",
            datetime(2026, 1, 1),
            datetime(2026, 1, 8, 8),
            datetime(2026, 1, 8, 9),
            "Échange; à Orléans, salle « Loire »\nBEGIN:VEVENT " + "é" * 200,
            sequence=2,
            cancelled=True,
        ).decode()
        unfolded = content.replace("\r\n ", "")
        self.assertEqual(unfolded.count("\r\nBEGIN:VEVENT"), 1, "a name opens no event of its own")
        self.assertIn("é" * 200, unfolded)
        for line in ("METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:2"):
            self.assertIn(f"\r\n{line}\r\n", content)
