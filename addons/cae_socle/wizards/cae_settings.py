from odoo import api, fields, models
from odoo.exceptions import AccessError


class CaeSettings(models.TransientModel):
    """The choices of a cooperative, which its manager makes.

    Odoo's own settings, and the company itself, are for the system's administrator. The fields
    below that follow the company's are all that a manager can change of it.

    *How to extend it*: an addon adds its choice here with ``related="company_id..."`` and
    ``readonly=False``, and to the form.
    """

    _name = "cae.settings"
    _description = "The cooperative"
    _rec_name = "company_id"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    cae_legal_form = fields.Char(related="company_id.cae_legal_form", readonly=False)
    cae_share_capital = fields.Monetary(related="company_id.cae_share_capital", readonly=False)
    cae_register_city = fields.Char(related="company_id.cae_register_city", readonly=False)

    @api.model_create_multi
    def create(self, vals_list):
        choices = [self._split_choices(vals) for vals in vals_list]
        all_settings = super().create([rest for _chosen, rest in choices])
        for settings, (chosen, _rest) in zip(all_settings, choices, strict=True):
            settings._choose(chosen)
        return all_settings

    def write(self, vals):
        self.check_access("write")
        chosen, rest = self._split_choices(vals)
        for settings in self:
            settings._choose(chosen)
        return super().write(rest)

    @api.model
    def _split_choices(self, vals):
        """Return (values of the company's choices, the others)."""
        names = {
            name
            for name, field in self._fields.items()
            if field.related and field.related.startswith("company_id.") and not field.readonly
        }
        chosen = {name: value for name, value in vals.items() if name in names}
        return chosen, {name: value for name, value in vals.items() if name not in names}

    def _choose(self, chosen):
        """Write choices on the company, for a manager who works in it."""
        self.ensure_one()
        if self.company_id not in self.env.user.company_ids:
            raise AccessError(
                self.env._(
                    "You do not work in %(company)s: only its managers set it up.",
                    company=self.company_id.sudo().name,
                )
            )
        # sudo: a manager of this company, see above and the access line; a whitelist of fields
        company_sudo = self.company_id.sudo()
        company_sudo.write(
            {self._fields[name].related.split(".")[-1]: value for name, value in chosen.items()}
        )
