from markupsafe import Markup

from odoo import api, fields, models
from odoo.addons.cae_socle.models.client_actions import open_form
from odoo.tools import format_date


class CaeEntrepreneurMerge(models.TransientModel):
    """Two files of one person side by side: one stays, with all that the other one had."""

    _name = "cae.entrepreneur.merge"
    _description = "Merging of two files"

    kept_id = fields.Many2one(
        "cae.entrepreneur", string="File that stays", required=True, ondelete="cascade"
    )
    gone_id = fields.Many2one(
        "cae.entrepreneur",
        string="File that goes into it",
        required=True,
        ondelete="cascade",
        domain="[('id', '!=', kept_id)]",
    )
    comparison = fields.Html(compute="_compute_comparison", sanitize=False)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        files = self.env["cae.entrepreneur"].browse(self.env.context.get("active_ids") or [])
        files = files.sorted(self._rank_file)
        if files and "kept_id" in fields_list:
            values["kept_id"] = files[0].id
        if len(files) > 1 and "gone_id" in fields_list:
            values["gone_id"] = files[1].id
        return values

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
        for wizard in self:
            sides = (wizard.kept_id, wizard.gone_id)
            rows = [
                Markup("<tr><th scope='row'>%s</th><td>%s</td><td>%s</td></tr>")
                % (
                    wizard.kept_id._fields[name]._description_string(self.env),
                    *(self._show(one, name) for one in sides),
                )
                for name in self._get_compared_fields()
            ]
            wizard.comparison = Markup(
                "<table class='table table-sm'><thead><tr><th></th><th>%s</th><th>%s</th></tr>"
                "</thead><tbody>%s</tbody></table>"
            ) % (self.env._("Stays"), self.env._("Goes into it"), Markup().join(rows))

    @api.model
    def _show(self, record, name):
        value, field = record[name], record._fields[name]
        if isinstance(value, models.BaseModel):
            return ", ".join(value.mapped("display_name"))
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if field.type in ("date", "datetime"):
            return format_date(self.env, value) if value else ""
        return value or ""

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
