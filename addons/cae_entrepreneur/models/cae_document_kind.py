from odoo import fields, models


class CaeDocumentKind(models.Model):
    """What a document is: identity, diploma, insurance... The list is the cooperative's."""

    _name = "cae.document.kind"
    _description = "Kind of Document"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Left empty, all the cooperatives use it."
    )
    has_expiry = fields.Boolean(
        string="Expires", help="The date until which it is valid is asked for."
    )
    portal_upload = fields.Boolean(
        string="Sent by the person", help="The person may send it from “My space”.", default=True
    )
