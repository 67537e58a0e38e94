import base64
import io
import json

from PIL import Image, ImageDraw

from .common import CaeContractCommon


class SigningCommon(CaeContractCommon):
    """Drafts, signatures and posts for the tests of documents that are signed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what the text of a contract says of both sides
        place = {"street": "1 quai du Port", "zip": "44000", "city": "Nantes"}
        cls.company.write(
            {**place, "company_registry": "12345678200010", "cae_legal_form": "Scop SARL"}
        )
        (cls.alice | cls.bruno).partner_id.write(place)

    @staticmethod
    def _draw_signature(size=(300, 100), colour="black"):
        """Return a signature as a browser posts it: PNG in base64, without a prefix (str)."""
        picture = Image.new("RGBA", size, (255, 255, 255, 0))
        if colour:
            width, height = size
            ImageDraw.Draw(picture).line(
                [(10, height - 10), (width // 2, 10), (width - 10, height - 10)], colour, 4
            )
        content = io.BytesIO()
        picture.save(content, "PNG")
        return base64.b64encode(content.getvalue()).decode()

    @classmethod
    def _create_draft(cls, entrepreneur=None, **vals):
        """Return a draft CESA, as the advisor makes one."""
        return (
            cls.env["cae.contract"]
            .with_user(cls.advisor)
            .create(
                {
                    "entrepreneur_id": (entrepreneur or cls.bruno).id,
                    "kind": "cesa",
                    "date_start": "2026-01-01",
                    "objectives": "Repair bicycles",
                    "minimum_turnover": 500,
                    "minimum_hours": 20,
                    "working_time": 20,
                    "fixed_pay": 900,
                    **vals,
                }
            )
        )

    @classmethod
    def _create_sent(cls, entrepreneur=None, **vals):
        draft = cls._create_draft(entrepreneur, **vals)
        draft.action_send_for_signature()
        return draft

    @classmethod
    def _create_signed(cls, entrepreneur=None, **vals):
        """Return a document that the person has signed, without the portal."""
        contract = cls._create_sent(entrepreneur, **vals)
        person = contract._get_signing_person()
        contract.with_user(person.user_ids).sudo()._sign_by_person(
            cls._draw_signature(), person.name, contract.signing_hash, {"ip": "192.0.2.7"}
        )
        return contract

    @classmethod
    def _countersign(cls, contract, user=None):
        wizard = (
            cls.env["cae.countersignature"]
            .with_user(user or cls.manager)
            .create(
                {
                    "document_ref": f"{contract._name},{contract.id}",
                    "name": "Marie Manager",
                    "signature": cls._draw_signature(colour="navy"),
                }
            )
        )
        wizard.action_countersign()
        return contract

    def _post_json(self, path, **params):
        response = self.url_open(
            path,
            data=json.dumps({"params": params}),
            headers={"Content-Type": "application/json"},
        )
        return response.json()

    def _call(self, model, method, *args, **kwargs):
        return self._post_json(
            "/web/dataset/call_kw", model=model, method=method, args=list(args), kwargs=kwargs
        )

    def _post_signature(self, contract, document=None, **params):
        """Post the portal's form, and return the answer of the server."""
        values = {"name": "Bruno Blin", "signature": self._draw_signature()} | params
        shown = contract.signing_hash if document is None else document
        url = f"/my/contracts/{contract.id}/sign?document={shown}"
        return self._post_json(url, **values)["result"]
