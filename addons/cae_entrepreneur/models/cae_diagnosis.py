from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command


class CaeDiagnosis(models.Model):
    """The project diagnosis: a common base for all advisors (seed 000:43, 000:67).

    Strengths, weaknesses, opportunities and threats, the cooperative's own questions, and
    free words. Made at intake or later; follows the person from the request to the file.
    """

    _name = "cae.diagnosis"
    _description = "Project diagnosis"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _check_company_auto = True

    @api.model
    def _default_answer_ids(self):
        """One empty answer per question of the day, so that the form is filled in one go."""
        questions = self.env["cae.diagnosis.question"].search(
            [("company_id", "in", (False, self.env.company.id))]
        )
        return [Command.create({"question_id": question.id}) for question in questions]

    lead_id = fields.Many2one(
        "crm.lead",
        string="Request",
        index=True,
        ondelete="cascade",
        check_company=True,
        domain="[('cae_intake', '=', True)]",
    )
    entrepreneur_id = fields.Many2one(
        "cae.entrepreneur", index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=False,
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    user_id = fields.Many2one(
        "res.users",
        string="Advisor",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    strengths = fields.Text(help="What the person and the project have: skills, network, means.")
    weaknesses = fields.Text(help="What is missing so far.")
    opportunities = fields.Text(help="What the market and the surroundings offer.")
    threats = fields.Text(help="What could stop the project.")
    notes = fields.Text(string="In free words")
    next_steps = fields.Text(help="What the person and the advisor agreed to do.")
    answer_ids = fields.One2many(
        "cae.diagnosis.answer",
        "diagnosis_id",
        string="Answers",
        default=lambda self: self._default_answer_ids(),
    )
    has_choices = fields.Boolean(compute="_compute_answer_kinds")
    has_scales = fields.Boolean(compute="_compute_answer_kinds")
    has_yes_no = fields.Boolean(compute="_compute_answer_kinds")

    @api.depends("lead_id", "entrepreneur_id")
    def _compute_company_id(self):
        for diagnosis in self:
            diagnosis.company_id = (
                diagnosis.entrepreneur_id.company_id
                or diagnosis.lead_id.company_id
                or diagnosis.company_id
                or self.env.company
            )

    @api.depends("answer_ids.question_id")
    def _compute_answer_kinds(self):
        for diagnosis in self:
            kinds = set(diagnosis.answer_ids.mapped("kind"))
            diagnosis.has_choices = "choice" in kinds
            diagnosis.has_scales = "scale" in kinds
            diagnosis.has_yes_no = "yes_no" in kinds

    @api.depends("lead_id.name", "entrepreneur_id.name", "date")
    def _compute_display_name(self):
        for diagnosis in self:
            person = diagnosis.entrepreneur_id.name or diagnosis.lead_id.name or ""
            diagnosis.display_name = self.env._("Diagnosis of %(person)s", person=person)

    # The date is always given at creation, the others not.
    @api.constrains("lead_id", "entrepreneur_id", "date")
    def _check_person(self):
        for diagnosis in self:
            if not diagnosis.lead_id and not diagnosis.entrepreneur_id:
                raise ValidationError(
                    self.env._("Say whose project this is: choose a request or a person's file.")
                )

    @api.model
    def _get_timeline_events(self, entrepreneurs):
        """Return the diagnoses of these files as events of their timeline."""
        return [
            {
                "entrepreneur_id": diagnosis.entrepreneur_id.id,
                "date": diagnosis.date,
                "icon": "fa-search",
                "title": self.env._("Project diagnosis"),
                "text": self.env._("With %(advisor)s", advisor=diagnosis.user_id.name),
                "model": diagnosis._name,
                "res_id": diagnosis.id,
            }
            for diagnosis in self.search([("entrepreneur_id", "in", entrepreneurs.ids)])
        ]
