from odoo import fields, models


class CaePrescriber(models.Model):
    """Who sends people to the cooperative: an agency, a chamber, a city."""

    _name = "cae.prescriber"
    _description = "Prescriber"
    _inherit = ["cae.list.mixin"]
    _order = "sequence, name, id"
    _check_company_auto = True

    kind = fields.Selection(
        [
            ("employment", "Public employment service"),
            ("local", "Local authority"),
            ("chamber", "Chamber or network for founders"),
            ("insertion", "Social or insertion structure"),
            ("cooperative", "Cooperative"),
            ("member", "Member of the cooperative"),
            ("media", "Website, press, social networks"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
        index=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        index=True,
        check_company=True,
        help="The structure in the contacts: its address, the person to call.",
    )
    territory_id = fields.Many2one(
        "cae.territory", index=True, check_company=True, help="Left empty, it serves all of them."
    )
    on_public_page = fields.Boolean(
        default=True,
        string="On the public page",
        help="A person who asks for a first meeting can say that she comes from there.",
    )
    company_id = fields.Many2one(help="Left empty, every cooperative may choose it.")
