import base64

from odoo.addons.cae_contrat.tests.signing_common import SigningCommon
from odoo.addons.cae_signature.models.cae_signing_mixin import SIGNING_FIELDS
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

PROOF = (
    *("signature", "signed_name", "signed_by", "signed_on"),
    *("signed_ip", "signed_agent", "signed_hash"),
)


@tagged("post_install", "-at_install")
class TestMerge(SigningCommon):
    """Two files of one person become one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.env["cae.entrepreneur"].create(
            {
                "name": "B. Blin",
                "email": "bruno.old@example.com",
                "phone": "06 12 34 56 78",
                "company_id": cls.company.id,
                "territory_id": cls.territory.id,
                "referent_id": cls.advisor.id,
                "emergency_name": "Betty Blin",
                **cls._identity(),
                "street": "5 rue Basse",
            }
        )

    def _merge(self, kept, gone, user=None):
        wizard = (
            self.env["cae.entrepreneur.merge"]
            .with_user(user or self.manager)
            .create({"kept_id": kept.id, "gone_id": gone.id})
        )
        return wizard.action_merge()

    def _give(self, person):
        """Give a file one of each thing."""
        return (
            self.env["cae.document"].create(
                {
                    "entrepreneur_id": person.id,
                    "name": "Diploma",
                    "file_name": "diploma.pdf",
                    "file": base64.b64encode(b"%PDF-1.4 diploma"),
                    "kind_id": self.env["cae.document.kind"].search([], limit=1).id,
                }
            ),
            self.env["cae.earlier.contract"].create(
                {
                    "entrepreneur_id": person.id,
                    "kind": "fixed_term",
                    "date_start": "2024-01-01",
                    "date_end": "2024-06-30",
                }
            ),
        )

    def test_the_file_with_contracts_is_proposed_to_stay(self):
        third = self.second.copy({"name": "B. Blin again", "email": "bruno.third@example.com"})
        self._create_contract(third, "cape", "2026-01-01", "2026-12-31")
        wizard = self.env["cae.entrepreneur.merge"].with_user(self.manager)
        chosen = wizard.with_context(active_ids=[self.second.id, third.id]).create({})
        self.assertEqual((chosen.kept_id, chosen.gone_id), (third, self.second))

    def test_through_the_window(self):
        things = self._give(self.second)
        activity = self.env["cae.activity"].create(
            {
                "name": "Second bench",
                "company_id": self.company.id,
                "entrepreneur_ids": [Command.set(self.second.ids)],
            }
        )
        self.second.message_post(body="Called on Monday")
        contact, second = self.second.partner_id, self.second.id
        wizard = Form(
            self.env["cae.entrepreneur.merge"]
            .with_user(self.manager)
            .with_context(active_ids=[second, self.bruno.id])
        )
        self.assertEqual(wizard.kept_id, self.bruno, "the one with a login and a contract")
        for words in ("bruno.old@example.com", "5 rue Basse", "44000"):
            self.assertIn(words, str(wizard.comparison))
        action = wizard.save().action_merge()
        self.assertEqual(action["res_id"], self.bruno.id)
        self.assertFalse(self.second.exists())
        self.assertFalse(contact.exists())
        for thing in things:
            with self.subTest(model=thing._name):
                self.assertEqual(thing.entrepreneur_id, self.bruno)
        self.assertEqual(activity.entrepreneur_ids, self.bruno)
        self.assertEqual(self.bruno.emergency_name, "Betty Blin")
        self.assertEqual(self.bruno.email, "cae_bruno@example.com")
        texts = " ".join(map(str, self.bruno.message_ids.mapped("body")))
        self.assertIn("Called on Monday", texts)
        self.assertIn("bruno.old@example.com", texts)

    def test_what_the_files_did_not_agree_on_is_told(self):
        self.second.birth_date = "1990-01-31"
        self.assertNotEqual(self.bruno.birth_date, self.second.birth_date)
        self._merge(self.bruno, self.second)
        note = str(self.bruno.message_ids.mapped("body"))
        self.assertIn("Born on", note)
        self.assertNotIn("1990", note)

    def test_nothing_is_lost_or_points_nowhere(self):
        self._give(self.second)
        merger = self.env["base.partner.merge.automatic.wizard"]
        relations = [
            (table, column)
            for table, column in merger._get_fk_on("cae_entrepreneur")
            if table not in ("cae_entrepreneur_merge", "cae_entrepreneur_stage", "cae_deadline")
        ]

        def count(*ids):
            counts = {}
            self.env.flush_all()
            for table, column in relations:
                self.env.cr.execute(
                    f'SELECT count(*) FROM "{table}" WHERE "{column}" IN %s',
                    [ids],
                )
                counts[table, column] = self.env.cr.fetchone()[0]
            return counts

        before = count(self.bruno.id, self.second.id)
        poles = len(self.second.pole_ids & self.bruno.pole_ids)
        self.assertFalse(poles)
        gone = self.second.id
        self._merge(self.bruno, self.second)
        self.assertEqual(count(self.bruno.id), before)
        self.assertFalse(any(count(gone).values()))

    def test_signed_contracts_move_with_their_proof(self):
        portal = self._create_entrepreneur("Nadia Noir", "cae_nadia", "Loom", "TNAD")
        nadia = portal[0]
        contract = self._create_signed(nadia)
        self._countersign(contract)
        lines, names = contract.signature_ids, list(SIGNING_FIELDS)
        proof = contract.read(names, load=None)
        signatures = lines.read([*PROOF, "res_id"], load=None)
        self._merge(self.second, nadia)
        contract.invalidate_recordset()
        self.assertEqual(contract.entrepreneur_id, self.second)
        self.assertEqual(contract.read(names, load=None), proof)
        self.assertEqual(lines.read([*PROOF, "res_id"], load=None), signatures)
        self.assertEqual(contract.person_signature_id.partner_id, self.second.partner_id)
        self.assertEqual(self.second.stage, "cesa")
        self.assertEqual(str(self.second.date_entry), "2026-01-01")
        self.assertEqual(portal[1].partner_id, self.second.partner_id, "with the login")
        self.assertEqual(self.second.with_user(portal[1]).name, "B. Blin")

    def test_the_past_stays_where_it_was(self):
        left = self.env["cae.exit"].create({"entrepreneur_id": self.second.id})
        self.bruno.territory_id = self.other_territory
        self._merge(self.bruno, self.second)
        self.assertEqual(left.entrepreneur_id, self.bruno)
        self.assertEqual(left.territory_id, self.territory)
        self.assertEqual(self.bruno.territory_id, self.other_territory)

    def test_one_history_of_two(self):
        self.second.stage_history_ids.sudo().date_from = "2026-02-01"
        stages = self.bruno.stage_history_ids.sorted("id").mapped("stage")
        self._merge(self.second, self.bruno)
        self.assertEqual(self.second.stage_history_ids.sorted("id").mapped("stage"), stages)
        self.assertEqual(self.second.stage, "cape")

    def test_two_logins_are_refused(self):
        with self.assertRaisesRegex(UserError, "have a login"):
            self._merge(self.alice, self.bruno)
        self.assertTrue(self.bruno.exists())

    def test_overlapping_contracts_are_refused(self):
        self._create_contract(self.second, kind="cape", date_end="2025-12-31")
        with self.assertRaisesRegex(UserError, "overlap"):
            self._merge(self.bruno, self.second)
        self.assertEqual(self.second.contract_ids.entrepreneur_id, self.second)

    def test_what_is_there_once_is_refused(self):
        for person in (self.bruno, self.second):
            self.env["cae.exit"].create({"entrepreneur_id": person.id})
        with self.assertRaisesRegex(UserError, "a person has one only"):
            self._merge(self.bruno, self.second)

    def test_other_cooperative_and_oneself_are_refused(self):
        for other in (self.other_entrepreneur, self.bruno):
            with self.subTest(other=other.name), self.assertRaises(UserError):
                self.bruno.sudo()._merge_file(other)

    def test_only_managers_merge(self):
        for user in (self.advisor, self.accountant, self.bruno_user, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.bruno.with_user(user)._merge_file(self.second.with_user(user))
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._merge(self.bruno, self.second, user)
