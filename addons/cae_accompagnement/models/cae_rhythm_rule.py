from odoo import api, fields, models
from odoo.exceptions import ValidationError

STAGES = {
    "cape": {"cape"},
    "cesa": {"cesa", "associate"},
    "contract": {"cape", "cesa", "associate"},
}


class CaeRhythmRule(models.Model):
    """How often somebody is met: a rule of the cooperative, or of the law.

    - first: one appointment within so many days of the beginning
    - regular: one at least every so many months, as long as the rhythm lasts
    - formal: so many formal interviews per period, sliding (C. trav. R7331-3)
    - excess: more than so many in a period is seen too
    """

    _name = "cae.rhythm.rule"
    _description = "Rule of rhythm"
    _inherit = ["cae.list.mixin"]

    kind = fields.Selection(
        [
            ("first", "A first appointment within days"),
            ("regular", "An appointment every so many months"),
            ("formal", "Formal interviews per period"),
            ("excess", "Too many appointments in a period"),
        ],
        required=True,
        default="regular",
        string="Rule",
    )
    applies_to = fields.Selection(
        [
            ("cape", "People under CAPE"),
            ("cesa", "People under CESA and associates"),
            ("contract", "Everybody under contract"),
        ],
        required=True,
        default="contract",
        string="For",
    )
    days = fields.Integer(default=15, help="After the beginning, that day included.")
    months = fields.Integer(default=1, help="Between two appointments, or of the period.")
    until_months = fields.Integer(
        string="During the first months",
        help="After the beginning; 0: as long as the person stays.",
    )
    count = fields.Integer(default=2, string="Number of appointments")
    company_id = fields.Many2one(help="Left empty, it holds for every cooperative.")

    @api.constrains("kind", "days", "months", "count")
    def _check_figures(self):
        for rule in self:
            used = {"first": ("days",), "regular": ("months",)}.get(rule.kind, ("months", "count"))
            for name in used:
                if rule[name] < 1:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: give 1 or more.",
                            field=self._fields[name]._description_string(self.env),
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._keep_everybody()
        return rules

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() - {"name", "sequence"}:
            self._keep_everybody()
        return result

    def _keep_everybody(self):
        """Have the rhythm of all people brought up to date, in the background."""
        cron = self.env.ref("cae_echeance.ir_cron_deadlines", raise_if_not_found=False)
        if cron:
            # sudo: a rule that the user may write; only the moment of the job is set
            cron.sudo()._trigger()
