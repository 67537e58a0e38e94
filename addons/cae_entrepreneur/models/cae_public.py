from odoo import fields, models


class CaePublic(models.Model):
    """A public that funders ask to count: never health nor benefits."""

    _name = "cae.public"
    _description = "Public"
    _order = "sequence, name, id"

    name = fields.Char(
        required=True,
        translate=True,
        help="No health, disability or benefits here: they belong to the social file.",
    )
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    active = fields.Boolean(default=True)
    on_public_page = fields.Boolean(
        default=True,
        string="On the public page",
        help="A person who asks for a first meeting may say that this is her situation.",
    )
    company_id = fields.Many2one(
        "res.company", index=True, help="Left empty, every cooperative may choose it."
    )
