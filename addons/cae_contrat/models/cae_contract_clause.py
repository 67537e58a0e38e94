from odoo import api, fields, models

from .cae_contract_template_clause import LEGAL_ITEMS


class CaeContractClause(models.Model):
    """One clause of a contract or of an amendment, as the person reads and signs it."""

    _name = "cae.contract.clause"
    _description = "Clause of a contract"
    _inherit = ["cae.guard.mixin"]
    _order = "sequence, id"
    _rec_name = "title"
    _check_company_auto = True
    _guarded_parents = {"contract_id": "write", "amendment_id": "write"}
    _personal_paths = ("entrepreneur_id",)
    _personal_erased = "staff"

    contract_id = fields.Many2one(
        "cae.contract", index=True, ondelete="cascade", check_company=True
    )
    amendment_id = fields.Many2one(
        "cae.contract.amendment", index=True, ondelete="cascade", check_company=True
    )
    entrepreneur_id = fields.Many2one(
        "cae.entrepreneur", compute="_compute_owner", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_owner", store=True, index=True, precompute=True
    )
    template_clause_id = fields.Many2one(
        "cae.contract.template.clause", ondelete="set null", index="btree_not_null", readonly=True
    )
    sequence = fields.Integer(default=100)
    title = fields.Char(required=True)
    body = fields.Html(string="Text")
    legal_item = fields.Selection(LEGAL_ITEMS)
    is_edited = fields.Boolean(
        string="Changed by hand",
        readonly=True,
        help="It no longer follows the terms of the contract: read it again when they change.",
    )

    _one_owner = models.Constraint(
        "check ((contract_id is null) != (amendment_id is null))",
        "A clause belongs to one contract or to one amendment.",
    )

    @api.depends("contract_id", "amendment_id")
    def _compute_owner(self):
        for clause in self:
            owner = clause.contract_id or clause.amendment_id
            clause.entrepreneur_id = owner.entrepreneur_id
            clause.company_id = owner.company_id

    @api.model_create_multi
    def create(self, vals_list):
        # A default of the contract or amendment around it would give a clause two owners.
        alone = self.with_context(default_contract_id=False, default_amendment_id=False)
        return super(CaeContractClause, alone).create(vals_list)

    def _add_guarded_values(self, vals):
        """Return values in which a clause that is written by hand says so."""
        by_hand = self and {"title", "body", "legal_item"} & set(vals)
        return {**vals, "is_edited": True} if by_hand and not self._is_by_method() else vals
