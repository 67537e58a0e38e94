"""How far the signing came, told on the timeline of the person."""

from odoo import fields, models

from .signing_documents import TIME_ZONE


class CaeSigningTimelineMixin(models.AbstractModel):
    _name = "cae.signing.timeline.mixin"
    _description = "Signing on the timeline"
    _inherit = ["cae.signature.mixin"]

    def _list_signing_events(self):
        """Return how far the signing of each document came, as events of the timeline."""
        return [
            {
                "entrepreneur_id": document._get_signing_person().id,
                "date": day,
                "icon": icon,
                "title": title,
                "text": text or document.display_name,
                "model": document._name,
                "res_id": document.id,
            }
            for document in self
            for day, icon, title, text in document._list_signing_steps()
        ]

    def _list_signing_steps(self):
        """Return [(day, icon, title, text)]: the last step of the signing, and a refusal."""
        self.ensure_one()

        steps = []
        if self.signing_refused_on:
            steps.append(
                (
                    self._get_local_day(self.signing_refused_on),
                    "fa-times",
                    self.env._("Refuses to sign"),
                    f"{self.display_name} · {self.signing_refusal}",
                )
            )
        if self.countersigned_on:
            day = self._get_local_day(self.countersigned_on)
            steps.append((day, "fa-check-square-o", self.env._("Signed by both sides"), ""))
        elif self.paper_date:
            steps.append((self.paper_date, "fa-paperclip", self.env._("Signed on paper"), ""))
        elif self.signed_on:
            day = self._get_local_day(self.signed_on)
            steps.append((day, "fa-pencil-square-o", self.env._("Signed by the person"), ""))
        elif self.signing_sent_on:
            day = self._get_local_day(self.signing_sent_on)
            steps.append((day, "fa-paper-plane-o", self.env._("Sent for signature"), ""))
        return steps

    def _get_local_day(self, moment):
        """Return the day (date) on which something was in France."""
        return fields.Datetime.context_timestamp(self.with_context(tz=TIME_ZONE), moment).date()
