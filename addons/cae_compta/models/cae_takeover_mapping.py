from odoo import fields, models


class CaeTakeoverMapping(models.Model):
    """Which account of ours takes the place of an account of the old books.

    Learnt from each opening that is booked, and proposed for the next file.
    """

    _name = "cae.takeover.mapping"
    _description = "Account of old books"
    _order = "code, id"
    _rec_name = "code"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    code = fields.Char(string="Account in the old books", required=True)
    account_id = fields.Many2one(
        "account.account", required=True, index=True, ondelete="cascade", check_company=True
    )

    _code_uniq = models.UniqueIndex(
        "(company_id, code)", "This account of the old books already has its account."
    )
