"""Whatever is kept of a person says when it goes, or that it is kept: see cae.forgettable.mixin."""

from odoo.addons.cae_socle.models.personal_data import TEXT_TYPES

from .models import find_models

PERSON = "cae.forgettable.mixin"
# Contacts and logins are not of people alone.
CONTACTS = {"res.partner", "res.users"}


def find_people(env):
    """The models of records about a person: those that are declared, and ours that lead there."""
    people = {
        name
        for name, cls in env.registry.items()
        if not cls._abstract
        and (cls._personal_paths or cls._personal_default or issubclass(cls, env.registry[PERSON]))
    }
    ours = {
        name: cls
        for name, cls in env.registry.items()
        if name.startswith("cae.") and cls._auto and not cls._transient
    }
    before = set()
    while people != before:
        before = set(people)
        people |= {
            name
            for name, cls in ours.items()
            for field in cls._fields.values()
            if field.type == "many2one" and field.store and field.comodel_name in people - CONTACTS
        }
    return people


def _get_owner(model, field):
    """The addon that has to declare a field: its own, or that which declares Odoo's model."""
    if field._module.startswith("cae_"):
        return field._module
    return next(
        (
            cls._module
            for cls in type(model).__mro__
            if {"_personal_paths", "_personal_default"} & vars(cls).keys() and cls._name != "base"
        ),
        model._original_module,
    )


def find_field_offenders(env, addon):
    """Fields that people fill in, on records about a person, that declare nothing."""
    for name in sorted(find_people(env)):
        model = env[name]
        if model._personal_erased or model._personal_ignored:
            continue
        declared = model._get_personal_fields()
        for field in model._fields.values():
            is_ours = field._module and field._module.startswith("cae_")
            if (
                field.store
                and (field.type in TEXT_TYPES or (field.type == "date" and is_ours))
                and not field.related
                and not field.inherited
                and field.name not in declared
                and not (model._personal_default and field.compute)
                and _get_owner(model, field) == addon.name
            ):
                yield f"{name}.{field.name}: say personal=..., with which data it goes, or “keep”"
        for field in model._personal_fields:
            if field not in model._fields and model._original_module == addon.name:
                yield f"{name}._personal_fields: there is no {field}"


def find_model_offenders(env, addon):
    """Models about a person whose records, messages or other people nobody would find."""
    people = find_people(env)
    for model in find_models(env, addon):
        if model._personal_ignored or model._transient:
            continue
        if not (model._personal_paths or isinstance(model, env.registry[PERSON])):
            if model._name in people and model._auto:
                yield f"{model._name}: name in _personal_paths whose it is, or why it is nobody's"
        elif "message_ids" in model._fields and not (
            model._personal_thread or model._personal_erased
        ):
            yield f"{model._name}: say in _personal_thread with what its messages go"
        for field in model._fields.values():
            if (
                field.type == "many2many"
                and field.store
                and isinstance(env[field.comodel_name], env.registry[PERSON])
                and not model._personal_shared
                and not isinstance(model, env.registry[PERSON])
            ):
                yield f"{model._name}.{field.name}: name in _personal_shared whom it is about"
