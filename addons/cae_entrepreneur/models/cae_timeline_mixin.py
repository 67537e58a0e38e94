from odoo import api, fields, models


class CaeTimelineMixin(models.AbstractModel):
    """The whole life of a person at a glance: what each model of the suite knows about it."""

    _name = "cae.timeline.mixin"
    _description = "Timeline"

    timeline = fields.Json(compute="_compute_timeline")

    @api.depends_context("lang", "uid")
    def _compute_timeline(self):
        for record in self:
            record.timeline = [
                {**event, "date": fields.Date.to_string(event["date"])}
                for event in record._get_timeline_events()
            ]

    @api.model
    def _get_timeline_models(self):
        """Return the names of the models that tell of a life (list).

        Each has a method ``_get_timeline_events(people)`` that returns dicts as the one below; it
        is asked with the user's rights, and only when the user may read that model.
        """
        return []

    def _get_timeline_events(self):
        """Return the events of one life, the latest first.

        :return: list of dicts: date (date), icon (a Font Awesome class), title, text (both in
            the user's language), model and res_id (what a click opens, or False)
        """
        self.ensure_one()
        events = []
        for name in sorted(self._get_timeline_models()):
            model = self.env[name]
            if model.has_access("read"):
                events += [event for event in model._get_timeline_events(self) if event["date"]]
        return sorted(events, key=lambda event: event["date"], reverse=True)
