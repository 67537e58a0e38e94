from odoo.addons.cae_entrepreneur.tests.common import CaeCommon
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestSettings(CaeCommon):
    """What a cooperative chooses about its first contacts."""

    def _get_steps(self, user):
        leads = self.env["crm.lead"].with_user(user).with_context(read_group_expand=True)
        groups = leads.formatted_read_group([("cae_intake", "=", True)], ["cae_stage"])
        return [group["cae_stage"] for group in groups]

    def test_the_step_of_sessions_shows_where_they_are_held(self):
        self.company.cae_information_sessions = False
        self.assertEqual(self._get_steps(self.advisor), ["new", "meeting", "study", "decided"])
        lead = self.env["crm.lead"].create(
            {"name": "Emil Est", "cae_intake": True, "company_id": self.company.id}
        )
        lead.cae_stage = "session"
        self.assertIn("session", self._get_steps(self.manager), "who is there stays in sight")
        lead.unlink()
        self.env["cae.settings"].with_user(self.manager).create({"cae_information_sessions": True})
        self.assertIn("session", self._get_steps(self.advisor))
