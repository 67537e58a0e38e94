from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CompetencyCommon


@tagged("post_install", "-at_install")
class TestCompetencyGap(CompetencyCommon):
    """What people lack, by territory, and the needs that come of it."""

    def _gaps(self, user=None, **domain):
        self.env.flush_all()
        self.env.invalidate_all()
        gaps = self.env["cae.competency.gap"].with_user(user or self.advisor)
        return gaps.search([(name, "=", value) for name, value in domain.items()])

    def test_last_rating_against_what_is_expected_today(self):
        with freeze_time("2026-03-01"):
            self._rate(self.alice, {self.offer: 0, self.price: 1}, date="2025-06-01")
            self._rate(self.alice, {self.offer: 2, self.invoice: 4}, date="2026-02-01")
            gaps = {gap.competency_id: gap for gap in self._gaps(kind="advisor")}
        self.assertEqual(set(gaps), {self.offer, self.price, self.invoice}, "unrated is no line")
        figures = {
            one: (gap.level_value, gap.expected_value, gap.gap, gap.lacking)
            for one, gap in gaps.items()
        }
        self.assertEqual(figures[self.offer], (2, 3, 1, 1))
        self.assertEqual(figures[self.price], (1, 3, 2, 1), "the last one that rated it")
        self.assertEqual(figures[self.invoice], (4, 2, 0, 0), "more than expected is no gap")

    def test_expected_level_is_that_of_the_engine_on_every_day(self):
        with freeze_time("2025-02-01"):
            self._rate(self.alice, {self.offer: 1, self.price: 1, self.invoice: 1})
        rules = self.env["cae.competency.expectation"]
        for day, months in (("2026-12-31", 23), ("2027-01-01", 24), ("2027-01-02", 24)):
            with self.subTest(day=day), freeze_time(day):
                gaps = self._gaps(kind="advisor")
                expected = rules._get_expected(gaps.competency_id, "cesa", months)
                self.assertEqual({gap.competency_id: gap.expected_value for gap in gaps}, expected)

    def test_each_advisor_sees_her_territory(self):
        self._rate(self.alice, {self.offer: 1})
        self._rate(self.dora, {self.offer: 1}, user=self.other_advisor)
        self.assertEqual(self._gaps().entrepreneur_id, self.alice)
        self.assertEqual(self._gaps(self.other_advisor).entrepreneur_id, self.dora)
        self.assertEqual(self._gaps(self.manager).entrepreneur_id, self.alice | self.dora)

    def test_cohort_is_grouped_by_territory(self):
        with freeze_time("2026-03-01"):
            self._rate(self.alice, {self.offer: 1, self.price: 3})
            self._rate(self.dora, {self.offer: 3}, user=self.other_advisor)
            self.dora.write({"stage": "cesa"})
            self.env.flush_all()
            found = (
                self.env["cae.competency.gap"]
                .with_user(self.manager)
                ._read_group(
                    [("competency_id", "=", self.offer.id)],
                    ["territory_id"],
                    ["lacking:sum", "people:sum", "level_value:avg"],
                )
            )
        self.assertEqual(
            {territory: tuple(map(float, figures)) for territory, *figures in found},
            {self.territory: (1.0, 1.0, 1.0), self.other_territory: (0.0, 1.0, 3.0)},
        )

    def test_nothing_expected_is_no_gap_and_counts_in_no_average(self):
        with freeze_time("2026-03-01"):
            self._rate(self.alice, {self.offer: 1})
            # nothing is expected of a candidate
            self.bruno._by_method().stage = "candidate"
            self._rate(self.bruno, {self.offer: 1})
            self.env.flush_all()
            found = (
                self.env["cae.competency.gap"]
                .with_user(self.manager)
                ._read_group(
                    [("competency_id", "=", self.offer.id)],
                    [],
                    ["gap:avg", "expected_value:avg", "lacking:sum", "people:sum"],
                )
            )
        self.assertEqual(tuple(map(float, found[0])), (2.0, 3.0, 1.0, 2.0))

    def test_lines_become_needs_once(self):
        with freeze_time("2026-03-01"):
            self._rate(self.alice, {self.offer: 1, self.price: 1, self.invoice: 3})
            self._gaps().action_note_need()
            needs = self.env["cae.training.need"].search([("state", "=", "open")])
            self.assertEqual(needs.competency_id, self.offer | self.price)
            self.assertEqual(needs.mapped("people_count"), [1, 1])
            self.bruno.stage = "cesa"
            self._rate(self.bruno, {self.offer: 2})
            self._gaps(competency_id=self.offer.id).action_note_need()
            need = needs.filtered(lambda one: one.competency_id == self.offer)
            self.assertEqual(need.entrepreneur_ids, self.alice | self.bruno)
            self.assertEqual(need.people_count, 2)
            self.assertEqual(need.territory_id, self.territory)

    def test_no_need_without_a_gap(self):
        with freeze_time("2026-03-01"):
            self._rate(self.alice, {self.invoice: 3})
            with self.assertRaisesRegex(UserError, "missing"):
                self._gaps().action_note_need()

    def test_needs_by_role(self):
        need = self.env["cae.training.need"].create({"name": "Read a cash plan"})
        rights = {
            "advisor": "rwc",
            "manager": "rwcu",
            "accountant": "",
            "employee": "",
            "alice_user": "",
        }
        letters = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
        for role, allowed in rights.items():
            for letter, operation in letters.items():
                with self.subTest(role=role, operation=operation):
                    self.assertEqual(
                        need.with_user(getattr(self, role)).has_access(operation),
                        letter in allowed,
                    )
