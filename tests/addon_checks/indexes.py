"""Is there an index behind each One2many? Without one, opening a record reads a whole table."""

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
