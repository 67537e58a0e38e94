from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class CaeContractVersion(models.Model):
    """One state of a contract's terms, from a day on: noted when it is agreed, never rewritten.

    A later row counts instead of the earlier ones from its own first day on; what is before
    stays readable as it was. Only the module writes rows (nobody has the right to).
    """

    _name = "cae.contract.version"
    _description = "Terms of a contract from a day on"
    _inherit = ["cae.contract.terms.mixin", "cae.guard.mixin"]
    _order = "contract_id, id desc"
    _check_company_auto = True
    _guarded_parents = {"contract_id": "write"}
    _personal_ignored = "dates and figures"

    contract_id = fields.Many2one("cae.contract", required=True, index=True, ondelete="cascade")
    entrepreneur_id = fields.Many2one(related="contract_id.entrepreneur_id", store=True, index=True)
    company_id = fields.Many2one(related="contract_id.company_id", store=True, index=True)
    kind = fields.Selection(related="contract_id.kind")
    date_from = fields.Date(string="From", required=True)
    date_until = fields.Date(
        string="Until",
        compute="_compute_date_until",
        help="Last day on which these terms hold. Empty: for as long as the contract.",
    )
    date_end = fields.Date(string="End of the contract", help="As agreed in this state.")
    origin = fields.Selection(
        [
            ("contract", "Contract"),
            ("renewal", "Renewal"),
            ("amendment", "Amendment"),
            ("withdrawal", "Amendment withdrawn"),
            ("end", "Early end"),
            ("correction", "Correction of the contract"),
        ],
        required=True,
        default="contract",
    )
    amendment_id = fields.Many2one(
        "cae.contract.amendment", index=True, ondelete="restrict", check_company=True
    )

    @api.depends("contract_id.version_ids", "contract_id.date_end")
    def _compute_date_until(self):
        for version in self:
            later = version.contract_id.version_ids.filtered(
                lambda other, version=version: other._origin.id > version._origin.id
            )
            days = [fields.Date.subtract(day, days=1) for day in later.mapped("date_from")]
            end = version.contract_id.date_end
            version.date_until = min([*days, *([end] if end else [])], default=False)

    @api.depends("contract_id.display_name", "date_from")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(contract)s from %(date)s",
                contract=version.contract_id.display_name,
                date=format_date(self.env, version.date_from) if version.date_from else "",
            )

    def write(self, vals):
        """What was agreed is not rewritten, by nobody."""
        if self and vals:
            raise UserError(
                self.env._(
                    "The history of the terms is not rewritten: make an amendment of the contract."
                )
            )
        return super().write(vals)
