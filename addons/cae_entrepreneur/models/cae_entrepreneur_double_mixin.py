from markupsafe import Markup

from odoo import api, fields, models
from odoo.addons.cae_socle.models.client_actions import open_form
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize

from ..engine.names import same_name
from ..engine.phone_number import find_common_digits

# Fewer digits are an extension, or half a number.
PHONE_DIGITS = 8


class CaeEntrepreneurDoubleMixin(models.AbstractModel):
    """Files that may be of one and the same person.

    Nobody is refused for it: a couple has one telephone. It is said before a second file is
    made, with the way to the first one.
    """

    _name = "cae.entrepreneur.double.mixin"
    _description = "Files that may be of one person"

    double_warning = fields.Html(
        string="Perhaps the same person",
        compute="_compute_double_warning",
        groups="base.group_user",
        help="Files with the same mail address, the same phone, or the same name and birth date.",
    )

    @api.depends("name", "email", "phone", "birth_date", "company_id")
    @api.depends_context("uid", "lang")
    def _compute_double_warning(self):
        for person in self:
            doubles_sudo = self._find_doubles(
                person.company_id or self.env.company,
                name=person.name,
                email=person.email,
                phone=person.phone,
                birth_date=person.birth_date,
                but=person._origin,
            )
            person.double_warning = self._describe_doubles(doubles_sudo)

    @api.model
    def _find_doubles(self, company, name="", email="", phone="", birth_date=None, but=None):
        """Return the files that may be of the person with these details, as superuser.

        Archived files and those of other advisors count: the person has one all the same.

        :param but: the file of the person itself, which is not its own double
        """
        # sudo: only names and referents are told of files that the user may not see
        files_sudo = self.env["cae.entrepreneur"].sudo().with_context(active_test=False)
        ways = []
        if normalized := email and email_normalize(email):
            ways.append(Domain("partner_id.email_normalized", "=", normalized))
        digits = find_common_digits(phone or "")
        if len(digits) >= PHONE_DIGITS:
            ways.append(self._domain_phone(f"%{digits}"))
        if name and birth_date:
            ways.append(Domain("birth_date", "=", birth_date))
        if not ways or company not in self.env.companies:
            return files_sudo
        found_sudo = files_sudo.search(
            Domain("company_id", "=", company.id)
            & Domain("id", "not in", (but or files_sudo).ids)
            & Domain.OR(ways),
            limit=20,
        )
        return found_sudo.filtered(
            lambda one: (
                not (birth_date and one.birth_date == birth_date)
                or same_name(one.name or "", name or "")
                or (normalized and one.email_normalized == normalized)
                or (digits and find_common_digits(one.phone or "") == digits)
            )
        )

    @api.model
    def _domain_phone(self, digits):
        """Return the domain of the files with a phone like this, whatever its separators.

        :param str digits: with the wildcards of SQL; without a prefix
        """
        self.env["res.partner"].flush_model(["phone"])
        phones = SQL(
            r"(SELECT id FROM res_partner WHERE regexp_replace(phone, '\D', '', 'g') LIKE %s)",
            digits,
        )
        # in one subquery
        return Domain("partner_id", "in", phones)

    @api.model
    def _describe_doubles(self, doubles_sudo):
        """Return which files these are, with a link to those that the user may read (Markup)."""
        readable = doubles_sudo.with_env(self.env)._filtered_access("read")
        lines = []
        for double_sudo in doubles_sudo:
            label = self._describe_double(double_sudo)
            if double_sudo.with_env(self.env) in readable:
                label = double_sudo._get_html_link(title=label)
            lines.append(Markup("<li>%s</li>") % label)
        return Markup("<ul class='mb-0'>%s</ul>") % Markup().join(lines) if lines else False

    @api.model
    def _describe_double(self, double_sudo):
        stages = dict(self._fields["stage"]._description_selection(self.env))
        facts = [stages[double_sudo.stage] if double_sudo.active else self.env._("archived")]
        if referent_sudo := double_sudo.referent_id:
            facts.append(self.env._("followed by %(referent)s", referent=referent_sudo.name))
        return f"{double_sudo.name} ({', '.join(facts)})"

    def action_open_merge(self):
        """Open the window that makes one file of this one and its double."""
        self.ensure_one()
        doubles_sudo = self._find_doubles(
            self.company_id, self.name, self.email, self.phone, self.birth_date, self
        )
        action = open_form("cae.entrepreneur.merge", self.env._("Merge two files"), new=True)
        return action | {"context": {"active_ids": [*self.ids, *doubles_sudo[:1].ids]}}
