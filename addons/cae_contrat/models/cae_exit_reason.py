from odoo import fields, models


class CaeExitReason(models.Model):
    """Why a person leaves the cooperative; each cooperative edits the list."""

    _name = "cae.exit.reason"
    _description = "Reason of an exit"
    _inherit = ["cae.list.mixin"]
    _order = "sequence, name, id"
    _check_company_auto = True

    departure_reason_id = fields.Many2one(
        "hr.departure.reason",
        string="Departure reason in HR",
        index="btree_not_null",
        ondelete="set null",
        domain="['|', ('country_id', '=', False), ('country_id.code', '=', 'FR')]",
        help="Noted on the employee when a person under CESA leaves for this reason. Left empty, "
        "it is the end of the CESA.",
    )
