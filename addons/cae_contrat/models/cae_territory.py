from odoo import fields, models


class CaeTerritory(models.Model):
    _inherit = "cae.territory"

    work_location_id = fields.Many2one(
        "hr.work.location",
        check_company=True,
        ondelete="set null",
        help="Noted on the employees of this territory. Left empty, the first CESA makes it.",
    )
