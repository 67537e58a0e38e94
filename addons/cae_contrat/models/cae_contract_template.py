from odoo import api, fields, models
from odoo.addons.cae_socle.models.client_actions import open_form

KINDS = [("cape", "CAPE"), ("cesa", "CESA"), ("amendment", "Amendment or renewal")]


class CaeContractTemplate(models.Model):
    """The text of a kind of contract, clause by clause, with placeholders.

    Those without a company come with the module and are read-only: a cooperative makes its
    own from them, and from then on its contracts begin with that one.
    """

    _name = "cae.contract.template"
    _description = "Template of contracts"
    _order = "kind, company_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="The first of a kind is the one proposed.")
    kind = fields.Selection(KINDS, required=True, default="cape", string="For")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: comes with the software, for all cooperatives, and cannot be changed.",
    )
    clause_ids = fields.One2many(
        "cae.contract.template.clause", "template_id", string="Clauses", copy=True
    )
    missing_items = fields.Char(compute="_compute_missing_items")
    placeholder_help = fields.Html(compute="_compute_placeholder_help", sanitize=False)

    @api.depends("kind", "clause_ids.legal_item")
    @api.depends_context("lang")
    def _compute_missing_items(self):
        """What the law wants a contract to say and this text does not."""
        for template in self:
            clauses = template.clause_ids
            article, missing = clauses._list_missing_items(
                template.kind, clauses.mapped("legal_item")
            )
            template.missing_items = missing and self.env._(
                "The law (%(article)s) wants a contract to say also: %(items)s.",
                article=article,
                items=missing,
            )

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_placeholder_help(self):
        texts = self.env["cae.contract.text.mixin"]
        names = texts._get_placeholder_names()
        for template in self:
            labels = texts._get_placeholder_labels(template.kind)
            template.placeholder_help = self.env["ir.qweb"]._render(
                "cae_contrat.contract_placeholder_help", {"names": names, "labels": labels}
            )

    def copy_data(self, default=None):
        """A copy belongs to the cooperative of who makes it."""
        vals_list = super().copy_data(default)
        for vals in vals_list:
            vals["company_id"] = vals.get("company_id") or self.env.company.id
        return vals_list

    def action_make_own(self):
        """Copy a text that comes with the software, to change it; open the copy."""
        self.ensure_one()
        self.check_access("read")
        own = self.copy({"company_id": self.env.company.id, "sequence": 1})
        return open_form(self._name, own.display_name, res_id=own.id)

    def _find(self, kind, company):
        """Return the template to propose: the cooperative's own first, then the shared one."""
        templates = self.search(
            [("kind", "=", kind), ("company_id", "in", (company.id, False))],
            order="sequence, id",
        )
        return (templates.filtered("company_id") or templates)[:1]
