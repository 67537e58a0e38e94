from odoo import api, fields, models
from odoo.fields import Command


class CaeTrainingNeed(models.Model):
    """A competency that people lack: what the next training programme is made of.

    Noted from the cohort's view or by hand; listed in the programme's meeting.
    """

    _name = "cae.training.need"
    _description = "Training need"
    _inherit = ["mail.thread"]
    _order = "state, people_count desc, id desc"
    _check_company_auto = True
    _personal_ignored = "a competency that people lack"

    name = fields.Char(required=True, tracking=True, string="Need")
    competency_id = fields.Many2one("cae.competency", index=True, ondelete="restrict")
    domain_id = fields.Many2one(related="competency_id.domain_id", store=True, index=True)
    territory_id = fields.Many2one(
        "cae.territory",
        index=True,
        ondelete="restrict",
        check_company=True,
        help="Left empty, it is a need of the whole cooperative.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    entrepreneur_ids = fields.Many2many(
        "cae.entrepreneur", string="People", check_company=True, help="Those who lack it."
    )
    people_count = fields.Integer(
        string="Number of people", compute="_compute_people_count", store=True, readonly=False
    )
    date = fields.Date(string="Noted on", required=True, default=fields.Date.context_today)
    user_id = fields.Many2one(
        "res.users", string="Noted by", index=True, default=lambda self: self.env.user
    )
    state = fields.Selection(
        [("open", "To be met"), ("planned", "Planned"), ("met", "Met"), ("dropped", "Dropped")],
        required=True,
        default="open",
        tracking=True,
        index=True,
    )
    note = fields.Text()

    # Two needs of one competency and territory would be the same need.
    _open_uniq = models.UniqueIndex(
        "(company_id, competency_id, COALESCE(territory_id, 0)) "
        "WHERE state = 'open' AND competency_id IS NOT NULL",
        "This need is already noted for this territory: complete that one.",
    )

    @api.depends("entrepreneur_ids")
    def _compute_people_count(self):
        for need in self:
            need.people_count = len(need.entrepreneur_ids) or need.people_count

    def _note(self, lacking):
        """Note needs, one for each competency and territory, completing those that are open.

        :param cae.competency.gap lacking: who lacks what
        :return: the needs
        """

        def key(record):
            return record.competency_id, record.territory_id, record.company_id

        known = self.search(
            [("state", "=", "open"), ("competency_id", "in", lacking.competency_id.ids)]
        ).grouped(key)
        needs, values = self.browse(), []
        for (competency, territory, company), lines in lacking.grouped(key).items():
            if need := known.get((competency, territory, company)):
                need.entrepreneur_ids |= lines.entrepreneur_id
                needs |= need
                continue
            values.append(
                {
                    "name": competency.name,
                    "competency_id": competency.id,
                    "territory_id": territory.id,
                    "company_id": company.id,
                    "entrepreneur_ids": [Command.set(lines.entrepreneur_id.ids)],
                }
            )
        return needs | self.create(values)
