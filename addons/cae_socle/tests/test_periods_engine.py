from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engine import periods


@tagged("post_install", "-at_install")
class TestPeriodsEngine(BaseCase):
    """Whatever is asked for, what is let through is short and plausible."""

    @given(st.dates(), st.dates(), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
    def test_what_is_let_through_is_bounded(self, date_from, date_to, today):
        if periods.find_fault(date_from, date_to, today) is None:
            self.assertLessEqual(periods.FIRST_DAY, date_from)
            self.assertLessEqual(date_from, date_to)
            self.assertLessEqual(date_to.year, today.year + 1)
            self.assertLessEqual(periods.count_months(date_from, date_to), periods.MAX_MONTHS)

    @given(st.text())
    def test_any_text_is_a_day_or_nothing(self, text):
        self.assertIsInstance(periods.read_day(text), date | None)
