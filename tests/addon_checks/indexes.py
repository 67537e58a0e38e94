"""What PostgreSQL holds for us: an index behind each One2many, and a sentence for what it refuses.

Without the first, opening a record reads a whole table; without the second, who comes second
reads the words of the database.
"""

from odoo import models

from .models import find_fields


def find_index_offenders(env, addon):
    """Many2one fields behind a One2many of the addon that have no index."""
    for model, field in find_fields(env, addon):
        if field.type != "one2many" or not field.inverse_name:
            continue
        comodel = env[field.comodel_name]
        inverse = comodel._fields[field.inverse_name]
        stored = inverse.type == "many2one" and inverse.store and comodel._auto
        if stored and not comodel._abstract and not inverse.index:
            yield f"{inverse}: is behind {model._name}.{field.name}: set index=True"


def find_message_offenders(env, addon):
    """Constraints and unique indexes of the addon that say nothing to who runs into them."""
    for name, cls in sorted(env.registry.items()):
        if cls._abstract:
            continue
        for key, rule in cls._table_objects.items():
            speaks = isinstance(rule, models.Constraint | models.UniqueIndex)
            if rule._module == addon.name and speaks and not rule.message:
                yield f"{name}: {key} says nothing: give it a message"
