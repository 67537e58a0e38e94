from odoo import fields, models


class CaeExitStep(models.Model):
    """What is to be done at each exit: copied to the exit as lines to tick."""

    _name = "cae.exit.step"
    _description = "Step of an exit"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Left empty, all the cooperatives use it."
    )
