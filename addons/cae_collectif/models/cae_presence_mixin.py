import base64
import hashlib

from odoo import api, fields, models
from odoo.addons.cae_socle.engine.local_time import to_local
from odoo.addons.cae_socle.models.client_actions import notify
from odoo.exceptions import UserError
from odoo.tools import format_datetime, hmac

from ..engine import proof_text

SEAL_SCOPE = "cae_collectif.proof"
METHODS = [
    ("qr", "Code in the room"),
    ("link", "Personal link"),
    ("portal", "My space"),
    ("paper", "Paper sheet"),
    ("staff", "Noted by the team"),
]
# What is signed and never changes afterwards; a session may get another name or place.
LASTING_FACTS = ("reference", "begins", "ends")
# What says how a presence was recorded, when it is not a signature.
RECORD_FIELDS = ("note", "scan_id", "recorded_by", "recorded_on")


class CaePresenceMixin(models.AbstractModel):
    """Somebody expected at a half-day: signed by the person, or recorded by the team.

    Such a row is the line of one signatory itself: one person, one half-day, one signature. A
    ``cae.signature`` beside each would be a second row that says the same, and one more join in
    each sheet.

    A signature is taken within the half-day's window only, by the person alone; a paper sheet
    or a note of the team does not replace it, and says that it is one. All fields are read-only,
    so guarded: nobody becomes present by an import or a form, and a row never moves to another
    half-day or person.

    *How to use*: inherit, say of what ``name`` and ``partner_id`` are related, then
    ``row._sign_presence(image, name, method, shown_hash, origin)``.
    """

    _name = "cae.presence.mixin"
    _inherit = "cae.signature.mixin"
    _description = "Presence at a half-day"

    half_day_id = fields.Many2one(
        "cae.half.day", required=True, index=True, ondelete="restrict", readonly=True
    )
    event_id = fields.Many2one(
        related="half_day_id.event_id", store=True, index=True, string="Session"
    )
    company_id = fields.Many2one(related="half_day_id.company_id", store=True, index=True)
    partner_id = fields.Many2one("res.partner", string="Person", index=True)
    name = fields.Char()
    date_begin = fields.Datetime(related="half_day_id.date_begin", store=True, string="Begins")
    state = fields.Selection(
        [
            ("expected", "Expected"),
            ("present", "Present"),
            ("absent", "Absent"),
            ("excused", "Excused"),
        ],
        required=True,
        default="expected",
        readonly=True,
        index=True,
        copy=False,
    )
    scan_id = fields.Many2one(
        "cae.attendance.scan",
        string="Scan of the sheet",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="set null",
        check_company=True,
    )
    method = fields.Selection(METHODS, string="How", readonly=True, copy=False)
    note = fields.Char(string="Reason", readonly=True, copy=False, personal="file")
    recorded_by = fields.Many2one(
        "res.users", string="Noted by", readonly=True, copy=False, ondelete="restrict"
    )
    recorded_on = fields.Datetime(string="Noted on", readonly=True, copy=False)
    signed_text = fields.Text(
        string="Text that was signed",
        copy=False,
        readonly=True,
        help="Word for word; its SHA-256 is the fingerprint of what was signed.",
        personal="staff",
    )
    signed_seal = fields.Char(
        copy=False,
        readonly=True,
        groups="base.group_system",
        help="Binds the text, the picture, the name, the time and the origin of a signature.",
        personal="staff",
    )

    @api.depends("name", "half_day_id.display_name")
    @api.depends_context("lang", "cae_show_person")
    def _compute_display_name(self):
        alone = self.env.context.get("cae_show_person")
        for row in self:
            names = [row.name] if alone else [row.name, row.half_day_id.display_name]
            row.display_name = " · ".join(filter(None, names))

    def _expect(self, half_days, person_field, pairs):
        """Expect these people at these half-days and nobody else; what was recorded stays.

        :param str person_field: the field that names the person of a row
        :param set pairs: of (id of a half-day, id of what ``person_field`` names)
        """
        rows = self.search([("half_day_id", "in", half_days.ids)])
        found = {(row.half_day_id.id, row[person_field].id): row for row in rows}
        surplus = [row.id for pair, row in found.items() if pair not in pairs]
        self.browse(surplus).filtered(lambda row: row.state == "expected").unlink()
        self._by_method().create(
            [
                {"half_day_id": half_day_id, person_field: person_id}
                for half_day_id, person_id in sorted(pairs.difference(found))
            ]
        )

    # ------------------------------------------------------------------ hooks

    def _get_signed_sentence(self):
        """Return the sentence that the person signs."""
        raise NotImplementedError

    def _after_present(self):
        """Do what follows from a presence, e.g. an evidence in a training record (batch)."""

    # ------------------------------------------------------------------ signing

    def _get_signed_facts(self):
        """Return what is signed as a list of (name, value); an addon may add its own facts."""
        self.ensure_one()
        half_day, event = self.half_day_id, self.event_id
        local_begin = to_local(half_day.date_begin, event.date_tz)
        local_end = to_local(half_day.date_end, event.date_tz)
        return [
            ("reference", f"{self._name},{self.id}"),
            ("session", event.name),
            ("organized by", self.company_id.name),
            ("half-day", f"{local_begin:%Y-%m-%d %H:%M}-{local_end:%H:%M} {event.date_tz}"),
            ("begins", f"{half_day.date_begin:%Y-%m-%dT%H:%M:%SZ}"),
            ("ends", f"{half_day.date_end:%Y-%m-%dT%H:%M:%SZ}"),
            ("place", event._get_place()),
            ("speakers", half_day._get_speaker_names()),
            ("person", self.name or self.partner_id.name),
            ("sentence", self._get_signed_sentence()),
        ]

    def _get_signed_text(self):
        """Return the text to be signed, in the language of the environment (str)."""
        return proof_text.make_text(self._get_signed_facts())

    def _get_shown_hash(self):
        """Return the fingerprint of the text as it stands now; a page gives it back (str)."""
        return proof_text.fingerprint(self._get_signed_text())

    def _find_signing_problem(self):
        """Return a sentence on why this row cannot be signed now, else None."""
        self.ensure_one()
        problem = self.half_day_id._find_window_problem()
        if problem:
            return problem
        if self.event_id.kanban_state == "cancel":
            return self.env._("This session was cancelled: there is nothing to sign.")
        if self.state == "present" and not self.signed_on:
            return self.env._("Your presence is recorded already: there is nothing to sign.")
        return None

    def _sign_presence(self, image, name, method, shown_hash, origin):
        """Keep the signature of a person who is there.

        Two posts at once: both write the same row, so PostgreSQL refuses the second, Odoo
        runs it again, and it finds the signature.

        :param str image: PNG in base64
        :param str name: as the person wrote it
        :param str method: qr, link or portal
        :param str shown_hash: SHA-256 of the text that was on their screen
        :param dict origin: see ``get_origin`` of the signature
        :return: False when it was signed already
        :raise UserError: a sentence for the person
        """
        if self.signed_on:
            return False
        problem = self._find_signing_problem()
        if problem:
            raise UserError(problem)
        text = self._get_signed_text()
        content_hash = proof_text.fingerprint(text)
        if shown_hash != content_hash:
            raise UserError(
                self.env._(
                    "The session has changed since you opened this page: load the page again, "
                    "read it, then sign."
                )
            )
        by_method = self._by_method()
        by_method.write(
            self._prepare_proof(image, name, content_hash, origin)
            | {"signed_text": text, "state": "present", "method": method}
            | dict.fromkeys(RECORD_FIELDS, False)
        )
        by_method.write({"signed_seal": self._make_seal()})
        self._after_present()
        return True

    def _make_seal(self):
        self.ensure_one()
        image = self.with_context(bin_size=False).signature or b""
        parts = (
            self._name,
            self.id,
            self.signed_hash,
            hashlib.sha256(base64.b64decode(image)).hexdigest(),
            self.signed_name,
            self.signed_by.id,
            fields.Datetime.to_string(self.signed_on),
            self.signed_ip,
            self.signed_agent,
        )
        # sudo: the secret of the database
        return hmac(self.env(su=True), SEAL_SCOPE, "|".join(map(str, parts)))

    # ------------------------------------------------------------------ recording

    def _record(self, state, method, note=False, scan=None):
        """Write down what the team knows: a signature on paper, an absence, an excuse.

        What a person signed stays: such rows are left alone.

        :param str state: present, absent or excused
        :param str method: paper or staff
        :return: the rows that were written
        """
        rows = self.filtered(lambda row: not row.signed_on)
        rows._by_method().write(
            {
                "state": state,
                "method": method,
                "note": note,
                "scan_id": scan.id if scan else False,
                "recorded_by": self.env.user.id,
                "recorded_on": fields.Datetime.now(),
            }
        )
        if state == "present":
            rows._after_present()
        return rows

    def _describe_guarded(self, field):
        return self.env._(
            "Attendance is signed by the person, or recorded with the buttons “Paper "
            "sheet” and “Note the attendance”: it cannot be written otherwise."
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        for row in self:
            if row.state == "present":
                raise UserError(
                    self.env._(
                        "%(name)s was present: this is proof, and it stays.",
                        name=row.name,
                    )
                )

    # ------------------------------------------------------------------ checking

    def _verify_proof(self):
        """Check a signature again, from what is kept.

        :return: a sentence on what is wrong, or None
        """
        self.ensure_one()
        if self.scan_id:
            return self.scan_id._find_problem()
        if not self.signed_on:
            return None
        text = self.signed_text or ""
        if not text:
            return self.env._("What was signed is not kept any more: only its fingerprint is.")
        if proof_text.fingerprint(text) != self.signed_hash:
            return self.env._("The text that was signed has been changed.")
        # sudo: the seal is for the machine, not for a person's eyes
        if self.sudo().signed_seal != self.sudo()._make_seal():
            return self.env._(
                "The picture, the name, the time or the origin of the signature has been changed."
            )
        lasting = [fact for fact in self._get_signed_facts() if fact[0] in LASTING_FACTS]
        if not proof_text.holds(text, lasting):
            return self.env._("The half-day is no longer the one that was signed.")
        return None

    def action_check_proof(self):
        """Tell whether the proof is still what the person signed."""
        self.check_access("read")
        self.ensure_one()
        problem = self._verify_proof()
        if problem:
            return notify(self.env._("The proof was changed"), problem, "danger", sticky=True)
        return notify(
            self.env._("The proof is unbroken"),
            self.env._("Text, signature, name and time are those of the signature."),
        )

    def _describe_record(self):
        """Return how and when this presence was recorded, for a person (str)."""
        when = self.signed_on or self.recorded_on
        label = dict(self._fields["method"]._description_selection(self.env)).get(self.method, "")
        if not when:
            return label
        moment = format_datetime(self.env, when, tz=self.event_id.date_tz, dt_format="short")
        return f"{moment} · {label}"
