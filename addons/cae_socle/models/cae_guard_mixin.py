from odoo import api, models
from odoo.exceptions import AccessError
from odoo.models import MAGIC_COLUMNS

# What methods write goes under this context key with this very object. What comes from a
# browser or the external API is text, numbers, lists: it can never be this object.
METHOD_KEY = "cae_by_method"
BY_METHOD = object()


class CaeGuardMixin(models.AbstractModel):
    """Fields that only methods write, and parents that must be open to who writes below them.

    *How to use*: a field of ours that is ``readonly``, and not computed, is written by methods
    only; name the few that are free all the same in ``_unguarded_fields``, others to guard (on
    models of Odoo, or computed ones) in ``_guarded_fields``, and the parents in
    ``_guarded_parents``. What the classes of one model name adds up. A method that has checked
    who may do what writes with ``record._by_method().write(...)``. What follows from other
    values, as the day on which a line was ticked, is added in ``_add_guarded_values``. A model
    whose rows can be closed has a method ``_check_open_for(child)`` that raises a `UserError` with
    what to do instead; ``child`` are the records written below it, empty when one is created. It
    has no default here, which would hide that of a mixin that stands further back.

    *How it works*: ``create`` and ``write`` refuse guarded fields to everybody, the superuser
    included. Odoo adds the defaults of a context and of the user after all overrides of
    ``create``, so they are taken out where they are added, and parents are checked there:
    before the row exists, because a row can be what opens its parent to who made it.
    """

    _name = "cae.guard.mixin"
    _description = "Fields and parents that are guarded"

    # Names of fields.
    _guarded_fields = frozenset()
    _unguarded_fields = frozenset()
    # {many2one: the right that one needs on what it names, "read" or "write"}
    _guarded_parents = {}

    @api.model
    def _get_guarded_fields(self):
        """Return the names of the fields that only methods write (set)."""
        free = {*MAGIC_COLUMNS, *self._get_guarded_parents()} | self._sum_up("_unguarded_fields")
        read_only = {
            name
            for name, field in self._fields.items()
            if field.readonly and field.store and not field.compute and field.type != "one2many"
        }
        found = self._sum_up("_guarded_fields") & self._fields.keys()
        return found | (read_only - free) if self._name.startswith("cae.") else found

    @api.model
    def _sum_up(self, attribute):
        """Return the names that the classes of this model give in an attribute (set)."""
        return {name for cls in type(self).__mro__ for name in vars(cls).get(attribute, ())}

    @api.model
    def _get_guarded_parents(self):
        """Return {many2one: the right that one needs on the parent}."""
        return {
            name: mode
            for cls in reversed(type(self).__mro__)
            for name, mode in vars(cls).get("_guarded_parents", {}).items()
        }

    def _by_method(self):
        """Return the records in an environment that writes all. Check rights and states before."""
        return self.with_context(**{METHOD_KEY: BY_METHOD})

    def _is_by_method(self):
        return self.env.context.get(METHOD_KEY) is BY_METHOD

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._clean_cae_values(vals) for vals in vals_list]
        for vals in vals_list:
            self._check_guarded_values(vals)
        return super().create(vals_list)

    def write(self, vals):
        vals = self._clean_cae_values(vals)
        self._check_guarded_values(vals)
        if self:
            vals = self._add_guarded_values(vals)
        if not self._is_by_method():
            self._check_parents(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_parent_closed(self):
        if not self._is_by_method():
            self._check_parents(dict.fromkeys(self._get_guarded_parents()))

    @api.model
    def _add_missing_default_values(self, values):
        unasked = self._get_guarded_fields().difference(values)
        completed = super()._add_missing_default_values(values)
        for name in unasked:
            completed.pop(name, None)
            field = self._fields[name]
            if field.default:
                value = field.convert_to_cache(field.default(self), self, validate=False)
                completed[name] = field.convert_to_write(field.convert_to_record(value, self), self)
        # what follows from a default as from a value; the parents are looked at after that
        return self.browse()._add_guarded_values(completed)

    def _prepare_create_values(self, vals_list):
        prepared = super()._prepare_create_values(vals_list)
        if not self._is_by_method():
            for name, mode in self._get_guarded_parents().items():
                self._check_parent(name, mode, self._browse_parents(name, prepared))
        return prepared

    def copy_data(self, default=None):
        guarded = self._get_guarded_fields().difference(default or {})
        return [
            {name: value for name, value in vals.items() if name not in guarded}
            for vals in super().copy_data(default)
        ]

    def _check_rows_may_name(self, vals_list):
        # the parents are looked at above; methods have looked for themselves
        if self._is_by_method():
            return None
        parents = self._get_guarded_parents()
        return super()._check_rows_may_name(
            [
                {name: value for name, value in vals.items() if name not in parents}
                for vals in vals_list
            ]
        )

    # -- hooks ---------------------------------------------------------------------------------

    def _add_guarded_values(self, vals):
        """Return values completed with those of guarded fields and parents that follow from them.

        The recordset is empty when a record is created; the values have the defaults then.
        """
        return vals

    def _needs_open_parents(self, vals):
        """Tell whether these values may be written only while the parents are open."""
        return True

    def _needs_open_parent(self, name, vals):
        """Tell whether these values may be written only while one of the parents is open."""
        return self._needs_open_parents(vals)

    def _describe_guarded(self, field):
        """Return the sentence that refuses a field, given by its label."""
        return self.env._(
            "“%(field)s” follows from what is done with the buttons: it cannot be written "
            "directly.",
            field=field,
        )

    # -- checks --------------------------------------------------------------------------------

    def _check_guarded_values(self, vals):
        if self._is_by_method():
            return
        forged = self._get_guarded_fields().intersection(vals)
        if forged:
            label = self._fields[min(forged)]._description_string(self.env)
            raise AccessError(self._describe_guarded(label))

    def _would_change(self, name, value):
        """Tell whether writing this value would change the field."""
        field = self._fields[name]
        if field.type in ("one2many", "many2many"):
            return bool(value)
        current = field.convert_to_cache(self[name], self)
        return field.convert_to_cache(value, self) != current

    def _check_parents(self, vals):
        """Raise unless the parents are open, as they are and as these values make them."""
        for name, mode in self._get_guarded_parents().items():
            if name in vals or self._needs_open_parent(name, vals):
                # sudo: which parents these have; whether the user may change them is checked
                present = self.sudo()[name].with_env(self.env)
                self._check_parent(name, mode, present | self._browse_parents(name, [vals]))

    def _check_parent(self, name, mode, parents):
        """Raise unless the user has a right on the parents, and they are open."""
        if not parents:
            return
        parents.check_access(mode)
        check_open = getattr(parents, "_check_open_for", None)
        if check_open:
            check_open(self)

    def _browse_parents(self, name, vals_list):
        field = self._fields[name]
        ids = {field.convert_to_cache(vals.get(name), self, validate=False) for vals in vals_list}
        return self.env[field.comodel_name].browse(filter(None, ids))
