from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .intake_common import IntakeCase


@tagged("post_install", "-at_install")
class TestBadInputsIntake(IntakeCase):
    """What the team may type wrong at intake, and the sentence that refuses it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.env["crm.lead"].create(
            {"cae_intake": True, "name": "Nora Petit", "zip": "37000", "company_id": cls.company.id}
        )
        # what nobody enters without is ticked: each case has a fault of its own
        cls.lead.cae_condition_ids.filtered("mandatory").state = "met"
        cls.bge = cls.env["res.partner"].create({"name": "The founders' school"})

    def _bad_inputs(self):
        """(what is done, sentence), one by one."""
        tomorrow = fields.Date.add(self.today, days=1)
        condition = self.env["cae.entry.condition"].create(
            {"name": "Own workshop", "mandatory": True, "company_id": self.company.id}
        )
        strict = self._create_request(name="Paul Garnier")
        return (
            (
                lambda: self.hill.write({"postcode_prefixes": "37"}),
                "already belong to the territory",
            ),
            (
                lambda: self.hill.write({"postcode_prefixes": "2A"}),
                "cannot begin a French postcode",
            ),
            (
                lambda: self.hill.write({"postcode_prefixes": "372001"}),
                "cannot begin a French postcode",
            ),
            (lambda: self.lead.write({"zip": "3700"}), "is not a French postcode"),
            (lambda: self._create_request(zip="Tours"), "is not a French postcode"),
            (lambda: self.lead.write({"cae_stage": "decided"}), "with the button “Decide”"),
            (
                lambda: self.lead._by_method().write(
                    {
                        "cae_stage": "decided",
                        "cae_decision": "enters",
                        "cae_decision_date": self.today,
                    }
                ),
                "go together",
            ),
            (lambda: self._decide(self.lead, "informed", reason=" "), "Say why"),
            (
                lambda: self._wizard(self.lead, decision="redirected", reason="Too early"),
                "to which partner structure",
            ),
            (
                lambda: self._decide(self.lead, "informed", reason="Compares", date=tomorrow),
                "cannot be dated in the future",
            ),
            (
                lambda: self._wizard(
                    self.lead, decision="informed", reason="Compares", send_mail=True
                ),
                "no valid mail address",
            ),
            (
                lambda: self._wizard(
                    self._create_request(email_from="nora@example.com"),
                    decision="informed",
                    reason="Compares",
                    send_mail=True,
                    told=" ",
                ),
                "The mail is empty",
            ),
            (
                lambda: self._decide(strict, "enters"),
                f"Nobody enters without “{condition.name}”",
            ),
            (
                lambda: self._wizard(
                    self.lead, decision="enters", identity="existing", existing_partner_id=False
                ),
                "Choose the contact of the person",
            ),
            (
                lambda: self._wizard(
                    self.lead,
                    decision="enters",
                    identity="existing",
                    existing_partner_id=self.alice.partner_id.id,
                ),
                "already has a file",
            ),
            (
                lambda: self._wizard(
                    self.lead,
                    decision="enters",
                    identity="existing",
                    existing_partner_id=self.company.partner_id.id,
                ),
                "is a company",
            ),
            (lambda: self.lead.action_cae_reopen(), "decided without an entry"),
        )

    def _wizard(self, lead, **vals):
        """Decide as a program would, past what the form asks for."""
        return (
            self.env["cae.lead.decision"]
            .with_user(self.manager)
            .create({"lead_id": lead.id, **vals})
            .action_decide()
        )

    @mute_logger("odoo.sql_db")
    def test_each_is_refused_with_a_sentence(self):
        bad_inputs = self._bad_inputs()
        self.assertGreaterEqual(len(bad_inputs), 17)
        for do, sentence in bad_inputs:
            with self.subTest(sentence=sentence):
                with self.assertRaises(UserError) as caught:
                    do()
                self.assertIn(sentence, str(caught.exception))
        self.assertFalse(self.lead.cae_decision)
        self.assertFalse(self.lead.cae_entrepreneur_id)
