from odoo import api, fields, models
from odoo.exceptions import UserError


class CaeDiagnosisFinding(models.Model):
    """What a diagnosis tells becomes steps of the roadmap, and is handled with them."""

    _inherit = "cae.diagnosis.finding"

    state = fields.Selection(compute="_compute_state", store=True, readonly=False, precompute=True)
    step_id = fields.Many2one(
        "cae.roadmap.step",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        readonly=True,
        copy=False,
    )
    step_state = fields.Selection(related="step_id.state", string="State of the step")

    @api.depends("step_id.state")
    def _compute_state(self):
        """What is on the roadmap is handled when its step is done, and open again if it is not."""
        for finding in self:
            if finding.step_id.state == "done":
                finding.state = "handled"
            elif finding.step_id and finding.state == "handled":
                finding.state = "open"
            else:
                finding.state = finding.state or "open"

    def action_put_on_roadmap(self):
        """Make a step of each of these on the running roadmap of the person.

        :raises UserError: when there is no file yet, or nothing is left to put there
        """
        self.check_access("write")
        waiting = self.filtered(lambda finding: finding.state == "open" and not finding.step_id)
        if not waiting:
            raise UserError(
                self.env._("These are on the roadmap already, dealt with or set aside.")
            )
        if any(not finding.entrepreneur_id for finding in waiting):
            raise UserError(
                self.env._("A request has no roadmap: it begins when the person has a file.")
            )
        Roadmap = self.env["cae.roadmap"]
        for person, findings in waiting.grouped("entrepreneur_id").items():
            roadmap = Roadmap._get_current(person)
            for finding in findings:
                finding._by_method().step_id = roadmap._add_step(
                    finding.name, origin=finding.diagnosis_id
                )

    def action_open_roadmap(self):
        """Open the roadmap on which the step is."""
        self.ensure_one()
        self.check_access("read")
        return self.step_id.roadmap_id._get_records_action()
