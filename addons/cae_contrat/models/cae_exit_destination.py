from odoo import fields, models


class CaeExitDestination(models.Model):
    """What a person does after the cooperative, and whether funders call this positive."""

    _name = "cae.exit.destination"
    _description = "Destination after an exit"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    is_positive = fields.Boolean(
        string="Positive exit",
        help="Positive exits are a CESA, the creation of a company, a job or a training.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Left empty, all the cooperatives use it."
    )
