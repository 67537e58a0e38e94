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

    def _get_timeline_events(self):
        """Return the events of one life, the latest first.

        Any model may add its own by a method of the same name that takes the people and
        returns such dicts; it is asked only when the user may read that model, and with the
        user's rights.

        :return: list of dicts: date (date), icon (a Font Awesome class), title, text (both in
            the user's language), model and res_id (what a click opens, or False)
        """
        self.ensure_one()
        events = []
        for name in sorted(self.env.registry):
            model = self.env[name]
            if (
                name != self._name
                and not model._abstract
                and hasattr(model, "_get_timeline_events")
                and model.has_access("read")
            ):
                events += [event for event in model._get_timeline_events(self) if event["date"]]
        return sorted(events, key=lambda event: event["date"], reverse=True)
