from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engine import contract_law as law
from ..engine.contract_law import Contract

DAYS = st.dates(date(2019, 1, 1), date(2032, 12, 31))


def codes(*contracts, **kwargs):
    return [(finding.code, finding.allowed) for finding in law.check(contracts, **kwargs)]


@tagged("post_install", "-at_install")
class TestContractLaw(BaseCase):
    """The rules at their limits: the day before, the day itself, the day after."""

    def test_cape_lasts_twelve_months_at_most(self):
        for start, limit in (
            (date(2025, 1, 1), date(2025, 12, 31)),
            (date(2025, 1, 15), date(2026, 1, 14)),
            (date(2024, 2, 29), date(2025, 2, 28)),
            (date(2023, 3, 1), date(2024, 2, 29)),
            (date(2023, 2, 28), date(2024, 2, 27)),
            (date(2024, 8, 31), date(2025, 8, 30)),
        ):
            for days, expected in ((-1, []), (0, []), (1, [("cape_term", limit)])):
                with self.subTest(start=start, days=days):
                    end = limit + timedelta(days)
                    self.assertEqual(codes(Contract(1, "cape", start, end)), expected)

    def test_two_renewals_even_short_ones(self):
        ends = [date(2025, 3, 31), date(2025, 4, 30), date(2025, 5, 31), date(2025, 6, 30)]
        renewals = [end + timedelta(1) for end in ends]
        for count, expected in ((1, []), (2, []), (3, [("cape_renewals", 2)])):
            contract = Contract(1, "cape", date(2025, 1, 1), ends[count], tuple(renewals[:count]))
            with self.subTest(count=count):
                self.assertEqual(codes(contract), expected)

    def test_thirty_six_months_in_all(self):
        renewals = (date(2026, 1, 1), date(2027, 1, 1))
        contract = Contract(1, "cape", date(2025, 1, 1), date(2027, 12, 31), renewals)
        self.assertEqual(codes(contract), [])
        self.assertEqual(
            codes(Contract(1, "cape", date(2025, 1, 1), date(2028, 1, 1), renewals)),
            [("cape_term", date(2027, 12, 31)), ("cape_total", date(2027, 12, 31))],
        )

    def test_a_second_cape_is_a_renewal_of_the_first(self):
        first = Contract(1, "cape", date(2024, 1, 1), date(2024, 6, 30), (date(2024, 4, 1),))
        second = Contract(2, "cape", date(2025, 1, 1), date(2025, 3, 31))
        third = Contract(3, "cape", date(2025, 4, 1), date(2025, 4, 30))
        self.assertEqual(codes(first, second), [])
        self.assertEqual(codes(first, second, third), [("cape_renewals", 2)])
        for start, other_project, expected in (
            (date(2025, 4, 1), True, [("cape_renewals", 2)]),  # without a day between
            (date(2025, 4, 2), True, []),
            (date(2025, 4, 2), False, [("cape_renewals", 2)]),
        ):
            fresh = Contract(3, "cape", start, date(2025, 4, 30), other_project=other_project)
            with self.subTest(start=start, other_project=other_project):
                self.assertEqual(codes(first, second, fresh), expected)

    def test_no_overlap(self):
        first = Contract(1, "cape", date(2025, 1, 1), date(2025, 6, 30))
        allowed = date(2025, 7, 1)
        for start, expected in (
            (date(2025, 6, 30), [("overlap", allowed)]),
            (allowed, []),
            (allowed + timedelta(1), []),
        ):
            with self.subTest(start=start):
                self.assertEqual(codes(first, Contract(2, "cesa", start)), expected)
        open_ended = Contract(1, "cesa", date(2025, 1, 1))
        self.assertEqual(
            codes(
                open_ended, Contract(2, "cesa", date(2030, 1, 1)), date_associate=date(2025, 1, 1)
            ),
            [("overlap", None)],
        )

    def test_trial_of_eight_months_less_earlier_contracts(self):
        for earlier, limit in (
            ([], date(2025, 8, 31)),
            ([Contract(1, "cape", date(2024, 10, 1), date(2024, 12, 31))], date(2025, 5, 31)),
            # with a gap: three months off
            ([Contract(1, "cape", date(2024, 7, 1), date(2024, 9, 30))], date(2025, 5, 31)),
            ([Contract(1, "cape", date(2024, 5, 2), date(2024, 12, 31))], date(2025, 1, 1)),
        ):
            for days, expected in ((-1, []), (0, []), (1, [("trial_term", limit)])):
                end = limit + timedelta(days)
                if end < date(2025, 1, 1):
                    continue
                cesa = Contract(2, "cesa", date(2025, 1, 1), trial_end=end)
                with self.subTest(limit=limit, days=days):
                    self.assertEqual(codes(*earlier, cesa), expected)
        used_up = Contract(1, "cape", date(2024, 5, 1), date(2024, 12, 31))
        cesa = Contract(2, "cesa", date(2025, 1, 1), trial_end=date(2025, 1, 1))
        self.assertEqual(codes(used_up, cesa), [("trial_used", None)])

    def test_associate_within_three_years(self):
        cape = Contract(1, "cape", date(2024, 2, 29), date(2024, 12, 31))
        self.assertEqual(
            law.associate_due([cape, Contract(2, "cesa", date(2025, 1, 1))]),
            date(2027, 2, 28),
            "first start and three years, to the last day of the month",
        )
        gap = Contract(1, "cape", date(2024, 1, 1), date(2024, 6, 30))
        self.assertEqual(
            law.associate_due([gap, Contract(2, "cesa", date(2025, 1, 1))]), date(2027, 7, 1)
        )
        long_ago = Contract(1, "cesa", date(2018, 1, 1), date(2021, 12, 31))
        back = Contract(2, "cesa", date(2025, 1, 1))
        self.assertEqual(codes(long_ago, back), [("associate", date(2025, 1, 1))])
        self.assertEqual(codes(long_ago, back, date_associate=date(2025, 1, 1)), [])
        self.assertEqual(
            codes(long_ago, back, date_associate=date(2025, 1, 2)),
            [("associate", date(2025, 1, 1))],
        )

    def test_every_legal_item_is_asked_for(self):
        for kind, (article, items) in law.LEGAL_ITEMS.items():
            self.assertEqual(law.missing_items(kind, items), (article, []))
            for item in items:
                with self.subTest(item=item):
                    others = [other for other in items if other != item]
                    self.assertEqual(law.missing_items(kind, others), (article, [item]))

    @settings(max_examples=300, deadline=None)
    @given(DAYS, st.integers(1, 40))
    def test_a_term_is_as_long_as_it_says(self, start, months):
        end = law.last_day(start, months)
        self.assertEqual(law.count_months(start, end), (months, 0))
        self.assertLess(law.count_months(start, end - timedelta(1))[0], months)
        self.assertLessEqual(abs((start + relativedelta(months=months) - end).days), 1)

    @settings(max_examples=200, deadline=None)
    @given(DAYS, st.lists(st.integers(1, 400), min_size=1, max_size=4))
    def test_contiguous_contracts_count_from_the_first(self, start, lengths):
        contracts, day = [], start
        for key, length in enumerate(lengths):
            contracts.append(Contract(key, "cape", day, day + timedelta(length - 1)))
            day += timedelta(length)
        cesa = Contract("cesa", "cesa", day)
        self.assertEqual(law.associate_due([*contracts, cesa]), start + relativedelta(years=3))
        limit = law.trial_limit(day, contracts)
        expected = law.last_day(start, 8)
        self.assertEqual(limit, expected if expected >= day else None)

    @settings(max_examples=200, deadline=None)
    @given(DAYS, st.integers(0, 2), st.integers(0, 500), st.booleans())
    def test_what_is_proposed_is_allowed(self, start, renewals, gap, other_project):
        """The end that the forms propose is accepted, one day more is not."""
        contracts = []
        if renewals:
            days = [law.add_months(start, 6 * count) for count in range(1, renewals + 1)]
            end = law.last_day(days[-1], 6)
            contracts.append(Contract(1, "cape", start, end, tuple(days)))
        begin = contracts[-1].end + timedelta(1 + gap) if contracts else start
        left, end = law.cape_room(contracts, begin, other_project)
        if not end:
            self.assertEqual(left, 0)
            probe = Contract(2, "cape", begin, begin, other_project=other_project)
            self.assertIn("cape_renewals", [code for code, _ in codes(*contracts, probe)])
            return
        proposed = Contract(2, "cape", begin, end, other_project=other_project)
        self.assertEqual(codes(*contracts, proposed), [])
        longer = Contract(2, "cape", begin, end + timedelta(1), other_project=other_project)
        self.assertIn("cape_term", [code for code, _ in codes(*contracts, longer)])
