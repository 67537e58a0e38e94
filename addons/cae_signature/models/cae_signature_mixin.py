import base64

from odoo import fields, models
from odoo.addons.cae_socle.models.sentences import load_sentences
from odoo.exceptions import ValidationError
from odoo.tools import file_path

from ..engine import signature_image

MAX_NAME = 128
FONT = "web/static/fonts/sign/MarckScript-Regular.ttf"
MAX_AGENT = 512


def get_origin(httprequest):
    """Return where a request comes from, for the proof of a signature.

    :param httprequest: the request, or None outside of one
    :return: dict of ip and agent
    """
    if not httprequest:
        return {}
    return {
        "ip": httprequest.remote_addr,
        "agent": (httprequest.user_agent.string or "")[:MAX_AGENT],
    }


class CaeSignatureMixin(models.AbstractModel):
    """The proof of one signature: who signed what, when, from where.

    A row that inherits it stands for one signatory: ``cae.signature`` for a side of a document,
    a presence for somebody at a half-day. Its fields are guarded: only what
    ``_prepare_proof`` returns is written to them, once it is checked that the person may sign.
    What is personal goes in its time; the fingerprint stays: whoever still holds what was signed
    can prove that it is the one.
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

    def _prepare_proof(self, image, name, content_hash, origin):
        """Return the values of a signature that the user of the environment gives now.

        :param str image: the signature, PNG in base64
        :param str name: as the person wrote it
        :param str content_hash: SHA-256 of what was signed, hexadecimal
        :param dict origin: see ``get_origin``
        :raise ValidationError: when the image or the name are not a signature
        """
        return {
            "signature": self._clean_signature(image),
            "signed_name": self._clean_signature_name(name),
            "signed_by": self.env.uid,
            "signed_on": fields.Datetime.now(),
            "signed_ip": origin.get("ip"),
            "signed_agent": origin.get("agent"),
            "signed_hash": content_hash,
        }

    def _clean_signature(self, image):
        """Return a signature as base64 of a clean PNG.

        :raise ValidationError: a sentence, when it is none
        """
        try:
            return base64.b64encode(signature_image.clean(image))
        except signature_image.ImageError as error:
            sentences = load_sentences(self.env, "cae_signature.signature_image_sentences")
            values = {"size": signature_image.MAX_BYTES // 1000}
            raise ValidationError(sentences[error.reason] % values) from error

    def _write_signature(self, name):
        """Return a name written as a signature, as a page would draw it (PNG in base64)."""
        return base64.b64encode(signature_image.write(name, file_path(FONT)))

    def _clean_signature_name(self, name):
        name = " ".join(name.split()) if isinstance(name, str) else ""
        if not name:
            raise ValidationError(self.env._("Write your name: it stands below the signature."))
        if len(name) > MAX_NAME:
            raise ValidationError(
                self.env._("This name is too long: at most %(count)s letters.", count=MAX_NAME)
            )
        return name
