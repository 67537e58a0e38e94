from odoo import fields, models


class CaeSpeakerRole(models.Model):
    """What somebody does for a session: leads it, knows a subject, receives the people."""

    _name = "cae.speaker.role"
    _description = "Role of a speaker"
    _check_company_auto = True
    _order = "sequence, name, id"

    name = fields.Char(string="Role", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Char(string="What it is", translate=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Left empty: of all the cooperatives."
    )
