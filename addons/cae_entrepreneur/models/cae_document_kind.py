from odoo import fields, models


class CaeDocumentKind(models.Model):
    """What a document is: identity, diploma, insurance... The list is the cooperative's."""

    _name = "cae.document.kind"
    _description = "Kind of Document"
    _inherit = ["cae.list.mixin"]
    _order = "sequence, name, id"
    _check_company_auto = True

    has_expiry = fields.Boolean(
        string="Expires", help="The date until which it is valid is asked for."
    )
    portal_upload = fields.Boolean(
        string="Sent by the person", help="The person may send it from “My space”.", default=True
    )
