from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engine import charts

CENTS = st.integers(min_value=-99_999_999, max_value=99_999_999).map(lambda n: Decimal(n) / 100)


@tagged("post_install", "-at_install")
class TestCharts(BaseCase):
    """The geometry of charts."""

    @settings(max_examples=100, deadline=None)
    @given(st.lists(st.tuples(st.tuples(CENTS, CENTS), CENTS), max_size=40))
    def test_columns_stay_in_their_frame(self, rows):
        drawn = charts.lay_out_columns(rows)
        self.assertLessEqual(len(drawn.ticks), charts.MAX_TICKS)
        for column in drawn.columns:
            for bar in column.bars:
                self.assertGreaterEqual(bar.height, 0)
                self.assertGreaterEqual(bar.y, charts.TOP - 0.1)
                self.assertLessEqual(bar.y + bar.height, drawn.bottom + 0.2)
                self.assertGreaterEqual(bar.x, drawn.left)
                self.assertLessEqual(bar.x + bar.width, drawn.right + 0.2)
            self.assertTrue(charts.TOP - 0.1 <= column.point <= drawn.bottom + 0.1)
        self.assertLessEqual(sum(column.labelled for column in drawn.columns), 12)
