from odoo import fields
from odoo.addons.cae_entrepreneur.controllers.file import FilePortal
from odoo.addons.cae_entrepreneur.controllers.portal import MY_FORM, MY_PAGE
from odoo.addons.cae_socle.engine.periods import read_day
from odoo.http import request, route


class RoadmapPortal(FilePortal):
    """One's own roadmap: read, steps ticked, steps added."""

    def _prepare_my_space_values(self, entrepreneurs):
        values = super()._prepare_my_space_values(entrepreneurs)
        return values | {"roadmap": request.env["cae.roadmap"]._find_running(entrepreneurs)[:1]}

    def _prepare_my_todo(self, values):
        todo = super()._prepare_my_todo(values)
        count = values["roadmap"].late_count
        if count:
            name = (
                request.env._("One step of your roadmap is late")
                if count == 1
                else request.env._("%(count)s steps of your roadmap are late", count=count)
            )
            todo.append(self._todo(40, name, "/my/roadmap", "fa-map-o") | {"late": True})
        return todo

    @route("/my/roadmap", **MY_PAGE, methods=["GET"])
    def my_roadmap(self, **params):
        """Show the running roadmap, and the earlier ones."""
        return self._render_roadmap(
            self._get_my_file(),
            done=params.get("done"),
            done_step=self._to_id(params.get("step")),
        )

    @route("/my/roadmap/step/<int:step_id>", **MY_FORM)
    def save_my_step(self, step_id, state=None, words=None, **params):
        """Note how far one's own step is."""
        person = self._get_my_file()
        step = self._find_my_step(person, step_id)
        if not step:
            raise request.not_found()
        error = self._try(step._tick_by_person, state, words)
        if error:
            return self._render_roadmap(person, error=error)
        return self._show_step(step, "done" if state == "done" else "kept")

    @route("/my/roadmap/step/<int:step_id>/remove", **MY_FORM)
    def remove_my_step(self, step_id, **params):
        """Remove a step that one added oneself; pressed twice, it is gone all the same."""
        person = self._get_my_file()
        step = self._find_my_step(person, step_id)
        error = self._try(step._remove_by_person) if step else None
        if error:
            return self._render_roadmap(person, error=error)
        return request.redirect("/my/roadmap?done=removed")

    def _find_my_step(self, person, step_id):
        return request.env["cae.roadmap.step"].search(
            [("id", "=", step_id), ("entrepreneur_id", "=", person.id)]
        )

    def _show_step(self, step, done):
        """Lead back to a step, beside which the page says what became of it."""
        return request.redirect(f"/my/roadmap?done={done}&step={step.id}#step{step.id}")

    @route("/my/roadmap/add", **MY_FORM)
    def add_my_step(self, name=None, date_due=None, **params):
        """Add a step of one's own to the running roadmap."""
        person = self._get_my_file()
        roadmap = request.env["cae.roadmap"]._get_own(person)[:1]
        if not roadmap:
            raise request.not_found()
        day = read_day(date_due)
        if date_due and not day:
            error = request.env._("Choose the day in the calendar, or leave it empty.")
        else:
            add = request.env["cae.roadmap.step"]._add_by_person
            step, error = self._call(add, roadmap, name, day)
        if error:
            return self._render_roadmap(person, error=error, name=name, date_due=date_due)
        return self._show_step(step, "added")

    def _render_roadmap(self, person, **shown):
        roadmaps = request.env["cae.roadmap"]._get_own(person)
        roadmap = roadmaps[:1]
        steps = roadmap.step_ids.filtered(lambda step: step.state != "dropped")
        goals = roadmap.goal_ids.filtered(lambda goal: goal.state != "dropped")
        by_goal = steps.grouped(lambda step: step.goal_id & goals)
        parts = [(goal, by_goal.get(goal, steps.browse())) for goal in goals]
        # those without a goal, or whose goal was dropped
        if loose := by_goal.get(goals.browse()):
            parts.append((goals.browse(), loose))
        done = [("roadmap_id", "=", roadmap.id), ("state", "=", "done")]
        reviews = request.env["cae.roadmap.review"].search(done)
        # sudo: roadmaps found with her rights; beside them the names of her advisors
        return self._render_page(
            "cae_accompagnement.portal_my_roadmap",
            "my_roadmap",
            roadmap=roadmap,
            advisor_sudo=roadmap.sudo().user_id,
            parts=parts,
            removable=steps._get_removable(),
            reviews_sudo=reviews.sudo(),
            earlier=roadmaps[1:],
            states=dict(steps._fields["state"]._description_selection(request.env)),
            today=fields.Date.context_today(person),
            **shown,
        )
