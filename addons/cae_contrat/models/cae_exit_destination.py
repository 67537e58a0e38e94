from odoo import fields, models


class CaeExitDestination(models.Model):
    """What a person does after the cooperative, and whether funders call this positive."""

    _name = "cae.exit.destination"
    _description = "Destination after an exit"
    _inherit = ["cae.list.mixin"]
    _order = "sequence, name, id"
    _check_company_auto = True

    is_positive = fields.Boolean(
        string="Positive exit",
        help="Positive exits are a CESA, the creation of a company, a job or a training.",
    )
