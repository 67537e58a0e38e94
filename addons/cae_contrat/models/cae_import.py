from odoo import models


class CaeImport(models.Model):
    """What contracts add to the file of people: sheets of contracts, and exits."""

    _name = "cae.import"
    _inherit = [
        "cae.import.exits.mixin",
        "cae.import.earlier.mixin",
        "cae.import.contracts.mixin",
        "cae.import",
    ]
