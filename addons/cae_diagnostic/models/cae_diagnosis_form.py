from odoo import fields, models
from odoo.addons.cae_socle.models.counts import count_field

from .cae_diagnosis import SWOT


class CaeDiagnosisForm(models.Model):
    """A form of diagnosis: its questions, and how it is filled in."""

    _name = "cae.diagnosis.form"
    _description = "Form of diagnosis"
    _inherit = ["cae.list.mixin"]

    code = fields.Char(help="A short name that does not change, to find the form again.")
    description = fields.Text(
        translate=True,
        string="Introduction",
        help="For the person: what the form is for, how long it takes, who reads it.",
    )
    has_swot = fields.Boolean(
        string="Strengths and weaknesses",
        help="Strengths, weaknesses, opportunities and threats are asked too.",
    )
    is_on_portal = fields.Boolean(
        string="Open in people's space",
        help="A person may fill it in of her own accord. Otherwise her advisor asks her to.",
    )
    question_ids = fields.One2many(
        "cae.diagnosis.question", "form_id", string="Questions", copy=True
    )
    question_count = count_field("question_ids")
    diagnosis_ids = fields.One2many("cae.diagnosis", "form_id", groups="cae_socle.group_advisor")

    def copy_data(self, default=None):
        """Name the copy."""
        return [
            vals | {"name": self.env._("%(form)s (copy)", form=form.name), "code": False}
            for form, vals in zip(self, super().copy_data(default=default), strict=True)
        ]

    def _get_default(self):
        """Return the form with which a diagnosis begins: that of the project, or the first."""
        project = self.env.ref(
            "cae_diagnostic.cae_diagnosis_form_project", raise_if_not_found=False
        )
        if project and project.active:
            return project
        return self.search([("company_id", "in", (False, self.env.company.id))], limit=1)

    def _get_questions(self, company):
        """Return the questions that a new diagnosis of a cooperative asks, in their order.

        :param res.company company: some questions belong to one cooperative
        """
        return self.env["cae.diagnosis.question"].search(
            [("form_id", "=", self.id), ("company_id", "in", (False, company.id))]
        )

    def _get_swot_labels(self):
        """Return how strengths, weaknesses, opportunities and threats are called."""
        fields = self.env["cae.diagnosis"]._fields
        return [fields[name]._description_string(self.env) for name in SWOT]
