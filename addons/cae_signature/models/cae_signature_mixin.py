from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import file_path

from ..engine import signature_image

MAX_NAME = 128
FONT = "web/static/fonts/sign/MarckScript-Regular.ttf"
MAX_AGENT = 512


class CaeSignatureMixin(models.AbstractModel):
    """The proof of one signature: who signed what, when, from where.

    The fields are written by ``_sign`` only: they are guarded, and the files behind them are
    kept by ``ir.attachment``.

    *How to use*: inherit, check that the person may sign, then
    ``record._sign(image, name, user, content, origin)``.
    """

    _name = "cae.signature.mixin"
    _description = "Proof of a signature"
    _inherit = ["cae.guard.mixin"]

    signature = fields.Binary(attachment=False, copy=False, readonly=True, personal="staff")
    signed_name = fields.Char(string="Signed as", copy=False, readonly=True, personal="staff")
    signed_by = fields.Many2one(
        "res.users",
        string="Login of the signature",
        copy=False,
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    signed_on = fields.Datetime(copy=False, readonly=True)
    signed_ip = fields.Char(
        string="Signed from the address",
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="Address on the internet (IP) from which the signature came.",
        personal="staff",
    )
    signed_agent = fields.Char(
        string="Signed with the browser",
        copy=False,
        readonly=True,
        groups="base.group_user",
        personal="staff",
    )
    signed_hash = fields.Char(
        string="Fingerprint of what was signed",
        copy=False,
        readonly=True,
        help="SHA-256 of the document, byte for byte as it was shown and signed.",
        personal="keep",
    )

    @api.model
    def _get_proof_fields(self):
        """Return the names of the fields that only the signing itself may write (set)."""
        return {
            "signature",
            "signed_name",
            "signed_by",
            "signed_on",
            "signed_ip",
            "signed_agent",
            "signed_hash",
        }

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | self._get_proof_fields()

    def unlink(self):
        # Whether the record may go is for its model and its parents; its files go with it.
        self._unlink_except_parent_closed()
        return super(CaeSignatureMixin, self._with_proof()).unlink()

    def _with_proof(self):
        return self._by_method()

    def _is_proving(self):
        return self._is_by_method()

    def _check_guarded_values(self, vals):
        forged = self._get_proof_fields().intersection(vals)
        if forged and not self._is_by_method():
            raise AccessError(
                self.env._(
                    "“%(field)s” belongs to the proof of a signature: it comes from the "
                    "signing itself, and nobody can write it.",
                    field=self._fields[min(forged)]._description_string(self.env),
                )
            )
        return super()._check_guarded_values(vals)

    def _sign(self, image, name, user, content_hash, origin):
        """Keep the proof of a signature.

        :param str image: the signature, PNG in base64
        :param str name: as the person wrote it
        :param res.users user: who was logged in
        :param str content_hash: SHA-256 of what was signed, hexadecimal
        :param dict origin: see ``_get_signature_origin``
        :raise ValidationError: when the image or the name are not a signature
        """
        self._with_proof().write(
            {
                "signature": self._clean_signature(image),
                "signed_name": self._clean_signature_name(name),
                "signed_by": user.id,
                "signed_on": fields.Datetime.now(),
                "signed_ip": origin.get("ip"),
                "signed_agent": origin.get("agent"),
                "signed_hash": content_hash,
            }
        )

    @api.model
    def _get_signature_origin(self, httprequest):
        """Return where a request comes from, for the proof.

        :param httprequest: the request, or None outside of one
        :return: dict of ip and agent
        """
        if not httprequest:
            return {"ip": False, "agent": False}
        return {
            "ip": httprequest.remote_addr,
            "agent": (httprequest.user_agent.string or "")[:MAX_AGENT],
        }

    def _clean_signature(self, image):
        """Return a signature as base64 of a clean PNG.

        :raise ValidationError: a sentence, when it is none
        """
        try:
            return signature_image.encode(signature_image.clean(image))
        except signature_image.ImageError as error:
            raise ValidationError(self._describe_image_error(error.reason)) from error

    def _describe_image_error(self, reason):
        return {
            "missing": self.env._("The signature is missing: type your name or draw it."),
            "large": self.env._(
                "The picture of the signature is too large (at most %(size)s kB): draw it anew.",
                size=signature_image.MAX_BYTES // 1000,
            ),
            "garbage": self.env._(
                "This is not a picture of a signature (PNG): type your name or draw it."
            ),
            "empty": self.env._("The signature is empty: type your name or draw it."),
        }[reason]

    @api.model
    def _write_signature(self, name):
        """Return a name written as a signature, as a page would draw it (PNG in base64)."""
        return signature_image.encode(signature_image.write(name, file_path(FONT)))

    def _clean_signature_name(self, name):
        name = " ".join(name.split()) if isinstance(name, str) else ""
        if not name:
            raise ValidationError(self.env._("Write your name: it stands below the signature."))
        if len(name) > MAX_NAME:
            raise ValidationError(
                self.env._("This name is too long: at most %(count)s letters.", count=MAX_NAME)
            )
        return name
