from odoo import models


class CaeExitStep(models.Model):
    """What is to be done at each exit: copied to the exit as lines to tick."""

    _name = "cae.exit.step"
    _description = "Step of an exit"
    _inherit = ["cae.list.mixin"]
    _order = "sequence, id"
    _check_company_auto = True
