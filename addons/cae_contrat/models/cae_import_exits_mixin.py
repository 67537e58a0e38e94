from odoo import api, models
from odoo.addons.cae_socle.engine.import_file import Row
from odoo.tools import format_date, groupby

from .cae_import_contracts_mixin import BASES

EXIT_COLUMNS = ("exit_reason", "exit_destination", "exit_positive")


class CaeImportExitsMixin(models.AbstractModel):
    """The exits of an import: columns of the people who have left."""

    _name = "cae.import.exits.mixin"
    _description = "Import: exits"
    _inherit = ["cae.import.mixin"]

    def _list_steps(self):
        return [*super()._list_steps(), self._write_exits]

    @api.model
    def _settle_stage(self, job, row, vals, starts):
        settled = super()._settle_stage(job, row, vals, starts)
        filled = [name for name in EXIT_COLUMNS if name in row.values]
        is_refused = {"date_exit", "stage"} & row.bad
        if filled and not (row.values.get("date_exit") or is_refused):
            job.refuse(row, filled[0], "exit_without_day")
        return settled

    @api.model
    def _settle_exit(self, job, row, vals, starts):
        """Settle the exit of a person; it waits for the contracts, which it may end."""
        left, record = row.values.get("date_exit"), row.record
        if not left and any(name in row.values for name in EXIT_COLUMNS):
            return
        super()._settle_exit(job, row, vals, starts)
        exit_vals = self._read_cells(job, row, "exit")
        if vals.get("stage") != "former":
            return
        over = self._find_exit(record)
        if over and over.date_exit != left and record.stage == "former":
            date = format_date(self.env, over.date_exit)
            job.refuse(row, "date_exit", "exit_over", date=date)
            return
        over = over if over.date_exit == left else over.browse()
        exit_vals |= {"date_exit": left, **self._read_positive(over, exit_vals)}
        row.links |= {"left": left, "exit": over, "exit_vals": exit_vals}
        if record or starts:
            # Until the contracts are there, which would move the person.
            late = {name: vals.pop(name) for name in ("stage", "date_exit")}
            row.links["late_vals"] = self._find_changes(record, late) if record else late
        if record:
            row.links["is_touched"] = bool(
                row.links["late_vals"] or not over or self._find_changes(over, exit_vals)
            )

    @api.model
    def _find_exit(self, record):
        """Return the last exit of a person that has taken effect."""
        exits = record.exit_ids if record else self.env["cae.exit"]
        return exits.filtered("date_effect").sorted("date_exit")[-1:]

    @api.model
    def _read_positive(self, over, exit_vals):
        """Return the values of an exit that the file counts otherwise than its destination."""
        if "is_positive" not in exit_vals:
            return {}
        positive = exit_vals["is_positive"]
        destination_id = exit_vals.get("destination_id", over.destination_id.id)
        destination = self.env["cae.exit.destination"].browse(destination_id)
        if positive == destination.is_positive or over.positive_reason:
            return {}
        return {"positive_reason": self.env._("Counted so in the books taken over")}

    # -- contracts that an exit ends ---------------------------------------------------------

    @api.model
    def _get_left(self, row):
        """Return the day on which the person of a contract leaves, as the same file says."""
        person = row.links["person"]
        return person.links.get("left") if isinstance(person, Row) else None

    @api.model
    def _check_exit_of_contract(self, job, row, record):
        super()._check_exit_of_contract(job, row, record)
        left = self._get_left(row)
        if not left:
            return
        date = format_date(self.env, left)
        if row.values["date_start"] > left:
            job.lose(row, "date_start", "start_after_exit", date=date)
            return
        end = record.date_end if record else row.values.get("date_end")
        is_over = row.links["person"].links["exit"] or (record and record.state == "ended")
        if is_over and not (end and end <= left):
            job.lose(row, "date_end", "end_after_exit", date=date)

    @api.model
    def _is_ended_by_exit(self, job, row, last_day):
        left = self._get_left(row)
        return bool(left and left < last_day) or super()._is_ended_by_exit(job, row, last_day)

    @api.model
    def _tell_ends(self, job, rows):
        """Tell which contracts end with the exits of the file."""
        told = {
            row.record: row
            for row in job.rows["contracts"]
            if row.record and row.values.get("kind") in BASES
        }
        for row in rows:
            left = row.links["left"]
            for contract in row.record.contract_ids:
                if contract.state != "confirmed" or contract.date_start > left:
                    continue
                if contract.date_end and contract.date_end <= left:
                    continue
                if contract in told:
                    date = format_date(self.env, left)
                    job.tell(told[contract], "date_end", "ends_with_exit", date=date)
                else:
                    name = contract.display_name
                    job.tell(row, "date_exit", "exit_ends_contract", contract=name)

    # -- writing -----------------------------------------------------------------------------

    @api.model
    def _write_exits(self, job):
        """Write what waits for the contracts: who has left."""
        rows = [
            row
            for row in job.rows["people"]
            if row.record and not row.is_lost and "exit_vals" in row.links
        ]
        self._tell_ends(job, [row for row in rows if not row.links["exit"]])
        people, exits = self.env["cae.entrepreneur"], self.env["cae.exit"]

        def move(batch):
            for vals, group in groupby(batch, lambda row: tuple(row.links["late_vals"].items())):
                records = people.union(*(row.record for row in group))
                records._by_method().write(dict(vals))

        def record_past(batch):
            exits._record_past(
                [{"entrepreneur_id": row.record.id, **row.links["exit_vals"]} for row in batch]
            )

        def complete(batch):
            for row in batch:
                over = row.links["exit"].with_env(self.env)
                if changes := self._find_changes(over, row.links["exit_vals"]):
                    over.write(changes)

        late = [row for row in rows if row.links.get("late_vals")]
        self._in_batches(job, late, move, people, "date_exit")
        new = [row for row in rows if not row.links["exit"]]
        self._in_batches(job, new, record_past, exits, "date_exit")
        known = [row for row in rows if row.links["exit"]]
        self._in_batches(job, known, complete, exits, "date_exit")
