from odoo import api, fields, models


class CaeCompetencyLevel(models.Model):
    """A level of the scale on which every competency is rated."""

    _name = "cae.competency.level"
    _description = "Level of competency"
    _order = "value, id"

    name = fields.Char(required=True, translate=True)
    value = fields.Integer(required=True, help="Averages are made of these numbers.")
    description = fields.Char(translate=True, help="How one recognises it, whatever the skill.")

    _value_uniq = models.Constraint(
        "unique (value)", "Another level has this number already: each level has its own."
    )
    _value_positive = models.Constraint("check (value >= 0)", "The number of a level is 0 or more.")

    @api.depends("name", "value")
    def _compute_display_name(self):
        for level in self:
            level.display_name = f"{level.value} · {level.name}" if level.name else ""
