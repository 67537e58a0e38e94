from odoo import api, fields, models
from odoo.addons.cae_echeance.engine.deadlines import days_before
from odoo.addons.cae_socle.models.flags import flag_field
from odoo.addons.cae_socle.models.turns import pass_alone
from odoo.exceptions import UserError
from odoo.fields import Domain

# Days before on which the advisor is told of a step of theirs.
ALERT_DAYS = (7,)
MAX_NAME = 200
MAX_WORDS = 2000
MAX_OWN = 50  # steps that a person has added to a roadmap, and not done


class CaeRoadmapStep(models.Model):
    """Something to do on the way to a goal."""

    _name = "cae.roadmap.step"
    _description = "Step of a roadmap"
    _inherit = [
        "cae.deadline.source.mixin",
        "cae.roadmap.goal.part.mixin",
        "cae.territory.mixin",
    ]
    _order = "sequence, date_due, id"
    _deadline_fields = frozenset({"roadmap_id", "who", "date_due", "state"})

    name = fields.Char(required=True, string="Step")
    who = fields.Selection(
        [("person", "The person"), ("advisor", "The advisor"), ("other", "Somebody else")],
        string="Who does it",
        required=True,
        default="person",
    )
    resources = fields.Char(string="With what", help="Means, people, places, trainings.")
    date_due = fields.Date(string="Due by", index=True)
    state = fields.Selection(
        [("todo", "To do"), ("doing", "Begun"), ("done", "Done"), ("dropped", "Dropped")],
        required=True,
        default="todo",
        index=True,
        copy=False,
    )
    date_done = fields.Date(string="Done on", copy=False, readonly=True)
    words = fields.Text(string="Words of the person", readonly=True, copy=False)
    origin = fields.Char(string="Comes from", readonly=True, copy=False)
    is_of_person = fields.Boolean(string="Added by the person", readonly=True, copy=False)
    is_late = flag_field(lambda self: self._domain_late(), "state", "date_due")

    def _domain_late(self):
        today = fields.Date.context_today(self)
        return Domain("state", "in", ("todo", "doing")) & Domain("date_due", "<", today)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_reviewed(self):
        if self._is_by_method():
            return
        reviewed = self.env["cae.roadmap.review.line"].search(
            [("step_id", "in", self.ids), ("review_id.state", "=", "done")], limit=1
        )
        if reviewed:
            raise UserError(
                self.env._(
                    "“%(step)s” stands in a review: note it as dropped instead of deleting it.",
                    step=reviewed.step_id.name,
                )
            )

    def _add_guarded_values(self, vals):
        """Return values in which the day follows the state, and the roadmap the goal."""
        if vals.get("goal_id") and "roadmap_id" not in vals:
            goal = self.env["cae.roadmap.goal"].browse(vals["goal_id"])
            vals = {**vals, "roadmap_id": goal.roadmap_id.id}
        if "state" in vals:
            done = vals["state"] == "done"
            vals = {**vals, "date_done": done and fields.Date.context_today(self)}
        return vals

    def action_done(self):
        """Tick these steps as done today."""
        self.check_access("write")
        self.filtered(lambda step: step.state != "done").write({"state": "done"})

    def action_reopen(self):
        """Take back a tick made by mistake."""
        self.check_access("write")
        self.write({"state": "todo"})

    # -- what is due: the steps of the team ----------------------------------------------------

    def _list_deadlines(self):
        return {
            step: [
                days_before(
                    "roadmap_step",
                    "1",
                    step.date_due,
                    ALERT_DAYS,
                    user_id=step.roadmap_id.user_id.id,
                    is_done=step.state == "done",
                )
            ]
            for step in self
            if step.who == "advisor"
            and step.date_due
            and step.state != "dropped"
            and step.roadmap_id.state == "running"
        }

    def _get_deadline_name(self, deadline):
        return self.name

    def _after_deadline_ticked(self, is_done):
        if is_done:
            self.action_done()
        else:
            self.filtered(lambda step: step.state == "done").action_reopen()

    # -- the person herself, on the portal -----------------------------------------------------

    def _tick_by_person(self, state, words=None):
        """Note how far one's own step is, with some words.

        :param str state: todo, doing or done
        :param str words: what the person wants to say about it; None leaves what she said before
        :raises UserError: when it is the advisor's, or the roadmap is closed
        """
        self.ensure_one()
        self.check_access("read")
        self.entrepreneur_id._check_is_own()
        if state not in ("todo", "doing", "done"):
            raise UserError(self.env._("Say whether the step is to do, begun or done."))
        if self.who != "person" or self.state == "dropped" or self.roadmap_id.state != "running":
            raise UserError(
                self.env._("This step is not yours to tick: speak of it with your advisor.")
            )
        # sudo: her own step, checked above; only its state and her words are written
        vals = {"state": state}
        if words is not None:
            vals["words"] = words.strip()[:MAX_WORDS] or False
        self.sudo()._by_method().write(vals)

    def _get_removable(self):
        """Return those that the person may remove: hers, and in no review yet."""
        # sudo: whether a step stands in a review, of whatever state
        lines_sudo = self.env["cae.roadmap.review.line"].sudo()
        reviewed_sudo = lines_sudo.search([("step_id", "in", self.ids)]).step_id
        return self.filtered(
            lambda step: step.is_of_person and step.roadmap_id.state == "running"
        ) - reviewed_sudo.sudo(False)

    def _remove_by_person(self):
        """Remove a step that the person added herself.

        :raises UserError: when it is the advisor's, or was looked at together
        """
        self.ensure_one()
        self.check_access("read")
        self.entrepreneur_id._check_is_own()
        if not self._get_removable():
            raise UserError(
                self.env._("This step is not yours to remove: speak of it with your advisor.")
            )
        # sudo: a step that she added, checked above
        self.sudo().unlink()

    def _add_by_person(self, roadmap, name, date_due=None):
        """Add a step to one's own running roadmap.

        :param str name: what she is going to do
        :param date date_due: by when, or None
        :return: the step
        """
        roadmap.check_access("read")
        roadmap.entrepreneur_id._check_is_own()
        name = " ".join((name or "").split())
        if not name:
            raise UserError(self.env._("Say in a few words what you are going to do."))
        if len(name) > MAX_NAME:
            raise UserError(
                self.env._("Say it shorter: a step has at most %(count)s letters.", count=MAX_NAME)
            )
        if roadmap.state != "running":
            raise UserError(
                self.env._("This roadmap is closed: speak with your advisor of a new one.")
            )
        # sudo: her own roadmap, which is only locked
        pass_alone(roadmap.sudo())
        own = roadmap.step_ids.filtered(
            lambda step: step.is_of_person and step.state in ("todo", "doing")
        )
        if len(own) >= MAX_OWN:
            raise UserError(
                self.env._(
                    "%(count)s steps of yours are still to do: do or remove some of them first.",
                    count=len(own),
                )
            )
        # sudo: a step of her own on her own roadmap
        steps_sudo = self.sudo()._by_method()
        step_sudo = steps_sudo.create(
            {
                "roadmap_id": roadmap.id,
                "name": name,
                "date_due": date_due,
                "who": "person",
                "origin": self.env._("Added by the person"),
                "is_of_person": True,
            }
        )
        return step_sudo.with_env(self.env)
