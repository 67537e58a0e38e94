import re
from collections import Counter
from contextlib import suppress
from decimal import Decimal

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date, mute_logger

from ..engine import import_file
from ..engine.cell_text import same_phone
from .cae_import_file_mixin import MOST_KEPT
from .import_names import Names
from .sentences import describe, load_sentences

# What says what is read: changing it asks for a new check.
SOURCE = ("file", "kind", "company_id")
# What a file held is in the database by then, or was given up: it goes, with what was found in it.
DAYS_KEPT = 30
# How the cells of a column are read, by the type of its field.
TYPES = {
    "boolean": "flag",
    "date": "date",
    "float": "amount",
    "many2many": "references",
    "many2one": "reference",
    "monetary": "amount",
    "selection": "choice",
}
OUTCOMES = ("created", "updated", "unchanged")
# The fields by whose values a cell names a record.
NAME_FIELDS = ("name", "code", "email", "login")
BATCH = 500
# In the context of a check, which is undone: no browser can send this very object.
TRIAL_KEY = "cae_import_trial"
TRIAL = object()
# An import tells nobody: what it writes is the past.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_auto_subscribe_no_notify": True,
    "no_reset_password": True,
    "active_test": False,
}


class Undone(Exception):
    """Raised to undo what an import wrote."""


