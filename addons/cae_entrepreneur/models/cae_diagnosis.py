from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command


class CaeDiagnosis(models.Model):
    """The diagnosis: a common base for all advisors (seed 000:43, 000:67).

    The questions of a form, strengths, weaknesses, opportunities and threats where the form asks
    for them, and free words. Made at intake or later; follows the person from the request to
    the file.
    """

    _name = "cae.diagnosis"
    _description = "Diagnosis"
    _inherit = ["mail.thread", "cae.guard.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _guarded_parents = {"lead_id": "read", "entrepreneur_id": "read"}

    @api.model
    def _default_form_id(self):
        return self.env["cae.diagnosis.form"]._get_default()

    @api.model
    def _default_answer_ids(self):
        """One empty answer per question of the day, so that the form is filled in one go."""
        form_id = self.env.context.get("default_form_id")
        form = self.env["cae.diagnosis.form"].browse(form_id) or self._default_form_id()
        return self._prepare_answers(form, self.env.company)

    form_id = fields.Many2one(
        "cae.diagnosis.form",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self._default_form_id(),
    )
    has_swot = fields.Boolean(related="form_id.has_swot")
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

    @api.depends("lead_id", "entrepreneur_id")
    def _compute_company_id(self):
        for diagnosis in self:
            diagnosis.company_id = (
                diagnosis.entrepreneur_id.company_id
                or diagnosis.lead_id.company_id
                or diagnosis.company_id
                or self.env.company
            )

    @api.depends("lead_id.name", "entrepreneur_id.name", "date", "form_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for diagnosis in self:
            # sudo: names of what the diagnosis itself shows
            diagnosis_sudo = diagnosis.sudo()
            diagnosis.display_name = self.env._(
                "%(form)s: %(person)s",
                form=diagnosis_sudo.form_id.name or self.env._("Diagnosis"),
                person=diagnosis_sudo.entrepreneur_id.name or diagnosis_sudo.lead_id.name or "",
            )

    @api.onchange("form_id", "lead_id")
    def _onchange_form_id(self):
        """Ask the questions of the form that is chosen, as long as nothing is saved."""
        if self._origin:
            return
        if self.form_id != self.answer_ids.question_id.form_id:
            self.answer_ids = [
                Command.clear(),
                *self._prepare_answers(self.form_id, self.company_id or self.env.company),
            ]
        self._take_project_over()

    # The date is always given at creation, the others not.
    @api.constrains("lead_id", "entrepreneur_id", "date")
    def _check_person(self):
        for diagnosis in self:
            if not diagnosis.lead_id and not diagnosis.entrepreneur_id:
                raise ValidationError(
                    self.env._("Say whose project this is: choose a request or a person's file.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Ask the questions of the form that is given, unless answers are given too."""
        vals_list = [self._clean_cae_values(vals) for vals in vals_list]
        forms = self.env["cae.diagnosis.form"]
        for vals in vals_list:
            if vals.get("form_id") and "answer_ids" not in vals:
                vals["answer_ids"] = self._prepare_answers(
                    forms.browse(vals["form_id"]), self.env.company
                )
        diagnoses = super().create(vals_list)
        for diagnosis in diagnoses:
            diagnosis._take_project_over()
        return diagnoses

    def _take_project_over(self):
        """Begin with what the request says of the project, if the first question asks for words."""
        self.ensure_one()
        first = self.answer_ids[:1]
        if self.lead_id.cae_project and first.question_id.kind == "text" and not first.text:
            first.text = self.lead_id.cae_project

    @api.model
    def _prepare_answers(self, form, company):
        """Return the commands that make an empty answer to each question of a form.

        :param cae.diagnosis.form form: one form, or none
        :param res.company company: some questions belong to one cooperative
        """
        if not form:
            return []
        return [
            Command.create({"question_id": question.id})
            for question in form._get_questions(company)
        ]

    @api.model
    def _get_timeline_events(self, entrepreneurs):
        """Return the diagnoses of these files as events of their timeline."""
        return [
            {
                "entrepreneur_id": diagnosis.entrepreneur_id.id,
                "date": diagnosis.date,
                "icon": "fa-search",
                "title": diagnosis.form_id.name,
                "text": self.env._("With %(advisor)s", advisor=diagnosis.user_id.name),
                "model": diagnosis._name,
                "res_id": diagnosis.id,
            }
            for diagnosis in self.search([("entrepreneur_id", "in", entrepreneurs.ids)])
        ]
