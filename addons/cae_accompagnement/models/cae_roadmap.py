from odoo import api, fields, models
from odoo.addons.cae_entrepreneur.models.timeline import make_event
from odoo.addons.cae_socle.models.client_actions import open_form
from odoo.addons.cae_socle.models.counts import count_field
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..engine import progress


class CaeRoadmap(models.Model):
    """Where a person wants to go, by which steps, with what means, and how one sees it.

    The outcome of an incubator, or made step by step with the advisor. It is
    reviewed at each meeting; the person reads it in her space and ticks her own steps.
    """

    _name = "cae.roadmap"
    _description = "Roadmap"
    _inherit = ["mail.thread", "cae.guard.mixin", "cae.territory.mixin"]
    _order = "state desc, date_start desc, id desc"
    _check_company_auto = True
    _guarded_parents = {"entrepreneur_id": "read"}
    _personal_paths = ("entrepreneur_id",)
    _personal_erased = "file"

    name = fields.Char(
        required=True, default=lambda self: self.env._("Roadmap"), tracking=True, string="Title"
    )
    entrepreneur_id = fields.Many2one(
        "cae.entrepreneur",
        string="Person",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="entrepreneur_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users",
        string="Advisor",
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    event_id = fields.Many2one(
        "event.event",
        string="Outcome of",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="The session, such as an incubator, in which it was made.",
    )
    aim = fields.Text(
        string="Where to", help="In the person's words: what should be true at the end."
    )
    date_start = fields.Date(required=True, default=fields.Date.context_today, string="From")
    date_end = fields.Date(string="Until")
    state = fields.Selection(
        [("running", "Running"), ("reached", "Reached"), ("closed", "Closed")],
        required=True,
        default="running",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    goal_ids = fields.One2many("cae.roadmap.goal", "roadmap_id", string="Goals")
    step_ids = fields.One2many("cae.roadmap.step", "roadmap_id", string="Steps")
    indicator_ids = fields.One2many(
        "cae.roadmap.indicator", "roadmap_id", string="Success indicators"
    )
    review_ids = fields.One2many("cae.roadmap.review", "roadmap_id", string="Reviews")
    progress = fields.Float(
        compute="_compute_progress", store=True, help="Steps done, among those not dropped."
    )
    step_count = fields.Integer(compute="_compute_progress", store=True, string="Number of steps")
    late_count = count_field("step_ids", ("is_late", "=", True), string="Late steps")
    last_review_date = fields.Date(
        string="Last review", compute="_compute_last_review_date", store=True
    )

    # What the person reads in her space is one roadmap; the earlier ones stay below it.
    _running_uniq = models.UniqueIndex(
        "(entrepreneur_id) WHERE state = 'running'",
        "This person has a running roadmap already: go on with that one, or close it first.",
    )
    _dates_in_order = models.Constraint(
        "check (date_end is null or date_end >= date_start)",
        "A roadmap ends after it begins.",
    )

    @api.depends("step_ids.state")
    def _compute_progress(self):
        for roadmap in self:
            states = roadmap.step_ids.mapped("state")
            roadmap.progress = progress.share_done(states) * 100
            roadmap.step_count = len(states) - states.count("dropped")

    @api.depends("review_ids.state", "review_ids.date")
    def _compute_last_review_date(self):
        for roadmap in self:
            done = roadmap.review_ids.filtered(lambda review: review.state == "done")
            roadmap.last_review_date = max(done.mapped("date"), default=False)

    @api.depends("name", "entrepreneur_id.name")
    def _compute_display_name(self):
        for roadmap in self:
            roadmap.display_name = " · ".join(
                filter(None, [roadmap.entrepreneur_id.name, roadmap.name])
            )

    def write(self, vals):
        if "entrepreneur_id" in vals and any(
            roadmap.entrepreneur_id.id != vals["entrepreneur_id"] for roadmap in self
        ):
            raise ValidationError(
                self.env._("A roadmap belongs to one person: make another one for somebody else.")
            )
        result = super().write(vals)
        if {"state", "user_id"} & vals.keys():
            # sudo: what is due follows the roadmap, whoever changed it
            self.sudo().step_ids._keep_deadlines()
        return result

    def _set_state(self, state):
        self.check_access("write")
        written = self._by_method().write({"state": state})
        # the index on running ones: another may be made in the same transaction
        self.flush_recordset(["state"])
        return written

    # -- acts ----------------------------------------------------------------------------------

    def action_reach(self):
        """Note that the person got where she wanted to."""
        self._set_state("reached")

    def action_close(self):
        """Close: what is not done any more will not be looked at."""
        self._set_state("closed")

    def action_reopen(self):
        """Go on with a roadmap closed by mistake, if no other runs."""
        self.check_access("write")
        others = self._find_running(self.entrepreneur_id) - self
        if others:
            raise UserError(
                self.env._(
                    "“%(roadmap)s” is running: close it before you go on with this one.",
                    roadmap=others[0].display_name,
                )
            )
        self._set_state("running")

    def action_review(self):
        """Open the review that is being written, or a new one with the open steps."""
        self.ensure_one()
        self.check_access("write")
        title = self.env._("Review of the roadmap")
        return open_form("cae.roadmap.review", title, self._get_draft_review().id)

    def _get_draft_review(self):
        """Return the review being written, made with its lines if needed."""
        Review = self.env["cae.roadmap.review"]
        draft = self.review_ids.filtered(lambda review: review.state == "draft")[:1]
        if not draft:
            if self.state != "running":
                raise UserError(
                    self.env._(
                        "“%(roadmap)s” is closed: reopen it to review its steps.",
                        roadmap=self.display_name,
                    )
                )
            return Review.create({"roadmap_id": self.id})
        # one that was begun before its indicators had lines
        draft._add_measures()
        return draft

    # -- for other records ---------------------------------------------------------------------

    def _find_running(self, people):
        """Return the running roadmaps of people, one for each at most."""
        return self.search([("entrepreneur_id", "in", people.ids), ("state", "=", "running")])

    def _get_current(self, person):
        """Return the running roadmap of a person, made when there is none.

        :param cae.entrepreneur person: one file, which the user may read
        """
        return self._find_running(person) or self.create({"entrepreneur_id": person.id})

    def _add_step(self, name, origin=None, **values):
        """Add a step that comes from elsewhere, such as a need that a diagnosis found.

        :param str name: what is to be done
        :param origin: the record it comes from, named on the step
        :param values: more values of the step
        :return: the step
        """
        step = self.env["cae.roadmap.step"].create({"roadmap_id": self.id, "name": name, **values})
        if origin:
            step._by_method().origin = origin.display_name
        return step

    def _get_timeline_events(self, entrepreneurs):
        """Return the roadmaps of these files, and their reviews, as events of the timeline."""
        found = self.search([("entrepreneur_id", "in", entrepreneurs.ids)])
        reviews = self.env["cae.roadmap.review"].search(
            [("roadmap_id", "in", found.ids), ("state", "=", "done")]
        )
        made, reviewed = self.env._("Roadmap"), self.env._("Roadmap reviewed")
        return [
            make_event(roadmap, roadmap.date_start, "fa-map-o", made, roadmap.name)
            for roadmap in found
        ] + [
            make_event(
                review,
                review.date,
                "fa-map-signs",
                reviewed,
                review.note or format_date(self.env, review.date),
            )
            for review in reviews
        ]

    # -- the person herself, on the portal -----------------------------------------------------

    def _get_own(self, person):
        """Return the roadmaps of one's own file, the running one first.

        :raises AccessError: when the file is not the user's own
        """
        person._check_is_own()
        return self.search([("entrepreneur_id", "=", person.id)])
