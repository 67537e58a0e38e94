from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_exit import ExitCommon


@tagged("post_install", "-at_install")
class TestBadInputsExit(ExitCommon):
    """Each bad input is refused with a sentence that says what to do instead."""

    def _refusals(self):
        prepare = self._prepare
        gone = prepare(self.bruno)
        gone.action_confirm()
        waiting = prepare(self.alice, "2026-04-01", user=self.advisor)
        waiting.action_confirm()
        return [
            (
                "exit before the entry",
                lambda: prepare(self.dora, "2024-12-31") and self._with_entry("2024-12-31"),
                "entered on",
            ),
            (
                "exit before a contract that starts later",
                lambda: waiting.with_user(self.manager).write({"date_exit": "2024-12-31"}),
                "the exit is on this day or later",
            ),
            (
                "exit before an ended contract's last day",
                lambda: self._after_ended_contract(),
                "ran until",
            ),
            (
                "confirmed without a reason",
                lambda: prepare(self.dora, reason_id=False).action_confirm(),
                "Before confirming the exit of Dora Duval, fill in: Reason",
            ),
            (
                "confirmed without a destination",
                lambda: prepare(self.dora, destination_id=False).action_confirm(),
                "fill in: Destination",
            ),
            (
                "positive without a reason",
                lambda: prepare(self.dora, destination_id=self.no_solution.id, is_positive=True),
                "write why this exit is counted differently",
            ),
            (
                "created as confirmed",
                lambda: prepare(self.dora, state="confirmed"),
                "created as a draft",
            ),
            (
                "a person who has left leaves again",
                lambda: prepare(self.bruno).action_confirm(),
                "already left the cooperative",
            ),
            (
                "cancelled after its day",
                lambda: gone.with_user(self.manager).action_cancel(),
                "A new contract brings the person back",
            ),
            (
                "cancelled by an advisor",
                lambda: waiting.action_cancel(),
                "only managers cancel an exit",
            ),
            (
                "date changed after its effect",
                lambda: gone.write({"date_exit": "2026-03-11"}),
                "cannot change any more",
            ),
            (
                "closed while the portal is open",
                lambda: gone.action_close(),
                "is open until",
            ),
            (
                "deleted after it was confirmed",
                lambda: gone.unlink(),
                "stays in the file",
            ),
            (
                "day of effect typed",
                lambda: gone.with_user(self.manager).write({"date_effect": "2026-01-01"}),
                "cannot be written directly",
            ),
            (
                "day of a tick typed",
                lambda: gone.line_ids[0].with_user(self.manager).write({"date_done": "2026-01-01"}),
                "when the line is ticked",
            ),
            (
                "list of data for a day to come",
                lambda: self.env["cae.retention"].create({"date": "2027-01-01"}),
                "cannot be anonymised yet",
            ),
            (
                "staff register shorter than the law",
                lambda: self.company.write({"cae_keep_staff_years": 4}),
                "write 5 at least",
            ),
        ]

    def _with_entry(self, day):
        self.dora.date_entry = "2025-01-01"
        self.dora.exit_ids.date_exit = "2024-12-30"

    def _after_ended_contract(self):
        contract = self._create_contract(
            self.dora, kind="cape", date_start="2025-01-01", date_end="2025-12-31"
        )
        contract.action_end()
        self._prepare(self.dora, "2025-06-30")

    def test_each_is_refused_with_its_sentence(self):
        cases = self._refusals()
        self.assertGreaterEqual(len(cases), 8)
        for name, attempt, sentence in cases:
            with (
                self.subTest(case=name),
                self.assertRaisesRegex((UserError, ValidationError, AccessError), sentence),
                self.env.cr.savepoint(),
            ):
                attempt()
                self.env.flush_all()
            self.env.invalidate_all()

    @mute_logger("odoo.sql_db")
    def test_what_the_database_refuses(self):
        first = self._prepare(self.dora)
        for name, attempt in (
            ("two exits of one person", lambda: self._prepare(self.dora)),
            (
                "portal that closes before the exit",
                lambda: first.write({"access_close_date": "2026-03-01"}),
            ),
        ):
            with (
                self.subTest(case=name),
                self.assertRaises(IntegrityError),
            ):
                attempt()
                self.env.flush_all()
            self.env.invalidate_all()
