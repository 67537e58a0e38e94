from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Command

OURS = "cae."


class Base(models.AbstractModel):
    """What a request names must be open to who asks, where Odoo itself does not look.

    Record rules look at a row before it is written, not at the place to which it goes; and a
    form that is being filled in shows, as superuser, what follows from the record it names.
    """

    _inherit = "base"

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        if (
            "company_id" in fields
            and not defaults.get("company_id")
            and self._is_cae_shared_and_closed()
        ):
            defaults["company_id"] = self.env.company.id
        return defaults

    @api.model
    def _has_cae_shared_rows(self):
        """Tell whether rows of this model of ours may be those of all cooperatives.

        They are where the cooperative may be left out, and where there is nothing that says
        whose a row is.
        """
        if not self._name.startswith(OURS) or self._transient or not self._auto:
            return False
        company = self._fields.get("company_id")
        if company is not None:
            return company.store and not (company.required or company.compute or company.related)
        return not any(
            field.type == "many2one" and field.store and field.required
            for field in self._fields.values()
        )

    @api.model
    def _is_cae_shared_and_closed(self):
        """Tell whether rows of all cooperatives are not this user's to write.

        They are the administrator's, or of the one cooperative that there is.
        """
        if not self._has_cae_shared_rows() or self.env.su:
            return False
        if self.env.user.has_group("base.group_system"):
            return False
        # sudo: whether there is another cooperative, not which
        return self.env["res.company"].sudo().search_count([], limit=2) > 1

    @api.model
    def _explain_cae_shared_rows(self):
        return self.env._(
            "All the cooperatives use this list entry: the administrator alone changes it. Add "
            "one of your own cooperative instead."
        )

    def write(self, vals):
        if self._name.startswith(OURS) and not self.env.su:
            self._check_new_place(vals)
        return super().write(vals)

    def _check_new_place(self, vals):
        """Raise when rows would be put where the user may not put them.

        That is below a record of ours that the user may not read, or among what all
        cooperatives use.
        """
        if not vals.get("company_id", True) and self._is_cae_shared_and_closed():
            raise AccessError(self._explain_cae_shared_rows())
        for name, value in vals.items():
            field = self._fields.get(name)
            if (
                field is not None
                and field.type == "many2one"
                and field.ondelete == "cascade"
                and field.comodel_name.startswith(OURS)
                and value
            ):
                self.env[field.comodel_name].browse(value).check_access("read")

    def onchange(self, values, field_names, fields_spec):
        if self._name.startswith(OURS) and not self.env.su:
            self._check_may_name_in_form(values)
        return super().onchange(values, field_names, fields_spec)

    def _check_may_name_in_form(self, values):
        """Raise when a form names a record of ours that the user may not read.

        What the stored record names already stays as it is.

        :param dict values: as the form sends them
        """
        for name, value in values.items():
            field = self._fields.get(name)
            if field is None or not (field.comodel_name or "").startswith(OURS) or not value:
                continue
            comodel = self.env[field.comodel_name]
            if field.type == "many2one":
                named = [value] if isinstance(value, int) else []
            else:
                named = []
                for command in value:
                    if command[0] in (Command.CREATE, Command.UPDATE):
                        # a line that is not saved yet has a name of the browser's, no number
                        saved = command[1] if isinstance(command[1], int) else []
                        line = comodel.browse(saved or [])
                        line._check_may_name_in_form(command[2] or {})
                    elif command[0] == Command.LINK:
                        named.append(command[1])
                    elif command[0] == Command.SET:
                        named += command[2]
            # sudo: only the numbers of the records that are there already
            known = self.sudo()[name].ids if self else []
            comodel.browse(set(named).difference(known)).check_access("read")