class CaeImportMixin(models.AbstractModel):
    """A file of tables: checked as a whole, then imported as a whole.

    *How to use*: the tables are described in a view (``_layout_view``), which other addons
    inherit. It holds an element ``tables``, whose string names the file to fill; in it an element
    ``table`` for each sheet, with the model of its records; in that a ``column`` for each heading,
    with the attributes of ``engine.import_file.Column``, its ``choice`` elements and a ``hint``.
    The methods that write are listed in ``_list_steps``; each addon adds its own to those of
    ``super()``. A step finds what each row is about, settles it (``_settle``) and writes
    (``_write_rows``); what it refuses it says with ``job.refuse``, by row, column and the code of
    a sentence, which stands in an extension of ``cae_socle.import_sentences``. The model that
    inherits it has ``problem_ids`` of a model made of ``cae.import.problem.mixin``.

    *How it works*: the check is the import itself, undone at its end. So what is listed is what
    the models and the law say, line by line, and nothing is written as long as anything is
    wrong. Rows are written many at a time; what is refused is tried again in halves, so that
    each row that is refused is named.
    """

    _name = "cae.import.mixin"
    _description = "Import of a file"
    _inherit = ["cae.import.file.mixin"]
    _order = "id desc"
    _rec_names_search = ["file_name"]
    _layout_view = None
    # the context in which it writes
    _quiet_context = QUIET
    _guarded_fields = {
        "state",
        "result",
        "date_checked",
        "date_done",
        "done_by_id",
    }

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    file = fields.Binary(
        string="File to import",
        attachment=True,
        help="A workbook (.xlsx, .xls, .ods) or a csv file, 8 MB at most. It is deleted after 30 "
        "days, or as soon as the data of somebody whose file it made or changed is deleted; what "
        "the import did stays on record.",
    )
    template_html = fields.Html(
        string="File to fill", compute="_compute_template_html", sanitize=False
    )
    kind = fields.Selection(
        selection="_selection_kind",
        string="The file holds",
        help="Needed only for a csv file whose headings do not tell. A workbook may hold all.",
    )
    state = fields.Selection(
        selection="_selection_state",
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
    )
    result = fields.Json(readonly=True, copy=False)
    result_html = fields.Html(string="What it does", compute="_compute_result_html", sanitize=False)
    is_ready = fields.Boolean(compute="_compute_is_ready")
    date_checked = fields.Datetime(string="Checked on", readonly=True, copy=False)
    date_done = fields.Datetime(string="Imported on", readonly=True, copy=False)
    done_by_id = fields.Many2one(
        "res.users", string="Imported by", readonly=True, copy=False, index="btree_not_null"
    )

    @api.model
    def _selection_state(self):
        # by a method: choices of a mixin would not be translated in what inherits it
        labels = {
            "draft": self.env._("To check"),
            "checked": self.env._("Checked"),
            "done": self.env._("Imported"),
        }
        return list(labels.items())

    @api.model
    def _selection_kind(self):
        return [(table.name, table.label) for table in self._get_tables()]

    @api.depends("file_name", "date_done")
    @api.depends_context("lang")
    def _compute_name(self):
        for record in self:
            record.name = record.file_name or self.env._("New import")
            if record.date_done and not record.file_name:
                date = format_date(self.env, record.date_done)
                record.name = self.env._("Import of %(date)s", date=date)

    @api.depends_context("lang")
    def _compute_template_html(self):
        url = f"/cae_socle/import/{self._name}/template"
        values = {"url": url, "tables": self._get_tables()}
        self.template_html = self.env["ir.qweb"]._render("cae_socle.import_template_links", values)

    @api.depends("state", "problem_count", "result")
    def _compute_is_ready(self):
        for record in self:
            record.is_ready = record.state == "checked" and not record.problem_count

    @api.depends("result", "state")
    @api.depends_context("lang")
    def _compute_result_html(self):
        # the database keeps no order of its own
        labels = {table.name: table.label for table in self._get_tables()}
        for record in self:
            counts = record.result or {}
            rows = [(label, counts[name]) for name, label in labels.items() if name in counts]
            values = {"rows": rows, "is_done": record.state == "done"}
            record.result_html = bool(rows) and self.env["ir.qweb"]._render(
                "cae_socle.import_result", values
            )

    def write(self, vals):
        self.check_access("write")
        if not self._is_by_method() and any(name in vals for name in SOURCE):
            self._check_not_done()
            self._forget()
        return super().write(vals)

    def _describe_guarded(self, field):
        return self.env._("What an import found and did is not written by hand: check the file.")

    def _check_open_for(self, child):
        if any(record.state == "done" for record in self):
            raise UserError(self.env._("An import that was done stays in the list."))

    def _forget(self):
        """Begin again: the file is another one."""
        self._keep_problems()
        self._by_method().write(
            {"state": "draft", "result": False, "date_checked": False, "sha256": False}
        )

    @api.autovacuum
    def _gc_files(self):
        """Delete files of old imports, which are full of personal data, and their findings.

        What was imported stays on record: when, by whom, how many, the fingerprint of the file.
        """
        if self._abstract:
            return
        last = fields.Datetime.subtract(fields.Datetime.now(), days=DAYS_KEPT)
        old = self.search([("write_date", "<", last)])
        done = old.filtered(lambda record: record.state == "done")
        (old - done).unlink()
        left = done.filtered(lambda record: record.file or record.problem_ids)
        left._empty()

    def _empty(self):
        """Delete the files and what was found in them; when, by whom and how many stays."""
        imports = self._by_method()
        imports.problem_ids.unlink()
        imports.write({"file": False})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        self._check_open_for(self)

    # -- what an addon adds ------------------------------------------------------------------

    @api.model
    def _get_layout(self):
        """Return the element ``tables`` of the view, in the user's language."""
        # sudo: the description of a file is no secret, and users read no views
        view_sudo = self.env.ref(self._layout_view).sudo()
        return view_sudo._get_combined_arch().find("tables")

    @api.model
    def _get_tables(self):
        """Return the tables that a file may hold, in the user's language.

        :return: list of engine.import_file.Table, in the order of the template
        """
        tables = []
        for node in self._get_layout().iterchildren("table"):
            columns = [
                self._make_column(column, column.get("model") or node.get("model"))
                for column in node.iterchildren("column")
            ]
            words = node.get("words", "")
            tables.append(import_file.Table(node.get("name"), node.get("string"), columns, words))
        return tables

    @api.model
    def _make_column(self, node, model):
        """Return a column, with what the field that it fills tells: type, names, choices.

        The texts of a choice may name its labels: all (``%(choices)s``) or one by its value.
        """
        texts = {name: node.get(name, "") for name in ("help", "example", "words", "part")}
        name, kind, names = node.get("name"), node.get("type"), node.get("names", "")
        choices = {}
        field = self.env[model]._fields.get(node.get("field") or name)
        if field:
            kind = kind or TYPES.get(field.type)
            names = names or field.comodel_name or ""
        if kind == "choice":
            labels = dict(field._description_selection(self.env))
            for choice in node.iterchildren("choice"):
                value = choice.get("name")
                label = labels.setdefault(value, choice.get("string"))
                choices[value] = (label, choice.get("words"))
            values = {**labels, "choices": ", ".join(labels.values())}
            texts |= {text: texts[text] % values for text in ("help", "example")}
        return import_file.Column(
            name,
            node.get("string"),
            type=kind or "text",
            required="required" in node.attrib,
            field=field.name if field else "",
            names=names,
            choices=choices,
            hint=node.findtext("hint", ""),
            width=int(node.get("width", 18)),
            offered=node.get("offered") != "0",
            **texts,
        )

    @api.model
    def _get_names_domain(self, model):
        """Return the domain of the records of a model that a cell may name."""
        return self._domain_own(with_shared=True) if "company_id" in model._fields else Domain.TRUE

    def _list_steps(self):
        """Return the methods that write, in their order. Each is called with the job."""
        return []

    def _finish(self, job):
        """Do what remains when all rows are written."""

    # -- actions -----------------------------------------------------------------------------

    def action_check(self):
        """Try the import and undo it; list everything that keeps the file from being imported."""
        self._keep_findings(self._run(is_trial=True))

    def action_import(self):
        """Write all of the file, or nothing and list what is wrong."""
        job = self._run()
        self._keep_findings(job)
        if not job.problems:
            self._by_method().write(
                {"state": "done", "date_done": fields.Datetime.now(), "done_by_id": self.env.uid}
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

    def _check_not_done(self):
        if any(record.state == "done" for record in self):
            raise UserError(
                self.env._("This file is imported. Make a new import for another file.")
            )

    def _run(self, is_trial=False):
        """Write the file; undo it all when anything is wrong.

        :param is_trial: undo it in any case
        :return: engine.import_file.Reading, with what happened
        """
        self.ensure_one()
        self.check_access("write")
        self._lock()
        self._check_not_done()
        if not self.file:
            raise UserError(self.env._("Give the file first."))
        company = self.company_id
        quiet = self.with_company(company).with_context(
            **self._quiet_context,
            allowed_company_ids=company.ids,
            **({TRIAL_KEY: TRIAL} if is_trial else {}),
        )
        job = quiet._read_file()
        with suppress(Undone), self.env.cr.savepoint():
            if any(job.rows.values()):
                for kind in job.rows:
                    quiet._lose_doubles(job, kind, "key", "key_twice")
                for step in (*quiet._list_steps(), quiet._finish):
                    # nobody mends more at a time, and trying the rest takes minutes
                    if len(job.problems) <= MOST_KEPT:
                        step(job)
                self.env.flush_all()
            if is_trial or job.problems:
                raise Undone
        return job

    # -- reading -----------------------------------------------------------------------------

    def _read_file(self):
        job = self._read_bytes(self._get_bytes(), self.kind or None)
        job.names = self._load_names() if any(job.rows.values()) else {}
        return job

    @api.model
    def _read_bytes(self, data, kind=None):
        """Return what is understood of a file, before anything is looked up (Reading)."""
        return import_file.read(data, self._get_tables(), self._get_words(), kind)

    @api.model
    def _get_words(self):
        """Return the words that files may use: those on the screen in each installed language."""
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        own = [self, *(self.with_context(lang=code) for code in codes)]
        return import_file.Words(
            [model._get_tables() for model in own], [model._get_lists_label() for model in own]
        )

    @api.model
    def _get_lists_label(self):
        """Return the name of the template's sheet of names to choose from."""
        return self.env._("Lists")

    @api.model
    def _load_names(self):
        """Return {model that cells refer to: Names of its records in each installed language}."""
        loaded = {}
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        for name in {column.names for table in self._get_tables() for column in table.columns}:
            if name not in self.env:
                continue
            model = self.env[name]
            # What the user who imports may not see, they cannot name.
            records = model.search(self._get_names_domain(model))
            fields_ = [name for name in NAME_FIELDS if name in model._fields]
            loaded[name] = Names(
                (record[field], record.with_env(self.env))
                for code in codes
                for record in records.with_context(lang=code)
                for field in fields_
            )
        return loaded

    @api.model
    def _domain_own(self, with_shared=False):
        """Return the domain of what the cooperative of the import has."""
        companies = [self.env.company.id, *([False] if with_shared else [])]
        return Domain("company_id", "in", companies)

    @api.model
    def _read_cells(self, job, row, part=""):
        """Return {field: value} of the cells that fill fields; refuse names that are unknown.

        :param part: which record of the row has the fields
        """
        vals = {}
        for column in job.tables[row.kind].columns:
            if not column.field or column.part != part or column.name not in row.values:
                continue
            value = row.values[column.name]
            if column.type == "references":
                vals[column.field] = [record.id for record in self._find_named(job, row, column)]
            elif column.type == "reference":
                if found := self._find_named(job, row, column):
                    vals[column.field] = found[0].id
            else:
                vals[column.field] = float(value) if isinstance(value, Decimal) else value
        return vals

    @api.model
    def _find_named(self, job, row, column):
        """Return what a cell names; refuse what is unknown."""
        several = column.type == "references"
        # of a problem that is not listed nobody reads what may have been meant
        guesses = len(job.problems) < MOST_KEPT
        found, lost = job.names[column.names].find(row.texts[column.name], several, guesses)
        for unknown in lost:
            code = self._get_unknown_code(column, unknown)
            job.refuse(row, column.name, code, name=unknown.text, nearest=unknown.nearest)
        return found

    @api.model
    def _get_unknown_code(self, column, unknown):
        """Return the code of the sentence for a name that is unknown, or that of several."""
        return "name_several" if unknown.several else "name_unknown"

    @api.model
    def _lose_doubles(self, job, kind, column, code):
        """Refuse values of a column that already stand in a row above.

        :param code: of the sentence, which may tell the ``line`` above
        """
        seen = {}
        for row in job.rows[kind]:
            value = row.values.get(column)
            if value and value in seen:
                job.lose(row, column, code, line=seen[value])
            elif value:
                seen[value] = row.number

    # -- writing -----------------------------------------------------------------------------

    @api.model
    def _settle(self, row, record, vals):
        """Note what a row writes: all of its values, or what differs from the record it updates."""
        row.record = record or None
        row.vals = self._find_changes(record, vals) if record else vals
        if record:
            is_touched = row.vals or row.links.get("is_touched")
            row.outcome = "updated" if is_touched else "unchanged"

    @api.model
    def _find_changes(self, record, vals):
        """Return the values that differ from what the record holds."""
        return {name: value for name, value in vals.items() if self._differs(record, name, value)}

    @api.model
    def _differs(self, record, name, value):
        current, kind = record[name], record._fields[name].type
        if kind == "many2one":
            return current.id != value
        if kind == "many2many":
            return set(current.ids) != set(value)
        if kind in ("float", "monetary"):
            return round(current, 2) != round(value, 2)
        if name == "phone":
            return (current or "") != value and not same_phone(current or "", value)
        return (current or False) != (value or False)

    @api.model
    def _write_rows(self, job, rows, model, column=""):
        """Create or update the records of rows that are settled.

        :param model: empty recordset of what they make
        :param column: where the sentences of the model belong that name no field of the row
        """

        def to_orm(vals):
            return {
                name: [Command.set(value)] if model._fields[name].type == "many2many" else value
                for name, value in vals.items()
            }

        def create(batch):
            self._create_records(batch, model, [to_orm(row.vals) for row in batch])

        def update(batch):
            for row in batch:
                row.record.with_env(self.env).write(to_orm(row.vals))

        sound = [row for row in rows if not row.is_lost]
        self._in_batches(job, [row for row in sound if not row.record], create, model, column)
        changed = [row for row in sound if row.outcome == "updated" and row.vals]
        self._in_batches(job, changed, update, model, column)

    @api.model
    def _create_records(self, rows, model, vals_list):
        """Create the records of rows, and return them."""
        records = model.create(vals_list)
        for row, record in zip(rows, records, strict=True):
            row.record = record
        return records

    @api.model
    def _in_batches(self, job, rows, write, model, column=""):
        """Write rows many at a time; refuse those that the models or the database refuse.

        :param write: function of a list of rows
        """
        for start in range(0, len(rows), BATCH):
            if len(job.problems) <= MOST_KEPT:
                self._attempt(job, rows[start : start + BATCH], write, model, column)

    @api.model
    def _attempt(self, job, rows, write, model, column):
        records = [row.record for row in rows]
        try:
            # what the database refuses is told to the person, and no error of the program
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                write(rows)
                self.env.flush_all()
        except AccessError:
            raise
        except (UserError, psycopg2.IntegrityError, psycopg2.DataError) as error:
            for row, record in zip(rows, records, strict=True):
                row.record = record
            if len(rows) == 1:
                place = self._find_column(job, rows[0], model, error) or column
                is_said = isinstance(error, UserError)
                sentence = str(error) if is_said else model._sql_error_to_message(error)
                job.lose(rows[0], place, sentence=sentence)
                return
            half = len(rows) // 2
            self._attempt(job, rows[:half], write, model, column)
            self._attempt(job, rows[half:], write, model, column)

    @api.model
    def _find_column(self, job, row, model, error):
        """Return the column that a refusal is about, "" where that is not clear.

        It is about the field that it names (see ``field_error.about``), or about one of those of
        the constraint that refused: the last of them that the row fills. What the database finds
        wrong in a new row may be that a cell is empty.
        """
        if field := getattr(error, "cae_field", None):
            names, filled = {field}, None
        elif isinstance(error, psycopg2.IntegrityError):
            rule = model._table_objects.get(error.diag.constraint_name or "")
            names = set(re.findall(r"\w+", rule.get_definition(model.pool) if rule else ""))
            filled = row.values if row.record else None
        else:
            names, filled = _find_constrained(error, model), row.values
        columns = [
            column.name
            for column in job.tables[row.kind].columns
            if column.field in names and (filled is None or column.name in filled)
        ]
        return columns[-1] if columns else ""

    # -- findings ----------------------------------------------------------------------------

    def _keep_findings(self, job):
        """Keep what was found, for the person to read."""
        places = {name: place for place, name in enumerate(job.tables, start=1)}

        def get_place(problem):
            return (places.get(problem.kind, 0), problem.sheet, problem.line or 0)

        self._keep_problems(sorted(job.problems, key=get_place), sorted(job.notes, key=get_place))
        result = {
            kind: dict.fromkeys(OUTCOMES, 0) | Counter(row.outcome for row in rows)
            for kind, rows in job.rows.items()
            if rows
        }
        self._by_method().write(
            {
                "state": "checked",
                "result": result,
                "date_checked": fields.Datetime.now(),
                "sha256": self._get_sha256(),
            }
        )

    def _prepare_problems(self, problems, severity):
        tables = {table.name: table for table in self._get_tables()}
        sentences = load_sentences(self.env, "cae_socle.import_sentences")
        vals_list = super()._prepare_problems(problems, severity)
        for vals, problem in zip(vals_list, problems, strict=True):
            table = tables.get(problem.kind)
            column = table and table.find(problem.column)
            vals["table"] = table and table.label
            vals["column"] = column.label if column else ""
            vals["message"] = describe(problem, tables, sentences)
        return vals_list


def _find_constrained(error, model):
    """Return the fields of the constraint of a model that raised an error (set)."""
    trace, names = error.__traceback__, set()
    while trace:
        method = getattr(type(model), trace.tb_frame.f_code.co_name, None)
        names.update(getattr(method, "_constrains", ()))
        trace = trace.tb_next
    return names
