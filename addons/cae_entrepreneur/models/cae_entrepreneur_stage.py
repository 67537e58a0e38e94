from itertools import pairwise

from odoo import api, fields, models
from odoo.addons.cae_socle.models.quiet_write import write_each
from odoo.addons.cae_socle.models.selections import select_as
from odoo.exceptions import ValidationError
from odoo.tools import format_date

# A contract entered afterwards shows that the person had left these stages before.
STAGES_WITHOUT_CONTRACT = ("candidate", "project_holder")


class CaeEntrepreneurStage(models.Model):
    """One stage in the life of a person: since when, and until the next one began.

    The lines are written with the stage of the file (`cae.entrepreneur.write`), in the order
    of their ids. A manager may correct a date, nobody anything else: the state at any past
    date must stay readable.
    """

    _name = "cae.entrepreneur.stage"
    _description = "Stage of an Entrepreneur"
    _inherit = ["cae.guard.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _rec_name = "stage"
    _personal_ignored = "stages and days"

    entrepreneur_id = fields.Many2one(
        "cae.entrepreneur", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="entrepreneur_id.company_id", store=True, index=True)
    stage = fields.Selection(select_as("cae.entrepreneur", "stage"), required=True, readonly=True)
    date_from = fields.Date(string="Since", required=True, index=True)
    date_to = fields.Date(
        string="Until",
        compute="_compute_date_to",
        store=True,
        help="The day on which the next stage began; empty for the present one.",
    )
    territory_id = fields.Many2one(
        "cae.territory",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Where the person was when this stage was noted; it does not move with the file.",
    )
    user_id = fields.Many2one(
        "res.users", string="By", readonly=True, ondelete="restrict", help="Who moved the file."
    )

    @api.depends("entrepreneur_id.stage_history_ids.date_from")
    def _compute_date_to(self):
        for entrepreneur, lines in self.grouped("entrepreneur_id").items():
            history = entrepreneur.stage_history_ids.sorted("id")
            following = dict(pairwise(history))
            for line in lines:
                line.date_to = following.get(line, line.browse()).date_from

    @api.constrains("date_from")
    def _check_date_from(self):
        today = fields.Date.context_today(self)
        for entrepreneur in self.entrepreneur_id:
            history = entrepreneur.stage_history_ids.sorted("id")
            for earlier, later in pairwise(history):
                if later.date_from < earlier.date_from:
                    raise ValidationError(
                        self.env._(
                            "The stages of %(name)s follow each other: “%(later)s” cannot begin "
                            "before “%(earlier)s”, that is not before %(date)s.",
                            name=entrepreneur.name,
                            later=later._get_stage_label(),
                            earlier=earlier._get_stage_label(),
                            date=format_date(self.env, earlier.date_from),
                        )
                    )
            if history[-1:].date_from and history[-1:].date_from > today:
                raise ValidationError(
                    self.env._(
                        "%(name)s is in this stage already: it cannot begin after today, %(date)s.",
                        name=entrepreneur.name,
                        date=format_date(self.env, today),
                    )
                )

    def _describe_guarded(self, field):
        return self.env._("The history of the stages is kept as it was: only a date is corrected.")

    def _get_stage_label(self):
        return dict(self._fields["stage"]._description_selection(self.env))[self.stage]

    @api.model
    def _record(self, entrepreneurs):
        """Note the stage in which people now are, when it differs from the last one noted.

        :param entrepreneurs: `cae.entrepreneur` records whose stage was just written, by
            someone who may write them
        """
        # sudo: nobody writes the history by hand; who may move the file moves it here too
        history_sudo = self.sudo()
        lines = history_sudo.search([("entrepreneur_id", "in", entrepreneurs.ids)], order="id")
        by_entrepreneur = lines.grouped("entrepreneur_id")
        vals_list, corrections = [], {}
        for entrepreneur in entrepreneurs.sudo():
            earlier = by_entrepreneur.get(entrepreneur, history_sudo.browse())
            if earlier and earlier[-1].stage == entrepreneur.stage:
                continue
            day = entrepreneur._get_stage_date()
            to_correct = []
            for line in reversed(earlier):
                if line.date_from <= day:
                    break
                if line.stage not in STAGES_WITHOUT_CONTRACT:
                    day = line.date_from
                    break
                to_correct.append(line)
            corrections |= dict.fromkeys(to_correct, day)
            vals_list.append(
                {
                    "entrepreneur_id": entrepreneur.id,
                    "stage": entrepreneur.stage,
                    "date_from": day,
                    "territory_id": entrepreneur.territory_id.id,
                    "user_id": self.env.uid,
                }
            )
        corrected = history_sudo.concat(*corrections)
        write_each(corrected, "date_from", corrections)
        corrected._check_date_from()
        history_sudo._by_method().create(vals_list)

    @api.model
    def _get_timeline_events(self, entrepreneurs):
        """Return the events of the timeline (see `cae.entrepreneur._get_timeline_events`)."""
        return [
            {
                "date": line.date_from,
                "icon": "fa-flag",
                "title": line._get_stage_label(),
                "text": self.env._("New stage, noted by %(name)s", name=line.user_id.name)
                if line.user_id and not line.user_id._is_superuser()
                else self.env._("New stage"),
                "model": False,
                "res_id": False,
            }
            for line in entrepreneurs.stage_history_ids
        ]
