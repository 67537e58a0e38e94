from datetime import datetime, timedelta

from lxml import etree

from odoo.tests import tagged

from .common import SessionCommon


@tagged("post_install", "-at_install")
class TestPerformance(SessionCommon):
    """The lists, and the sync of attendance, cost the same whatever the number of records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_sessions(10)

    @classmethod
    def _make_sessions(cls, count):
        begin = datetime(2026, 9, 1, 7)
        sessions = cls.env["event.event"].create(
            [
                {
                    "name": f"Session {index}",
                    "company_id": cls.company.id,
                    "event_type_id": cls.format.id,
                    "cae_territory_id": cls.territory.id,
                    "date_begin": begin + timedelta(days=index),
                    "date_end": begin + timedelta(days=index, hours=3),
                    "event_mail_ids": False,
                }
                for index in range(count)
            ]
        )
        sessions.event_mail_ids.unlink()
        cls.env["cae.half.day"].create(
            [
                {
                    "event_id": session.id,
                    "date_begin": session.date_begin,
                    "date_end": session.date_end,
                }
                for session in sessions
            ]
        )
        cls.env["event.type"].search([]).cae_mandatory = False
        cls.format.cae_mandatory = True
        cls.env["cae.entrepreneur"].create(
            [
                {
                    "name": f"M{i}",
                    "stage": "cape",
                    "company_id": cls.company.id,
                    "territory_id": cls.territory.id,
                }
                for i in range(count)
            ]
        )
        cls.env["cae.session.series"].create(
            [
                {
                    "event_type_id": cls.format.id,
                    "company_id": cls.company.id,
                    "date_first": begin,
                }
                for _index in range(count)
            ]
        )
        partners = cls.env["res.partner"].create([{"name": f"P{i}"} for i in range(count)])
        cls.env["event.registration"].create(
            [
                {"event_id": session.id, "partner_id": partner.id}
                for session, partner in zip(sessions, partners, strict=True)
            ]
        )
        cls.env["event.type"].create(
            [
                {"name": f"Format {i}", "company_id": cls.company.id, "cae_interval_months": 1}
                for i in range(count)
            ]
        )

    def _count_queries(self, model, view):
        records = self.env[model].with_user(self.advisor)
        view_id, view_type = self.env.ref(f"cae_collectif.{view}").id, view.rpartition("_")[2]
        arch = etree.fromstring(records.get_view(view_id, view_type)["arch"])
        specification = {}
        for node in arch.xpath("//field[not(ancestor::field)]"):
            field = records._fields[node.get("name")]
            specification[field.name] = {"fields": {"display_name": {}}} if field.relational else {}
        records.web_search_read([], specification, limit=500)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        found = records.web_search_read([], specification, limit=500)
        return self.cr.sql_log_count - before, len(found["records"])

    def test_queries_do_not_grow(self):
        views = [
            ("event.event", "event_event_view_list"),
            ("event.event", "event_event_view_kanban"),
            ("event.registration", "event_registration_view_list"),
            ("event.registration", "event_registration_view_kanban"),
            ("event.type", "event_type_view_list"),
            ("cae.session.series", "cae_session_series_view_list"),
            ("cae.session.missing", "cae_session_missing_view_list"),
            ("cae.half.day", "cae_half_day_view_list"),
            ("cae.half.day", "cae_half_day_view_kanban"),
            ("cae.attendance", "cae_attendance_view_list"),
            ("cae.attendance", "cae_attendance_view_kanban"),
        ]
        few = {view: self._count_queries(*view) for view in views}
        self._make_sessions(290)
        for view in views:
            with self.subTest(view=view):
                queries, records = self._count_queries(*view)
                self.assertGreaterEqual(records, 300)
                self.assertEqual(queries, few[view][0])

    def _count_sync(self, people):
        session = self._create_session(name=f"With {people}")
        session.event_mail_ids.unlink()
        partners = self.env["res.partner"].create([{"name": f"S{i}"} for i in range(people)])
        self.env["event.registration"].create(
            [{"event_id": session.id, "partner_id": partner.id} for partner in partners]
        )
        self.env.flush_all()
        before = self.cr.sql_log_count
        session._make_half_days()
        self.env.flush_all()
        self.assertEqual(len(session.cae_attendance_ids), 4 * people)
        return self.cr.sql_log_count - before

    def test_making_half_days_is_a_batch(self):
        self._count_sync(2)
        few, many = self._count_sync(10), self._count_sync(100)
        self.assertLessEqual(many, few + 10)
