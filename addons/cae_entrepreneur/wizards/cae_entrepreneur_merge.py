from odoo import api, fields, models
from odoo.addons.cae_socle.models.client_actions import open_form


class CaeEntrepreneurMerge(models.TransientModel):
    """Two files of one person side by side: one stays, with all that the other one had."""

    _name = "cae.entrepreneur.merge"
    _description = "Merging of two files"

    kept_id = fields.Many2one(
        "cae.entrepreneur",
        string="File that stays",
        required=True,
        ondelete="cascade",
        default=lambda self: self._rank_chosen()[:1],
    )
    gone_id = fields.Many2one(
        "cae.entrepreneur",
        string="File that goes into it",
        required=True,
        ondelete="cascade",
        domain="[('id', '!=', kept_id)]",
        default=lambda self: self._rank_chosen()[1:2],
    )
    comparison = fields.Html(compute="_compute_comparison", sanitize=False)

    @api.model
    def _rank_chosen(self):
        """Return the files chosen in the list, first the one that knows most."""
        files = self.env["cae.entrepreneur"].browse(self.env.context.get("active_ids") or [])
        return files.sorted(self._rank_file)

    @api.model
    def _rank_file(self, file):
        """Return a key that sorts first who knows most: with a login, then the elder one."""
        return (not file.has_portal_access, file.id)

    @api.model
    def _get_compared_fields(self):
        """Return the names of the fields that stand side by side (list)."""
        return [
            "name",
            "email",
            "phone",
            "birth_date",
            "street",
            "street2",
            "zip",
            "city",
            "stage",
            "territory_id",
            "referent_id",
            "cae_activity_ids",
            "document_count",
            "has_portal_access",
            "active",
            "create_date",
        ]

    @api.depends("kept_id", "gone_id")
    @api.depends_context("lang")
    def _compute_comparison(self):
        files = self.env["cae.entrepreneur"]
        for wizard in self:
            sides = (wizard.kept_id, wizard.gone_id)
            rows = [
                (
                    files._fields[name]._description_string(self.env),
                    *(self._show(file, name) for file in sides),
                )
                for name in self._get_compared_fields()
            ]
            wizard.comparison = self.env["ir.qweb"]._render(
                "cae_entrepreneur.merge_comparison", {"rows": rows}
            )

    @api.model
    def _show(self, record, name):
        kind = record._fields[name].type
        if kind == "boolean":
            return self.env._("Yes") if record[name] else self.env._("No")
        converter = self.env.get(f"ir.qweb.field.{kind}", self.env["ir.qweb.field"])
        return converter.record_to_html(record, name, {"date_only": True})

    def action_swap(self):
        """Let the other file stay."""
        self.ensure_one()
        self.kept_id, self.gone_id = self.gone_id, self.kept_id
        return open_form(self._name, self.env._("Merge two files"), self.id, new=True)

    def action_merge(self):
        """Make one file of the two, and open it."""
        self.ensure_one()
        kept = self.kept_id
        kept._merge_file(self.gone_id)
        return kept._get_records_action()
