from collections import defaultdict

from odoo import api, fields, models
from odoo.addons.cae_socle.models.selections import select_as

from ..engine import competency as arithmetic


class CaeCompetencyExpectation(models.Model):
    """The level that is expected at a stage, from a number of months after entry.

    How it works
        The rule of a competency wins over the one of its domain; among the rules of a stage,
        the latest whose months are reached.
    """

    _name = "cae.competency.expectation"
    _description = "Expected level"
    _inherit = ["cae.guard.mixin"]
    _order = "domain_id, competency_id nulls first, stage, months, id"
    _check_company_auto = True
    _guarded_parents = {"domain_id": "write", "competency_id": "write"}

    domain_id = fields.Many2one(
        "cae.competency.domain", required=True, index=True, ondelete="cascade"
    )
    competency_id = fields.Many2one(
        "cae.competency",
        index=True,
        ondelete="cascade",
        domain="[('domain_id', '=', domain_id)]",
        help="Left empty, the rule holds for all competencies of the domain.",
    )
    stage = fields.Selection(
        select_as("cae.entrepreneur", "stage"),
        required=True,
        default="cape",
    )
    months = fields.Integer(
        string="Months since entry", aggregator=None, help="The level is expected from then."
    )
    level_id = fields.Many2one(
        "cae.competency.level", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="domain_id.company_id", store=True, index=True)

    _rule_uniq = models.UniqueIndex(
        "(domain_id, COALESCE(competency_id, 0), stage, months)",
        "There is already an expected level for this stage and these months: change that one.",
    )
    _months_positive = models.Constraint("check (months >= 0)", "Months are 0 or more.")

    @api.depends("domain_id.name", "competency_id.name", "stage", "months")
    @api.depends_context("lang")
    def _compute_display_name(self):
        stages = dict(self._fields["stage"]._description_selection(self.env))
        for rule in self:
            what = rule.competency_id.name or rule.domain_id.name
            rule.display_name = what and f"{what} · {stages.get(rule.stage, '')}"

    def _get_expected(self, competencies, stage, months):
        """Return {competency: level value expected, or None}.

        :param cae.competency competencies: those that are asked for
        :param str stage: of the person
        :param int months: whole months since entry
        """
        rules = defaultdict(list)
        for rule in self.search([("domain_id", "in", competencies.domain_id.ids)]):
            named = rule.competency_id or rule.domain_id
            rules[named].append((rule.stage, rule.months, rule.level_id.value))
        expected = {}
        for competency in competencies:
            level = arithmetic.expected_level(rules[competency], stage, months)
            if level is None:
                level = arithmetic.expected_level(rules[competency.domain_id], stage, months)
            expected[competency] = level
        return expected
