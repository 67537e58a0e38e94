from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CaeRoadmapGoalPartMixin(models.AbstractModel):
    """What leads to a goal of the roadmap, or shows that it is reached."""

    _name = "cae.roadmap.goal.part.mixin"
    _description = "Part of a goal of a roadmap"
    _inherit = ["cae.roadmap.part.mixin"]

    sequence = fields.Integer(default=10)
    goal_id = fields.Many2one(
        "cae.roadmap.goal",
        index="btree_not_null",
        ondelete="set null",
        domain="[('roadmap_id', '=', roadmap_id)]",
    )

    @api.constrains("goal_id", "roadmap_id")
    def _check_goal(self):
        for part in self:
            if part.goal_id and part.goal_id.roadmap_id != part.roadmap_id:
                raise ValidationError(
                    self.env._(
                        "“%(goal)s” is a goal of another roadmap: choose one of this roadmap.",
                        goal=part.goal_id.name,
                    )
                )
