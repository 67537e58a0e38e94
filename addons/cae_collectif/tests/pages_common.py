import re
import time
from datetime import timedelta

from lxml import html

from odoo import fields, http
from odoo.tests import HttpCase
from odoo.tools import hash_sign

from ..models.cae_half_day import CODE_LIFE, CODE_SCOPE
from .common import SessionCommon


class PagesCommon(SessionCommon, HttpCase):
    """Pages of a session that goes on now: ``now_session`` with one half-day, ``now``.

    ``alice``, ``bruno`` and ``guest`` (without a login) are enrolled, ``dora`` is not, ``sofia``
    leads it. ``later_session`` is in ten days, open to all, with one seat.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        now = fields.Datetime.now()
        cls.now_session = cls._create_session(
            name="Today's exchange",
            date_begin=now - timedelta(hours=1),
            date_end=now + timedelta(hours=1),
        )
        cls.now = cls.env["cae.half.day"].create(
            {
                "event_id": cls.now_session.id,
                "date_begin": now - timedelta(hours=1),
                "date_end": now + timedelta(hours=1),
            }
        )
        cls.env["cae.session.speaker"].create(
            {"event_id": cls.now_session.id, "partner_id": cls.sofia.partner_id.id}
        )
        cls.guest = cls.env["res.partner"].create(
            {"name": "Gaston Guest", "email": "gaston@example.com", "lang": "en_US"}
        )
        cls.alice_now, cls.bruno_now, cls.guest_now = (
            cls.now_session._enrol(partner, by_team=True)
            for partner in (cls.alice.partner_id, cls.bruno.partner_id, cls.guest)
        )
        cls.later_session = cls._create_session(
            name="Later",
            date_begin=now + timedelta(days=10),
            date_end=now + timedelta(days=10, hours=3),
            seats_limited=True,
            seats_max=1,
        )
        cls.later = cls.env["cae.half.day"].create(
            {
                "event_id": cls.later_session.id,
                "date_begin": now + timedelta(days=10),
                "date_end": now + timedelta(days=10, hours=3),
            }
        )

    def _open(self, path, status=200, **options):
        response = self.url_open(path, **options)
        self.assertEqual(response.status_code, status, path)
        return html.fromstring(response.content)

    def _text(self, page, identifier="wrapwrap"):
        (node,) = page.xpath(f"//*[@id='{identifier}']")
        return " ".join(node.text_content().split())

    def _get_call_url(self, page):
        """The address to which the page posts the signature, or None when there is no form."""
        forms = page.xpath("//owl-component[@name='cae_signature.signature_form']")
        return re.search(r'"callUrl": "([^"]+)"', forms[0].get("props"))[1] if forms else None

    def _post_signature(self, url, name="Somebody", signature=None):
        return self.make_jsonrpc_request(
            url, {"name": name, "signature": signature or self._draw_signature()}
        )

    def _post(self, path, status=200, **data):
        response = self.url_open(
            path, data={"csrf_token": http.Request.csrf_token(self), **data}, timeout=60
        )
        self.assertEqual(response.status_code, status, path)
        return html.fromstring(response.content)

    def _make_code(self, half_day, steps_ago=0):
        step = int(time.time()) // CODE_LIFE - steps_ago
        return hash_sign(self.env(su=True), CODE_SCOPE, [half_day.id, step])

    def _scan(self, half_day, steps_ago=0, status=200):
        return self._open(f"/attendance/{self._make_code(half_day, steps_ago)}", status)
