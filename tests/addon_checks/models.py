"""Which models, fields and records are an addon's own."""


def find_models(env, addon):
    """The models that the addon defines and that hold records, by name."""
    for name, cls in sorted(env.registry.items()):
        if cls._original_module == addon.name and not cls._abstract:
            yield env[name]


def find_fields(env, addon):
    """The fields that the addon defines on any model, its own or another's."""
    for name, cls in sorted(env.registry.items()):
        if not cls._abstract:
            for field in cls._fields.values():
                if field._module == addon.name and not field.inherited:
                    yield env[name], field


def find_records(env, addon, model):
    """Records of ``model`` that the addon's data files made, as the superuser sees them."""
    data = env["ir.model.data"].sudo()
    ids = data.search([("module", "=", addon.name), ("model", "=", model)]).mapped("res_id")
    return env[model].sudo().with_context(active_test=False).browse(ids).exists()


def get_xmlid(record):
    """How a message names a record."""
    return record.get_external_id()[record.id] or f"{record._name}({record.id})"
