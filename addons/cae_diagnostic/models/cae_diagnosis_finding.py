from odoo import api, fields, models
from odoo.addons.cae_socle.models.selections import select_as

from .cae_diagnosis_question import REVEALED


class CaeDiagnosisFinding(models.Model):
    """A need, a barrier or a lever: what a diagnosis tells.

    Proposed from the answers, or added by hand. Territory and stage are those of the day, so
    that what is counted over the years does not move with the people.
    """

    _name = "cae.diagnosis.finding"
    _description = "Need, barrier or lever"
    _inherit = ["cae.guard.mixin", "cae.territory.mixin"]
    _order = "state, date desc, id desc"
    _check_company_auto = True
    _guarded_parents = {"diagnosis_id": "write"}
    # the kind, the topic, the territory and the year stay, for the statistics
    _personal_paths = ("entrepreneur_id", "diagnosis_id.lead_id")

    name = fields.Char(
        required=True, personal=("file", lambda finding: finding.topic_id.name or finding.kind)
    )
    kind = fields.Selection(REVEALED, required=True, default="need", index=True)
    topic_id = fields.Many2one(
        "cae.diagnosis.topic",
        string="Theme",
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    diagnosis_id = fields.Many2one("cae.diagnosis", required=True, index=True, ondelete="cascade")
    answer_id = fields.Many2one(
        "cae.diagnosis.answer",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        domain="[('diagnosis_id', '=', diagnosis_id)]",
    )
    note = fields.Text(string="Remark", personal="file")
    state = fields.Selection(
        [("open", "To deal with"), ("handled", "Handled"), ("aside", "Set aside")],
        required=True,
        default="open",
        index=True,
    )
    company_id = fields.Many2one(related="diagnosis_id.company_id", store=True, index=True)
    entrepreneur_id = fields.Many2one(
        related="diagnosis_id.entrepreneur_id", store=True, index=True, string="Person"
    )
    form_id = fields.Many2one(related="diagnosis_id.form_id", store=True, index=True)
    user_id = fields.Many2one(related="diagnosis_id.user_id", store=True, index=True)
    date = fields.Date(related="diagnosis_id.date", store=True, index=True)
    stage = fields.Selection(
        select_as("cae.entrepreneur", "stage"),
        compute="_compute_stage",
        store=True,
        precompute=True,
        help="Of the person, on the day of the diagnosis.",
    )

    @api.depends("diagnosis_id")
    def _compute_territory_id(self):
        for finding in self:
            about = finding.diagnosis_id
            finding.territory_id = (
                about.entrepreneur_id.territory_id or about.lead_id.cae_territory_id
            )

    @api.depends("diagnosis_id")
    def _compute_stage(self):
        for finding in self:
            diagnosis, person = finding.diagnosis_id, finding.diagnosis_id.entrepreneur_id
            finding.stage = (person._get_stage(diagnosis.date) or person.stage) if person else False

    def _needs_open_parents(self, vals):
        return "diagnosis_id" in vals

    def action_set_aside(self):
        """Leave it: it is no need, or not now; it is not proposed again."""
        self.check_access("write")
        self.state = "aside"

    def action_handle(self):
        """Note that it is dealt with."""
        self.check_access("write")
        self.state = "handled"

    def action_reopen(self):
        """Take it up again."""
        self.check_access("write")
        self.state = "open"
