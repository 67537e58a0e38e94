from odoo import api, fields, models
from odoo.addons.cae_socle.models.selections import select_as
from odoo.exceptions import UserError
from odoo.tools import SQL


class CaeCompetencyGap(models.Model):
    """The last rating of each competency of each person, against what is expected today.

    The cohort's view: "what do the people of this territory lack?". A competency that nobody
    rated is no line, and so counts in no average; one of which nothing is expected has no gap,
    and counts in no average of gaps.
    """

    _name = "cae.competency.gap"
    _description = "Competency of a person, as last rated"
    _auto = False
    _order = "gap desc, domain_id, competency_id, id"

    entrepreneur_id = fields.Many2one("cae.entrepreneur", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    territory_id = fields.Many2one("cae.territory", readonly=True)
    referent_id = fields.Many2one("res.users", readonly=True)
    stage = fields.Selection(
        select_as("cae.entrepreneur", "stage"),
        readonly=True,
    )
    date_entry = fields.Date(string="Entry", readonly=True)
    kind = fields.Selection(
        select_as("cae.competency.assessment", "kind"),
        string="Rated by",
        readonly=True,
    )
    date = fields.Date(string="Rated on", readonly=True)
    domain_id = fields.Many2one("cae.competency.domain", readonly=True)
    competency_id = fields.Many2one("cae.competency", readonly=True)
    level_value = fields.Float(string="Level", digits=(4, 1), readonly=True, aggregator="avg")
    expected_value = fields.Float(
        string="Expected level", digits=(4, 1), readonly=True, aggregator="avg"
    )
    gap = fields.Float(string="Missing levels", digits=(4, 1), readonly=True, aggregator="avg")
    lacking = fields.Integer(
        string="Below expected", readonly=True, help="1 when the level is below the expected."
    )
    people = fields.Integer(string="Rated", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT last.id, last.entrepreneur_id, last.kind, last.date, last.competency_id,
                   last.domain_id, last.level_value, person.company_id, person.territory_id,
                   person.referent_id, person.stage, person.date_entry,
                   expected.value AS expected_value,
                   CASE WHEN expected.value IS NOT NULL
                        THEN GREATEST(expected.value - last.level_value, 0) END AS gap,
                   CASE WHEN expected.value > last.level_value THEN 1 ELSE 0 END AS lacking,
                   1 AS people
              FROM (
                    SELECT DISTINCT ON (
                               assessment.entrepreneur_id, assessment.kind, rating.competency_id)
                           rating.id, assessment.entrepreneur_id, assessment.kind,
                           assessment.date, rating.competency_id, rating.level_value,
                           competency.domain_id
                      FROM cae_competency_rating rating
                      JOIN cae_competency_assessment assessment
                        ON assessment.id = rating.assessment_id AND assessment.state = 'done'
                      JOIN cae_competency competency ON competency.id = rating.competency_id
                     WHERE rating.is_rated
                     ORDER BY assessment.entrepreneur_id, assessment.kind, rating.competency_id,
                              assessment.date DESC, assessment.id DESC
                   ) last
              JOIN cae_entrepreneur person
                ON person.id = last.entrepreneur_id AND person.active
         LEFT JOIN LATERAL (
                    SELECT level.value
                      FROM cae_competency_expectation rule
                      JOIN cae_competency_level level ON level.id = rule.level_id
                     WHERE rule.domain_id = last.domain_id
                       AND (rule.competency_id IS NULL OR rule.competency_id = last.competency_id)
                       AND rule.stage = person.stage
                       AND (rule.months = 0 OR person.date_entry
                            + make_interval(months => rule.months) <= %(today)s)
                     ORDER BY rule.competency_id NULLS LAST, rule.months DESC
                     LIMIT 1
                   ) expected ON TRUE
            """,
            today=fields.Date.context_today(self),
        )

    @api.depends("entrepreneur_id.name", "competency_id.name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.entrepreneur_id.name} · {line.competency_id.name}"

    def action_note_need(self):
        """Note what these people lack as training needs, one for each competency and territory.

        A need that is already noted and open takes the new number of people.

        :raises UserError: when none of them lacks anything
        """
        self.env["cae.training.need"].check_access("create")
        lacking = self.filtered("lacking")
        if not lacking:
            raise UserError(
                self.env._(
                    "These people have the levels that are expected: choose lines with missing "
                    "levels."
                )
            )
        needs = self.env["cae.training.need"]._note(lacking)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Training needs"),
            "res_model": "cae.training.need",
            "view_mode": "list,form",
            "domain": [("id", "in", needs.ids)],
        }
