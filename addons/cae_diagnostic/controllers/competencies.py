import json

from odoo.addons.cae_entrepreneur.controllers.file import FilePortal
from odoo.addons.cae_entrepreneur.controllers.portal import MY_CALL, MY_FORM, MY_PAGE
from odoo.http import request, route

from ..models import competency_radar


class CompetencyPortal(FilePortal):
    """What a person says of her competencies, beside what her advisor says."""

    def _prepare_my_space_values(self, entrepreneurs):
        values = super()._prepare_my_space_values(entrepreneurs)
        Assessment = request.env["cae.competency.assessment"]
        return values | {
            "competency_assessment": Assessment.search(
                [("entrepreneur_id", "in", entrepreneurs.ids), ("state", "=", "done")], limit=1
            ),
        }

    @route("/my/competencies", **MY_PAGE, readonly=True)
    def my_competencies(self, **params):
        """Show the radar, and the levels behind it."""
        person = self._get_my_file()
        Assessment = request.env["cae.competency.assessment"]
        data = Assessment._get_side_by_side(person)
        return self._render_page(
            "cae_diagnostic.portal_my_competencies",
            "my_competencies",
            data=data,
            levels=request.env["cae.competency.level"].search([]),
            radar=competency_radar.draw(request.env, data, own=True),
            legend=competency_radar.get_legend(data),
            draft=Assessment._get_own(person, "draft"),
            done=params.get("done"),
        )

    @route("/my/competencies/rate", **MY_PAGE, methods=["GET"])
    def my_competencies_rate(self, **params):
        """Show the form in which a person rates herself."""
        return self._render_rating(self._get_my_file())

    @route("/my/competencies/rate", **MY_FORM)
    def save_my_competencies(self, finish=None, seen=None, **params):
        """Keep the levels that a person gave herself; close them when she is done."""
        person = self._get_my_file()
        changes = self._read_changes(request.httprequest.form)
        error = self._rate(person, changes, finish=bool(finish), seen=seen)
        if error:
            return self._render_rating(person, error=error, changes=changes)
        return request.redirect(f"/my/competencies?done={'finished' if finish else 'kept'}")

    @route("/my/competencies/save", **MY_CALL)
    def autosave_my_competencies(self, values=None, seen=None, **params):
        """Keep the fields that changed while one rates oneself.

        :param dict values: {name of a field: [strings]}
        :return: a sentence in ``error`` when something is refused
        """
        return {"error": self._rate(self._get_my_file(), self._read_values(values), seen=seen)}

    @route("/my/competencies/discard", **MY_FORM)
    def discard_my_competencies(self, **params):
        """Throw away a rating that was begun and is not finished."""
        request.env["cae.competency.assessment"]._throw_own_draft_away(self._get_my_file())
        return request.redirect("/my/competencies?done=discarded")

    def _rate(self, person, changes, finish=False, seen=None):
        """Keep what changed; return the sentence of a refusal, or None."""
        seen = int(seen) if str(seen or "").isdecimal() else None
        note = "".join(changes["note"][:1]) if "note" in changes else None
        rate = request.env["cae.competency.assessment"]._rate_oneself
        return self._try(rate, person, self._read_ratings(changes), note, finish, seen)

    def _read_ratings(self, changes):
        """Return what changed in the form, as `_rate_oneself` takes it.

        :param dict changes: {name of a field: [strings]}
        """
        ratings = {}
        for name, strings in changes.items():
            kind, _underscore, number = name.partition("_")
            value, competency_id = "".join(strings[:1]), self._to_id(number)
            if kind == "level" and competency_id:
                ratings.setdefault(competency_id, {})["level_id"] = self._to_id(value) or False
            elif kind == "note" and competency_id:
                ratings.setdefault(competency_id, {})["note"] = value
        return ratings

    def _render_rating(self, person, error=None, changes=None):
        Assessment = request.env["cae.competency.assessment"]
        draft = Assessment._get_own(person, "draft")
        competencies = Assessment._get_framework(person)
        # found by competency: a draft may be older than one of them
        ratings = {rating.competency_id: rating for rating in draft.rating_ids}
        before = {"note": [draft.note or ""]}
        for competency in competencies:
            rating = ratings.get(competency, draft.rating_ids.browse())
            before[f"level_{competency.id}"] = [str(rating.level_id.id or 0)]
            before[f"note_{competency.id}"] = [rating.note or ""]
        return self._render_page(
            "cae_diagnostic.portal_rate_competencies",
            "rate_competencies",
            domains=competencies.grouped("domain_id"),
            signs=competencies._get_signs(),
            levels=request.env["cae.competency.level"].search([]),
            draft=draft,
            seen=Assessment._get_own(person, "done").id or 0,
            before=json.dumps(before),
            values={
                name: "".join(strings[:1]) for name, strings in (before | (changes or {})).items()
            },
            error=error,
        )
