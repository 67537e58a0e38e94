from odoo import fields, models


class CaePublic(models.Model):
    """A public that funders ask to count: never health nor benefits."""

    _name = "cae.public"
    _description = "Public"
    _inherit = ["cae.list.mixin"]
    _order = "sequence, name, id"

    name = fields.Char(
        help="No health, disability or benefits here: they belong to the social file.",
    )
    color = fields.Integer()
    on_public_page = fields.Boolean(
        default=True,
        string="On the public page",
        help="A person who asks for a first meeting may say that this is her situation.",
    )
    company_id = fields.Many2one(help="Left empty, every cooperative may choose it.")
