from datetime import date

from odoo.addons.cae_contrat.tests.retention_common import RetentionCommon
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestRetention(RetentionCommon):
    """The request and the diagnosis of a person go with the rest."""

    @classmethod
    def _make_person(cls, name, email):
        person, elsewhere = super()._make_person(name, email)
        cls.env["crm.lead"].create(
            {
                "name": f"Project of {name}",
                "partner_id": person.partner_id.id,
                "contact_name": name,
                "email_from": email,
                "description": f"<p>{name} wants to bake</p>",
            }
        )
        cls.env["cae.diagnosis"].create(
            {"entrepreneur_id": person.id, "strengths": f"{name} is patient"}
        )
        return person, elsewhere

    def test_nothing_is_left_in_the_whole_database(self):
        self._check_nothing_is_left()

    def test_refused_requests(self):
        lead = self.env["crm.lead"].create(
            {
                "cae_intake": True,
                "name": "Uldaric Lointain",
                "email_from": "uldaric@example.org",
                "zip": "37000",
                "cae_project": "Uldaric bakes",
                "company_id": self.company.id,
                "cae_territory_id": self.territory.id,
            }
        )
        self.env["cae.diagnosis"].create({"lead_id": lead.id, "strengths": "Uldaric is patient"})
        lead.message_post(body="Uldaric called")
        lead._by_method().write(
            {
                "cae_stage": "decided",
                "cae_decision": "informed",
                "cae_decision_date": "2023-05-10",
                "cae_decision_reason": "Uldaric wants to think",
            }
        )
        for day, listed in (("2025-05-09", False), ("2025-05-10", False), ("2025-05-11", True)):
            with self.subTest(day=day):
                self.assertEqual(lead in self._list(day).line_ids.lead_id, listed)
        self._anonymise(self._list("2025-05-11"), "2025-05-11")
        self.assertEqual(self._scan("uldaric"), set())
        self.assertRecordValues(
            lead,
            [
                {
                    "cae_decision": "informed",
                    "cae_decision_date": date(2023, 5, 10),
                    "cae_territory_id": self.territory.id,
                    "zip": "37000",
                }
            ],
        )
        self.assertNotIn(lead, self._list("2026-01-01").line_ids.lead_id)
