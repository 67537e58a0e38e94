from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .report_common import SECRET, ReportCommon


@tagged("post_install", "-at_install")
class TestReportRights(ReportCommon):
    """Who reads what: the team that follows a person, she herself once it is shared."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls._report(
            cls.alice,
            note=SECRET,
            action_ids=[
                Command.create({"name": "Hers", "owner_id": cls.alice.partner_id.id}),
                Command.create({"name": "Advisor's", "owner_id": cls.advisor.partner_id.id}),
            ],
            decision_ids=[Command.create({"name": "Agreed", "owner_id": cls.alice.partner_id.id})],
        )
        cls.note = cls.report.note_ids
        cls.action = cls.report.action_ids[0]

    def _see(self, user):
        """Return how many of the report, its note, actions and decision a user finds."""
        self.env.invalidate_all()
        counts = []
        for records in (
            self.report,
            self.note,
            self.report.sudo().action_ids,
            self.report.sudo().decision_ids,
        ):
            model = self.env[records._name].with_user(user)
            allowed = model.has_access("read")
            counts.append(model.search_count([("id", "in", records.ids)]) if allowed else None)
        return counts

    def test_who_finds_what_before_and_after_sharing(self):
        before = {
            self.advisor: [1, 1, 2, 1],
            self.manager: [1, 1, 2, 1],
            self.other_advisor: [0, 0, 0, 0],
            self.accountant: [None, None, 0, 0],
            self.alice_user: [0, None, 0, 0],
            self.bruno_user: [0, None, 0, 0],
        }
        for user, expected in before.items():
            with self.subTest("before", user=user.login):
                self.assertEqual(self._see(user), expected)
        self.report.action_share()
        for user, expected in {**before, self.alice_user: [1, None, 1, 1]}.items():
            with self.subTest("after", user=user.login):
                self.assertEqual(self._see(user), expected)

    def test_a_cooperative_may_let_all_advisors_see_all(self):
        self.company.cae_advisors_see_all = True
        self.env.registry.clear_cache()
        self.assertEqual(self._see(self.other_advisor), [1, 1, 2, 1])

    def test_who_held_it_with_her_reads_it_too(self):
        appointment = self._meet(self.alice, self.dora, user=self.manager, user_id=self.manager.id)
        appointment.advisor_ids = self.other_advisor
        report = self._open_report(appointment.with_user(self.other_advisor))
        self.assertEqual(report.user_id, self.other_advisor)
        self.assertEqual(report.person_ids.sudo(), self.alice | self.dora)
        report.text = "<p>Together</p>"
        self._note(report, "Mine", self.other_advisor)
        # the other territory's advisor follows one of the two
        mine = report.with_user(self.advisor)
        self.assertEqual(mine.note_ids.mapped("text"), ["Mine"])
        with self.assertRaises(AccessError):
            mine.note_ids.write({"text": "Other"})
        self._note(report, "Hers")
        self.assertEqual(len(mine.note_ids), 2)

    def test_an_action_given_to_staff_elsewhere_is_theirs_to_read(self):
        self.action.owner_id = self.accountant.partner_id
        self.env.invalidate_all()
        found = self.env["cae.action"].with_user(self.accountant).search([])
        self.assertIn(self.action, found)

    def test_meetings_are_still_everybodys_of_the_team(self):
        action = self.env["cae.action"].with_user(self.accountant).create({"name": "Elsewhere"})
        decision = self.env["cae.decision"].with_user(self.accountant).create({"name": "Elsewhere"})
        self.assertTrue(decision.number)
        for user in (self.advisor, self.other_advisor, self.accountant):
            self.assertIn(action, self.env["cae.action"].with_user(user).search([]))
            self.assertIn(decision, self.env["cae.decision"].with_user(user).search([]))

    def test_nobody_writes_into_the_report_of_others(self):
        strange = self.report.with_user(self.other_advisor)
        empty = self._meet(self.bruno)
        self.env.flush_all()
        self.env.invalidate_all()
        for act in (
            lambda: strange.write({"text": "Other"}),
            lambda: strange.read(["text"]),
            lambda: strange.action_share(),
            lambda: strange.env["cae.report.note"].create({"report_id": strange.id, "text": "x"}),
            lambda: strange.env["cae.action"].create({"name": "x", "report_id": strange.id}),
            lambda: strange.env["cae.decision"].create({"name": "x", "report_id": strange.id}),
            lambda: strange.env["cae.report"].create({"person_ids": [Command.set(self.alice.ids)]}),
            lambda: strange.env["cae.report"].create({"appointment_id": empty.id}),
            lambda: self.note.with_user(self.other_advisor).read(["text"]),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                act()

    def test_nobody_opens_the_report_of_others_by_joining_their_appointment(self):
        """Whoever puts somebody she follows there would read the report and its notes."""
        lines = self.env["cae.appointment.person"].with_user(self.other_advisor)
        appointment = self.report.appointment_id
        own = self._meet(self.dora, user=self.other_advisor)
        dora = self.dora.id
        for act in (
            lambda: lines.create({"appointment_id": appointment.id, "entrepreneur_id": dora}),
            lambda: own.person_ids.write({"appointment_id": appointment.id}),
            lambda: own.write({"person_ids": [Command.create({"entrepreneur_id": self.alice.id})]}),
            lambda: own.person_ids.write({"entrepreneur_id": self.alice.id}),
            lambda: own.write({"entrepreneur_id": self.alice.id}),
            lambda: self._meet(self.alice, user=self.other_advisor),
            lambda: lines.with_context(cae_new_appointment=True).create(
                {"appointment_id": appointment.id, "entrepreneur_id": dora}
            ),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                act()
        self.env.invalidate_all()
        self.assertEqual(self._see(self.other_advisor), [0, 0, 0, 0])
        self.assertEqual(self.report.person_ids, self.alice)

    def test_a_form_that_is_filled_in_tells_nothing_of_the_appointments_of_others(self):
        appointment = self._meet(self.alice, name="Subject", wish="Between us")
        named = {"appointment_id": appointment.id}
        spec = {"name": {}, "wish": {}, "appointment_id": {}}
        people_spec = {"person_ids": {}, "name": {}}
        reports = self.env["cae.report"]
        told = reports.with_user(self.advisor).onchange(named, ["appointment_id"], spec)
        self.assertEqual(told["value"]["name"], "Subject")
        self.env.flush_all()
        self.env.invalidate_all()
        foreign = reports.with_user(self.other_advisor)
        people = self.env["cae.entrepreneur"].with_user(self.other_advisor)
        own = self._report(self.alice, user_id=self.other_advisor.id).with_user(self.other_advisor)
        for act in (
            lambda: foreign.onchange(named, ["appointment_id"], spec),
            lambda: foreign.onchange(
                {"person_ids": [Command.set(self.alice.ids)]}, ["person_ids"], {"territory_id": {}}
            ),
            lambda: foreign.onchange(
                {"note_ids": [[Command.CREATE, 0, {"report_id": self.report.id}]]},
                ["note_ids"],
                {"note_ids": {"fields": {"date": {}}}},
            ),
            lambda: people.onchange(
                {"report_ids": [[Command.CREATE, 0, named]]}, [], {"report_ids": {"fields": spec}}
            ),
        ):
            with self.assertRaises(AccessError):
                act()
        # lines that the browser has just made have no number
        self.report.onchange(
            {"note_ids": [[Command.CREATE, "virtual_1", {"report_id": False, "text": "x"}]]},
            ["note_ids"],
            {"note_ids": {"fields": {"text": {}}}},
        )
        # of a report of hers, what it names already is no secret to its form
        own.onchange({"person_ids": [Command.set(self.alice.ids)]}, ["person_ids"], people_spec)

    def test_an_advisor_plans_for_a_colleague(self):
        """The appointment is not hers to change before it has its people; yet it is made."""
        appointment = self._meet(self.alice, user_id=self.manager.id)
        self.assertEqual(appointment.person_ids.entrepreneur_id, self.alice)
        self.assertEqual(appointment.user_id, self.manager)
        self.assertNotIn("cae_new_appointment", appointment.env.context)

    def test_a_note_keeps_its_author(self):
        notes = self.env["cae.report.note"].with_user(self.advisor)
        with self.assertRaises(AccessError):
            notes.create(
                {"report_id": self._report(self.bruno).id, "user_id": self.manager.id, "text": "x"}
            )
        for values in ({"user_id": self.manager.id}, {"report_id": self._report(self.bruno).id}):
            with self.assertRaises(AccessError):
                self.note.write(values)

    def test_register_of_decisions(self):
        def find(user):
            register = self.env["cae.decision"].with_user(user)
            return register.search(register._domain_register("agreed"))

        decision = self.report.decision_ids
        self.assertEqual(find(self.advisor), decision)
        self.assertFalse(find(self.alice_user))
        self.report.action_share()
        self.env.invalidate_all()
        self.assertEqual(find(self.alice_user), decision)
        self.assertFalse(find(self.bruno_user))
        self.assertFalse(find(self.other_advisor))

    def test_anonymised_with_the_file(self):
        interview = self._interview()
        self._note(interview, SECRET)
        interview.action_send_for_signature()
        self._sign_interview(interview)
        self._countersign(interview)
        self.report.action_share()
        reports = self.report | interview
        self.alice._anonymise({"file"})
        self.env.invalidate_all()
        self.assertFalse(self.note.exists())
        for report in reports.sudo():
            for name in ("name", "text", "review", "outlook", "actions_text", "needs"):
                self.assertFalse(report[name])
        self.assertNotEqual(self.action.sudo().name, "Hers")
        self.assertNotEqual(self.report.sudo().decision_ids.name, "Agreed")
        # what both signed is kept as long as a contract
        self.assertTrue(interview.sudo().signed_document)
        self.alice._anonymise({"staff"})
        self.env.invalidate_all()
        self.assertFalse(interview.sudo().signed_document)
        self.assertFalse(interview.sudo().signing_text)

    def test_what_is_about_two_people_is_anonymised_for_each(self):
        report = self._report(
            self.alice,
            self.bruno,
            name="Alice Arnaud and Bruno Blin",
            text="<p>Bruno lends his van to Alice.</p>",
            decision_ids=[Command.create({"name": "Alice Arnaud drives"})],
        )
        note = self._note(report, f"{SECRET}: Arnaud owes Bruno money")
        appointment = report.appointment_id.sudo()
        appointment.wish = "Alice wants a van"
        report.message_post(body="Called Alice Arnaud")
        # a part of a word is nobody's name, and a tag stays one
        self.alice.partner_id.name = "Alice Arnaud Tab"
        rows = "<tr><td>Stable for Tab</td></tr>"
        report.sudo().text = f"{report.sudo().text}<table><tbody>{rows}</tbody></table>"
        kept = report.message_post(body="The table is stable")
        self.alice._anonymise({"file"})
        self.env.invalidate_all()
        words = " ".join(
            map(
                str,
                (
                    report.sudo().name,
                    report.sudo().text,
                    report.sudo().decision_ids.mapped("name"),
                    note.sudo().text,
                    appointment.wish,
                    report.sudo().message_ids.mapped("body"),
                ),
            )
        )
        self.assertNotIn("Alice", words)
        self.assertNotIn("Arnaud", words)
        self.assertIn("Bruno lends his van", words, "it is Bruno's file too")
        self.assertIn("<table><tbody><tr><td>Stable for", str(report.sudo().text))
        self.assertNotIn("Tab<", str(report.sudo().text))
        self.assertTrue(kept.exists())
        self.bruno._anonymise({"file"})
        self.env.invalidate_all()
        self.assertFalse(report.sudo().text)
        self.assertFalse(note.exists())
        self.assertFalse(appointment.wish)


@tagged("post_install", "-at_install")
class TestReportPortal(ReportCommon, HttpCase):
    """Whatever the person asks for, in whatever way: never a draft, never a private note."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls._report(
            cls.alice,
            name="Prices",
            note=SECRET,
            share=True,
            text="<p>Shared words</p>",
            action_ids=[Command.create({"name": "Hers", "owner_id": cls.alice.partner_id.id})],
        )
        cls._note(cls.report, f"{SECRET} again", cls.manager)
        cls.draft = cls._report(cls.alice, text="<p>Unfinished words</p>", note=SECRET)
        cls.foreign = cls._report(cls.bruno, text="<p>Words of Bruno</p>", share=True)
        cls.interview = cls._interview()
        cls._note(cls.interview, SECRET)
        cls.interview.action_send_for_signature()

    def setUp(self):
        super().setUp()
        self.authenticate("cae_alice", "cae_alice")

    def _get(self, path):
        return self.url_open(path)

    def test_pages_show_what_is_shared_and_nothing_else(self):
        home = self._get("/my")
        self.assertIn("cae_card_reports", home.text)
        self.assertIn(f"/my/reports/{self.interview.id}", home.text)
        pages = {
            path: self._get(path)
            for path in (
                "/my",
                "/my/reports",
                f"/my/reports/{self.report.id}",
                f"/my/reports/{self.interview.id}",
                "/my/decisions",
                "/my/meetings",
                "/my/appointments",
                f"/my/file/{self.alice.id}",
            )
        }
        for path, page in pages.items():
            with self.subTest(path=path):
                self.assertEqual(page.status_code, 200)
                for words in (SECRET, "Unfinished words", "Words of Bruno"):
                    self.assertNotIn(words, page.text)
        self.assertIn("Shared words", pages[f"/my/reports/{self.report.id}"].text)
        self.assertIn("Hers", pages["/my/meetings"].text)
        interview = pages[f"/my/reports/{self.interview.id}"].text
        self.assertIn("Ten orders in six months", interview)
        self.assertIn("cae_open_sign", interview)

    def test_not_hers_draft_and_none_are_alike(self):
        answers = {
            (page.status_code, page.text.split("<main", 1)[-1].replace(str(number), ""))
            for number in (self.draft.id, self.foreign.id, 10**8)
            for page in (self._get(f"/my/reports/{number}"),)
        }
        self.assertEqual({status for status, _text in answers}, {404})
        self.assertIn("There is no such report", answers.pop()[1])
        for number in (self.draft.id, self.foreign.id, 10**8):
            self.assertEqual(self._get(f"/my/reports/{number}/document").status_code, 404)
            answer = self._post_json(f"/my/reports/{number}/sign?document=x", name="A")
            self.assertIn("error", answer["result"])

    def test_pdf_is_hers(self):
        for report in (self.report, self.interview):
            page = self._get(f"/my/reports/{report.id}/document")
            self.assertEqual(page.headers["Content-Type"], "application/pdf")
            self.assertNotIn(SECRET.encode(), page.content)
        with mute_logger("odoo.http"):
            direct = self._get(
                f"/report/pdf/cae_accompagnement.report_of_appointment/{self.draft.id}"
            )
        self.assertNotEqual(direct.status_code, 200)

    def test_signed_on_the_portal(self):
        wrong = self._post_json(
            f"/my/reports/{self.interview.id}/sign?document=0",
            name="Alice",
            signature=self._draw_signature(),
        )
        self.assertIn("has changed", wrong["result"]["error"])
        url = f"/my/reports/{self.interview.id}/sign?document={self.interview.signing_hash}"
        answer = self._post_json(url, name="Alice Arnaud", signature=self._draw_signature())
        self.assertTrue(answer["result"]["force_refresh"])
        self.env.invalidate_all()
        self.assertEqual(self.interview.state, "signed")
        self.assertEqual(self.interview.person_signature_id.signed_by, self.alice_user)
        self.assertIn("Signed by you", self._get("/my/reports").text)

    def _try(self, model, method, *args, **kwargs):
        """Call as the browser does; returns the answer as text, '' when it was refused."""
        try:
            return str(
                self.make_jsonrpc_request(
                    "/web/dataset/call_kw",
                    {"model": model, "method": method, "args": list(args), "kwargs": kwargs},
                )
            )
        except JsonRpcException:
            return ""

    @mute_logger("odoo.http")
    def test_private_notes_are_nowhere_for_the_person(self):
        """Every model that can be searched, by every way to search."""
        for model, method, args in (
            ("cae.report.note", "search_read", [[]]),
            ("cae.report.note", "read", [self.report.sudo().note_ids.ids]),
            ("cae.report.note", "web_search_read", [[], {"text": {}}]),
            ("cae.report.note", "formatted_read_group", [[], ["user_id"], ["__count"]]),
            ("cae.report.note", "search_count", [[]]),
            ("cae.report.note", "name_search", [""]),
            ("cae.report.note", "export_data", [self.report.sudo().note_ids.ids, ["text"]]),
            ("cae.report.note", "create", [{"report_id": self.report.id, "text": "x"}]),
            ("cae.report.note", "action_open_report", [self.report.sudo().note_ids.ids]),
            ("cae.report", "read", [self.report.ids, ["note_ids"]]),
            ("cae.report", "export_data", [self.report.ids, ["note_ids/text"]]),
            ("cae.report", "search_count", [[("note_ids.search_words", "ilike", SECRET)]]),
            ("cae.report", "search_count", [[("note_ids.text", "ilike", SECRET)]]),
            (
                "cae.report",
                "web_read",
                [self.report.ids, {"note_ids": {"fields": {"text": {}}}}],
            ),
            ("cae.report", "search_count", [[("note_ids", "any", [("text", "ilike", "z")])]]),
            ("cae.appointment", "search_count", [[("report_ids.note_ids.text", "ilike", "z")]]),
            ("cae.appointment", "read", [self.report.appointment_id.ids, ["report_ids"]]),
            ("cae.entrepreneur", "read", [self.alice.ids, ["report_ids"]]),
            ("cae.action", "search_count", [[("report_id.note_ids.text", "ilike", SECRET)]]),
            ("cae.report", "read", [self.draft.ids, ["text"]]),
            ("cae.report", "read", [self.foreign.ids, ["text"]]),
        ):
            with self.subTest(model=model, method=method, args=args):
                self.assertEqual(self._try(model, method, *args), "")
        # field by field: one that is refused hides no other
        texts = [
            self._try("cae.report", "search_read", [], [name])
            for name in self.env["cae.report"].with_user(self.alice_user).fields_get()
        ]
        for model in sorted(self.env.registry):
            if self.env[model]._abstract or self.env[model]._transient:
                continue
            if not self.env[model].with_user(self.alice_user).has_access("read"):
                continue
            texts.append(self._try(model, "search_read", [], limit=200))
            texts.append(self._try(model, "name_search", SECRET))
        found = " ".join(texts)
        self.assertTrue("Shared words" in found)
        for words in (SECRET, "Unfinished words", "Words of Bruno"):
            self.assertFalse(words in found, words)

    def test_notes_beside_a_record_are_not_guessed_by_searching(self):
        """What is logged for the team is not found by the person, through whatever relation."""
        for record in (self.report, self.alice):
            record.message_post(body=SECRET, subtype_xmlid="mail.mt_note")
            record.message_post(body="Quay at noon", subtype_xmlid="mail.mt_comment")
        for model, path in (
            ("cae.report", ""),
            ("cae.report", "person_ids."),
            ("cae.entrepreneur", ""),
            ("cae.appointment", "person_ids.entrepreneur_id."),
            ("cae.action", "report_id."),
        ):
            for field in ("message_ids", "website_message_ids"):
                with self.subTest(model=model, path=path, field=field):
                    domain = [(f"{path}{field}.body", "ilike", SECRET)]
                    self.assertEqual(self._try(model, "search_count", domain), "0")
                    count = self.env[model].with_user(self.advisor).search_count(domain)
                    self.assertTrue(count or field == "website_message_ids")
        hers = [("message_ids.body", "ilike", "Quay at noon")]
        self.assertEqual(self._try("cae.report", "search_count", hers), "1")

    @mute_logger("odoo.http")
    def test_the_person_changes_nothing(self):
        before = self.report.sudo().read()
        for method, args in (
            ("write", [self.report.ids, {"text": "Mine"}]),
            ("web_save", [self.report.ids, {"text": "Mine"}, {}]),
            ("create", [{"person_ids": [[6, 0, self.alice.ids]]}]),
            ("unlink", [self.report.ids]),
            ("copy", [self.report.ids]),
            ("action_share", [self.report.ids]),
            ("action_take_back", [self.report.ids]),
            ("action_draft", [self.report.ids]),
            ("action_send_for_signature", [self.interview.ids]),
            ("action_open_countersignature", [self.interview.ids]),
        ):
            with self.subTest(method=method):
                self.assertEqual(self._try("cae.report", method, *args), "")
        self.env.invalidate_all()
        self.assertEqual(self.report.sudo().read(), before)

    def test_mails_carry_no_words_of_the_report(self):
        mails = (
            self.env["mail.message"]
            .sudo()
            .search(
                [("model", "=", "cae.report"), ("res_id", "in", (self.report | self.interview).ids)]
            )
        )
        bodies = " ".join(mails.mapped("body"))
        self.assertIn("/my/reports/", bodies)
        for words in (SECRET, "Shared words", "Ten orders"):
            self.assertNotIn(words, bodies)
