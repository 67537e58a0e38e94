import base64
import io
from datetime import datetime

from PIL import Image, ImageDraw

from odoo.addons.cae_entrepreneur.tests.common import CaeCommon

PDF = base64.b64encode(b"%PDF-1.4\n%%EOF\n")


class SessionCommon(CaeCommon):
    """A session of two days in Paris: 9 and 10 March 2026, 9:00 to 12:30 and 14:00 to 17:30.

    ``incubator`` has four half-days, ``alice`` and ``bruno`` enrolled, and ``sofia`` as speaker
    (``sofia_user`` on the portal, an entrepreneur herself, not enrolled). ``format`` is its format.
    In winter Paris is an hour ahead of UTC: the first half-day is 8:00 to 11:30 UTC, and is
    signed from 7:45 to 23:30.
    """

    @classmethod
    def _set_up_env(cls):
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        return super()._set_up_env()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.half_days = cls.incubator.cae_half_day_ids.sorted("date_begin")

    @classmethod
    def _make_fixture(cls):
        cls.format = cls.env["event.type"].create(
            {
                "name": "Newcomers' incubator",
                "cae_collective": True,
                "company_id": cls.company.id,
                "default_timezone": "Europe/Paris",
                "cae_days": 2,
                "cae_portal": True,
                "cae_interval_months": 2,
            }
        )
        cls.sofia, cls.sofia_user, cls.sofia_activity = cls._create_entrepreneur(
            "Sofia Sanz", "cae_sofia", "Yellow kitchen", "TSOF", stage="cesa"
        )
        cls.place = cls.env["res.partner"].create(
            {
                "name": "The barn",
                "street": "3 rue du Lac",
                "zip": "44000",
                "city": "Nantes",
                "country_id": cls.env.ref("base.fr").id,
            }
        )
        cls.incubator = cls._create_session()
        cls.morning = cls.incubator._make_half_days().sorted("date_begin")[0]
        cls.speaker = cls.env["cae.session.speaker"].create(
            {"event_id": cls.incubator.id, "partner_id": cls.sofia.partner_id.id, "role": "Lead"}
        )
        cls.alice_enrolment = cls.incubator._enrol(cls.alice.partner_id, by_team=True)
        cls.bruno_enrolment = cls.incubator._enrol(cls.bruno.partner_id, by_team=True)
        cls.alice_row = cls._row(cls.alice_enrolment)
        cls.bruno_row = cls._row(cls.bruno_enrolment)

    @classmethod
    def _create_session(cls, **vals):
        return cls.env["event.event"].create(
            {
                "name": "Incubator of March",
                "cae_collective": True,
                "event_type_id": cls.format.id,
                "company_id": cls.company.id,
                "user_id": cls.advisor.id,
                "date_begin": datetime(2026, 3, 9, 8),
                "date_end": datetime(2026, 3, 10, 16, 30),
                "address_id": cls.place.id,
                "cae_territory_id": cls.territory.id,
                **vals,
            }
        )

    @classmethod
    def _row(cls, registration, half_day=None):
        half_day = half_day or cls.morning
        return registration.cae_attendance_ids.filtered(lambda row: row.half_day_id == half_day)

    @staticmethod
    def _draw_signature(top=10):
        """Return a signature as a browser posts it: PNG in base64, without a prefix (str)."""
        picture = Image.new("RGBA", (300, 100), (255, 255, 255, 0))
        ImageDraw.Draw(picture).line([(10, 90), (150, top), (290, 90)], "black", 4)
        content = io.BytesIO()
        picture.save(content, "PNG")
        return base64.b64encode(content.getvalue()).decode()

    def _run_cron(self, name):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"cae_collectif.ir_cron_{name}").method_direct_trigger()
        self.env.invalidate_all()

    def _sign(self, row, name=None, method="portal"):
        """Sign a row as its person, without the pages. Returns what ``_sign_presence`` does."""
        person, partner = row.name, row.partner_id
        user = partner.user_ids[:1] or self.env.ref("base.public_user")
        row = row.with_user(user).sudo()
        return row._sign_presence(
            self._draw_signature(len(row._name)),  # a speaker's is another
            name or person,
            method,
            row._get_shown_hash(),
            {"ip": "192.0.2.7", "agent": "Phone"},
        )
