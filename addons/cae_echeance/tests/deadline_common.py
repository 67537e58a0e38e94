from datetime import date

from odoo import api, fields, models
from odoo.fields import Command
from odoo.orm.model_classes import add_to_registry
from odoo.tests import TransactionCase

from ..engine.deadlines import days_before

SOURCE = "res.partner"
CHANGED = (SOURCE, "cae.deadline")


def make_source_classes():
    """Return classes by which contacts become a source: the day is written in their reference."""

    class ResPartner(models.Model):
        _module = None
        _name = SOURCE
        _inherit = [SOURCE, "cae.deadline.source.mixin"]

        def _list_deadlines(self):
            return {
                partner: [
                    days_before(
                        "example",
                        "1",
                        date.fromisoformat(partner.ref),
                        (30, 8),
                        user_id=partner.user_id.id,
                    )
                ]
                for partner in self
                if partner.ref
            }

        def _get_deadline_occasion(self, deadline):
            return self.name

    class CaeDeadline(models.Model):
        _module = None
        _name = "cae.deadline"
        _inherit = ["cae.deadline"]

        kind = fields.Selection(
            selection_add=[("example", "Insurance ends")], ondelete={"example": "cascade"}
        )

        @api.model
        def _get_deadline_sources(self):
            return [SOURCE]

        @api.model
        def _get_todo_texts(self):
            return {"example": "Ask for the new one."}

    return ResPartner, CaeDeadline


class DeadlineCommon(TransactionCase):
    """Contacts are a source: ``lease`` is due on 31 December 2026, and ``advisor`` acts.

    - ``company``, where ``advisor``, ``second`` and ``manager`` work
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in CHANGED:
            model = cls.registry[name]
            cls.addClassCleanup(setattr, model, "_base_classes__", model._base_classes__)
        cls.addClassCleanup(lambda: cls.registry._setup_models__(cls.cr, CHANGED))
        for definition in make_source_classes():
            add_to_registry(cls.registry, definition)
        cls.registry._setup_models__(cls.cr, CHANGED)
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls.env["res.company"].create({"name": "Cooperative"})
        cls.company.cae_deadline_start = "2026-01-01"
        cls.env.user.company_ids = [Command.link(cls.company.id)]
        cls.advisor, cls.second, cls.manager = cls.env["res.users"].create(
            [
                {
                    "name": name,
                    "login": name,
                    "email": f"{name}@example.com",
                    "lang": "en_US",
                    "company_id": cls.company.id,
                    "company_ids": [Command.set(cls.company.ids)],
                    "group_ids": [Command.set([cls.env.ref(group).id])],
                }
                for name, group in (
                    ("due_advisor", "cae_socle.group_advisor"),
                    ("due_second", "cae_socle.group_advisor"),
                    ("due_manager", "cae_socle.group_manager"),
                )
            ]
        )
        cls.env["ir.rule"].create(
            {
                "name": "Examples: one's own",
                "model_id": cls.env["ir.model"]._get_id("cae.deadline"),
                "groups": [Command.link(cls.env.ref("cae_socle.group_advisor").id)],
                "domain_force": "[('kind', '=', 'example'), ('user_id', '=', user.id)]",
            }
        )
        cls.lease = cls._create_source("Lease", "2026-12-31")
        cls.lease._keep_deadlines()

    @classmethod
    def _create_source(cls, name, day, user=None):
        return cls.env[SOURCE].create(
            {
                "name": name,
                "ref": day,
                "company_id": cls.company.id,
                "user_id": (user or cls.advisor).id,
            }
        )

    def _deadlines(self, *sources, **filters):
        sources = sources or (self.lease,)
        domain = [
            ("res_model", "=", SOURCE),
            ("res_id", "in", [source.id for source in sources]),
            *((name, "=", value) for name, value in filters.items()),
        ]
        return self.env["cae.deadline"].search(domain)

    def _run_daily_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("cae_echeance.ir_cron_deadlines").method_direct_trigger()

    def _mails(self, user):
        return self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("partner_ids", "in", user.partner_id.ids),
                ("model", "=", False),
            ]
        )
