from odoo import api, fields, models
from odoo.addons.cae_socle.models.client_actions import open_form
from odoo.exceptions import UserError


class CaeDiagnosisComparison(models.TransientModel):
    """The diagnoses of a person with one form, side by side by date.

    Read with the rights of who looks: what she may not see is no column.
    """

    _name = "cae.diagnosis.comparison"
    _description = "Diagnoses side by side"

    entrepreneur_id = fields.Many2one(
        "cae.entrepreneur", string="Person", required=True, ondelete="cascade"
    )
    form_id = fields.Many2one(
        "cae.diagnosis.form",
        required=True,
        ondelete="cascade",
        domain="[('diagnosis_ids.entrepreneur_id', '=', entrepreneur_id)]",
    )
    table = fields.Html(compute="_compute_table", sanitize=False)

    @api.depends("entrepreneur_id", "form_id")
    def _compute_display_name(self):
        for comparison in self:
            comparison.display_name = self.env._(
                "%(form)s: %(person)s",
                form=comparison.form_id.name,
                person=comparison.entrepreneur_id.name,
            )

    @api.depends("entrepreneur_id", "form_id")
    def _compute_table(self):
        for comparison in self:
            diagnoses = comparison._get_diagnoses()
            comparison.table = self.env["ir.qweb"]._render(
                "cae_diagnostic.diagnosis_comparison",
                {"diagnoses": diagnoses, "sections": diagnoses._get_comparison()},
            )

    def _get_diagnoses(self):
        return self.env["cae.diagnosis"].search(
            [
                ("entrepreneur_id", "=", self.entrepreneur_id.id),
                ("form_id", "=", self.form_id.id),
                ("state", "!=", "asked"),
            ],
            order="date, id",
        )

    def _open(self, person, form=None):
        """Return the action that shows the diagnoses of a person.

        :param cae.entrepreneur person: whose
        :param cae.diagnosis.form form: which; the one of the last diagnosis when not given
        :raises UserError: when there is none
        """
        made = [("entrepreneur_id", "=", person.id), ("state", "!=", "asked")]
        form = form or self.env["cae.diagnosis"].search(made, limit=1).form_id
        if not person or not form:
            raise UserError(self.env._("There is nothing to compare yet: make a first diagnosis."))
        comparison = self.create({"entrepreneur_id": person.id, "form_id": form.id})
        return open_form(self._name, self.env._("Diagnoses over time"), comparison.id)

    def action_export(self):
        """Give the comparison as an Excel file."""
        self.ensure_one()
        self.check_access("read")
        return self.env.ref("cae_diagnostic.cae_diagnosis_comparison_report").report_action(self)
