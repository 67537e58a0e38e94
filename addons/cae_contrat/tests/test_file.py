from datetime import date

from freezegun import freeze_time

from odoo.addons.cae_entrepreneur.engine.phone_number import find_common_digits
from odoo.addons.cae_entrepreneur.tests.file_samples import IBAN
from odoo.tests import Form, tagged

from .common import CaeContractCommon


@tagged("post_install", "-at_install")
class TestFile(CaeContractCommon):
    """The file at a glance: search, timeline, computed dates."""

    def _find(self, text, user=None):
        files = self.env["cae.entrepreneur"].with_user(user or self.advisor)
        return files.search([("search_text", "ilike", text)])

    def test_search_by_name_email_activity(self):
        for text in ("arnaud", "cae_alice@", "Blue work", "TALI"):
            with self.subTest(text=text):
                self.assertEqual(self._find(text), self.alice)
        self.assertFalse(self._find("Dora"))
        self.assertEqual(self._find("Dora", self.manager), self.dora)

    def test_search_by_phone_however_written(self):
        written = (
            "06 12 34 56 78",
            "0612345678",
            "06.12.34.56.78",
            "+33 6 12 34 56 78",
            "+33(0)6 12 34 56 78",
            "0033612345678",
        )
        for stored in written:
            self.alice.phone = stored
            for text in (*written, "12 34 56 78", "3456"):
                with self.subTest(stored=stored, text=text):
                    self.assertIn(self.alice, self._find(text))
                    self.assertNotIn(self.bruno, self._find(text))
        self.assertFalse(self._find("06 99 99 99 99"))

    def test_words_are_no_number(self):
        self.assertEqual(find_common_digits("12 rue de la Paix"), "")
        self.assertEqual(find_common_digits(""), "")

    def test_copy_takes_no_contract_along(self):
        self.assertTrue(self.bruno.contract_ids)
        self.assertFalse(self.bruno.copy({"name": "Bruno again"}).contract_ids)

    def test_contract_end(self):
        self.assertFalse(self.alice.contract_date_end)
        self.assertEqual(str(self.bruno.contract_date_end), "2025-12-31")

    def test_timeline(self):
        change = self.env["cae.bank.change"].create(
            {"entrepreneur_id": self.alice.id, "iban": IBAN}
        )
        change.action_ask()
        change.with_user(self.accountant).action_confirm()
        events = self.alice._get_timeline_events()
        titles = [event["title"] for event in events]
        for title in ("CESA", "New bank account"):
            self.assertIn(title, titles)
        days = [event["date"] for event in events]
        self.assertEqual(days, sorted(days, reverse=True))
        for event in events:
            self.assertTrue({"date", "icon", "title", "text", "model", "res_id"} <= set(event))
            if event["model"]:
                self.assertTrue(self.env[event["model"]].browse(event["res_id"]).exists())
        self.assertFalse(any("3000 6000" in str(event) for event in events))

    def test_timeline_shows_contracts_from_signature_to_end(self):
        with freeze_time("2025-11-03"):
            renewal = self.env["cae.contract.amendment"].create(
                {"contract_id": self.bruno_contract.id, "kind": "renewal", "date_end": "2026-06-30"}
            )
            scan = b"%PDF-1.4 signed"
            renewal._record_paper_signature(date(2025, 11, 2), scan, "scan.pdf")
        self.bruno_contract._end_on(date(2026, 3, 31))
        draft = self.env["cae.contract"].create(
            {"entrepreneur_id": self.bruno.id, "kind": "cesa", "date_start": "2026-05-01"}
        )
        # late in the evening, the next day in France
        draft._by_method().write(
            {"signing_refused_on": "2026-04-01 22:30:00", "signing_refusal": "Too short"}
        )
        for user in (self.advisor, self.accountant, self.manager):
            events = [
                (str(event["date"]), event["title"], event["text"])
                for event in self.bruno.with_user(user)
                .with_context(lang="en_US")
                ._get_timeline_events()
                if event["model"] in ("cae.contract", "cae.contract.amendment")
            ]
            self.assertEqual(
                events,
                [
                    ("2026-04-02", "Refuses to sign", "CESA Bruno Blin · Too short"),
                    ("2026-03-31", "CAPE ends", "Earlier than agreed"),
                    (
                        "2026-01-01",
                        "Renewal 1 · CAPE Bruno Blin",
                        "End of the contract: 12/31/2025 → 06/30/2026",
                    ),
                    ("2025-11-02", "Signed on paper", "Renewal 1 · CAPE Bruno Blin"),
                    ("2025-01-01", "CAPE begins", self.bruno_contract.reference),
                ],
            )

    def test_timeline_goes_to_the_browser(self):
        (values,) = self.alice.with_user(self.advisor).web_read({"timeline": {}})
        self.assertTrue(values["timeline"])
        self.assertTrue(all(len(event["date"]) == 10 for event in values["timeline"]))

    def test_each_role_opens_the_form(self):
        for user in (self.advisor, self.accountant, self.manager):
            with self.subTest(user=user.login):
                form = Form(self.alice.with_user(user))
                self.assertEqual(form.name, "Alice Arnaud")

    def test_advisor_fills_the_form(self):
        form = Form(self.env["cae.entrepreneur"].with_user(self.advisor))
        form.name = "Gaël Garnier"
        form.territory_id = self.territory
        form.second_advisor_ids.add(self.other_advisor)
        with freeze_time("2025-05-05"):
            person = form.save()
        self.assertEqual(str(person.date_stage), "2025-05-05")
        self.assertTrue(person.with_user(self.other_advisor).has_access("read"))
