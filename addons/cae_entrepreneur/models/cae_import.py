from odoo import api, fields, models
from odoo.addons.cae_echeance.models.deadline_keeper import LATER, LATER_KEY
from odoo.addons.cae_socle.models.import_names import record_of
from odoo.fields import Command

# Files whose deadlines are kept at once.
BATCH = 500


class CaeImport(models.Model):
    """A file of people and of their activities.

    It may be imported again, the same or a later one: what has the same key (or e-mail, or code)
    is updated, not doubled.
    """

    _name = "cae.import"
    _description = "Import of people and activities"
    _inherit = [
        "cae.import.activities.mixin",
        "cae.import.people.mixin",
        "cae.import.mixin",
    ]
    _layout_view = "cae_entrepreneur.cae_import_tables"
    _check_company_auto = True
    _guarded_fields = {"entrepreneur_ids"}
    _personal_ignored = "says whose files a file made or updated"

    problem_ids = fields.One2many("cae.import.problem", "import_id", readonly=True, copy=False)
    entrepreneur_ids = fields.Many2many(
        "cae.entrepreneur", string="People of the file", readonly=True, copy=False
    )
    entrepreneur_count = fields.Integer(compute="_compute_entrepreneur_count")

    @api.depends("entrepreneur_ids")
    def _compute_entrepreneur_count(self):
        for record in self:
            record.entrepreneur_count = len(record.entrepreneur_ids)

    def action_open_people(self):
        """Open the files of the people whom the import made or updated."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cae_entrepreneur.cae_entrepreneur_action"
        )
        return action | {"domain": [("id", "in", self.entrepreneur_ids.ids)], "context": {}}

    @api.model
    def _get_quiet_context(self):
        # Once for each person, at the end.
        return {**super()._get_quiet_context(), LATER_KEY: LATER}

    def _finish(self, job):
        """Bring the deadlines of the people of the file up to date."""
        people = self._get_touched_people(job).with_context(**{LATER_KEY: None})
        for start in range(0, len(people), BATCH):
            people[start : start + BATCH]._keep_deadlines()
        return super()._finish(job)

    @api.model
    def _get_touched_people(self, job):
        """Return the people whose file the import changes, or what it holds."""
        return self.env["cae.entrepreneur"].union(
            *(
                person
                for kind, rows in job.rows.items()
                for row in rows
                if row.outcome != "unchanged" and kind != "activities"
                if (person := record_of(row.links.get("person") or row))
                and person._name == "cae.entrepreneur"
            )
        )

    def _prepare_done(self, job):
        people = self._get_touched_people(job)
        return {**super()._prepare_done(job), "entrepreneur_ids": [Command.set(people.ids)]}
