from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestDemoMeetings(TransactionCase):
    """The example holds meetings: one past, one announced, one in preparation."""

    def test_three_meetings(self):
        company = self.env.ref("base.main_company")
        meetings = self.env["cae.meeting"].search([("company_id", "=", company.id)])
        by_state = meetings.grouped("state")
        self.assertEqual(set(by_state), {"published", "announced", "draft"})
        past, coming = by_state["published"], by_state["announced"]
        self.assertEqual(len(past.decision_ids), 2)
        self.assertTrue(all(past.decision_ids.mapped("number")))
        self.assertEqual(set(past.action_ids.mapped("is_late")), {True, False})
        self.assertEqual(coming.proposed_count, 1)
        self.assertFalse(coming.is_late_notice)

    def test_the_entrepreneur_finds_the_decision(self):
        maker = self.env["res.users"].search([("login", "=", "entrepreneuse")])
        register = self.env["cae.decision"].with_user(maker)
        (decision,) = register.search(register._domain_register("vehicules annee"))
        self.assertEqual(decision.owner_id, maker.partner_id)
