from decimal import Decimal

from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import CompetencyCommon


@tagged("post_install", "-at_install")
class TestCompetency(CompetencyCommon):
    def _axes(self, person):
        data = self.env["cae.competency.assessment"]._get_side_by_side(person)
        return {axis["domain"]: axis for axis in data["axes"]}

    def test_radar_against_figures_worked_out_by_hand(self):
        # 14 months after the entry of 1 January 2025: 3 is expected, 2 for the invoice
        with freeze_time("2026-03-01"):
            self._rate(self.alice, {self.offer: 1, self.price: 2}, "self", "2025-06-01")
            self._rate(self.alice, {self.price: 3, self.invoice: 2}, "self", "2026-02-01")
            self._rate(
                self.alice,
                {self.offer: 2, self.price: 2, self.invoice: 1, self.meetings: 0},
                date="2026-02-10",
            )
            axes = self._axes(self.alice)
        sell = axes[self.sell]
        self.assertEqual(sell["expected"], Decimal("2.7"))  # (3 + 3 + 2) / 3
        self.assertEqual(sell["self_first"], Decimal("1.7"))  # (1 + 2 + 2) / 3
        self.assertEqual(sell["self_last"], Decimal("2.0"))  # (1 + 3 + 2) / 3
        self.assertEqual(sell["advisor_first"], Decimal("1.7"))  # (2 + 2 + 1) / 3
        self.assertEqual(sell["advisor_last"], Decimal("1.7"))
        cooperate = axes[self.cooperate]
        self.assertIsNone(cooperate["expected"])
        self.assertIsNone(cooperate["self_last"], "nobody rated it: it is not a zero")
        self.assertEqual(cooperate["advisor_last"], Decimal("0.0"), "rated at the level 0")
        row = {row["competency"]: row for row in sell["rows"]}[self.price]
        self.assertEqual((row["self_first"], row["self_last"], row["expected"]), (2, 3, 3))

    def test_expected_level_changes_at_the_very_month(self):
        for day, expected in (("2026-12-31", "2.7"), ("2027-01-01", "3.3")):  # (4 + 4 + 2) / 3
            with self.subTest(day=day), freeze_time(day):
                self.assertEqual(self._axes(self.alice)[self.sell]["expected"], Decimal(expected))

    def test_unrated_competency_counts_for_nothing(self):
        self._rate(self.alice, {self.offer: 3, self.price: None})
        self.assertEqual(self._axes(self.alice)[self.sell]["advisor_last"], Decimal("3.0"))

    def test_draft_is_not_on_the_radar(self):
        self._rate(self.alice, {self.offer: 3}, finish=False)
        self.assertIsNone(self._axes(self.alice)[self.sell]["advisor_last"])

    def test_snapshot_never_changes(self):
        with freeze_time("2026-03-01"):
            done = self._rate(self.alice, {self.offer: 1, self.price: 2})
        rating = done.rating_ids.filtered(lambda one: one.competency_id == self.offer)
        before = rating.read(
            ["competency_name", "domain_name", "level_value", "expected_value", "gap", "domain_id"],
            load=None,
        )
        # the framework, the scale and the person change
        self.offer.write({"name": "Something else", "domain_id": self.cooperate.id})
        self.sell.name = "Trade"
        self.levels[1].value = 9
        self.env["cae.competency.expectation"].search([]).unlink()
        self.alice.territory_id = self.other_territory
        done.invalidate_recordset()
        rating.invalidate_recordset()
        self.assertEqual(rating.read(list(before[0]), load=None), before)
        self.assertEqual(before[0]["level_value"], 1)
        self.assertEqual(before[0]["expected_value"], 3)
        self.assertEqual(before[0]["gap"], 2)
        self.assertEqual((done.stage, done.months_since_entry), ("cesa", 14))
        self.assertEqual(done.territory_id, self.territory)

    def test_nobody_writes_a_snapshot(self):
        done = self._rate(self.alice, {self.offer: 1})
        rating = done.rating_ids[0]
        acts = {
            "level": lambda user: rating.with_user(user).write({"level_id": self.levels[4].id}),
            "note": lambda user: done.with_user(user).write({"note": "No"}),
            "state": lambda user: done.with_user(user).write({"state": "draft"}),
            "date": lambda user: done.with_user(user).write({"date": "2025-01-01"}),
            "delete": lambda user: done.with_user(user).unlink(),
            "delete a line": lambda user: rating.with_user(user).unlink(),
            "add a line": lambda user: rating.with_user(user).copy(),
            "context": lambda user: (
                done.with_user(user).with_context(cae_snapshot=True).write({"note": "No"})
            ),
            "finish again": lambda user: done.with_user(user).action_finish(),
        }
        for user in (self.advisor, self.manager, self.env.user):
            for name, act in acts.items():
                with self.subTest(act=name, user=user.login), self.assertRaises(UserError):
                    act(user)

    def test_bad_assessments_are_refused_in_words(self):
        Assessment = self.env["cae.competency.assessment"].with_user(self.advisor)
        with freeze_time("2026-03-01"), self.assertRaisesRegex(ValidationError, "in advance"):
            Assessment.create({"entrepreneur_id": self.bruno.id, "date": "2026-03-02"})
        with self.assertRaisesRegex(UserError, "button"):
            Assessment.create({"entrepreneur_id": self.alice.id, "state": "done"})
        empty = Assessment.create({"entrepreneur_id": self.alice.id})
        with self.assertRaisesRegex(UserError, "at least one"):
            empty.action_finish()
        with self.assertRaisesRegex(UserError, "Cae Advisor is already rating"):
            Assessment.create({"entrepreneur_id": self.alice.id})

    def test_self_assessment_is_the_persons_own(self):
        draft = self._rate(self.alice, {self.offer: 1}, "self", finish=False)
        for user in (self.advisor, self.manager):
            self.assertFalse(draft.with_user(user).search([("id", "=", draft.id)]))
            with self.assertRaises(AccessError):
                draft.with_user(user).action_finish()
        with self.assertRaises(AccessError):
            self.env["cae.competency.assessment"].with_user(self.advisor).create(
                {"entrepreneur_id": self.bruno.id, "kind": "self"}
            )
        draft.with_user(self.alice_user).sudo().action_finish()
        self.assertTrue(draft.with_user(self.advisor).has_access("read"))

    def test_rights_of_each_role(self):
        done = self._rate(self.alice, {self.offer: 1})
        draft = self._rate(self.alice, {self.offer: 2}, finish=False)
        for record, readers in (
            (done, {"advisor", "manager", "alice_user"}),
            (draft, {"advisor", "manager"}),
        ):
            for role in (
                "advisor",
                "manager",
                "alice_user",
                "bruno_user",
                "other_advisor",
                "accountant_only",
                "employee",
                "other_accountant",
            ):
                user = getattr(self, role.removesuffix("_only"))
                with self.subTest(role=role, state=record.state):
                    allowed = role in readers
                    self.assertEqual(record.with_user(user).has_access("read"), allowed)
                    self.assertEqual(record.rating_ids.with_user(user).has_access("read"), allowed)
        for user in (self.alice_user, self.bruno_user):
            self.assertFalse(done.with_user(user).has_access("write"))
            self.assertFalse(done.rating_ids.with_user(user).has_access("write"))

    def test_radar_draws_the_points(self):
        self._rate(self.alice, {self.offer: 4, self.price: 4, self.invoice: 4, self.meetings: 2})
        svg = etree.fromstring(str(self.alice._draw_competency_radar()))
        figures = [
            node.get("points") for node in svg.iter("{*}polygon") if node.get("fill-opacity")
        ]
        # two axes: up and down; level 4 of 4 is the end of the axis, 2 is half of it
        self.assertIn("0,-100 0,50", figures)
        self.assertIn("Sell 4.0, Cooperate 2.0", svg.findtext("{*}desc"))

    def test_file_opens_the_draft_or_a_new_one(self):
        alice = self.alice.with_user(self.advisor)
        opened = alice.action_rate_competencies()["res_id"]
        self.assertEqual(alice.action_rate_competencies()["res_id"], opened)
        draft = self.env["cae.competency.assessment"].browse(opened)
        self.assertEqual(
            draft.rating_ids.competency_id,
            self.offer | self.price | self.invoice | self.meetings,
        )
        with self.assertRaises(AccessError):
            self.alice.with_user(self.other_advisor).action_rate_competencies()

    def test_queries_of_the_list_do_not_grow(self):
        fields_read = ["date", "entrepreneur_id", "kind", "user_id", "stage", "state"]
        counts = []
        for size in (10, 60):
            people = self.env["cae.entrepreneur"].create(
                [
                    {"name": f"Person {size} {number}", "territory_id": self.territory.id}
                    for number in range(size)
                ]
            )
            made = self.env["cae.competency.assessment"].create(
                [{"entrepreneur_id": person.id} for person in people]
            )
            listed = self.env["cae.competency.assessment"].with_user(self.advisor)
            domain = [("id", "in", made.ids)]
            specification = {name: {} for name in fields_read} | {
                "entrepreneur_id": {"fields": {"display_name": {}}},
                "user_id": {"fields": {"display_name": {}}},
            }
            listed.web_search_read(domain, specification)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            listed.web_search_read(domain, specification)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_shipped_framework_is_whole(self):
        """Seven domains, and for each competency a sign of three levels."""
        domains = self.env["cae.competency.domain"].with_context(active_test=False)
        shipped = domains.browse(
            self.env["ir.model.data"]
            .search(
                [
                    ("module", "=", "cae_diagnostic"),
                    ("model", "=", "cae.competency.domain"),
                ]
            )
            .mapped("res_id")
        )
        self.assertEqual(len(shipped), 7)
        for competency in shipped.competency_ids:
            self.assertEqual(competency.sign_ids.mapped("level_value"), [1, 2, 3])
