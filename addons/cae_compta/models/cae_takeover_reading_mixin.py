import re

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..engine import trial_balance
from .takeover_problems import UNMAPPED_ONE_BY_ONE, describe_problem, get_sentences, name_columns

CONTRIBUTION_LABEL = re.compile(
    r"(participation|contribution|mutualisation|frais de gestion)\b.*%", re.IGNORECASE
)


class CaeTakeoverReadingMixin(models.AbstractModel):
    """Reading the file of a take-over, and saying what is wrong with it."""

    _name = "cae.takeover.reading.mixin"
    _description = "Take-over: reading"

    def action_read(self):
        """Read the files: show what was understood, propose accounts, list what is wrong."""
        self.check_access("write")
        for takeover in self:
            if takeover.state != "draft":
                raise UserError(
                    self.env._("%(takeover)s is already read.", takeover=takeover.display_name)
                )
            takeover._by_method()._read_file()

    def _read_file(self):
        self.ensure_one()
        reading = trial_balance.read(self._get_bytes())
        code, problems = self._choose_code(reading)
        lines = reading.lines_of(code) if code is not None else []
        vals = {
            "state": "read",
            "sha256": self._get_sha256(),
            "reading": {
                "encoding": reading.encoding,
                "separator": reading.separator,
                "decimal_mark": reading.decimal_mark,
                "header_line": reading.header_line,
                "row_count": reading.row_count,
                "columns": reading.columns,
                "first_rows": [[cell[:80] for cell in cells[:12]] for cells in reading.first_rows],
                "codes": reading.codes,
            },
            "source_code": code if code is not None else self.source_code,
            "source_name": reading.codes.get(code),
            "line_ids": [Command.clear()]
            + [
                Command.create(
                    {
                        "line_number": line.number,
                        "code": line.account,
                        "label": line.label,
                        "debit": line.debit,
                        "credit": line.credit,
                        "is_contribution": line.account.startswith("6")
                        and bool(CONTRIBUTION_LABEL.search(line.label)),
                    }
                )
                for line in lines
            ],
        }
        if code and not self.activity_id:
            activities = self.env["cae.activity"]
            vals["activity_id"] = activities.search(self._domain_activity(code), limit=1).id
        self.write(vals)
        self._propose_accounts()
        self._keep_problems(problems, [*reading.notes, *self._find_same_file()])

    def _choose_code(self, reading):
        """Return the analytic code to take over (None: cannot say) and the problems."""
        codes = list(reading.codes)
        wanted = (self.source_code or "").strip()
        is_unknown = wanted and codes and wanted not in codes
        if is_unknown or (not wanted and len(codes) > 1):
            reason = "code_unknown" if is_unknown else "several"
            values = {"code": wanted, "codes": ", ".join(codes[:20])}
            return None, [trial_balance.Problem(reason, values=values), *reading.problems]
        code = wanted or (codes[0] if codes else "")
        return code, reading.problems_of(code)

    def _domain_activity(self, code):
        """Return the domain of the activity of a code."""
        return [("company_id", "=", self.company_id.id), ("code", "=", code)]

    def _find_same_file(self):
        """Return the note that the file is booked for another activity, in a list."""
        same = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("sha256", "=", self.sha256),
                ("source_code", "=", self.source_code),
                ("state", "=", "booked"),
                ("activity_id", "!=", self.activity_id.id),
            ],
            limit=1,
        )
        values = {"takeover": same.display_name}
        return [trial_balance.Problem("same_file", values=values)] if same else []

    def _prepare_problems(self, problems, severity):
        columns, sentences = name_columns(self.env), get_sentences(self.env)
        vals_list = super()._prepare_problems(problems, severity)
        for vals, problem in zip(vals_list, problems, strict=True):
            vals["column"] = columns.get(problem.column)
            vals["message"] = describe_problem(self, problem, sentences)
        return vals_list

    def _list_problems(self):
        """Return what stands between this file and its booking: (line or 0, sentence)."""
        self.ensure_one()
        problems = self.problem_ids.filtered(lambda found: found.severity == "problem")
        found = [(problem.line, problem.message) for problem in problems]
        lines = self.line_ids.filtered(lambda line: not line.is_settled)
        if not lines:
            return found
        sentences = get_sentences(self.env)
        if len(lines) > UNMAPPED_ONE_BY_ONE:
            numbers = ", ".join(str(line.line_number) for line in lines)
            values = {"count": len(lines), "lines": numbers}
            return [*found, (0, sentences["unmapped_many"] % values)]
        for line in lines:
            values = {"account": line.code, "label": line.label or ""}
            found.append((line.line_number, sentences["unmapped"] % values))
        return found

    def action_change_file(self):
        """Go back to the choice of the file; what was matched is forgotten."""
        self.check_access("write")
        for takeover in self:
            if takeover.state != "read":
                raise UserError(self.env._("Only what is read and not booked can go back."))
            takeover._keep_problems()
            takeover._by_method().write(
                {
                    "state": "draft",
                    "sha256": False,
                    "reading": False,
                    "source_code": False,
                    "source_name": False,
                    "line_ids": [Command.clear()],
                }
            )

    def action_split(self):
        """Make one take-over for each activity of a file that holds several."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "read" or self.line_ids or not self.is_several:
            raise UserError(self.env._("This file does not hold several activities."))
        codes = list(self.reading["codes"])
        others = self.browse().concat(
            *(self.copy({"source_code": code, "activity_id": False}) for code in codes[1:])
        )
        self.action_change_file()
        self.write({"source_code": codes[0], "activity_id": False})
        takeovers = self | others
        takeovers.action_read()
        return takeovers._get_records_action(name=self.env._("Take-overs of this file"))
