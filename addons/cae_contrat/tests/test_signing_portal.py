import base64
import hashlib
import struct
import zlib

from lxml import html

from odoo import http
from odoo.addons.cae_signature.models.cae_signing_mixin import SIGNING_FIELDS
from odoo.addons.cae_socle.models.cae_guard_mixin import METHOD_KEY
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..controllers.contracts import MAX_FAILURES
from .signing_common import SigningCommon


@tagged("post_install", "-at_install")
class TestSigningPortal(SigningCommon, HttpCase):
    """The person's side: what she reads and posts, and what others do not."""

    def _open(self, path, status=200):
        response = self.url_open(path)
        self.assertEqual(response.status_code, status, path)
        return html.fromstring(response.content)

    def _text(self, page, identifier):
        (node,) = page.xpath(f"//*[@id='{identifier}']")
        return " ".join(node.text_content().split())

    def test_read_sign_and_keep(self):
        contract = self._create_sent()
        self.authenticate("cae_bruno", "cae_bruno")
        home = self._open("/my")
        (first, *_others) = home.xpath("//*[@id='cae_cards']/section")
        self.assertEqual(first.get("id"), "cae_card_todo")
        self.assertTrue(first.xpath(f".//a[@href='/my/contracts/{contract.id}']"))
        page = self._open(f"/my/contracts/{contract.id}")
        self.assertIn("Bruno Blin", self._text(page, "cae_text"))
        (form,) = page.xpath("//owl-component[@name='cae_signature.signature_form']")
        self.assertIn(contract.signing_hash, form.get("props"))
        file = self.url_open(f"/my/contracts/{contract.id}/document")
        self.assertEqual(file.headers["Content-Type"], "application/pdf")
        self.assertEqual(hashlib.sha256(file.content).hexdigest(), contract.signing_hash)

        answer = self._post_signature(contract)
        self.assertEqual(answer["redirect_url"], f"/my/contracts/{contract.id}?signed=1")
        self.assertEqual(contract.state, "signed")
        line = contract.person_signature_id
        self.assertEqual(line.signed_by, self.bruno_user)
        self.assertEqual(line.signed_name, "Bruno Blin")
        self.assertEqual(line.signed_ip, "127.0.0.1")
        self.assertIn("python", line.signed_agent.lower())
        page = self._open(answer["redirect_url"])
        self.assertIn("your signature is kept", self._text(page, "cae_just_signed"))
        self.assertFalse(page.xpath("//*[@id='cae_sign_dialog']"))
        # no empty frames any more: who has signed, and who has not
        (person,) = page.xpath("//*[@id='cae_text']//td[@name='signature_person']")
        self.assertIn("Bruno Blin", person.text_content())
        self.assertTrue(person.xpath(".//img[starts-with(@src, 'data:image/png')]"))
        self.assertNotIn("date et signature", page.text_content())
        (other,) = page.xpath("//*[@id='cae_text']//td[@name='signature_cooperative']")
        self.assertIn("Not signed yet", other.text_content())

        self._countersign(contract)
        page = self._open(f"/my/contracts/{contract.id}")
        self.assertIn("Marie Manager", self._text(page, "cae_signatures"))
        file = self.url_open(f"/my/contracts/{contract.id}/document?download=1")
        self.assertEqual(hashlib.sha256(file.content).hexdigest(), contract.signed_document_hash)
        self.assertIn("attachment", file.headers["Content-Disposition"])
        self.assertNotIn("Read and sign", self._open("/my").text_content())

    def test_double_click_is_one_signature(self):
        contract = self._create_sent()
        self.authenticate("cae_bruno", "cae_bruno")
        first, second = self._post_signature(contract), self._post_signature(contract, name="Two")
        self.assertEqual(first, second)
        self.assertEqual(contract.person_signature_id.signed_name, "Bruno Blin")
        told = contract.message_ids.filtered(lambda message: "has signed" in message.body)
        self.assertEqual(len(told), 1)

    def test_too_late(self):
        contract = self._create_sent()
        shown = contract.signing_hash
        self.authenticate("cae_bruno", "cae_bruno")
        contract.action_take_back()
        answer = self._post_signature(contract, shown)
        self.assertIn("does not exist, or not any more", answer["error"])
        self._open(f"/my/contracts/{contract.id}", 404)
        contract.date_start = "2026-04-01"
        contract.action_send_for_signature()
        answer = self._post_signature(contract, shown)
        self.assertIn("has changed since you opened this page", answer["error"])
        self.assertIn("has changed", self._post_signature(contract, "")["error"])
        self.assertEqual(contract.state, "to_sign")
        self._record_on_paper(contract)
        self.assertIn("is signed already", self._post_signature(contract, shown)["error"])

    def _record_on_paper(self, contract):
        self.env["cae.paper.signature"].with_user(self.advisor).create(
            {
                "document_ref": f"cae.contract,{contract.id}",
                "date": "2026-01-02",
                "scan": base64.b64encode(b"%PDF-1.4\n%%EOF"),
                "scan_name": "scan.pdf",
            }
        ).action_record()

    def test_scan_is_hers_to_keep(self):
        contract = self._create_draft()
        self._record_on_paper(contract)
        self.authenticate("cae_bruno", "cae_bruno")
        page = self._open(f"/my/contracts/{contract.id}")
        self.assertIn("Signed on paper 01/02/2026", self._text(page, "cae_signatures"))
        file = self.url_open(f"/my/contracts/{contract.id}/document")
        self.assertEqual(file.content, b"%PDF-1.4\n%%EOF")

    def test_garbage_is_refused_with_a_sentence(self):
        contract = self._create_sent()
        self.authenticate("cae_bruno", "cae_bruno")
        for params, sentence in (
            ({"signature": "AAAA"}, "not a picture"),
            ({"signature": self._draw_with_empty_profile()}, "not a picture"),
            ({"signature": None}, "is missing"),
            ({"signature": {"a": 1}}, "is missing"),
            ({"signature": "A" * 900_000}, "too large"),
            ({"name": ""}, "Write your name"),
            ({"name": ["x"]}, "Write your name"),
        ):
            with self.subTest(sentence=sentence):
                self.assertIn(sentence, self._post_signature(contract, **params)["error"])
        self.assertEqual(contract.state, "to_sign")

    def _draw_with_empty_profile(self):
        """Return a signature with an empty colour profile behind its pixels: PNG in base64."""
        picture = base64.b64decode(self._draw_signature())
        end = picture[-12:]  # the last chunk is empty, too
        chunk = struct.pack(">I4sI", 0, b"iCCP", zlib.crc32(b"iCCP"))
        return base64.b64encode(picture[:-12] + chunk + end).decode()

    def test_too_many_attempts(self):
        contract = self._create_sent()
        self.authenticate("cae_bruno", "cae_bruno")
        for _attempt in range(MAX_FAILURES):
            self.assertIn("error", self._post_signature(contract, signature="AAAA"))
        answer = self._post_signature(contract)
        self.assertIn("Too many attempts", answer["error"])
        self.assertEqual(contract.state, "to_sign")

    def test_refused_with_a_reason(self):
        contract = self._create_sent()
        self.authenticate("cae_bruno", "cae_bruno")
        url = f"/my/contracts/{contract.id}"
        values = {"document": contract.signing_hash, "csrf_token": http.Request.csrf_token(self)}
        response = self.url_open(f"{url}/refuse", data={**values, "reason": "  "})
        self.assertEqual(response.status_code, 400)
        self.assertIn("Say why you refuse", response.text)
        self.assertEqual(contract.state, "to_sign")
        response = self.url_open(f"{url}/refuse", data={**values, "reason": "Wrong <b>date</b>"})
        page = html.fromstring(response.content)
        self.assertIn("with the cooperative", self._text(page, "cae_refused"))
        self.assertEqual(contract.state, "draft")
        self.assertEqual(contract.signing_refusal, "Wrong <b>date</b>")
        self.assertTrue(contract.signing_refused_on)
        told = contract.message_ids.filtered(lambda message: "refuses to sign" in message.body)
        self.assertIn(self.advisor.partner_id, told.notified_partner_ids)
        self.assertNotIn("<b>", told.body)
        # what was refused and why stays readable, to her alone, and not the new draft
        contract.objectives = "Not agreed yet"
        page = self._open(url)
        self.assertIn("Wrong <b>date</b>", self._text(page, "cae_refusal"))
        self.assertIn("Repair bicycles", self._text(page, "cae_text"))
        self.assertNotIn("Not agreed yet", page.text_content())
        self.assertFalse(page.xpath("//*[@id='cae_sign']"))
        self.assertIn("Wrong", self._text(self._open("/my/contracts"), "cae_refused_documents"))
        self._open(f"{url}/document", 404)
        self.authenticate("cae_alice", "cae_alice")
        self._open(url, 404)
        contract.action_send_for_signature()
        self.assertFalse(contract.signing_refusal)

    def test_what_one_refused_is_not_shown_to_another(self):
        contract = self._create_sent()
        contract.with_user(self.bruno_user).sudo()._refuse_by_person(
            "This is not my name", contract.signing_hash
        )
        contract.with_user(self.advisor).write({"entrepreneur_id": self.bruno.id})
        self.assertTrue(contract.signing_text, "the same person")
        contract.with_user(self.advisor).write(
            {"entrepreneur_id": self.alice.id, "activity_id": self.alice_activity.id}
        )
        self.assertFalse(contract.signing_text or contract.signing_refusal)
        self.authenticate("cae_alice", "cae_alice")
        self._open(f"/my/contracts/{contract.id}", 404)
        self.assertNotIn("This is not my name", self._open("/my/contracts").text_content())

    def test_refusal_needs_the_form_of_the_page(self):
        contract = self._create_sent()
        self.authenticate("cae_bruno", "cae_bruno")
        with mute_logger("odoo.http"):
            response = self.url_open(
                f"/my/contracts/{contract.id}/refuse",
                data={"reason": "x", "document": contract.signing_hash},
            )
        self.assertEqual(response.status_code, 400)
        self.assertEqual(contract.state, "to_sign")

    def test_others_and_nothing_are_the_same_page(self):
        draft = self._create_draft(self.bruno, date_start="2031-01-01")
        sent = self._create_sent()
        for login in ("cae_alice", "cae_advisor"):
            self.authenticate(login, login)
            nothing = self.url_open("/my/contracts/999999999")
            self.assertEqual(nothing.status_code, 404)
            for contract in (sent, self.bruno_contract, draft):
                for suffix in ("", "/document"):
                    with self.subTest(login=login, contract=contract, suffix=suffix):
                        response = self.url_open(f"/my/contracts/{contract.id}{suffix}")
                        self.assertEqual(response.status_code, 404)
                        self.assertEqual(
                            self._without_tokens(response), self._without_tokens(nothing)
                        )
            answer = self._post_signature(sent)
            self.assertIn("does not exist", answer["error"])
            url = f"/my/contracts/{sent.id}/refuse"
            values = {"document": sent.signing_hash, "csrf_token": http.Request.csrf_token(self)}
            self.assertEqual(self.url_open(url, data={**values, "reason": "x"}).status_code, 404)
        self.authenticate("cae_bruno", "cae_bruno")
        self._open(f"/my/contracts/{draft.id}", 404)
        self.assertEqual(sent.state, "to_sign")

    def _without_tokens(self, response):
        page = html.fromstring(response.content)
        for node in page.xpath("//script | //link | //input[@name='csrf_token']"):
            node.drop_tree()
        return page.text_content()

    def test_anonymous_is_asked_to_log_in(self):
        contract = self._create_sent()
        for path in ("", f"/{contract.id}", f"/{contract.id}/document"):
            self.assertIn("/web/login", self.url_open(f"/my/contracts{path}").url)

    def test_list(self):
        sent = self._create_sent()
        self._create_draft(date_start="2031-01-01")
        self.authenticate("cae_bruno", "cae_bruno")
        page = self._open("/my/contracts")
        links = page.xpath("//*[@id='cae_documents']//a/@href")
        self.assertEqual(
            links, [f"/my/contracts/{sent.id}", f"/my/contracts/{self.bruno_contract.id}"]
        )
        self.assertEqual(page.findtext(".//title"), f"My contracts | {self.company.name}")
        self.bruno_contract.with_user(self.manager).action_draft()
        sent.action_take_back()
        page = self._open("/my/contracts")
        self.assertIn("You have no contract yet", self._text(page, "cae_no_document"))

    def test_accessible_structure(self):
        contract = self._create_sent()
        self.authenticate("cae_bruno", "cae_bruno")
        for path in ("/my/contracts", f"/my/contracts/{contract.id}"):
            page = self._open(path)
            self.assertEqual(len(page.xpath("//h1")), 1, path)
            ids = page.xpath("//main//@id")
            self.assertEqual(len(ids), len(set(ids)))
            for field in page.xpath("//main//textarea | //main//input[not(@type='hidden')]"):
                self.assertTrue(page.xpath(f"//label[@for='{field.get('id')}']"))


