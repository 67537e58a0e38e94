from odoo import api, fields, models
from odoo.addons.cae_socle.engine.postcode import find_by_postcode, find_wrong_prefixes
from odoo.addons.cae_socle.engine.words import split_prefixes
from odoo.exceptions import UserError, ValidationError


class CaeTerritory(models.Model):
    """A place where the cooperative has a team: territory, branch, establishment."""

    _name = "cae.territory"
    _description = "Territory"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char()
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    advisor_ids = fields.Many2many(
        "res.users",
        "cae_territory_advisor_rel",
        "territory_id",
        "user_id",
        string="Advisors",
        domain="[('share', '=', False)]",
    )

    postcode_prefixes = fields.Char(
        string="Postcodes",
        help="How the postcodes of this territory begin, with commas: 37, 41, 4510. The longest "
        "one decides.",
    )

    _code_company_uniq = models.Constraint(
        "unique (company_id, code)",
        "Another territory of this cooperative already has this code: choose another one. "
        "It may be archived.",
    )

    def write(self, vals):
        if vals.get("active") is False:
            self._check_nobody_left()
        return super().write(vals)

    def _check_nobody_left(self):
        """Refuse to archive a territory that people are in."""
        # sudo: they count even where the user may not see them
        present = [("territory_id", "in", self.ids), ("stage", "!=", "former")]
        people_sudo = self.env["cae.entrepreneur"].sudo().search(present)
        if people_sudo:
            raise UserError(
                self.env._(
                    "%(territory)s is still used: %(people)s people in the cooperative. Give them "
                    "another territory first.",
                    territory=people_sudo.territory_id[0].name,
                    people=len(people_sudo),
                )
            )

    @api.constrains("postcode_prefixes", "company_id", "active")
    def _check_postcode_prefixes(self):
        """Refuse what is no postcode, and a prefix that two territories claim."""
        # sudo: a prefix is taken even where this user does not see the territory
        claiming_sudo = self.sudo().search(
            [("company_id", "in", self.company_id.ids), ("postcode_prefixes", "!=", False)]
        )
        for territory in self:
            prefixes = split_prefixes(territory.postcode_prefixes)
            wrong = find_wrong_prefixes(prefixes)
            if wrong:
                raise ValidationError(
                    self.env._(
                        "“%(prefix)s” cannot begin a French postcode: write 1 to 5 digits, with "
                        "commas between them, e.g. 37, 4510.",
                        prefix=wrong[0],
                    )
                )
            for other_sudo in claiming_sudo - territory if territory.active else ():
                taken = set(prefixes).intersection(split_prefixes(other_sudo.postcode_prefixes))
                if taken and other_sudo.company_id == territory.company_id:
                    raise ValidationError(
                        self.env._(
                            "The postcodes that begin with %(prefix)s already belong to the "
                            "territory %(territory)s: remove them there first, or write a "
                            "longer prefix here.",
                            prefix=min(taken),
                            territory=other_sudo.name,
                        )
                    )

    @api.model
    def _find_by_postcodes(self, company, postcodes):
        """Return {postcode: territory} of the company; without one where no prefix fits."""
        by_prefix = {
            prefix: territory
            for territory in self.search(
                [("company_id", "=", company.id), ("postcode_prefixes", "!=", False)]
            )
            for prefix in split_prefixes(territory.postcode_prefixes)
        }
        return {
            postcode: find_by_postcode(by_prefix, postcode) or self.browse()
            for postcode in postcodes
        }
