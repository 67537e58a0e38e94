import base64
import hashlib

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Command

from ..engine import people_file

# The parts of the import come before the model that is made of them.
from . import (  # noqa: F401
    cae_import_activities,
    cae_import_contracts,
    cae_import_earlier,
    cae_import_people,
    cae_import_writing,
)
from .cae_import_writing import ImportRefused
from .import_columns import get_headings, get_kind_labels, get_words
from .import_directory import Directory
from .import_plan import Plan, record_of
from .import_sentences import describe

# What says what is read: changing it asks for a new check.
SOURCE = ("file", "kind", "company_id")

# Letters of a cell that a problem shows.
LONGEST_SHOWN = 200
# What a file held is in the database by then, or was given up: it goes, with what was found in it.
DAYS_KEPT = 30


class CaeImport(models.Model):
    """A file of people, activities and contracts: checked as a whole, then imported as a whole.

    The check lists everything that keeps the file from being imported, by line, and writes
    nothing else. The import writes all of it or nothing, and may be done again with the same
    or a later file: what has the same key (or e-mail, or code) is updated, not doubled.
    """

    _name = "cae.import"
    _description = "Import of people, activities and contracts"
    _inherit = [
        "cae.import.people",
        "cae.import.activities",
        "cae.import.earlier",
        "cae.import.contracts",
        "cae.import.writing",
        "cae.guard.mixin",
    ]
    _order = "id desc"
    _rec_names_search = ["file_name"]
    _check_company_auto = True
    _guarded_fields = {
        "state",
        "sha256",
        "result",
        "date_checked",
        "date_done",
        "done_by_id",
        "problem_ids",
        "entrepreneur_ids",
    }
    _personal_ignored = "says whose files a file made or updated"

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    file = fields.Binary(
        string="File to import",
        attachment=True,
        help="A workbook (.xlsx) or a csv file, 8 MB at most. It is deleted after 30 days; what "
        "the import did stays on record.",
    )
    file_name = fields.Char()
    sha256 = fields.Char(string="Fingerprint of the file", readonly=True, copy=False)
    kind = fields.Selection(
        [
            ("people", "People"),
            ("activities", "Activities"),
            ("contracts", "Contracts"),
            ("earlier", "Other contracts"),
        ],
        string="The file holds",
        help="Needed only for a csv file whose headings do not tell. A workbook may hold all.",
    )
    state = fields.Selection(
        [("draft", "To check"), ("checked", "Checked"), ("done", "Imported")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
    )
    problem_ids = fields.One2many("cae.import.problem", "import_id", readonly=True, copy=False)
    problem_count = fields.Integer(compute="_compute_problem_count")
    note_count = fields.Integer(compute="_compute_problem_count")
    result = fields.Json(readonly=True, copy=False)
    result_html = fields.Html(string="What it does", compute="_compute_result_html", sanitize=False)
    is_ready = fields.Boolean(compute="_compute_is_ready")
    date_checked = fields.Datetime(string="Checked on", readonly=True, copy=False)
    date_done = fields.Datetime(string="Imported on", readonly=True, copy=False)
    done_by_id = fields.Many2one(
        "res.users", string="Imported by", readonly=True, copy=False, index="btree_not_null"
    )

    entrepreneur_ids = fields.Many2many(
        "cae.entrepreneur", string="People of the file", readonly=True, copy=False
    )
    entrepreneur_count = fields.Integer(compute="_compute_entrepreneur_count")

    @api.depends("file_name", "create_date")
    @api.depends_context("lang")
    def _compute_name(self):
        for record in self:
            record.name = record.file_name or self.env._("New import")

    @api.depends("problem_ids.severity")
    def _compute_problem_count(self):
        counts = {
            (record.id, severity): count
            for record, severity, count in self.env["cae.import.problem"]._read_group(
                [("import_id", "in", self.ids)], ["import_id", "severity"], ["__count"]
            )
        }
        for record in self:
            record.problem_count = counts.get((record.id, "problem"), 0)
            record.note_count = counts.get((record.id, "note"), 0)

    @api.depends("entrepreneur_ids")
    def _compute_entrepreneur_count(self):
        for record in self:
            record.entrepreneur_count = len(record.entrepreneur_ids)

    @api.depends("state", "problem_count", "result")
    def _compute_is_ready(self):
        for record in self:
            record.is_ready = record.state == "checked" and not record.problem_count

    @api.depends("result", "state")
    @api.depends_context("lang")
    def _compute_result_html(self):
        for record in self:
            record.result_html = record._render_result()

    def _render_result(self):
        """Return how many of each kind are created, updated and left, as a table."""
        if not self.result:
            return False
        done = self.state == "done"
        headings = [
            "",
            self.env._("Created") if done else self.env._("To create"),
            self.env._("Updated") if done else self.env._("To update"),
            self.env._("Unchanged"),
        ]
        rows = Markup("").join(
            Markup(
                '<tr><th scope="row">{}</th><td class="text-end">{}</td>'
                '<td class="text-end">{}</td><td class="text-end">{}</td></tr>'
            ).format(label, counts["created"], counts["updated"], counts["unchanged"])
            for kind, label in get_kind_labels(self.env).items()
            # the database keeps no order of its own
            if (counts := self.result.get(kind))
        )
        return Markup(
            '<table class="table table-sm w-auto mb-0"><thead><tr>{}</tr></thead>'
            "<tbody>{}</tbody></table>"
        ).format(
            Markup("").join(
                Markup('<th scope="col" class="text-end px-3">{}</th>').format(heading)
                for heading in headings
            ),
            rows,
        )

    def write(self, vals):
        self.check_access("write")
        if any(name in vals for name in SOURCE):
            if any(record.state == "done" for record in self):
                raise UserError(
                    self.env._("This file is imported. Make a new import for another file.")
                )
            self._forget()
        return super().write(vals)

    def _describe_guarded(self, field):
        return self.env._("What an import found and did is not written by hand: check the file.")

    def _check_open_for(self, child):
        if any(record.state == "done" for record in self):
            raise UserError(self.env._("An import that was done stays in the list."))

    def _forget(self):
        """Begin again: the file is another one."""
        # sudo: problems are written by the import alone; the right to it is checked by who calls
        self.problem_ids.sudo().unlink()
        self._note({"state": "draft", "result": False, "date_checked": False, "sha256": False})

    def _note(self, vals):
        """Write what only checking and importing may."""
        return super(CaeImport, self._by_method()).write(vals)

    @api.autovacuum
    def _gc_files(self):
        """Delete files of old imports, which are full of personal data, and their findings.

        What was imported stays on record: when, by whom, how many, the fingerprint of the file.
        """
        last = fields.Datetime.subtract(fields.Datetime.now(), days=DAYS_KEPT)
        old = self.search([("write_date", "<", last)])
        done = old.filtered(lambda record: record.state == "done")
        (old - done).unlink()
        left = done.filtered(lambda record: record.file or record.problem_ids)
        left._by_method().problem_ids.unlink()
        left._note({"file": False})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if any(record.state == "done" for record in self):
            raise UserError(self.env._("An import that was done stays in the list."))

    # -- actions -----------------------------------------------------------------------------

    def action_open_people(self):
        """Open the files of the people whom the import made or updated."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cae_entrepreneur.cae_entrepreneur_action"
        )
        return action | {"domain": [("id", "in", self.entrepreneur_ids.ids)], "context": {}}

    def action_check(self):
        """Read the file and list everything that keeps it from being imported."""
        self.ensure_one()
        self.check_access("write")
        self._check_is_open()
        self._note_plan(self._prepare_plan())

    def action_import(self):
        """Check once more, then write all of the file, or nothing.

        What only the database finds wrong is listed like the rest.
        """
        self.ensure_one()
        self.check_access("write")
        self._lock()
        self._check_is_open()
        plan = self._prepare_plan()
        if not plan.problems:
            counts, touched = plan.count(), plan.list_touched_people()
            try:
                self._write_plan(plan)
            except ImportRefused as refused:
                for row, sentence in refused.refusals:
                    plan.refuse(row, "refused", sentence=sentence)
        self._note_plan(plan)
        if not plan.problems:
            self._note(
                {
                    "state": "done",
                    "result": counts,
                    "date_done": fields.Datetime.now(),
                    "done_by_id": self.env.uid,
                    "entrepreneur_ids": [Command.set([record_of(one).id for one in touched])],
                }
            )

    def _lock(self):
        """Keep every other import of the cooperative waiting outside."""
        imports = self.search([("company_id", "in", self.company_id.ids)])
        try:
            imports.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Another import of this cooperative is being done. Wait until it is, then "
                    "check the file again."
                )
            ) from error

    def _check_is_open(self):
        if self.state == "done":
            raise UserError(
                self.env._("This file is imported. Make a new import for another file.")
            )
        if not self.file:
            raise UserError(self.env._("Give the file first."))

    # -- reading -----------------------------------------------------------------------------

    def _prepare_plan(self):
        """Return what the file would do, with everything that is wrong with it.

        :return: import_plan.Plan
        """
        self.ensure_one()
        me = self.with_context(
            active_test=False, allowed_company_ids=self.company_id.ids
        ).with_company(self.company_id)
        reading = people_file.read(self._get_bytes(), get_words(self.env), self.kind or None)
        plan = Plan(reading, problems=reading.problems, notes=reading.notes)
        if any(reading.rows.values()):
            directory = Directory(me.env, me.company_id)
            for step in me._list_planners():
                step(plan, directory)
        return plan

    def _get_bytes(self):
        return base64.b64decode(self.with_context(bin_size=False).file or b"")

    def _list_planners(self):
        """Return the methods that plan, in their order. Extend it for more kinds of rows."""
        return [
            self._plan_people,
            self._plan_activities,
            # Before the contracts whose trial period and three years they shorten.
            self._plan_earlier,
            self._plan_contracts,
            self._plan_stages,
        ]

    @api.model
    def _get_place(self, problem):
        kind = people_file.KINDS.index(problem.kind) + 1 if problem.kind else 0
        return (kind, problem.sheet, problem.line or 0)

    def _note_plan(self, plan):
        """Keep what was found, for the person to read."""
        headings = get_headings(self.env)
        # sudo: problems are written by the import alone; the right to it is checked by who calls
        self.problem_ids.sudo().unlink()
        self.env["cae.import.problem"].sudo().create(
            [
                {
                    "import_id": self.id,
                    "severity": severity,
                    "kind": problem.kind or False,
                    "sheet": problem.sheet,
                    "line": problem.line or 0,
                    "column": headings.get(problem.kind, {}).get(problem.column, ""),
                    "value": (problem.value or "")[:LONGEST_SHOWN],
                    "message": describe(self.env, problem),
                }
                for severity, problems in (("problem", plan.problems), ("note", plan.notes))
                for problem in sorted(problems, key=self._get_place)
            ]
        )
        self._note(
            {
                "state": "checked",
                "result": plan.count(),
                "date_checked": fields.Datetime.now(),
                "sha256": hashlib.sha256(self._get_bytes()).hexdigest(),
            }
        )
