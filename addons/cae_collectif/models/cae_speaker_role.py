from odoo import fields, models


class CaeSpeakerRole(models.Model):
    """What somebody does for a session: leads it, knows a subject, receives the people."""

    _name = "cae.speaker.role"
    _description = "Role of a speaker"
    _check_company_auto = True
    _inherit = ["cae.list.mixin"]
    _order = "sequence, name, id"

    name = fields.Char(string="Role")
    description = fields.Char(string="What it is", translate=True)
