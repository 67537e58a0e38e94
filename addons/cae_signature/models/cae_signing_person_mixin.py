"""The person signs or refuses.

The portal calls these after it has checked whose document it is.
"""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime

from ..engine import seal
from .signing_documents import TIME_ZONE

MAX_REASON = 2000


class CaeSigningPersonMixin(models.AbstractModel):
    _name = "cae.signing.person.mixin"
    _description = "Signature of the person"
    _inherit = ["cae.signature.mixin"]

    def _sign_by_person(self, image, name, shown_hash, origin):
        """Keep the person's signature; twice the same click is one signature.

        :param str image: PNG in base64
        :param str name: as she wrote it
        :param str shown_hash: SHA-256 of the document that was on her screen
        :param dict origin: see ``_get_signature_origin``
        :raise UserError: a sentence for the person, when it cannot be signed (any more)
        """
        self.ensure_one()
        if self.signed_on and self.signed_by == self.env.user and self.signed_hash == shown_hash:
            return
        self._check_waits_for_person(shown_hash)
        self._sign(image, name, self.env.user, self.signing_hash, origin)
        self._with_proof().write({"state": "signed"})
        self._notify_team(
            self.env._("%(name)s has signed: to be countersigned.", name=self.signed_name),
            self._get_countersigners(),
        )
        self._ask_to_countersign()

    def _refuse_by_person(self, reason, shown_hash):
        """Put the document back to draft with the person's reason, and tell the team.

        :param str reason: what she wrote
        :param str shown_hash: see ``_sign_by_person``
        :raise UserError: a sentence for the person
        """
        self.ensure_one()
        self._check_waits_for_person(shown_hash)
        reason = (reason or "").strip()
        if not reason:
            raise UserError(
                self.env._("Say why you refuse, in a few words: the cooperative will answer you.")
            )
        if len(reason) > MAX_REASON:
            raise UserError(
                self.env._("Your reason is too long: at most %(count)s letters.", count=MAX_REASON)
            )
        team = self.signing_sent_by
        # what was refused stays readable, until another text is sent
        self._back_to_draft(
            signing_text=self.signing_text,
            signing_refused_on=fields.Datetime.now(),
            signing_refusal=reason,
        )
        self._notify_team(
            self.env._(
                "%(name)s refuses to sign: %(reason)s",
                name=self._get_signing_person().name,
                reason=reason,
            ),
            team,
        )

    def _check_waits_for_person(self, shown_hash):
        if self.state in ("signed", "confirmed", "ended"):
            raise UserError(
                self.env._(
                    "This document is signed already, on %(date)s: nothing more to do.",
                    date=format_datetime(self.env, self.signed_on, tz=TIME_ZONE, dt_format="short")
                    if self.signed_on
                    else format_date(self.env, self.paper_date or self.write_date),
                )
            )
        if self.state != "to_sign":
            raise UserError(
                self.env._("This document was withdrawn by the cooperative: it cannot be signed.")
            )
        if not shown_hash or shown_hash != self.signing_hash:
            raise UserError(
                self.env._(
                    "The document has changed since you opened this page: load the page again, "
                    "read it, then sign."
                )
            )
        self._check_frozen_document()

    def _check_frozen_document(self):
        """Raise when the frozen PDF is not what was sent: the storage was tampered with."""
        if seal.get_fingerprint(self._get_content("signing_document")) != self.signing_hash:
            raise UserError(
                self.env._(
                    "The stored document differs from the one that was sent: it cannot be "
                    "signed. Ask the cooperative to send it anew."
                )
            )

    def _notify_team(self, body, users):
        """Post a note about the person's act, in her name, for users of the team."""
        person = self._get_signing_person()
        # sudo: the person acts on the portal, the note is the team's
        team_sudo = (self._get_signing_team() | users).sudo()
        self.sudo().message_post(
            body=body,
            author_id=person.partner_id.id,
            partner_ids=team_sudo.filtered("active").partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )
