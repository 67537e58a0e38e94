from odoo.addons.cae_entrepreneur.tests.common import CaeCommon
from odoo.fields import Command
from odoo.tests import Form


class IntakeCase(CaeCommon):
    """Two territories with their postcodes, and requests for a first meeting."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The database under test may have territories of its own.
        cls.env["cae.territory"].with_context(active_test=False).search(
            []
        ).postcode_prefixes = False
        cls.territory.postcode_prefixes = "37, 41"
        cls.hill_advisor = cls._create_staff("cae_hill", "cae_socle.group_advisor")
        cls.hill = cls.env["cae.territory"].create(
            {
                "name": "The hill",
                "company_id": cls.company.id,
                "postcode_prefixes": "3720",
                "advisor_ids": [Command.set(cls.hill_advisor.ids)],
            }
        )

    def _create_request(self, user=None, **vals):
        return (
            self.env["crm.lead"]
            .with_user(user or self.manager)
            .create({"cae_intake": True, "name": "Nora Petit", "zip": "37000", **vals})
        )

    def _meet_the_law(self, lead):
        """Tick what nobody enters without, as the cooperative gets it."""
        law = self.env.ref("cae_accueil.cae_entry_condition_full_time")
        lead.cae_condition_ids.filtered(lambda line: line.condition_id == law).state = "met"

    def _decide(self, lead, decision, user=None, **vals):
        """Decide through the form, as the advisor does."""
        if decision == "enters":
            self._meet_the_law(lead)
        wizard = self.env["cae.lead.decision"].with_user(user or self.advisor)
        with Form(wizard.with_context(default_lead_id=lead.id)) as form:
            form.decision = decision
            for name, value in vals.items():
                setattr(form, name, value)
        return form.record.action_decide()
