from datetime import datetime, timedelta

from lxml import etree

from odoo.tests import tagged

from .common import MeetingCommon


@tagged("post_install", "-at_install")
class TestPerformance(MeetingCommon):
    """The lists cost the same number of queries whatever the number of records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_meetings(10)

    @classmethod
    def _make_meetings(cls, count):
        first = datetime(2030, 1, 1, 8)
        meetings = (
            cls.env["cae.meeting"]
            .with_user(cls.manager)
            .create(
                [
                    {
                        "kind_id": cls.member_kind.id,
                        "date_begin": first + timedelta(days=index),
                        "company_id": cls.company.id,
                        "user_id": cls.manager.id,
                    }
                    for index in range(count)
                ]
            )
        )
        cls.env["cae.meeting.attendee"].create(
            [
                {"meeting_id": meeting.id, "partner_id": person.partner_id.id}
                for meeting in meetings
                for person in (cls.alice, cls.advisor)
            ]
        )
        cls.env["cae.decision"].create(
            [{"name": f"Decision {meeting.id}", "meeting_id": meeting.id} for meeting in meetings]
        )
        cls.env["cae.action"].create(
            [
                {
                    "name": f"Action {meeting.id}",
                    "meeting_id": meeting.id,
                    "owner_id": cls.alice.partner_id.id,
                }
                for meeting in meetings
            ]
        )
        meetings._by_method().write({"state": "announced"})

    def _specification(self, model, view_type):
        arch = etree.fromstring(self.env[model].get_view(view_type=view_type)["arch"])
        return {
            node.get("name"): {"fields": {"display_name": {}}}
            if self.env[model]._fields[node.get("name")].relational
            else {}
            for node in arch.iter("field")
        }

    def _count_queries(self, model, view_type, user):
        records = self.env[model].with_user(user)
        specification = self._specification(model, view_type)
        records.web_search_read([], specification, limit=500)  # fills the ormcaches
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        found = records.web_search_read([], specification, limit=500)
        return self.cr.sql_log_count - before, len(found["records"])

    def _count_portal_queries(self, model):
        records = self.env[model].with_user(self.alice_user)
        records.search_read([], ["display_name"])
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        found = records.search_read([], ["display_name"])
        return self.cr.sql_log_count - before, len(found)

    def test_queries_do_not_grow(self):
        views = [
            ("cae.meeting", "list"),
            ("cae.meeting", "kanban"),
            ("cae.meeting.topic", "list"),
            ("cae.decision", "list"),
            ("cae.action", "list"),
            ("cae.action", "kanban"),
        ]
        users = (self.advisor, self.manager)
        for view in views:
            for user in users:
                self._count_queries(*view, user)
        few = {
            (view, user): self._count_queries(*view, user)[0] for view in views for user in users
        }
        portal = ("cae.meeting", "cae.meeting.topic", "cae.action")
        few_portal = {model: self._count_portal_queries(model)[0] for model in portal}
        self._make_meetings(290)
        for view in views:
            for user in users:
                with self.subTest(view=view, user=user.login):
                    queries, records = self._count_queries(*view, user)
                    self.assertGreaterEqual(records, 300)
                    self.assertEqual(queries, few[view, user])
        for model in portal:
            with self.subTest(model=model):
                queries, records = self._count_portal_queries(model)
                self.assertGreaterEqual(records, 300)
                self.assertEqual(queries, few_portal[model])
