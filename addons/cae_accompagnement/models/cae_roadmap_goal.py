from odoo import fields, models


class CaeRoadmapGoal(models.Model):
    """One of the things that a person wants to reach."""

    _name = "cae.roadmap.goal"
    _description = "Goal of a roadmap"
    _inherit = ["cae.roadmap.part.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, string="Goal")
    sequence = fields.Integer(default=10)
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
