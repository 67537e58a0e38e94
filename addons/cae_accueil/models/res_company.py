from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cae_information_sessions = fields.Boolean(
        string="Collective information sessions",
        help="A person who asks for a first meeting may wish to come to a session first.",
    )
