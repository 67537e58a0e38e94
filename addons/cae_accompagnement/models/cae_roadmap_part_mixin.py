from odoo import fields, models


class CaeRoadmapPartMixin(models.AbstractModel):
    """What a roadmap is made of: its person's, of her cooperative, and gone with her file."""

    _name = "cae.roadmap.part.mixin"
    _description = "Part of a roadmap"
    _inherit = ["cae.guard.mixin"]
    _check_company_auto = True
    _guarded_parents = {"roadmap_id": "write"}
    _personal_paths = ("entrepreneur_id",)
    _personal_erased = "file"

    roadmap_id = fields.Many2one("cae.roadmap", required=True, index=True, ondelete="cascade")
    entrepreneur_id = fields.Many2one(
        related="roadmap_id.entrepreneur_id", store=True, index=True, string="Person"
    )
    company_id = fields.Many2one(related="roadmap_id.company_id", store=True, index=True)
