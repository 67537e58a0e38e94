from odoo import models
from odoo.exceptions import ValidationError

# What the French data protection authority asks of a password that nothing else protects.
PASSWORD_MINIMUM = 12


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    def set_values(self):
        present = self.default_get(["minlength"]).get("minlength")
        if self.minlength < PASSWORD_MINIMUM and self.minlength != present:
            raise ValidationError(
                self.env._(
                    "A password has at least %(count)s characters: with it, people sign contracts "
                    "and ask for another bank account.",
                    count=PASSWORD_MINIMUM,
                )
            )
        return super().set_values()
