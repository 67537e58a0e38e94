from datetime import date, timedelta
from itertools import pairwise

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CaeContractCommon

ORIGIN = date(2024, 2, 29)
STEPS = st.one_of(
    st.tuples(st.just("cape"), st.integers(0, 45), st.integers(20, 400), st.booleans()),
    st.tuples(st.just("cesa"), st.integers(0, 45), st.integers(0, 260), st.booleans()),
    st.tuples(st.just("renew"), st.integers(1, 60), st.just(0), st.just(False)),
    st.tuples(st.just("renew"), st.integers(350, 380), st.just(0), st.just(False)),
    st.tuples(st.just("amend"), st.integers(0, 500), st.integers(1, 900), st.booleans()),
    st.tuples(st.just("end"), st.integers(0, 500), st.just(0), st.just(False)),
    st.tuples(st.just("withdraw"), st.just(0), st.just(0), st.just(False)),
)
RENEW = ("renew", 30, 0, False)
# Lives that go to the edge of each rule, whatever chance draws.
EDGES = [
    [("cape", 6, 100, False), RENEW, RENEW, RENEW, RENEW],
    [("cape", 6, 366, False), ("cape", 6, 365, False), ("cape", 6, 364, False)],
    [("cape", 6, 364, False), ("renew", 366, 0, False), ("renew", 365, 0, False)],
    [("cape", 6, 50, False)] * 5,
    [("cape", 6, 50, True)] * 5,
    [("cape", 7, 50, True), ("cape", 7, 50, False)] * 3,
    [("cape", 6, 99, False), ("cesa", 6, 244, False), ("cesa", 6, 145, False)],
    [("cesa", 6, 245, True), ("cesa", 6, 243, True), ("end", 100, 0, False)],
    [("cape", 6, 300, False), RENEW, ("withdraw", 0, 0, False), RENEW, RENEW, RENEW],
    [("cape", 6, 300, False), ("amend", 100, 90, True), ("amend", 50, 9, False), RENEW],
    [("cape", 6, 300, False), RENEW, ("end", 200, 0, False), ("cape", 6, 30, False)],
]


