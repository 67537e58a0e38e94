from odoo import fields, models


class CaeRoadmapGoal(models.Model):
    """One of the things that a person wants to reach."""

    _name = "cae.roadmap.goal"
    _description = "Goal of a roadmap"
    _inherit = ["cae.guard.mixin"]
    _order = "sequence, id"
    _check_company_auto = True
    _guarded_parents = {"roadmap_id": "write"}
    _personal_paths = ("entrepreneur_id",)
    _personal_erased = "file"

    name = fields.Char(required=True, string="Goal")
    sequence = fields.Integer(default=10)
    roadmap_id = fields.Many2one("cae.roadmap", required=True, index=True, ondelete="cascade")
    entrepreneur_id = fields.Many2one(
        related="roadmap_id.entrepreneur_id", store=True, index=True, string="Person"
    )
    company_id = fields.Many2one(related="roadmap_id.company_id", store=True, index=True)
    resources = fields.Text(
        string="Means", help="People, places, trainings, money that one can count on."
    )
    date_due = fields.Date(string="Due by")
    state = fields.Selection(
        [("open", "Ongoing"), ("reached", "Reached"), ("dropped", "Dropped")],
        required=True,
        default="open",
        index=True,
    )
    step_ids = fields.One2many("cae.roadmap.step", "goal_id", string="Steps")
    indicator_ids = fields.One2many("cae.roadmap.indicator", "goal_id", string="Success indicators")
