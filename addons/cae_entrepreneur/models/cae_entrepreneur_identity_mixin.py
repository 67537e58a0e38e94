from stdnum.exceptions import ValidationError as InvalidNumber
from stdnum.fr import nir

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..engine.nationality import get_adjective

# The law forbids a contract of work to children (C. trav. L4153-1).
YOUNGEST = 16
OLDEST = 110
# What HR keeps of the same, for the staff register: {field of the file: field of the employee}
HR_FIELDS = {
    "birth_date": "birthday",
    "birth_place": "place_of_birth",
    "nationality_id": "country_id",
}


def get_nationality_label(country):
    """Return the nationality of a country's people, in the language of its environment.

    In French the adjective, elsewhere the name of the country.
    """
    adjective = get_adjective(country.code)
    if adjective and (country.env.lang or "").startswith("fr"):
        return adjective
    return country.name or ""


class CaeEntrepreneurIdentityMixin(models.AbstractModel):
    """Who a person is, as contracts and declarations ask for it.

    The social security number is read by one group only. For everybody else there is what its
    first figures say, which are no secret: they follow from the birth date.
    """

    _name = "cae.entrepreneur.identity.mixin"
    _description = "Identity of a Person"
    _inherit = ["cae.guard.mixin"]

    birth_date = fields.Date(string="Born on", copy=False, personal="staff")
    birth_place = fields.Char(
        string="Born in",
        copy=False,
        help="The town and its department, or the country: Tours (37), Liège (Belgium).",
        personal="staff",
    )
    nationality_id = fields.Many2one(
        "res.country",
        string="Country of nationality",
        copy=False,
        ondelete="restrict",
        personal="staff",
    )
    social_number = fields.Char(
        string="Social security number",
        copy=False,
        groups="cae_socle.group_social_number",
        help="The 15 figures of the carte Vitale, key included. Only who has the right "
        "“Social security numbers” reads it.",
        personal="staff",
    )
    social_number_masked = fields.Char(
        string="Social security number (masked)",
        compute="_compute_social_number_masked",
        compute_sudo=True,
        groups="cae_socle.group_advisor,cae_socle.group_accountant",
    )
    identity_missing = fields.Char(compute="_compute_identity_missing")

    @api.depends("social_number")
    def _compute_social_number_masked(self):
        for person in self:
            number = person.social_number or ""
            person.social_number_masked = number and f"{number[:7]} ** *** *** **"

    @api.depends("birth_date", "birth_place", "nationality_id", "street", "zip", "city")
    @api.depends_context("lang")
    def _compute_identity_missing(self):
        for person in self:
            person.identity_missing = ", ".join(person._get_missing_for_contract())

    @api.constrains("birth_date")
    def _check_birth_date(self):
        today = fields.Date.context_today(self)
        youngest = fields.Date.subtract(today, years=YOUNGEST)
        oldest = fields.Date.subtract(today, years=OLDEST)
        for person in self:
            if person.birth_date and not oldest <= person.birth_date <= youngest:
                raise ValidationError(
                    self.env._(
                        "%(name)s cannot be born on %(date)s: people here are between "
                        "%(youngest)s and %(oldest)s years old. Correct the birth date.",
                        name=person.name,
                        date=format_date(self.env, person.birth_date),
                        youngest=YOUNGEST,
                        oldest=OLDEST,
                    )
                )

    def _add_guarded_values(self, vals):
        return super()._add_guarded_values(self._clean_social_number(vals))

    @api.model
    def _clean_social_number(self, vals):
        """Return values with the social security number as it is printed on the card.

        :raise ValidationError: when its figures or its key are wrong; the number itself is not
            repeated, because messages are logged
        """
        number = vals.get("social_number")
        if not number:
            return vals
        try:
            return {**vals, "social_number": nir.format(nir.validate(number))}
        except InvalidNumber as error:
            raise ValidationError(
                self.env._(
                    "This is not a social security number: it has 15 figures, of which the last "
                    "two are the key. Compare it with the card."
                )
            ) from error

    def _get_missing_for_contract(self):
        """Return what a contract prints of a person and the file does not say.

        :return: list of labels, in the user's language
        """
        self.ensure_one()
        wanted = ("birth_date", "birth_place", "nationality_id")
        missing = [
            self._fields[name]._description_string(self.env) for name in wanted if not self[name]
        ]
        if not (self.street and self.zip and self.city):
            missing.append(self.env._("Address"))
        return missing
