from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..engine import flows


@tagged("post_install", "-at_install")
class TestNumbersEngine(BaseCase):
    def test_half_up_at_the_limit(self):
        # 1.05 months exactly: 31.959375 days, as a sum over 100000 people
        self.assertEqual(flows.average_months(3195938, 100000), Decimal("1.1"))
        self.assertEqual(flows.average_months(3195937, 100000), Decimal("1.0"))
        # 1/800 = 0.125 %, 1/2000 = 0.05 % -> 0.1
        self.assertEqual(flows.percent(1, 800), Decimal("0.1"))
        self.assertEqual(flows.percent(1, 2000), Decimal("0.1"))

    def test_what_is_left_out_cannot_be_worked_out(self):
        """Over all columns of up to four cells: what is hidden is never alone nor small."""
        sizes = (0, 1, 3, 4, 5, 6, 12)
        columns = [
            dict(enumerate((first, second, third, fourth)))
            for first in sizes
            for second in sizes
            for third in sizes
            for fourth in sizes
        ]
        for column in columns:
            total = sum(column.values())
            left_out = flows.hide_cells({key: (count,) for key, count in column.items()}, (total,))
            shown = {key: count for key, count in column.items() if key not in left_out}
            self.assertFalse([count for count in shown.values() if 0 < count < 5], column)
            if None in left_out:
                self.assertTrue(left_out - {None} or total < 5, column)
                continue
            rest = total - sum(shown.values())
            counted = [key for key in left_out if column[key]]
            self.assertTrue(not counted or (len(counted) > 1 and rest >= 5), column)
            if not left_out:
                self.assertEqual(len(shown), len(column))
