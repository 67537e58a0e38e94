from odoo.tests import TransactionCase, tagged

from ..reports import INTERVIEWS, SHARED


@tagged("post_install", "-at_install")
class TestReports(TransactionCase):
    """Reports in each state, for whoever tries the suite."""

    def test_reports_of_the_example(self):
        company = self.env.ref("base.main_company")
        reports = self.env["cae.report"].search([("company_id", "=", company.id)])
        states = reports.grouped("state")
        self.assertEqual(len(states["shared"]), len(SHARED))
        self.assertEqual(len(states["draft"]), 1)
        waiting, signed = states["to_sign"], states["confirmed"]
        self.assertEqual(len(waiting | signed), len(INTERVIEWS))
        self.assertEqual(waiting.entrepreneur_id.user_ids.login, "entrepreneuse")
        self.assertEqual(signed.cooperative_signature_id.signed_by.login, "accompagnatrice")
        self.assertTrue(signed.signed_document)
        notes = [said["note"] for said in SHARED if "note" in said]
        self.assertEqual(reports.note_ids.mapped("text"), notes)
        self.assertFalse(self.env["mail.mail"].search([("model", "=", "cae.report")]))
        found = self.env["cae.report"].search([("search_words", "ilike", "mémoires techniques")])
        self.assertEqual(found & reports, reports.filtered("decision_ids"))
