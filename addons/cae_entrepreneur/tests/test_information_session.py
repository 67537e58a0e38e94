import runpy

from odoo.tests import tagged
from odoo.tools import file_path

from .common import CaeCommon


@tagged("post_install", "-at_install")
class TestInformationSession(CaeCommon):
    """The information sessions of earlier versions are kept for `cae_collectif`."""

    def test_migration_19_0_2_2_0_puts_them_aside(self):
        lead = self.env["crm.lead"].create({"cae_intake": True, "name": "Nora Petit"})
        self.env.flush_all()
        cr = self.cr
        cr.execute("CREATE TABLE cae_information_session (id int PRIMARY KEY, place varchar)")
        cr.execute("INSERT INTO cae_information_session VALUES (7, 'Town hall')")
        for column, kind in (("cae_session_id", "int"), ("cae_session_attendance", "varchar")):
            cr.execute(f"ALTER TABLE crm_lead DROP COLUMN IF EXISTS {column}")
            cr.execute(f"ALTER TABLE crm_lead ADD COLUMN {column} {kind}")
        cr.execute(
            "UPDATE crm_lead SET cae_session_id = 7, cae_session_attendance = 'came' WHERE id = %s",
            [lead.id],
        )
        path = file_path(
            "cae_entrepreneur/migrations/19.0.2.2.0/pre-information-session.py", env=self.env
        )
        for _twice in range(2):
            runpy.run_path(path)["migrate"](cr, "19.0.2.1.0")
        cr.execute("SELECT id, place FROM cae_information_session_kept")
        self.assertEqual(cr.fetchall(), [(7, "Town hall")])
        cr.execute("SELECT lead_id, session_id, attendance FROM cae_information_session_lead_kept")
        self.assertEqual(cr.fetchall(), [(lead.id, 7, "came")])
        cr.execute(
            "SELECT 1 FROM information_schema.columns "
            "WHERE table_name = 'crm_lead' AND column_name LIKE 'cae_session_%%d'"
        )
        self.assertFalse(cr.fetchall())
