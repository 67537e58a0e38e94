from odoo import fields, models


class CaeImportKeyMixin(models.AbstractModel):
    """What has a name in other books: the key by which an import finds it again.

    Who inherits it has a ``company_id``.
    """

    _name = "cae.import.key.mixin"
    _description = "Key of an import"

    import_key = fields.Char(
        string="Key of the import",
        copy=False,
        groups="cae_socle.group_manager",
        help="What the file of an import calls it: the next import of the same key updates it.",
        personal="identity",
    )

    _import_key_uniq = models.UniqueIndex(
        "(company_id, import_key) WHERE import_key IS NOT NULL",
        "This key already belongs to something else of the cooperative: a key names one only.",
    )