@tagged("post_install", "-at_install")
class TestContractSequences(CaeContractCommon):
    """Random lives: no state that the law forbids is reached, no past state is lost.

    Beside the database a plain shadow keeps what each day was when it was written; what the
    law allows is counted anew here, day by day, not by the engine.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.emma = cls.env["cae.entrepreneur"].create(
            {"name": "Emma Erard", "company_id": cls.company.id}
        )

    def test_lives(self):
        self.reached = dict.fromkeys(("cape", "cesa", "renew", "amend", "end", "withdraw"), 0)
        with freeze_time("2026-03-01"):
            for steps in EDGES:
                self._live(steps)
        self.no_forbidden_state_and_no_lost_past()
        for step, count in self.reached.items():
            self.assertTrue(count, f"{step} was never possible: the lives are too poor")

    @freeze_time("2026-03-01")
    @settings(
        max_examples=30, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.lists(STEPS, min_size=4, max_size=9))
    def no_forbidden_state_and_no_lost_past(self, steps):
        self._live(steps)

    def _live(self, steps):
        with self.env.cr.savepoint() as savepoint:
            shadow = {}  # contract id: [(first day, end, minimum)] as they were noted
            for step in steps:
                self._do(step, shadow)
                self._check_law()
                self._check_past(shadow)
            savepoint.rollback()
        self.env.invalidate_all()

    def _do(self, step, shadow):
        """Try one step; a refusal changes nothing."""
        before = {key: list(rows) for key, rows in shadow.items()}
        try:
            with self.env.cr.savepoint():
                getattr(self, f"_{step[0]}")(shadow, *step[1:])
                self.env.flush_all()
            self.reached[step[0]] += shadow != before
        except UserError:
            shadow.clear()
            shadow.update(before)
            self.env.invalidate_all()

    def _latest(self):
        return self.emma.contract_ids.filtered(lambda one: one.state == "confirmed").sorted(
            "date_start"
        )[-1:]

    def _new(self, shadow, kind, gap, end, **vals):
        last = max(
            (one.date_end or one.date_start for one in self._binding()),
            default=ORIGIN - timedelta(1),
        )
        # sometimes inside the contract before: to be refused
        start = last + timedelta(gap - 5)
        contract = self.env["cae.contract"].create(
            {
                "entrepreneur_id": self.emma.id,
                "kind": kind,
                "date_start": start,
                "date_end": start + timedelta(end) if end else False,
                **vals,
            }
        )
        contract.action_confirm()
        shadow[contract.id] = [(contract.date_start, contract.date_end, 0)]

    def _cape(self, shadow, gap, days, other_project):
        self._new(shadow, "cape", gap, days, other_project=other_project)

    def _cesa(self, shadow, gap, trial, with_term):
        last = max(
            (one.date_end or one.date_start for one in self._binding()),
            default=ORIGIN - timedelta(1),
        )
        start = last + timedelta(gap - 5)
        vals = {"trial_date_end": start + timedelta(trial)} if trial else {}
        self._new(shadow, "cesa", gap, 300 if with_term else 0, **vals)

    def _renew(self, shadow, days, *_rest):
        contract = self._latest()
        if not contract:
            return
        first = (contract.date_end or contract.date_start) + timedelta(1)
        self._amendment(contract, shadow, kind="renewal", date_end=first + timedelta(days - 1))

    def _amend(self, shadow, offset, minimum, changes_end):
        contract = self._latest()
        if not contract:
            return
        effect = contract.date_start + timedelta(offset)
        vals = {"change_minimum": True, "minimum_turnover": minimum, "date_effect": effect}
        if changes_end:
            vals |= {"change_end": True, "date_end": effect + timedelta(minimum)}
        self._amendment(contract, shadow, kind="amendment", **vals)

    def _amendment(self, contract, shadow, **vals):
        amendment = self.env["cae.contract.amendment"].create({"contract_id": contract.id, **vals})
        amendment.action_confirm()
        shadow[contract.id].append(
            (amendment.date_effect, contract.date_end, contract.minimum_turnover)
        )

    def _end(self, shadow, offset, *_rest):
        contract = self._latest()
        if not contract:
            return
        day = contract.date_start + timedelta(offset)
        changes = day != contract.date_end
        contract._end_on(day)
        if changes:
            shadow[contract.id].append((day, day, contract.minimum_turnover))

    def _withdraw(self, shadow, *_rest):
        contract = self._latest()
        amendment = contract.amendment_ids.filtered(lambda one: one.state == "confirmed")
        if not amendment:
            return
        amendment = amendment.sorted(lambda one: one._get_version().id)[-1]
        amendment.action_cancel()
        shadow[contract.id].append(
            (amendment.date_effect, contract.date_end, contract.minimum_turnover)
        )

    # -- what must hold ----------------------------------------------------------------------

    def _binding(self):
        return self.emma.contract_ids.filtered(
            lambda one: one.state in ("confirmed", "ended")
        ).sorted("date_start")

    def _periods(self, contract):
        renewals = contract.amendment_ids.filtered(
            lambda one: (
                one.state == "confirmed"
                and one.kind == "renewal"
                and one.date_effect <= contract.date_end
            )
        )
        starts = [contract.date_start, *sorted(renewals.mapped("date_effect"))]
        ends = [*(day - timedelta(1) for day in starts[1:]), contract.date_end]
        return list(zip(starts, ends, strict=True))

    def _check_law(self):
        contracts = self._binding()
        for one, following in pairwise(contracts):
            self.assertTrue(one.date_end, "only the last contract is without a term")
            self.assertLess(one.date_end, following.date_start, "no overlap")
        periods = []  # of the CAPE counted together
        previous = None
        for contract in contracts:
            if contract.kind == "cape":
                gap = previous and contract.date_start - previous.date_end
                if contract.other_project and (not gap or gap.days > 1):
                    periods = []
                periods += self._periods(contract)
                previous = contract
                self.assertLessEqual(len(periods), 3, "two renewals")
                for first, last in periods:
                    self.assertLessEqual((last - first).days + 1, 366)
                    self.assertLess(last, first + relativedelta(years=1, days=1))
                days = sum((last - first).days + 1 for first, last in periods)
                self.assertLessEqual(days, 3 * 366)
                self.assertFalse(contract.trial_date_end)
            elif contract.trial_date_end:
                earlier = sum(
                    (one.date_end - one.date_start).days + 1
                    for one in contracts
                    if one.date_start < contract.date_start
                )
                length = (contract.trial_date_end - contract.date_start).days + 1
                # eight months are 245 days at most; a month counts 28 to 31 days
                self.assertLessEqual(length + earlier, 245 + 9)
                self.assertLessEqual(length, 245)

    def _check_past(self, shadow):
        for contract in self._binding():
            rows = shadow[contract.id]
            days = {contract.date_start, *(row[0] for row in rows)}
            days |= {day - timedelta(1) for day in days}
            if contract.date_end:
                days |= {contract.date_end, contract.date_end + timedelta(1)}
            for day in days:
                inside = day >= contract.date_start and (
                    not contract.date_end or day <= contract.date_end
                )
                expected = None
                if inside:
                    expected = next(row[1:] for row in reversed(rows) if row[0] <= day)
                terms = contract._get_terms(day)
                found = (terms.date_end, terms.minimum_turnover) if terms else None
                self.assertEqual(found, expected, (contract, day))