@tagged("post_install", "-at_install")
class TestSigningRpc(SigningCommon, HttpCase):
    """Nobody writes a proof from outside, whatever the role and the way."""

    def assertRefused(self, answer):
        self.assertIn("error", answer)
        self.assertEqual(answer["error"]["data"]["name"], "odoo.exceptions.AccessError")

    def _values(self, names, model="cae.contract"):
        samples = {"many2one": self.manager.id, "datetime": "2026-01-01 00:00:00"}
        samples |= {"date": "2026-01-01", "many2one_reference": 1}
        chosen = {"role": "cooperative", "method": "staff", "res_model": "cae.contract"}
        fields = self.env[model]._fields
        return {
            name: chosen.get(name) or samples.get(fields[name].type, "QUJD")
            for name in sorted(names)
        }

    @mute_logger("odoo.http")
    def test_no_proof_is_written_from_outside(self):
        contract = self._create_signed()
        values = self._values(SIGNING_FIELDS)
        before = contract.read(list(values))
        draft = {"entrepreneur_id": self.bruno.id, "kind": "cesa", "date_start": "2033-01-01"}
        for user in (self.advisor, self.manager, self.bruno_user):
            self.authenticate(user.login, user.login)
            for name, value in values.items():
                with self.subTest(user=user.login, field=name):
                    answer = self._call("cae.contract", "write", contract.ids, {name: value})
                    self.assertRefused(answer)
                    answer = self._call("cae.contract", "create", [{**draft, name: value}])
                    self.assertRefused(answer)
            # what a caller would try: the key of the context is no secret
            for forged in (True, "object()", {"PROOF": 1}):
                args = (contract.ids, {"signing_hash": "Mallory"})
                for method, more in (("write", {}), ("web_save", {"specification": {"id": {}}})):
                    with self.subTest(user=user.login, forged=forged, method=method):
                        context = {METHOD_KEY: forged}
                        answer = self._call("cae.contract", method, *args, context=context, **more)
                        self.assertRefused(answer)
        contract.invalidate_recordset()
        self.assertEqual(contract.read(list(values)), before)

    @mute_logger("odoo.http")
    def test_no_signature_is_written_from_outside(self):
        contract = self._create_signed()
        line = contract.signature_ids
        values = self._values(line._get_guarded_fields(), "cae.signature")
        before = line.read(list(values))
        forged = {**values, "res_id": contract.id, "company_id": self.company.id}
        for user in (self.advisor, self.manager, self.bruno_user):
            self.authenticate(user.login, user.login)
            for context in ({}, {METHOD_KEY: True}):
                for name, value in values.items():
                    with self.subTest(user=user.login, field=name):
                        args = (line.ids, {name: value})
                        self.assertRefused(
                            self._call("cae.signature", "write", *args, context=context)
                        )
                for method, args in (
                    ("create", [forged]),
                    ("unlink", line.ids),
                    ("copy", line.ids),
                ):
                    with self.subTest(user=user.login, method=method):
                        self.assertRefused(
                            self._call("cae.signature", method, args, context=context)
                        )
                for command in ((0, 0, forged), (1, line.id, {"signed_name": "M"}), (2, line.id)):
                    with self.subTest(user=user.login, command=command[0]):
                        args = (contract.ids, {"signature_ids": [command]})
                        self.assertRefused(
                            self._call("cae.contract", "write", *args, context=context)
                        )
        line.invalidate_recordset()
        self.assertEqual(line.read(list(values)), before)
        self.assertEqual(contract.signature_ids, line)

    def test_not_even_the_superuser_writes_a_signature_beside_the_methods(self):
        line = self._create_signed().signature_ids.sudo()
        values = self._values(line._get_guarded_fields(), "cae.signature")
        context = {f"default_{name}": value for name, value in values.items()}
        for act in (
            lambda: line.write({"signed_name": "Mallory"}),
            lambda: line.write({"res_id": line.res_id + 1}),
            lambda: line.create(values),
            lambda: line.unlink(),
        ):
            with self.assertRaisesRegex(AccessError, "nobody can write it"):
                act()
        defaults = line.with_context(**context).default_get(["signed_name"])
        self.assertEqual(defaults["signed_name"], "QUJD", "proposed, and not kept")
        with self.assertRaises(AccessError):
            line.with_context(**context).create([defaults])

    @mute_logger("odoo.http")
    def test_no_proof_through_other_models(self):
        contract = self._create_signed()
        line = contract.signature_ids
        kept, name = contract.signing_hash, line.signed_name
        forged = {"signature_ids": [(1, line.id, {"signed_name": "Mallory"})]}
        for vals in ({"signing_hash": "Mallory"}, forged):
            command = {"contract_ids": [(1, contract.id, vals)]}
            for user in (self.advisor, self.manager):
                self.authenticate(user.login, user.login)
                self.assertRefused(self._call("cae.entrepreneur", "write", self.bruno.ids, command))
                self.assertRefused(self._call("cae.contract", "copy", contract.ids, vals))
        contract.invalidate_recordset()
        line.invalidate_recordset()
        self.assertEqual((contract.signing_hash, line.signed_name), (kept, name))

    def test_defaults_of_the_context_are_no_way_in(self):
        self.authenticate("cae_advisor", "cae_advisor")
        proof = self._values(SIGNING_FIELDS)
        context = {f"default_{name}": value for name, value in proof.items()}
        values = {"entrepreneur_id": self.bruno.id, "kind": "cesa", "date_start": "2033-01-01"}
        answer = self._call("cae.contract", "create", [values], context=context)
        contract = self.env["cae.contract"].browse(answer["result"])
        for name in ("signature_ids", *proof):
            self.assertFalse(contract[name], name)

    def test_a_signature_is_read_by_who_reads_the_document(self):
        line = self._create_signed().signature_ids
        self.env.flush_all()
        self.env.invalidate_all()
        signatures = self.env["cae.signature"]
        for user in (self.advisor, self.accountant, self.manager):
            with self.subTest(user=user.login):
                self.assertIn(line, signatures.with_user(user).search([]))
                self.assertEqual(line.with_user(user).signed_ip, "192.0.2.7")
        # a colleague who follows other people, and another cooperative
        for user in (self.other_advisor, self.other_accountant):
            with self.subTest(user=user.login):
                self.assertFalse(signatures.with_user(user).search([("id", "=", line.id)]))
                self.assertFalse(signatures.with_user(user).search_count([("id", "=", line.id)]))
                with self.assertRaises(AccessError):
                    line.with_user(user).read(["signed_name"])
        for user in (self.bruno_user, self.alice_user, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                line.with_user(user).read(["signed_name"])
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                signatures.with_user(user).search([])

    def test_a_page_is_full_after_signatures_of_others(self):
        self._create_signed()
        person = self.env["cae.entrepreneur"].create(
            {
                "name": "Dora Dune",
                "company_id": self.company.id,
                "territory_id": self.territory.id,
                "referent_id": self.other_advisor.id,
            }
        )
        theirs = self.env["cae.contract"].create({"entrepreneur_id": person.id, "kind": "cesa"})
        theirs._add_signature("person", "paper", person.partner_id)
        signatures = self.env["cae.signature"].with_user(self.other_advisor)
        self.assertEqual(signatures.search([], limit=1, order="id"), theirs.signature_ids)

    @mute_logger("odoo.http")
    def test_files_of_a_proof_stay(self):
        contract = self._countersign(self._create_signed())
        attachments = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "cae.contract"),
                ("res_id", "=", contract.id),
                ("res_field", "!=", False),
            ]
        )
        self.assertEqual(
            set(attachments.mapped("res_field")), {"signing_document", "signed_document"}
        )
        forged = base64.b64encode(b"%PDF forged").decode()
        new = {"name": "x", "res_model": "cae.contract", "res_id": contract.id, "datas": forged}
        for user in (self.advisor, self.manager, self.bruno_user):
            self.authenticate(user.login, user.login)
            for attachment in attachments:
                with self.subTest(user=user.login, field=attachment.res_field):
                    ids = attachment.ids
                    self.assertRefused(self._call("ir.attachment", "write", ids, {"datas": forged}))
                    self.assertRefused(self._call("ir.attachment", "write", ids, {"res_id": 1}))
                    self.assertRefused(self._call("ir.attachment", "unlink", ids))
                    values = {**new, "res_field": attachment.res_field}
                    self.assertRefused(self._call("ir.attachment", "create", [values]))
        self.authenticate("cae_manager", "cae_manager")
        own = self._call("ir.attachment", "create", [new])["result"]
        moved = {"res_field": "signed_document"}
        self.assertRefused(self._call("ir.attachment", "write", own, moved))
        contract.invalidate_recordset()
        self.assertFalse(contract._find_seal_problem())

    def test_moving_the_files_elsewhere_is_no_change(self):
        contract = self._countersign(self._create_signed())
        attachments = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "cae.contract"),
                ("res_id", "=", contract.id),
                ("res_field", "=", "signed_document"),
            ]
        )
        attachments.write({"raw": attachments.raw, "mimetype": attachments.mimetype})
        contract.invalidate_recordset()
        self.assertFalse(contract._find_seal_problem())

    @mute_logger("odoo.http")
    def test_the_person_does_not_read_where_the_others_sit(self):
        contract = self._countersign(self._create_signed())
        self.authenticate("cae_bruno", "cae_bruno")
        for line in contract.signature_ids:
            for name in ("signed_ip", "signed_agent"):
                self.assertRefused(self._call("cae.signature", "read", line.ids, [name]))
        self.assertRefused(self._call("cae.contract", "read", contract.ids, ["signature_ids"]))
        read = self._call("cae.contract", "read", contract.ids, ["state", "signed_document_hash"])
        self.assertEqual(read["result"][0]["signed_document_hash"], contract.signed_document_hash)

    @mute_logger("odoo.http")
    def test_roles(self):
        contract = self._create_draft()
        methods = (
            "action_send_for_signature",
            "action_take_back",
            "action_open_countersignature",
            "action_open_paper_signature",
        )
        for login in ("cae_bruno", "cae_alice", "cae_accountant", "cae_employee"):
            self.authenticate(login, login)
            for method in methods:
                with self.subTest(login=login, method=method):
                    self.assertRefused(self._call("cae.contract", method, contract.ids))
        self.authenticate("cae_advisor", "cae_advisor")
        answer = self._call("cae.contract", "action_send_for_signature", contract.ids)
        self.assertNotIn("error", answer)
        self.assertEqual(contract.state, "to_sign")
        self.assertRefused(self._call("cae.contract", "action_open_countersignature", contract.ids))
