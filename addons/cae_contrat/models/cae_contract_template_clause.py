from markupsafe import Markup

from odoo import api, fields, models

from ..engine import contract_law
from .cae_contract_text_mixin import EMPTY_PARAGRAPH

LEGAL_ITEMS = list(contract_law.POINTS.items())


class CaeContractTemplateClause(models.Model):
    """One clause of a template: title and text with placeholders."""

    _name = "cae.contract.template.clause"
    _description = "Clause of a template of contracts"
    _inherit = ["cae.guard.mixin"]
    _order = "sequence, id"
    _rec_name = "title"
    _guarded_parents = {"template_id": "write"}

    template_id = fields.Many2one(
        "cae.contract.template", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="template_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    title = fields.Char(required=True, translate=True)
    body = fields.Html(
        string="Text",
        translate=True,
        help="Words in braces are filled in from the contract, e.g. {person}.",
    )
    legal_item = fields.Selection(
        LEGAL_ITEMS,
        help="The point of the law that this clause answers: the text is complete when each "
        "has one.",
    )

    @api.constrains("title", "body")
    def _check_placeholders(self):
        texts = self.env["cae.contract.text.mixin"]
        for clause in self:
            # with anything in their place: each must be known
            clause._fill(texts._get_placeholder_labels(clause.template_id.kind))

    def _list_missing_items(self, kind, items):
        """Return (article, labels of what the law wants a text of a kind to say beside items)."""
        article, missing = contract_law.missing_items(kind, items)
        labels = dict(self._fields["legal_item"]._description_selection(self.env))
        return article, ", ".join(labels[item] for item in missing)

    def _fill(self, values):
        """Return (title, body) with the placeholders resolved.

        :param dict values: {name: text or Markup}; text is escaped in the body
        :raise ValidationError: for a placeholder that does not exist
        """
        self.ensure_one()
        texts = self.env["cae.contract.text.mixin"]
        escaped = {name: Markup.escape(value) for name, value in values.items()}
        body = texts._fill_text(self.body or "", escaped)
        return texts._fill_text(self.title, values), Markup(EMPTY_PARAGRAPH.sub("", body))
