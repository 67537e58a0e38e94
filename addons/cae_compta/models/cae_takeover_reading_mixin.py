import base64
import hashlib
import re
from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..engine import trial_balance
from .takeover_problems import LISTED_PROBLEMS, UNMAPPED_ONE_BY_ONE, describe_problem

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
        data = base64.b64decode(self.with_context(bin_size=False).file or b"")
        reading = trial_balance.read(data)
        code, problems = self._choose_code(reading)
        lines = reading.lines_of(code) if code is not None else []
        vals = {
            "state": "read",
            "sha256": hashlib.sha256(data).hexdigest(),
            "encoding": reading.encoding,
            "separator": reading.separator,
            "decimal_mark": reading.decimal_mark,
            "header_line": reading.header_line or 0,
            "row_count": reading.row_count,
            "columns": reading.columns,
            "first_rows": [[cell[:80] for cell in cells[:12]] for cells in reading.first_rows],
            "source_codes": reading.codes,
            "source_code": code if code is not None else self.source_code,
            "source_name": reading.codes.get(code),
            "problems": [_to_json(problem) for problem in problems],
            "notes": [_to_json(problem) for problem in reading.notes],
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
            activity = self.env["cae.activity"].search(
                [("company_id", "=", self.company_id.id), ("code", "=", code)], limit=1
            )
            vals["activity_id"] = activity.id
        self.write(vals)
        self._propose_accounts()
        self._note_same_file()

    def _choose_code(self, reading):
        """Return the analytic code to take over (None: cannot say) and the problems."""
        codes = list(reading.codes)
        wanted = (self.source_code or "").strip()
        if wanted and codes and wanted not in codes:
            values = {"code": wanted, "codes": ", ".join(codes[:20])}
            problem = trial_balance.Problem("code_unknown", None, values)
            return None, [problem, *reading.problems]
        if not wanted and len(codes) > 1:
            problem = trial_balance.Problem("several", None, {"codes": ", ".join(codes[:20])})
            return None, [problem, *reading.problems]
        code = wanted or (codes[0] if codes else "")
        return code, reading.problems_of(code)

    def _note_same_file(self):
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
        if same:
            note = trial_balance.Problem("same_file", None, {"takeover": same.display_name})
            self.notes = [*(self.notes or []), _to_json(note)]

    def _get_problems(self):
        """Return all that stands between this file and its booking, as in `problems`."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: not line.is_settled)
        unmapped = [
            {
                "kind": "unmapped",
                "line": line.line_number,
                "values": {"account": line.code, "label": line.label or ""},
            }
            for line in lines
        ]
        if len(unmapped) > UNMAPPED_ONE_BY_ONE:
            numbers = ", ".join(str(line.line_number) for line in lines)
            values = {"count": len(lines), "lines": numbers}
            unmapped = [{"kind": "unmapped_many", "line": None, "values": values}]
        return (self.problems or []) + unmapped

    def _describe_problems(self, problems):
        """Return the sentences, each with the number of its line."""
        return [
            self.env._(
                "Line %(line)s: %(problem)s",
                line=problem["line"],
                problem=describe_problem(self, problem),
            )
            if problem["line"]
            else describe_problem(self, problem)
            for problem in problems
        ]

    def _render_problems(self, problems):
        if not problems:
            return False
        sentences = self._describe_problems(problems[:LISTED_PROBLEMS])
        if len(problems) > LISTED_PROBLEMS:
            sentences.append(
                self.env._("and %(count)s more.", count=len(problems) - LISTED_PROBLEMS)
            )
        return self.env["ir.qweb"]._render(
            "cae_compta.cae_takeover_sentences", {"sentences": sentences}
        )

    def action_change_file(self):
        """Go back to the choice of the file; what was matched is forgotten."""
        self.check_access("write")
        for takeover in self:
            if takeover.state != "read":
                raise UserError(self.env._("Only what is read and not booked can go back."))
            takeover._by_method().write(
                {
                    "state": "draft",
                    "sha256": False,
                    "encoding": False,
                    "problems": False,
                    "notes": False,
                    "first_rows": False,
                    "source_codes": False,
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
        codes = list(self.source_codes)
        others = self.browse().concat(
            *(self.copy({"source_code": code, "activity_id": False}) for code in codes[1:])
        )
        self.action_change_file()
        self.write({"source_code": codes[0], "activity_id": False})
        takeovers = self | others
        takeovers.action_read()
        return takeovers._get_records_action(name=self.env._("Take-overs of this file"))


def _to_json(problem):
    values = {
        name: str(value) if isinstance(value, Decimal) else value
        for name, value in problem.values.items()
    }
    return {"kind": problem.kind, "line": problem.line, "values": values}
