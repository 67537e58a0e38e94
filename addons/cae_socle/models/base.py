import re
from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import SQL, format_date

from ..engine import plausible
from . import personal_data
from .cae_guard_mixin import BY_METHOD, METHOD_KEY
from .sentences import load_sentences

OURS = "cae."
# fields of ours on models of others
OUR_FIELDS = "cae_"
LINES = (Command.CREATE, Command.UPDATE)
ADDRESSES = {"url", "website"}
# models of Odoo that everybody who works in it reads, or whose rules Odoo asks by itself
OPEN_TO_ALL = re.compile(r"(res\.(?!partner\.bank)|ir\.|mail\.|uom\.|utm\.)")


class Base(models.AbstractModel):
    """What a request names must be open to who asks, where Odoo itself does not look.

    Record rules look at a row before it is written, not at the place to which it goes; and a
    form that is being filled in shows, as superuser, what follows from the record it names.
    """

    _inherit = "base"

    # Declared on a model of Odoo to which an addon of ours gives a company: rows without one are
    # of all the cooperatives, and guarded as those of our own lists. What stands below such a row
    # names it in ``_guarded_parents``.
    _cae_shared_by_company = False

    # What of a person a model keeps: see cae.forgettable.mixin, which says how it is declared.
    _personal_paths = ()
    _personal_shared = None
    _personal_fields = {}
    _personal_default = None
    _personal_thread = None
    _personal_erased = None
    _personal_ignored = None

    def _valid_field_parameter(self, field, name):
        return name == "personal" or super()._valid_field_parameter(field, name)

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        if not self.env.su:
            self._check_may_name_in_form([defaults])
        if (
            "company_id" in fields
            and not defaults.get("company_id")
            and self._is_cae_shared_and_closed()
        ):
            defaults["company_id"] = self.env.company.id
        return defaults

    def copy_data(self, default=None):
        unread = self._find_unread_lists().difference(default or {})
        vals_list = super().copy_data({**dict.fromkeys(unread), **(default or {})})
        for vals in filter(None, vals_list) if unread else ():
            for name in unread:
                del vals[name]
        if "company_id" in self._fields and self._is_cae_shared_and_closed():
            # the copy of what all the cooperatives use is one's own
            vals_list = [
                {**vals, "company_id": vals.get("company_id") or self.env.company.id}
                for vals in vals_list
            ]
        return vals_list

    def _find_unread_lists(self):
        """Return the names of lists of ours that the user may not read, and so not copy (set).

        Who works with Odoo alone copies leads and events, and knows nothing of ours.
        """
        return {
            name
            for name, field in self._fields.items()
            if name.startswith(OUR_FIELDS)
            and field.type == "many2many"
            and field.copy
            and not self.env[field.comodel_name].has_access("read")
        }

    @api.model
    def _has_cae_shared_rows(self):
        """Tell whether rows of this model may be those of all cooperatives.

        They are where the cooperative may be left out, and where there is nothing that says
        whose a row is.
        """
        is_ours = self._name.startswith(OURS) or self._cae_shared_by_company
        if not is_ours or self._transient or not self._auto:
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

    @api.model
    def _add_missing_default_values(self, values):
        # with the defaults, and before anything is computed from them
        return self._clean_cae_values(super()._add_missing_default_values(values))

    def _prepare_create_values(self, vals_list):
        given = set().union(*vals_list)
        self._check_computed_values(given)
        prepared = [
            # a default does not write what is computed, either
            {
                name: value
                for name, value in vals.items()
                if name in given or not self._is_computed_here(name)
            }
            for vals in super()._prepare_create_values(vals_list)
        ]
        self._check_rows_may_name(prepared)
        return prepared

    def write(self, vals):
        self._check_computed_values(vals)
        vals = self._clean_cae_values(vals)
        self._check_rows_may_name([vals])
        if not vals.get("company_id", True) and self._is_cae_shared_and_closed():
            # they would be put among what all cooperatives use
            raise AccessError(self._explain_cae_shared_rows())
        return super().write(vals)

    @api.model
    def _clean_cae_values(self, vals):
        """Return values of fields of ours without what one does not see in a text.

        :raise ValidationError: with a sentence, for what nobody can mean: see
            ``engine/plausible.py``
        """
        is_ours = self._name.startswith(OURS)
        cleaned = {}
        for name, value in vals.items():
            field = self._fields.get(name) if is_ours or name.startswith(OUR_FIELDS) else None
            if not value or field is None:
                continue
            try:
                cleaned[name] = self._clean_cae_value(field, value)
            except plausible.Implausible as fault:
                raise ValidationError(self._explain_implausible(field, fault)) from fault
        return {**vals, **cleaned} if cleaned else vals

    @api.model
    def _clean_cae_value(self, field, value):
        if field.type in ("char", "text", "html") and isinstance(value, str):
            is_line = field.type == "char"
            if is_line and ADDRESSES & set(field.name.split("_")):
                plausible.check_address(value)
            return plausible.clean_text(value, plausible.LONGEST[field.type])
        if field.type in ("integer", "float", "monetary"):
            plausible.check_number(value, field.name, field.type == "integer")
        elif field.type in ("date", "datetime"):
            plausible.check_day(value)
        elif field.type == "binary" and isinstance(value, str | bytes):
            plausible.check_file(value)
        elif field.type == "selection":
            if value not in field.get_values(self.env):
                raise plausible.Implausible("choice")
        elif (
            field.type == "many2one"
            and isinstance(value, int | str)
            and not (isinstance(value, int) and 0 < value <= plausible.LARGEST_ID)
        ):
            raise plausible.Implausible("choice")
        return value

    @api.model
    def _explain_implausible(self, field, fault):
        low, high = (*fault.bounds, "", "")[:2]
        if fault.reason == "range" and field.type in ("date", "datetime"):
            low, high = format_date(self.env, low), format_date(self.env, high)
        sentence = load_sentences(self.env, "cae_socle.plausible_sentences")[fault.reason]
        label = field._description_string(self.env)
        return sentence % {"field": label, "url": low, "low": low, "high": high}

    @api.model
    def _sql_error_to_message(self, exc):
        """Let the model speak whose table refuses: that of a contact below a file, for one."""
        table = exc.diag.table_name
        if self._name.startswith(OURS) and table and table != self._table:
            for name, cls in self.env.registry.items():
                if cls._auto and cls._table == table:
                    return self.env[name]._sql_error_to_message(exc)
        return super()._sql_error_to_message(exc)

    def _is_computed_here(self, name):
        """Tell whether a stored field of ours follows from others, and only from them.

        Odoo lets whoever may write a row write these, too; and record rules rest on them.
        """
        field = self._fields.get(name)
        return bool(
            field is not None
            and (self._name.startswith(OURS) or name.startswith(OUR_FIELDS))
            and field.store
            and field.compute
            and field.readonly
            and not (field.inverse or field.inherited)
        )

    def _check_computed_values(self, names):
        """Raise when a request would write what is computed."""
        if self.env.su or self.env.context.get(METHOD_KEY) is BY_METHOD:
            return
        for name in filter(self._is_computed_here, names):
            raise AccessError(
                self.env._(
                    "“%(field)s” follows from other data: it cannot be written directly.",
                    field=self._fields[name]._description_string(self.env),
                )
            )

    def _check_rows_may_name(self, vals_list):
        """Raise when rows would name a record of ours that the user may not read.

        Odoo shows the name of what a row names to whoever reads the row; and rows that name
        another cooperative would leave for it. What the rows name already stays as it is.
        Everybody may make a row of an assistant: it is looked at as a form is.

        :param list vals_list: of dicts, as they are written
        """
        if self.env.su:
            return
        if self._transient:
            if self._name.startswith(OURS):
                self._check_may_name_in_form(vals_list)
            return
        named = defaultdict(set)
        for name in {name for vals in vals_list for name in vals}:
            field = self._fields.get(name)
            # Odoo itself leaves out of a list what may not be read
            if (
                field is not None
                and field.type == "many2one"
                and (self._may_tell(name, field.comodel_name) or self._is_company_here(name))
            ):
                # sudo: only the numbers of the records that are there already
                known = self.sudo()[name].ids if self else []
                ids = {self._read_named_id(vals.get(name)) for vals in vals_list}
                named[field.comodel_name].update(ids.difference(known, {None}))
        companies = named.pop("res.company", None)
        if companies and companies.difference(self.env.user._get_company_ids()):
            raise AccessError(
                self.env._(
                    "This is no cooperative of yours: choose one of those in which you work."
                )
            )
        self._check_named(named)

    def _is_company_here(self, name):
        """Tell whether a field of ours says whose a row is."""
        is_ours = self._name.startswith(OURS) or name.startswith(OUR_FIELDS)
        return is_ours and self._fields[name].comodel_name == "res.company"

    def _may_tell(self, name, model_name):
        """Tell whether a row could tell, by this field, what a record that it names says."""
        if self._transient and self._name.startswith(OURS):
            return True
        is_ours = self._name.startswith(OURS) or name.startswith(OUR_FIELDS)
        return is_ours and not OPEN_TO_ALL.match(model_name)

    def onchange(self, values, field_names, fields_spec):
        if not self.env.su:
            self._check_may_name_in_form([values])
            values = self._clean_cae_values(values)
        return super().onchange(values, field_names, fields_spec)

    def _check_may_name_in_form(self, values_list):
        """Raise when a form names a record of ours that the user may not read.

        What the stored record names already stays as it is. An assistant is of the moment: it
        names nothing at all that its user may not read.

        :param list values_list: of dicts, as the form sends them
        """
        named = defaultdict(set)
        for values in values_list:
            self._collect_named_in_form(values, named)
        self._check_named(named)

    def _check_named(self, named):
        for model_name, ids in named.items():
            if ids:  # where nothing is named, nobody needs to know of the model
                self.env[model_name].browse(ids).check_access("read")

    def _collect_named_in_form(self, values, named):
        """Add to ``named``, ids by model, what these values of a form name, lines included."""
        for name, value in values.items():
            field = self._fields.get(name)
            if field is None or value is None or value is False:
                continue
            model_name = field.comodel_name or ""
            if field.type == "reference":
                model_name, _comma, value = str(value).partition(",")
            if model_name not in self.env:
                continue
            tells = self._may_tell(name, model_name)
            ids = set()
            for command in value if isinstance(value, list | tuple) else [Command.link(value)]:
                if isinstance(command, list | tuple) and command[0] in LINES:
                    # a line that is not saved yet has a name of the browser's, no number
                    saved = command[1] if isinstance(command[1], int) else []
                    line = self.env[model_name].browse(saved or [])
                    line._collect_named_in_form(command[2] or {}, named)
                elif not tells:
                    continue
                elif not isinstance(command, list | tuple):
                    ids.add(self._read_named_id(command))
                elif command[0] == Command.LINK:
                    ids.add(self._read_named_id(command[1]))
                elif command[0] == Command.SET:
                    ids.update(map(self._read_named_id, command[2]))
            # sudo: only the numbers of the records that are there already
            known = self.sudo()[name].ids if ids and self else []
            named[model_name].update(ids.difference(known, {None}))

    @api.model
    def _read_named_id(self, value):
        """Return the number of a record in any way in which Odoo takes it, or None.

        :raise ValidationError: for what is none
        """
        if isinstance(value, dict):
            value = value.get("id")
        if isinstance(value, api.NewId):
            value = value.origin
        if not value:
            return None
        try:
            return int(value)
        except (TypeError, ValueError) as fault:
            raise ValidationError(self.env._("Choose one of the records proposed.")) from fault

    # -- personal data -------------------------------------------------------------------------

    @api.model
    def _get_personal_fields(self):
        """Return {name: (kind with which it goes, or "keep"; what is put in its place)}."""
        found = {}
        for name, field in self._fields.items():
            if not field.inherited:
                found[name] = getattr(field, "personal", None)
                if not found[name] and personal_data.is_free_text(field):
                    found[name] = self._personal_default
        for cls in reversed(type(self).__mro__):
            found |= vars(cls).get("_personal_fields", {})
        return {
            name: personal if isinstance(personal, tuple) else (personal, False)
            for name, personal in found.items()
            if personal
        }

    @api.model
    def _search_personal(self, identities):
        """Return the records that are about people.

        :param dict identities: {model name: records} that stand for these people
        """
        names = {path: self.browse().mapped(path)._name for path in self._personal_paths}
        domain = Domain.OR(
            Domain(path, "in", identities[name].ids)
            for path, name in names.items()
            if name in identities
        )
        return self.search(domain) | identities.get(self._name, self.browse())

    def _filter_personal(self, identities):
        """Return those of these records that are about nobody whose data is still kept."""
        if not self._personal_shared:
            return self
        path, kind = self._personal_shared
        return self.filtered(
            lambda record: all(
                person in identities.get(person._name, person.browse())
                or kind in person._get_anonymised_kinds()
                for person in record.mapped(path)
            )
        )

    def _forget_thread(self, kinds):
        """Delete the messages, activities and files of records; return whether these go."""
        if (self._personal_thread or self._personal_erased) not in kinds:
            return False
        # in SQL: an audit trail refuses to lose messages; the time for which they are kept is over
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "DELETE FROM mail_message WHERE model = %s AND res_id IN %s",
                self._name,
                tuple(self.ids),
            )
        )
        self.env.invalidate_all()
        for name in ("mail.activity", "ir.attachment"):
            on_these = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
            self.env[name].with_context(skip_res_field_check=True).search(on_these).unlink()
        return True

    def _forget_personal(self, kinds):
        """Replace what is personal of these kinds in records; return whether there was anything."""
        replaced = {
            name: value
            for name, (kind, value) in self._get_personal_fields().items()
            if kind in kinds
        }
        for record in self if replaced else ():
            record._overwrite_personal(
                {
                    name: value(record) if callable(value) else value
                    for name, value in replaced.items()
                }
            )
        return bool(replaced)

    def _overwrite_personal(self, values):
        """Write values; in our own models past what protects what was agreed and signed."""
        if self._name.startswith(OURS):
            # what the models themselves do in `write` stands before this class
            return super().write(values)
        # a contact may be archived when no login in use has it: searched without archived
        return self.with_context(active_test=True).write(values)
