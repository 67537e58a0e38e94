from odoo.addons.cae_entrepreneur.controllers.file import FilePortal
from odoo.exceptions import UserError
from odoo.http import request, route

# the series that say whether there is anything to show
LAST = ("self_last", "advisor_last")


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

    @route("/my/competencies", type="http", auth="user", website=True, readonly=True)
    def my_competencies(self, **params):
        """Show the radar, and the levels behind it."""
        person = self._get_my_file()
        Assessment = request.env["cae.competency.assessment"]
        data = Assessment._get_side_by_side(person)
        has_ratings = any(axis[name] is not None for axis in data["axes"] for name in LAST)
        return request.render(
            "cae_accompagnement.portal_my_competencies",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "my_competencies",
                "person": person,
                "data": data,
                "has_ratings": has_ratings,
                "levels": request.env["cae.competency.level"].search([]),
                "radar": request.env["cae.competency.radar"]._draw(data),
                "draft": Assessment._get_own_draft(person),
                "done": params.get("done"),
            },
        )

    @route("/my/competencies/rate", type="http", auth="user", website=True, methods=["GET"])
    def my_competencies_rate(self, **params):
        """Show the form in which a person rates herself."""
        return self._render_rating(self._get_my_file())

    @route("/my/competencies/rate", type="http", auth="user", website=True, methods=["POST"])
    def save_my_competencies(self, note=None, finish=None, **params):
        """Keep the levels that a person gave herself; close them when she is done."""
        person = self._get_my_file()
        ratings = self._read_ratings(params)
        try:
            with request.env.cr.savepoint():
                request.env["cae.competency.assessment"]._rate_oneself(
                    person, ratings, note, finish=bool(finish)
                )
        except UserError as refusal:
            return self._render_rating(person, error=str(refusal), ratings=ratings, note=note)
        return request.redirect(f"/my/competencies?done={'finished' if finish else 'kept'}")

    def _read_ratings(self, params):
        """Return {id of a competency: (id of a level or False, words)} from a form."""
        return {
            self._to_id(name.removeprefix("level_")): (
                self._to_id(value) or False,
                params.get(name.replace("level_", "note_", 1)),
            )
            for name, value in params.items()
            if name.startswith("level_")
        }

    def _render_rating(self, person, error=None, ratings=None, note=None):
        Assessment = request.env["cae.competency.assessment"]
        draft = Assessment._get_own_draft(person)
        competencies = Assessment._get_framework(person)
        kept = {
            rating.competency_id.id: (rating.level_id.id, rating.note)
            for rating in draft.rating_ids
        }
        return request.render(
            "cae_accompagnement.portal_rate_competencies",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "rate_competencies",
                "domains": competencies.grouped("domain_id"),
                "signs": competencies._get_signs(),
                "levels": request.env["cae.competency.level"].search([]),
                "ratings": kept | (ratings or {}),
                "note": draft.note if note is None else note,
                "error": error,
            },
        )
