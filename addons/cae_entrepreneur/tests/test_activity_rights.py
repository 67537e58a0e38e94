from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import CaeCommon

SECRET = "SECRET of hers"


@tagged("post_install", "-at_install")
class TestActivityRights(CaeCommon, HttpCase):
    """What the team means to do is asked of a record by who may read it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls.env.ref("mail.mail_activity_data_todo")
        cls.warning = cls.kind.copy({"name": "Alert", "decoration_type": "warning"})
        cls.today_there = fields.Date.context_today(cls.env.user)
        cls.hidden = cls._schedule(cls.alice, cls.advisor, -3, cls.warning)

    @classmethod
    def _schedule(cls, record, user, days, kind=None):
        return record.with_user(cls.manager).activity_schedule(
            activity_type_id=(kind or cls.kind).id,
            date_deadline=cls.today_there + timedelta(days=days),
            summary=SECRET,
            note=SECRET,
            user_id=user.id,
        )

    def _call(self, model, method, *args, **kwargs):
        params = {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
        return self.make_jsonrpc_request(f"/web/dataset/call_kw/{model}/{method}", params)

    def _get_conditions(self, user):
        deadline = fields.Date.to_string(self.hidden.date_deadline)
        return [
            ("activity_ids.note", "ilike", SECRET),
            ("activity_ids", "any", [("summary", "=like", "SECRET%")]),
            ("activity_summary", "ilike", SECRET),
            ("activity_user_id", "=", user.id),
            ("activity_user_id", "!=", False),
            ("activity_type_id", "=", self.warning.id),
            ("activity_date_deadline", "=", deadline),
            ("activity_state", "=", "overdue"),
            ("activity_state", "in", ["overdue", "today"]),
            ("activity_state", "!=", False),
            ("activity_exception_decoration", "=", "warning"),
        ]

    def _count_by_state(self, record):
        groups = self._call(
            record._name,
            "formatted_read_group",
            [("id", "=", record.id)],
            ["activity_state"],
            ["__count"],
        )
        return {group["activity_state"]: group["__count"] for group in groups}

    def test_who_may_not_read_it_finds_nothing_by_it(self):
        self.authenticate("cae_accountant", "cae_accountant")
        self.assertEqual(self._call("mail.activity", "search", [("id", "=", self.hidden.id)]), [])
        for condition in self._get_conditions(self.advisor):
            with self.subTest(condition=condition):
                asked = [("id", "=", self.alice.id), condition]
                self.assertEqual(self._call("cae.entrepreneur", "search", asked), [])
        for name in ("activity_state", "activity_user_id", "activity_date_deadline"):
            condition = (name, "=", False)
            asked = [("id", "=", self.alice.id), condition]
            self.assertEqual(self._call("cae.entrepreneur", "search", asked), self.alice.ids)
        self.assertEqual(self._count_by_state(self.alice), {False: 1})

    def test_who_may_not_read_it_is_shown_nothing_of_it(self):
        names = [name for name in self.env["mail.activity.mixin"]._fields if "activity_" in name]
        self.authenticate("cae_accountant", "cae_accountant")
        for name in names:
            # alone: what was read with it might hide it
            [row] = self._call("cae.entrepreneur", "read", self.alice.ids, [name])
            self.assertFalse(row[name], name)

    def test_honest_filters_go_on(self):
        self.authenticate("cae_advisor", "cae_advisor")
        for condition in self._get_conditions(self.advisor):
            with self.subTest(condition=condition):
                asked = [("id", "=", self.alice.id), condition]
                self.assertEqual(self._call("cae.entrepreneur", "search", asked), self.alice.ids)
        asked = [("my_activity_date_deadline", "<", fields.Date.to_string(self.today_there))]
        found = self._call("cae.entrepreneur", "search", asked)
        self.assertIn(self.alice.id, found)
        self.assertEqual(self._count_by_state(self.alice), {"overdue": 1})
        [row] = self._call("cae.entrepreneur", "read", self.alice.ids, ["activity_summary"])
        self.assertEqual(row["activity_summary"], SECRET)

    def test_states(self):
        people = {"overdue": self.alice, "today": self.bruno, "planned": self.dora}
        self._schedule(self.bruno, self.manager, 0)
        self._schedule(self.bruno, self.manager, 4)
        self._schedule(self.dora, self.manager, 4)
        files = self.env["cae.entrepreneur"].with_user(self.manager)
        mine = self.alice | self.bruno | self.dora
        self.env.flush_all()
        for state, person in people.items():
            domain = [("id", "in", mine.ids), ("activity_state", "=", state)]
            self.assertEqual(files.search(domain), person, state)
            self.assertEqual(files.search([domain[0], "!", domain[1]]), mine - person, state)
            self.assertEqual(person.with_user(self.manager).activity_state, state)
        groups = files._read_group([("id", "in", mine.ids)], ["activity_state"], ["__count"])
        self.assertEqual(dict(groups), dict.fromkeys(people, 1))

    def test_ones_own_alone_counts(self):
        """Who reads one of the activities is told of that one."""
        self._schedule(self.alice, self.accountant, 4)
        self.env.flush_all()
        file = self.alice.with_user(self.accountant)
        self.assertEqual(file.activity_state, "planned")
        for state in ("planned", "overdue"):
            found = file.search([("id", "=", file.id), ("activity_state", "=", state)])
            self.assertEqual(found, file if state == "planned" else file.browse())
        deadline = file.search([("my_activity_date_deadline", ">", self.today_there)])
        self.assertIn(file, deadline)

    def test_the_same_number_of_queries_for_many(self):
        files = self.env["cae.entrepreneur"].with_user(self.advisor)
        counts = []
        for number in (2, 30):
            people = self.env["cae.entrepreneur"].create(
                [
                    {"name": f"Person {index}", "territory_id": self.territory.id}
                    for index in range(number)
                ]
            )
            for person in people:
                self._schedule(person, self.advisor, -1)
            files.search_fetch([("activity_state", "=", "overdue")], ["activity_ids"])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            found = files.search([("activity_state", "=", "overdue")])
            found.mapped("activity_summary")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
