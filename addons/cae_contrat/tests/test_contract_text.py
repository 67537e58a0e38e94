import io

from pypdf import PdfReader

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from ..engine import contract_law
from ..models.cae_contract_terms_mixin import TERMS
from .common import CaeContractCommon


@tagged("post_install", "-at_install")
class TestContractText(CaeContractCommon):
    """The text of contracts: from a template to the printed page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "cae_legal_form": "Scop SARL",
                "cae_register_city": "Tours",
                "company_registry": "44306184100047",
                "street": "1 quai Neuf",
                "zip": "37000",
                "city": "Tours",
                "cae_representative": "Jeanne Martin, manager",
            }
        )
        cls.bruno.write({"street": "3 rue Haute", "zip": "37000", "city": "Tours"})
        cls.contract = (
            cls.env["cae.contract"]
            .with_user(cls.advisor)
            .create(
                {
                    "entrepreneur_id": cls.bruno.id,
                    "kind": "cesa",
                    "date_start": "2026-01-01",
                    "objectives": "Ten <clients>",
                    "minimum_turnover": 160,
                    "minimum_hours": 10,
                    "fixed_pay": 400,
                    "working_time": 8.5,
                }
            )
        )

    def _print(self, report, record):
        pdf, kind = self.env["ir.actions.report"]._render_qweb_pdf(report, record.ids)
        self.assertEqual(kind, "pdf")
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
        return " ".join(" ".join(pages).split())

    def test_shipped_texts_say_all_that_the_law_wants(self):
        templates = self.env["cae.contract.template"]
        for kind, (article, _items) in contract_law.LEGAL_ITEMS.items():
            template = templates._find(kind, self.company)
            self.assertFalse(template.missing_items, article)
            template = template.copy()
            template.clause_ids.filtered("legal_item")[0].unlink()
            self.assertIn(article, template.missing_items)

    def test_printed_contract(self):
        self.contract._give_references()
        self.contract._complete_text()
        text = self._print("cae_contrat.cae_contract_report", self.contract)
        for words in (
            "Scop SARL",
            "44306184100047",
            "RCS Tours 443061841",
            "Jeanne Martin, manager",
            "Bruno Blin",
            "3 rue Haute, 37000 Tours",
            "Ten <clients>",
            "L7331-3",
            "Green garden",
            "01/01/2028",  # an associate three years after the CAPE began
            "Lu et approuvé",  # contracts are in French, whatever the person reads (L1221-3)
            "Page 1 / 2",
        ):
            with self.subTest(words=words):
                self.assertIn(words, text)
        self.assertNotIn("{", text)

    def test_printed_amendment_and_preview(self):
        amendment = self.env["cae.contract.amendment"].create(
            {"contract_id": self.bruno_contract.id, "kind": "renewal", "date_end": "2026-06-30"}
        )
        self.contract.action_cancel()
        text = self._print("cae_contrat.cae_contract_amendment_report", amendment)
        self.assertIn("Fin du contrat 31/12/2025 30/06/2026", text)
        template = self.env["cae.contract.template"]._find("cape", self.company)
        text = self._print("cae_contrat.cae_contract_template_report", template)
        self.assertIn("Camille Exemple", text)
        self.assertNotIn("{", text)

    def test_each_term_asked_for_is_printed(self):
        """Whatever is agreed on a kind of contract stands in the text of that kind."""
        asked = {
            "cape": {"minimum_turnover", "minimum_hours", "territory_id"},
            "cesa": set(TERMS) - {"date_end"},
        }
        values = {
            "minimum_turnover": (333.0, "333,00"),
            "minimum_hours": (7.25, "7 h 15"),
            "working_time": (9.5, "9 h 30"),
            "fixed_pay": (444.0, "444,00"),
            "trial_date_end": ("2026-02-03", "03/02/2026"),
            "territory_id": (self.other_territory.id, "Hill side"),
        }
        self.assertEqual(set(values), set(TERMS) - {"date_end"})
        for kind, names in asked.items():
            with self.subTest(kind=kind):
                contract = self.env["cae.contract"].create(
                    {
                        "entrepreneur_id": self.bruno.id,
                        "kind": kind,
                        "date_start": "2026-01-01",
                        "date_end": "2026-12-31",
                        "objectives": "Ten clients",
                        **{name: values[name][0] for name in names},
                    }
                )
                contract._complete_text()
                text = self._print("cae_contrat.cae_contract_report", contract)
                for name in names:
                    self.assertIn(values[name][1], text.replace("\N{NO-BREAK SPACE}", " "), name)
                form = Form(contract)
                hidden = set(values) - names
                self.assertFalse(
                    [name for name in hidden if not form._get_modifier(name, "invisible")]
                )
                contract.unlink()

    def test_cape_without_a_minimum_says_so(self):
        contract = self.env["cae.contract"].create(
            {
                "entrepreneur_id": self.bruno.id,
                "kind": "cape",
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
                "objectives": "Ten clients",
            }
        )
        contract._complete_text()
        text = self._print("cae_contrat.cae_contract_report", contract)
        self.assertIn("activité commencée : aucune", text)

    def test_amendments_say_nothing_of_the_other_kind(self):
        """The four documents: CAPE and CESA, renewed and amended."""
        cesa = self.alice_contract
        cesa.with_user(self.manager).write({"state": "draft"})
        cesa.write({"date_end": "2025-12-31", "working_time": 10, "fixed_pay": 300})
        cesa.action_confirm()
        self.contract.action_cancel()
        other = {"cape": ("CESA", "entrepreneur salarié"), "cesa": ("CAPE", "L127-2", "appui")}
        for contract, kind in ((self.bruno_contract, "renewal"), (self.bruno_contract, "amendment"),
                               (cesa, "renewal"), (cesa, "amendment")):  # fmt: skip
            with self.subTest(contract=contract.kind, kind=kind):
                amendment = self.env["cae.contract.amendment"].create(
                    {
                        "contract_id": contract.id,
                        "kind": kind,
                        "date_end": "2026-06-30" if kind == "renewal" else False,
                        "date_effect": "2025-06-01" if kind == "amendment" else "2026-01-01",
                        "change_minimum": kind == "amendment",
                        "minimum_turnover": 321,
                    }
                )
                text = self._print("cae_contrat.cae_contract_amendment_report", amendment)
                for words in other[contract.kind]:
                    self.assertNotIn(words, text)
                renewed = contract.kind == "cape" and kind == "renewal"
                self.assertEqual("L127-2" in text, renewed)
                self.assertNotIn("{", text)

    def test_names_are_joined_as_in_french(self):
        self.company.name = "Les Ateliers du Fleuve"
        self.contract.entrepreneur_id.name = "Essai Lucie"
        self.contract._give_references()
        self.contract._complete_text()
        text = self._print("cae_contrat.cae_contract_report", self.contract)
        self.assertIn("des Ateliers du Fleuve", text)
        self.assertIn("d\N{RIGHT SINGLE QUOTATION MARK}Essai Lucie", text)
        for words in ("de Les Ateliers", "à Les Ateliers", "de Essai", "que Essai"):
            self.assertNotIn(words, text)

    def test_placeholders_are_read_in_both_languages(self):
        shared = self.env["cae.contract.template"]._find("cesa", self.company)
        clause = shared.copy().clause_ids[0]
        for lang, words in (
            ("fr_FR", "{personne} {PERSON} {durée} {duree}"),
            ("en_US", "{person}"),
        ):
            with self.subTest(lang=lang):
                clause.with_context(lang=lang).body = f"<p>{words}</p>"
                values = self.contract.with_context(lang=lang)._get_placeholder_values()
                _title, body = clause.with_context(lang=lang)._fill(values)
                self.assertIn("Bruno Blin", body)
                self.assertNotIn("{", body)
        french = shared.with_context(lang="fr_FR")
        self.assertIn("{personne}", french.placeholder_help)
        self.assertIn("{personne}", french.clause_ids[0].body)
        self.assertNotIn("{person}", french.clause_ids.mapped("body"))
        with self.assertRaisesRegex(ValidationError, "{personne}"):
            clause.with_context(lang="fr_FR").title = "{persone}"

    def test_clauses_follow_the_terms_until_changed_by_hand(self):
        self.contract._make_clauses()
        pay = self.contract.clause_ids.filtered(lambda clause: clause.legal_item == "cesa_pay")
        self.contract.fixed_pay = 425
        self.assertIn("425,00", pay.body)
        pay.body = "<p>As we said.</p>"
        self.contract.fixed_pay = 450
        self.assertTrue(pay.is_edited)
        self.assertIn("As we said", pay.body)

    def test_shared_texts_are_read_only_and_copies_come_first(self):
        shared = self.env["cae.contract.template"]._find("cesa", self.company)
        self.assertFalse(shared.company_id)
        with self.assertRaises(AccessError):
            shared.with_user(self.manager).name = "Mine"
        own = shared.with_user(self.manager).browse(
            shared.with_user(self.manager).action_make_own()["res_id"]
        )
        own.name = "Mine"
        self.assertEqual(len(own.clause_ids), len(shared.clause_ids))
        self.assertEqual(shared._find("cesa", self.company), own)
        self.assertEqual(shared._find("cesa", self.other_company), shared)
        self.assertFalse(own.with_user(self.other_accountant).has_access("read"))
        with self.assertRaises(AccessError):
            own.with_user(self.advisor).name = "Hers"

    def test_who_reads_the_clauses(self):
        self.contract._make_clauses()
        clause = self.contract.clause_ids[0]
        for role, allowed in (
            ("advisor", True),
            ("accountant", True),
            ("employee", False),
            ("alice_user", False),
            ("other_accountant", False),
        ):
            with self.subTest(role=role):
                self.assertEqual(clause.with_user(getattr(self, role)).has_access("read"), allowed)
