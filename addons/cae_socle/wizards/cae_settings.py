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
        self.check_access("create")
        self._check_may_name_in_form([{"company_id": vals.get("company_id")} for vals in vals_list])
        # sudo: the choices are the company's; the fields above are all that may be written
        all_settings = super(CaeSettings, self.sudo()).create(vals_list).with_env(self.env)
        all_settings._check_works_here()
        return all_settings

    def write(self, vals):
        self.check_access("write")
        self._check_may_name_in_form([{"company_id": vals.get("company_id")}])
        self._check_works_here()
        # sudo: as above
        return super(CaeSettings, self.sudo()).write(vals)

    def _check_works_here(self):
        """Raise unless the user works in the cooperative whose choices these are."""
        for company in self.company_id - self.env.user.company_ids:
            raise AccessError(
                self.env._(
                    "You do not work in %(company)s: only its managers set it up.",
                    company=company.sudo().name,
                )
            )
