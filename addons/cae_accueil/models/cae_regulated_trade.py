from odoo import fields, models
from odoo.addons.cae_socle.engine.folding import fold


class CaeRegulatedTrade(models.Model):
    """A trade that the cooperative cannot shelter, or that a sister company does."""

    _name = "cae.regulated.trade"
    _description = "Regulated trade"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    keywords = fields.Char(
        translate=True,
        help="Words of a project that point to this trade, with commas: plumber, electrician.",
    )
    outcome = fields.Selection(
        [
            ("refused", "Not possible here"),
            ("sister", "Sent to a sister company"),
            ("check", "Possible under conditions"),
        ],
        required=True,
        default="check",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Sister company",
        index=True,
        check_company=True,
    )
    reason = fields.Text(translate=True, help="Why, in words that can be said to the person.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Left empty, it holds for every cooperative."
    )

    def _find_in(self, text):
        """Return the one of these trades whose words stand in ``text``, or none.

        Of several, the one with the longest word: it is the most precise.
        """
        text = fold(text)
        found = {}
        for trade in self:
            for word in (trade.keywords or "").split(","):
                word = fold(word.strip())
                if word and word in text:
                    found.setdefault(word, trade)
        return found[max(found, key=len)] if found else self.browse()
