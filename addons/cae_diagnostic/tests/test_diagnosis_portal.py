from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .diagnosis_common import DiagnosisCommon

SECRET = "Only among us"


@tagged("post_install", "-at_install")
class TestDiagnosisPortal(DiagnosisCommon, HttpCase):
    """The person's side: asked, filled in by section, sent; and what never reaches her."""

    def _open(self, url, status=200):
        response = self.url_open(url)
        self.assertEqual(response.status_code, status)
        return html.fromstring(response.text)

    def _post(self, url, page=None, **values):
        page = page if page is not None else self._open(url)
        token = page.xpath("//form//input[@name='csrf_token']/@value")[0]
        return self.url_open(url.split("?")[0], data={"csrf_token": token, **values})

    def _ask(self, **vals):
        diagnosis = self._diagnose(**vals)
        diagnosis.action_ask()
        return diagnosis

    def test_asked_filled_in_by_section_and_sent(self):
        diagnosis = self._ask()
        self.assertEqual(diagnosis.state, "asked")
        self.assertTrue(diagnosis.is_shared)
        mail = diagnosis.message_ids.filtered("partner_ids")
        self.assertIn(self.alice.partner_id, mail.partner_ids)
        self.assertIn(f"/my/diagnoses/{diagnosis.id}", mail.body)
        self.assertEqual(diagnosis.activity_ids.user_id, self.advisor)
        words, licence, ease, means, distance = diagnosis.answer_ids.sorted("sequence")
        with self.assertRaisesRegex(UserError, "is filling in"):
            words.text = "Somewhere"
        with self.assertRaisesRegex(UserError, "is filling in"):
            diagnosis.strengths = "Patient"

        self.authenticate("cae_alice", "cae_alice")
        self.assertIn("On the road", self._open("/my").text_content())
        url = f"/my/diagnoses/{diagnosis.id}"
        self.assertTrue(self._open("/my/diagnoses").xpath(f"//a[@href='{url}']"))
        page = self._open(url)
        self.assertIn("Where to?", page.text_content())
        self.assertNotIn("At ease?", page.text_content(), "one section at a time")
        kept = self._post(url, section=0, go="later", **{f"words_{words.id}": "To the fair"})
        self.assertIn("Your answers are kept", kept.text)
        page = self._open(url)
        self.assertIn("To the fair", page.text_content(), "taken up again")
        answer = {f"words_{words.id}": "To the fair", f"answer_{licence.id}": "no"}
        self._post(url, section=0, go="next", **answer)
        wrong = self._post(
            f"{url}?section=1", section=1, go="next", **{f"answer_{distance.id}": "far"}
        )
        self.assertIn("is no number", wrong.text)
        self.assertIn('value="far"', wrong.text, "nothing that was typed is lost")
        self._post(
            f"{url}?section=1",
            section=1,
            go="next",
            **{
                f"answer_{ease.id}": "2",
                f"answer_{means.id}": [str(self.car.id), str(self.bicycle.id), "999999"],
                f"answer_{distance.id}": "12,5",
            },
        )
        sent = self._post(f"{url}?section=2", section=2, go="send", strengths="Patient")
        self.assertIn("Sent: your advisor", sent.text)
        self.assertEqual(diagnosis.state, "filled")
        self.assertEqual(
            [one._get_answer_text() for one in (words, licence, ease, means, distance)],
            ["To the fair", "No", "2 / 5", "Bicycle, Car", "12.5"],
        )
        self.assertEqual(diagnosis.strengths, "Patient")
        self.assertEqual(len(diagnosis.finding_ids), 3)
        self.assertIn("Read the answers", diagnosis.activity_ids.summary)

        # her words stay hers: the advisor comments beside them, and answers what is open
        with self.assertRaisesRegex(UserError, "her or his words stay"):
            words.text = "To the market"
        with self.assertRaisesRegex(UserError, "her or his words stay"):
            diagnosis.strengths = "Very patient"
        with self.assertRaisesRegex(UserError, "her or his words stay"):
            words.unlink()
        words.write({"comment": "Which fair?", "advisor_note": SECRET})
        diagnosis.weaknesses = "In a hurry"
        diagnosis.advisor_note = SECRET
        diagnosis.action_finish()
        page = self._open(url).text_content()
        for piece in ("To the fair", "Which fair?", "In a hurry", "it stays as it is"):
            self.assertIn(piece, page)
        self.assertNotIn(SECRET, page)
        self.assertIn("not filled in any more", self._post_raw(diagnosis, words))
        self.assertEqual(words.kept_text, "To the fair")

    def _post_raw(self, diagnosis, answer):
        """What the server answers to a form that is sent late."""
        page = self._open("/my/competencies/rate")
        return (
            self._post(
                f"/my/diagnoses/{diagnosis.id}", page, section=0, **{f"words_{answer.id}": "Late"}
            ).text
            or ""
        )

    def test_what_must_be_answered_is_asked_for(self):
        diagnosis = self._ask()
        self.authenticate("cae_alice", "cae_alice")
        url = f"/my/diagnoses/{diagnosis.id}"
        answer = self._post(f"{url}?section=2", section=2, go="send", notes="Later")
        self.assertIn("Before you send it, please answer", answer.text)
        (missing,) = diagnosis.answer_ids.filtered("is_mandatory")
        page = html.fromstring(answer.text)
        (line,) = page.xpath("//*[@id='cae_missing']//li")
        self.assertIn(f"({missing._get_section_text()})", line.text_content(), "and where it is")
        address, anchor = line.xpath(".//a/@href")[0].split("#")
        self.assertTrue(self._open(address).xpath(f"//*[@id='{anchor}']"), "the link leads there")
        self.assertIn("Later", answer.text)
        self.assertEqual((diagnosis.state, diagnosis.notes), ("asked", "Later"))

    def _get_form(self, url):
        """Return what a browser sends of a page's form."""
        (form,) = self._open(url).xpath("//form[@id='cae_form']")
        return {name: value for name, value in form.form_values() if name != "csrf_token"}

    def test_two_windows_do_not_undo_each_other(self):
        diagnosis = self._ask()
        words, licence = diagnosis.answer_ids.sorted("sequence")[:2]
        self.authenticate("cae_alice", "cae_alice")
        url = f"/my/diagnoses/{diagnosis.id}"
        first, second = self._get_form(url), self._get_form(url)
        self._post(url, **first | {f"words_{words.id}": "To the fair\r\nby train", "go": "later"})
        self._post(url, **second | {f"answer_{licence.id}": "yes", "go": "later"})
        self.assertEqual(words.text.splitlines(), ["To the fair", "by train"])
        self.assertEqual(licence.yes_no, "yes")
        self._post(url, **self._get_form(url) | {f"words_{words.id}": "", "go": "later"})
        self.assertFalse(words.text, "what is emptied is changed too")
        self.assertEqual(licence.yes_no, "yes")

    def test_typed_fields_are_saved_alone(self):
        diagnosis = self._ask()
        words, licence, *_others, distance = diagnosis.answer_ids.sorted("sequence")
        foreign = self._diagnose(entrepreneur_id=self.bruno.id)
        foreign.action_ask()
        self.authenticate("cae_alice", "cae_alice")
        url = f"/my/diagnoses/{diagnosis.id}/save"
        values = {f"words_{words.id}": ["To the fair"], "notes": ["Later"]}
        self.assertFalse(self.make_jsonrpc_request(url, {"values": values})["error"])
        values = {f"answer_{licence.id}": ["no"], f"words_{foreign.answer_ids[0].id}": ["Mine"]}
        self.assertFalse(self.make_jsonrpc_request(url, {"values": values})["error"])
        self.assertEqual((words.text, diagnosis.notes), ("To the fair", "Later"))
        self.assertEqual(licence.yes_no, "no")
        self.assertFalse(any(foreign.answer_ids.mapped("text")))
        for text in ("far", "nan", "-inf", "1e5", "-", "€", "0.125"):
            answer = self.make_jsonrpc_request(url, {"values": {f"answer_{distance.id}": [text]}})
            self.assertIn("is no number", answer["error"])
        for strange in (None, [], {"notes": "x"}, {"notes": [1]}, {"state": ["done"]}):
            with self.subTest(values=strange):
                self.assertFalse(self.make_jsonrpc_request(url, {"values": strange})["error"])
        self.assertEqual(diagnosis.state, "asked")
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request(f"/my/diagnoses/{foreign.id}/save", {"values": {}})

    def test_form_begun_by_mistake_is_thrown_away(self):
        asked = self._ask()
        self.form.is_on_portal = True
        other = self.form.copy({"name": "Of my own"})
        self.authenticate("cae_alice", "cae_alice")
        self.assertFalse(self._open(f"/my/diagnoses/{asked.id}").xpath("//*[@id='cae_discard']"))
        answer = self._post(
            f"/my/diagnoses/{asked.id}/discard", self._open(f"/my/diagnoses/{asked.id}")
        )
        self.assertIn("Your advisor asked for this form", answer.text)
        page = self._open("/my/diagnoses")
        answer = self._post("/my/diagnoses/begin", page, form_id=other.id)
        begun = self.env["cae.diagnosis"].search([("form_id", "=", other.id)])
        self.assertTrue(html.fromstring(answer.text).xpath("//*[@id='cae_discard']"))
        answer = self._post(f"/my/diagnoses/{begun.id}/discard", html.fromstring(answer.text))
        self.assertIn("thrown away", answer.text)
        self.assertFalse(begun.exists())
        self.assertTrue(asked.exists())

    def test_what_is_typed_is_kept_when_she_goes_to_another_section(self):
        diagnosis = self._ask()
        self.authenticate("cae_alice", "cae_alice")
        url = f"/my/diagnoses/{diagnosis.id}"
        (go_on,) = self._open(url).xpath("//nav//button[@form='cae_form'][@value='2']")
        self.assertEqual(go_on.get("name"), "go")
        words = diagnosis.answer_ids.sorted("sequence")[0]
        answer = self._post(url, section=0, go="2", **{f"words_{words.id}": "To the fair"})
        self.assertIn("section=2", answer.url)
        self.assertEqual(words.text, "To the fair")

    def test_of_her_own_accord_when_the_form_is_open(self):
        self.authenticate("cae_alice", "cae_alice")
        self.form.is_on_portal = True
        self.form.flush_recordset()
        page = self._open("/my/diagnoses")
        begun = self._post("/my/diagnoses/begin", page, form_id=self.form.id)
        self.assertIn("Where to?", begun.text)
        diagnosis = self.env["cae.diagnosis"].search([("entrepreneur_id", "=", self.alice.id)])
        self.assertEqual((diagnosis.state, diagnosis.user_id), ("asked", self.advisor))
        self.form.is_on_portal = False
        with self.assertRaisesRegex(UserError, "is not open"):
            self.env["cae.diagnosis"].with_user(self.alice_user)._begin_oneself(
                self.alice.with_user(self.alice_user), self.form.id
            )
        refused = self._post("/my/diagnoses/begin", page, form_id=self.form.id)
        self.assertIn("is not open", refused.text)

    def test_taken_back_her_words_stay(self):
        diagnosis = self._ask()
        words, licence = diagnosis.answer_ids.sorted("sequence")[:2]
        diagnosis.with_user(self.alice_user)._fill_in({words.id: ([], "To the fair")}, {})
        diagnosis.action_take_back()
        self.assertEqual((diagnosis.state, diagnosis.is_shared), ("draft", False))
        self.assertFalse(diagnosis.activity_ids)
        licence.yes_no = "yes"
        with self.assertRaisesRegex(UserError, "her or his words stay"):
            words.text = "Elsewhere"

    def test_only_her_own_and_only_what_is_shown(self):
        hidden = self._diagnose()
        foreign = self._ask(person=self.bruno)
        self.authenticate("cae_alice", "cae_alice")
        for diagnosis in (hidden, foreign):
            self._open(f"/my/diagnoses/{diagnosis.id}", status=404)
            with self.assertRaises(AccessError):
                diagnosis.with_user(self.alice_user).read(["notes"])
            with self.assertRaises(AccessError):
                diagnosis.answer_ids.with_user(self.alice_user).read(["text"])
            with self.assertRaises(AccessError):
                diagnosis.with_user(self.alice_user)._fill_in({}, {"notes": "Mine"})
        self._open("/my/diagnoses/999999999", status=404)
        self._open("/my/diagnoses/compare?form_id=999999", status=404)
        self.authenticate("cae_advisor", "cae_advisor")
        self._open("/my/diagnoses", status=404)

    @mute_logger("odoo.http")
    def test_what_is_for_the_team_only_never_leaves(self):
        diagnosis = self._diagnose(
            advisor_note=SECRET, notes="Hers", scan=b"UERG", scan_name=SECRET
        )
        answer = self._answer(diagnosis, words="To the fair", licence="no").answer_ids[0]
        answer.advisor_note = SECRET
        diagnosis._propose_findings().note = SECRET
        diagnosis.message_post(body=SECRET, subtype_xmlid="mail.mt_note")
        diagnosis.action_ask()
        self.authenticate("cae_alice", "cae_alice")
        for url in ("", "?section=1", "?section=2"):
            self.assertNotIn(SECRET, self.url_open(f"/my/diagnoses/{diagnosis.id}{url}").text)
        for record in (diagnosis, answer):
            self._check_never_leaves(record)
        for model in ("cae.diagnosis.finding", "cae.diagnosis.question", "cae.diagnosis.form"):
            with self.assertRaises(JsonRpcException):
                self._call(model, "search_read", [[]])
        for model, names in (("mail.message", ["body"]), ("ir.attachment", ["name", "datas"])):
            column = "model" if model == "mail.message" else "res_model"
            domain = [(column, "=", diagnosis._name), ("res_id", "=", diagnosis.id)]
            if model == "ir.attachment":
                domain.append(("res_field", "!=", False))
            try:
                found = str(self._call(model, "search_read", [domain, names]))
            except JsonRpcException:
                continue
            self.assertNotIn(SECRET, found)
            self.assertNotIn("UERG", found)
        scan = self.url_open(f"/web/content/cae.diagnosis/{diagnosis.id}/scan")
        self.assertNotIn(b"PDF", scan.content)
        with self.assertRaises(JsonRpcException):
            self._call(diagnosis._name, "write", [diagnosis.ids, {"notes": "Changed"}])
        with self.assertRaises(JsonRpcException):
            self._call(answer._name, "create", [[{"diagnosis_id": diagnosis.id}]])

    def _check_never_leaves(self, record):
        """The note can be read, searched and exported by no call that a browser can make."""
        model = record._name
        self.assertNotIn(SECRET, str(self._call(model, "read", [record.ids, []])))
        self.assertNotIn(SECRET, str(self._call(model, "search_read", [[]])))
        self.assertNotIn("advisor_note", str(self._call(model, "fields_get", [])))
        for method, args in (
            ("read", [record.ids, ["advisor_note"]]),
            ("search_read", [[], ["advisor_note"]]),
            ("search", [[("advisor_note", "ilike", "among")]]),
            ("search_read", [[("advisor_note", "ilike", "among")], ["id"]]),
            ("export_data", [record.ids, ["advisor_note"]]),
            ("web_read", [record.ids, {"advisor_note": {}}]),
            ("formatted_read_group", [[], ["advisor_note"], ["__count"]]),
        ):
            with self.subTest(model=model, method=method):
                try:
                    answer = str(self._call(model, method, args))
                except JsonRpcException:
                    continue
                self.assertNotIn(SECRET, answer)

    def _call(self, model, method, args):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": {}},
        )

    def test_over_time_on_the_portal(self):
        for day, level in (("2025-01-10", "2"), ("2026-01-12", "4")):
            diagnosis = self._answer(self._diagnose(date=day), ease=level)
            diagnosis.action_finish()
            diagnosis.is_shared = True
        self.authenticate("cae_alice", "cae_alice")
        page = self._open("/my/diagnoses")
        link = f"/my/diagnoses/compare?form_id={self.form.id}"
        self.assertTrue(page.xpath(f"//a[@href='{link}']"))
        table = self._open(link).xpath("//table")[0].text_content()
        self.assertIn("2 / 5", table)
        self.assertIn("higher", table)
