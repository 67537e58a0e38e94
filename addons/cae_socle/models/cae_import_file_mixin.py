import base64
import hashlib

from odoo import api, fields, models

from ..engine.import_file import Problem

LONGEST_SHOWN = 200  # letters of a cell that a problem shows
MOST_KEPT = 300  # nobody mends more of them, or reads more notes, at a time


class CaeImportFileMixin(models.AbstractModel):
    """A file that is read, and what was found in it: problems to mend, and notes.

    *How to use*: the model has a binary ``file`` and ``problem_ids``, of a model made of
    ``cae.import.problem.mixin``. It completes ``_prepare_problems`` with the sentences.
    """

    _name = "cae.import.file.mixin"
    _description = "File that is read"
    _inherit = ["cae.guard.mixin"]
    _guarded_fields = {"sha256", "problem_ids"}

    file_name = fields.Char()
    sha256 = fields.Char(string="Fingerprint of the file", readonly=True, copy=False)
    problem_count = fields.Integer(compute="_compute_problem_count")
    note_count = fields.Integer(compute="_compute_problem_count")

    @api.depends("problem_ids.severity")
    def _compute_problem_count(self):
        counts = {
            (record.id, severity): count
            for record, severity, count in self.problem_ids._read_group(
                [("import_id", "in", self.ids)], ["import_id", "severity"], ["__count"]
            )
        }
        for record in self:
            record.problem_count = counts.get((record.id, "problem"), 0)
            record.note_count = counts.get((record.id, "note"), 0)

    def _get_bytes(self):
        self.ensure_one()
        return base64.b64decode(self.with_context(bin_size=False).file or b"")

    def _get_sha256(self):
        return hashlib.sha256(self._get_bytes()).hexdigest()

    def _keep_problems(self, problems=(), notes=()):
        """Keep what was found instead of what was found before: the first, and how many more.

        :param problems, notes: lists of engine.import_file.Problem
        """
        # sudo: problems are written by the reading alone; the right to it is checked by who calls
        problems_sudo = self.problem_ids.sudo()
        problems_sudo.unlink()
        problems_sudo.create(
            [
                *self._prepare_problems(_keep_first(problems, "problems_more"), "problem"),
                *self._prepare_problems(_keep_first(notes, "notes_more"), "note"),
            ]
        )

    def _prepare_problems(self, problems, severity):
        """Return the values of the records of problems, in their order."""
        return [
            {
                "import_id": self.id,
                "severity": severity,
                "sheet": problem.sheet,
                "line": problem.line or 0,
                "value": (problem.value or "")[:LONGEST_SHOWN],
            }
            for problem in problems
        ]


def _keep_first(found, code):
    """Return the first of many problems or notes, and one more that counts the others."""
    if len(found) <= MOST_KEPT:
        return found
    return [*found[:MOST_KEPT], Problem(code, values={"count": len(found) - MOST_KEPT})]
