from odoo import api, fields, models


class CaeTerritoryMixin(models.AbstractModel):
    """What happens with a person in a territory, and stays there when the person moves."""

    _name = "cae.territory.mixin"
    _description = "In a territory"

    territory_id = fields.Many2one(
        "cae.territory",
        compute="_compute_territory_id",
        store=True,
        index=True,
        help="That of the person on the day.",
    )

    @api.depends("entrepreneur_id")
    def _compute_territory_id(self):
        for record in self:
            record.territory_id = record.entrepreneur_id.territory_id
