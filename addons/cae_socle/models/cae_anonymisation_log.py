from odoo import api, fields, models
from odoo.exceptions import UserError


class CaeAnonymisationLog(models.Model):
    """What was anonymised, when and by whom, without saying whose data it was."""

    _name = "cae.anonymisation.log"
    _description = "Log of anonymisations"
    _inherit = ["cae.guard.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now, index=True)
    user_id = fields.Many2one(
        "res.users",
        string="Done by",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    reference = fields.Char(
        required=True,
        readonly=True,
        index=True,
        help="A fingerprint of the file: the same for the same file, and nobody can go back "
        "from it to a name.",
    )
    kinds = fields.Char(string="Kinds of data", required=True, readonly=True)
    record_count = fields.Integer(string="Records", readonly=True)
    details = fields.Text(readonly=True, help="How many records of each kind were changed.")
    remaining = fields.Text(
        string="Still found afterwards",
        readonly=True,
        help="Where the privacy lookup still finds this name or address, for example a customer "
        "of the same name: to be looked at.",
    )

    @api.depends("reference")
    def _compute_display_name(self):
        for log in self:
            log.display_name = (log.reference or "")[:12]

    def _describe_guarded(self, field):
        return self.env._("The log of anonymisations cannot be changed.")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The log of anonymisations cannot be deleted."))
