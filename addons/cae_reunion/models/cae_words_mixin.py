from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.words import normalise, split_words


class CaeWordsMixin(models.AbstractModel):
    """Records that are found again by their words, with or without accents.

    A model says in `_get_search_parts` what can be found, and depends on it in
    `_compute_search_text`.
    """

    _name = "cae.words.mixin"
    _description = "Found by Words"

    search_text = fields.Char(compute="_compute_search_text", store=True, index="trigram")
    search_words = fields.Char(
        string="Words",
        compute="_compute_search_words",
        search="_search_search_words",
        help="All the words, in any order, with or without accents.",
    )

    def _get_search_parts(self):
        """Return the texts in which one record is found, as a list of str or False."""
        self.ensure_one()
        return [self.display_name]

    def _compute_search_text(self):
        for record in self:
            record.search_text = normalise(" ".join(filter(None, record._get_search_parts())))

    def _compute_search_words(self):
        # only searched; a value is asked for by generic calls
        self.search_words = False

    @api.model
    def _search_search_words(self, operator, value):
        if operator != "ilike" or not isinstance(value, str):
            return NotImplemented
        return self._domain_words(value)

    @api.model
    def _domain_words(self, text):
        """Return the domain of the records that have all the words of a text."""
        return Domain.AND(Domain("search_text", "ilike", word) for word in split_words(text))
