import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from ..engine import retention

_logger = logging.getLogger(__name__)

# People anonymised while the manager waits; the cron does the rest.
BATCH = 10


class CaeRetention(models.Model):
    """What may be anonymised on a day: first looked at, then done by a manager.

    Looking writes nothing but the list. Each kind of data of a person has its own line, with
    the event from which it is kept and the last day on which it is.
    """

    _name = "cae.retention"
    _description = "Personal data past its time"
    _inherit = ["cae.guard.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    # of the user's own cooperatives, by the rule
    _unguarded_fields = {"company_id"}

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    date = fields.Date(
        string="On",
        required=True,
        default=fields.Date.context_today,
        help="Data whose time was over before this day.",
    )
    state = fields.Selection(
        [("draft", "To look at"), ("running", "Being anonymised"), ("done", "Done")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )
    line_ids = fields.One2many("cae.retention.line", "retention_id", string="Data past its time")
    person_count = fields.Integer(string="People", compute="_compute_counts")
    done_count = fields.Integer(string="Already anonymised", compute="_compute_counts")

    @api.depends("date", "company_id")
    def _compute_display_name(self):
        for run in self:
            run.display_name = self.env._(
                "Personal data past its time on %(date)s",
                date=format_date(self.env, run.date) if run.date else "",
            )

    @api.depends("line_ids.state", "line_ids.is_kept")
    def _compute_counts(self):
        for run in self:
            lines = run.line_ids.filtered(lambda line: not line.is_kept)
            run.person_count = len(lines.grouped("subject"))
            done = lines.filtered(lambda line: line.state == "done")
            run.done_count = len(done.grouped("subject"))

    @api.constrains("date")
    def _check_date(self):
        today = fields.Date.context_today(self)
        for run in self:
            if run.date > today:
                raise ValidationError(
                    self.env._(
                        "What will be past its time later cannot be anonymised yet: choose "
                        "%(today)s at the latest.",
                        today=format_date(self.env, today),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        runs = super().create(vals_list)
        runs._look()
        return runs

    def write(self, vals):
        self.check_access("write")
        if "date" in vals and any(run.state != "draft" for run in self):
            raise UserError(
                self.env._("This list was already used. Make another one for another day.")
            )
        result = super().write(vals)
        if "date" in vals:
            self._look()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if any(run.state != "draft" for run in self):
            raise UserError(self.env._("What was anonymised stays on record."))

    def _check_manager(self):
        if not (self.env.su or self.env.user.has_group("cae_socle.group_manager")):
            raise AccessError(self.env._("Ask a manager: only managers anonymise personal data."))
        self.check_access("write")

    # ------------------------------------------------------------------ the list

    def action_look(self):
        """Make the list again: nothing else is written."""
        self._check_manager()
        self._look()

    def _look(self):
        """Make the list of what is past its time."""
        for run in self.filtered(lambda run: run.state == "draft"):
            # sudo: a manager may read all that is counted here
            run_sudo = run.sudo()
            kept = {(line.subject, line.kind) for line in run_sudo.line_ids if line.is_kept}
            run_sudo.line_ids.unlink()
            lines_sudo = run_sudo.line_ids._by_method().create(run_sudo._prepare_lines())
            for line_sudo in lines_sudo:
                line_sudo.is_kept = (line_sudo.subject, line_sudo.kind) in kept

    def _prepare_lines(self, subject=None):
        """Return the values of the lines: of the kinds of data that addons above keep.

        :param subject: only of this record; all of the company when left out
        """
        self.ensure_one()
        return []

    def _prepare_line(self, kind, start, years, reason, **subject):
        return {
            "retention_id": self.id,
            "kind": kind,
            "date_start": start,
            "date_until": retention.kept_until(start, years),
            "reason": reason,
            **subject,
        }

    # ------------------------------------------------------------------ doing it

    def action_anonymise(self):
        """Anonymise what is on the list; a long list goes on in the background."""
        self._check_manager()
        for run in self:
            if run.state == "done":
                raise UserError(self.env._("This list is done. Make another one."))
            if not run.line_ids.filtered(lambda line: not line.is_kept):
                raise UserError(
                    self.env._("Nothing on this list is past its time: there is nothing to do.")
                )
            # sudo: checked above; from here on the run follows its own course
            run_sudo = run.sudo()
            run_sudo._by_method().state = "running"
            run_sudo._process(run_sudo._get_remaining_subjects()[:BATCH], self.env.user)
            if run_sudo.state == "running":
                self.env.ref("cae_socle.cae_retention_cron").sudo()._trigger()

    def _get_remaining_subjects(self):
        """Return the lines still to be done, one recordset per person."""
        lines = self.line_ids.filtered(lambda line: line.state == "todo" and not line.is_kept)
        return list(lines.grouped("subject").values())

    def _process(self, subjects, user):
        """Anonymise some people; one that fails stops no other.

        :param list subjects: recordsets of lines, one per person
        :param res.users user: who asked for it
        """
        self.ensure_one()
        for lines in subjects:
            try:
                with self.env.cr.savepoint():
                    lines._anonymise(user)
                    self.env.flush_all()
            except Exception as error:  # whatever it is, the others go on
                self.env.invalidate_all()
                # the class alone: a message may hold the name
                _logger.exception("Retention %s: lines %s", self.id, lines.ids)
                lines._by_method().write({"state": "failed", "error": type(error).__name__})
        if not self._get_remaining_subjects():
            self._by_method().state = "done"

    @api.model
    def _cron_anonymise(self):
        """Go on with lists that were begun, where they stopped."""
        cron = self.env["ir.cron"]
        for run in self.search([("state", "=", "running")]):
            subjects = run._get_remaining_subjects()
            cron._commit_progress(remaining=len(subjects))
            for start in range(0, len(subjects), BATCH):
                batch = subjects[start : start + BATCH]
                run._process(batch, run.write_uid)
                if not cron._commit_progress(len(batch)):
                    return
            if not subjects:
                run._by_method().state = "done"
