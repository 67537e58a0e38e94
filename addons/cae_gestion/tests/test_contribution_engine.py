from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engine import contribution as engine

CENTS = st.integers(min_value=-10_000_000, max_value=20_000_000).map(lambda n: Decimal(n) / 100)
POSITIVE = st.integers(min_value=0, max_value=20_000_000).map(lambda n: Decimal(n) / 100)
RATE = st.integers(min_value=0, max_value=10_000).map(lambda n: Decimal(n) / 100)


@st.composite
def rules(draw, method=None):
    thresholds = sorted(draw(st.sets(st.integers(1, 200_000), max_size=4)))
    slices = engine.table(*[(step, draw(RATE)) for step in [0, *thresholds]])
    return engine.Rule(
        slices=slices,
        method=method or draw(st.sampled_from([engine.BY_SLICES, engine.ON_WHOLE])),
        ceiling=draw(st.none() | POSITIVE),
    )


@tagged("post_install", "-at_install")
class TestContributionEngine(BaseCase):
    """The arithmetic alone: published schedules to the cent, and laws that hold for any."""

    def test_astrolabe_month_by_month(self):
        rule = engine.Rule(slices=engine.table((0, 11), (40000, 10), (80000, 9)))
        before, months = Decimal(0), []
        for base in [Decimal("7500.00")] * 12:
            months.append(engine.contribution(rule, base, before=before).amount)
            before += base
        self.assertEqual(months[0], Decimal("825.00"))
        self.assertEqual(months[5], Decimal("775.00"))  # 2 500 at 11 %, 5 000 at 10 %
        self.assertEqual(months[11], Decimal("675.00"))
        self.assertEqual(sum(months), Decimal("9300.00"))

    def test_crealead_since_entry(self):
        """15 000, 30 000 and 45 000 in three years: 80 000 is reached in September of the third."""
        rule = engine.Rule(slices=engine.table((0, 10), (80000, 9)))
        before, months = Decimal(0), []
        for base in [1250] * 12 + [2500] * 12 + [4000] * 9 + [3000] * 3:
            months.append(engine.contribution(rule, Decimal(base), before=before).amount)
            before += base
        self.assertEqual(months[31], Decimal("400.00"))  # August of the third year
        self.assertEqual(months[32], Decimal("390.00"))  # September: 3 000 at 10 %, 1 000 at 9 %
        self.assertEqual(months[33], Decimal("270.00"))
        self.assertEqual(sum(months), Decimal("8900.00"))

    def test_coopaname(self):
        rule = engine.Rule(slices=engine.table((0, "13.5")), fixed=Decimal(30))
        margin, applied = engine.deduct(Decimal("1234.56"), [Decimal("234.50")])
        self.assertEqual((margin, applied), (Decimal("1000.06"), [Decimal("234.50")]))
        self.assertEqual(engine.contribution(rule, margin).amount, Decimal("165.01"))
        self.assertEqual(engine.contribution(rule, margin, waived=True).amount, Decimal("135.01"))
        left = engine.contribution(rule, margin, in_force=False)
        self.assertEqual(left.amount, Decimal("135.01"))

    def test_minimum(self):
        rule = engine.Rule(slices=engine.table((0, 10)), minimum=Decimal("2.50"))
        nothing = {"nothing_invoiced": True}
        self.assertEqual(engine.contribution(rule, Decimal(0), **nothing).amount, Decimal("2.50"))
        self.assertEqual(engine.contribution(rule, Decimal(0), waived=True, **nothing).amount, 0)
        self.assertEqual(engine.contribution(rule, Decimal(0), in_force=False, **nothing).amount, 0)
        # invoiced and wholly excluded: something was invoiced, no minimum
        self.assertEqual(engine.contribution(rule, Decimal(0)).amount, 0)

    def test_floor_and_ceiling(self):
        rule = engine.Rule(slices=engine.table((0, 10)), ceiling=Decimal(500))
        year = [
            engine.contribution(rule, Decimal(2000), before=Decimal(2000 * month))
            for month in range(12)
        ]
        self.assertEqual([line.amount for line in year], [200, 200, 100] + [0] * 9)
        self.assertEqual((year[2].limited, year[2].limit), ("ceiling", Decimal(500)))
        floor = engine.contribution(
            rule,
            Decimal(0),
            before=Decimal(1000),
            floor=engine.Floor(before=Decimal(100), after=Decimal(200)),
        )
        self.assertEqual((floor.amount, floor.limited), (Decimal("100.00"), "floor"))

    def test_refused_tables(self):
        for steps in ([(10, 5)], [(0, 5), (0, 4)], [(0, 5), (20, 4), (10, 3)]):
            with self.assertRaises(ValueError):
                engine.Rule(slices=engine.table(*steps))

    @settings(max_examples=300, deadline=None)
    @given(rules(), st.lists(CENTS, max_size=24))
    def test_months_add_up_to_the_year(self, rule, bases):
        before = total = Decimal(0)
        for base in bases:
            total += engine.contribution(rule, base, before=before).amount
            before += base
        self.assertEqual(total, engine.contribution(rule, before).amount)

    @settings(max_examples=200, deadline=None)
    @given(rules(method=engine.BY_SLICES), CENTS, POSITIVE)
    def test_more_turnover_never_costs_less(self, rule, before, base):
        self.assertGreaterEqual(engine.contribution(rule, base, before=before).amount, 0)

    @settings(max_examples=200, deadline=None)
    @given(rules(method=engine.BY_SLICES), CENTS, CENTS)
    def test_parts_add_up_to_the_base(self, rule, before, base):
        parts = engine.parts(rule, before, before + base)
        self.assertEqual(sum(part.base for part in parts), base)

    @settings(max_examples=300, deadline=None)
    @given(CENTS, RATE)
    def test_half_up_on_what_is_booked(self, base, rate):
        """A cent is right for each base: the integer arithmetic of the rule of three agrees."""
        amount = engine.contribution(engine.Rule(slices=engine.table((0, rate))), base).amount
        exact = base * rate / 100
        self.assertLessEqual(abs(amount - exact), Decimal("0.005"))
        self.assertEqual(amount, exact.quantize(Decimal("0.01"), ROUND_HALF_UP))
        self.assertEqual(
            amount, -engine.contribution(engine.Rule(slices=engine.table((0, rate))), -base).amount
        )

    @settings(max_examples=200, deadline=None)
    @given(CENTS, st.lists(CENTS, max_size=4))
    def test_deductions(self, turnover, deductions):
        base, applied = engine.deduct(turnover, deductions)
        self.assertEqual(base, turnover - sum(applied))
        if turnover >= 0:
            self.assertGreaterEqual(base, 0)
        for asked, taken in zip(deductions, applied, strict=True):
            self.assertLessEqual(taken, asked)
