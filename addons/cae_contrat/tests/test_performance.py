from lxml import etree

from odoo.fields import Command
from odoo.tests import tagged

from .common import CaeContractCommon


@tagged("post_install", "-at_install")
class TestPerformance(CaeContractCommon):
    """The lists cost the same number of queries whatever the number of records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_people(10)

    @classmethod
    def _make_people(cls, count):
        people = cls.env["cae.entrepreneur"].create(
            [
                {
                    "name": f"Person {index}",
                    "territory_id": cls.territory.id,
                    "pole_ids": [Command.set(cls.pole.ids)],
                    "referent_id": cls.advisor.id,
                    "company_id": cls.company.id,
                }
                for index in range(count)
            ]
        )
        cls.env["cae.activity"].create(
            [
                {
                    "name": f"Activity {person.id}",
                    "code": f"T{person.id}",
                    "entrepreneur_ids": [Command.set(person.ids)],
                    "company_id": cls.company.id,
                }
                for person in people
            ]
        )
        contracts = cls.env["cae.contract"].create(
            [{"entrepreneur_id": person.id, "kind": "cesa"} for person in people]
        )
        contracts.action_confirm()
        cls.env["cae.contract.amendment"].create(
            [
                {"contract_id": contract.id, "change_pay": True, "fixed_pay": 500}
                for contract in contracts
            ]
        ).action_confirm()
        cls.env["cae.exit"].create([{"entrepreneur_id": person.id} for person in people])

    def _specification(self, model, view_type):
        arch = etree.fromstring(self.env[model].get_view(view_type=view_type)["arch"])
        specification = {}
        for node in arch.iter("field"):
            field = self.env[model]._fields[node.get("name")]
            specification[field.name] = {"fields": {"display_name": {}}} if field.relational else {}
        return specification

    def _count_queries(self, model, view_type):
        records = self.env[model].with_user(self.advisor)
        specification = self._specification(model, view_type)
        self.env.invalidate_all()  # what is known of the records asks for no rule
        records.web_search_read([], specification, limit=1000)  # fills the ormcaches
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        found = records.web_search_read([], specification, limit=1000)
        return self.cr.sql_log_count - before, len(found["records"])

    def test_queries_do_not_grow(self):
        views = [
            ("cae.entrepreneur", "list"),
            ("cae.entrepreneur", "kanban"),
            ("cae.activity", "list"),
            ("cae.activity", "kanban"),
            ("cae.contract", "list"),
            ("cae.contract", "kanban"),
            ("cae.contract.amendment", "list"),
            ("cae.contract.version", "list"),
            ("cae.entrepreneur.stage", "list"),
            ("cae.deadline", "list"),
            ("cae.exit", "list"),
        ]
        few = {view: self._count_queries(*view) for view in views}
        self._make_people(290)
        for view in views:
            with self.subTest(view=view):
                queries, records = self._count_queries(*view)
                self.assertGreaterEqual(records, 300)
                self.assertEqual(queries, few[view][0])
