from datetime import date, datetime

from odoo.tests import BaseCase, tagged

from ..engine import ics, local_time, recurrence

PARIS = "Europe/Paris"


@tagged("post_install", "-at_install")
class TestSharedEngine(BaseCase):
    """Series, calendar files and words, without a database."""

    def _days(self, *args, **kwargs):
        return [f"{day:%y-%m-%d}" for day in recurrence.get_occurrences(*args, **kwargs)]

    def test_a_series_keeps_its_hour_across_the_change_of_time(self):
        # 9:00 in Paris: 8:00 UTC in winter, 7:00 from 29 March 2026
        first = local_time.to_local(datetime(2026, 2, 24, 8), PARIS)
        series = recurrence.get_occurrences(first, "month", count=3)
        self.assertEqual(
            [local_time.to_utc(moment, PARIS) for moment in series],
            [datetime(2026, 2, 24, 8), datetime(2026, 3, 24, 8), datetime(2026, 4, 28, 7)],
        )

    def test_month_ends(self):
        # a fifth weekday is the last one of each month, whether there are five or four
        self.assertEqual(
            self._days(datetime(2026, 1, 30, 9), "month", count=6),
            ["26-01-30", "26-02-27", "26-03-27", "26-04-24", "26-05-29", "26-06-26"],
        )
        self.assertEqual(
            self._days(datetime(2027, 10, 31), "month_day", 2, count=4),
            ["27-10-31", "27-12-31", "28-02-29", "28-04-30"],
        )
        # the 4th one stays the 4th, where it is the last one too
        self.assertEqual(
            self._days(datetime(2026, 2, 24), "month", count=3),
            ["26-02-24", "26-03-24", "26-04-28"],
        )

    def test_every_two_months_over_the_new_year(self):
        self.assertEqual(
            self._days(datetime(2026, 11, 10, 9), "month", 2, count=3),
            ["26-11-10", "27-01-12", "27-03-09"],
        )

    def test_the_last_possible_day_is_included(self):
        first = datetime(2026, 3, 10, 9)
        for until, count in ((date(2026, 3, 16), 1), (date(2026, 3, 17), 2)):
            self.assertEqual(len(self._days(first, "week", until=until)), count, until)
        self.assertFalse(self._days(first, "week", until=date(2026, 3, 9)))

    def test_calendar_file_of_long_and_odd_words(self):
        event = {
            "uid": "7@x",
            "begin": datetime(2026, 1, 8, 8),
            "end": datetime(2026, 1, 8, 9),
            "summary": "Échange; à Orléans, salle « Loire »\nBEGIN:VEVENT " + "é" * 200,
        }
        content = ics.make_calendar(
            [event], datetime(2026, 1, 1), sequence=2, cancelled=True
        ).decode()
        unfolded = content.replace("\r\n ", "")
        self.assertEqual(unfolded.count("\r\nBEGIN:VEVENT"), 1, "a name opens no event of its own")
        self.assertIn("é" * 200, unfolded)
        for line in ("METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:2"):
            self.assertIn(f"\r\n{line}\r\n", content)
