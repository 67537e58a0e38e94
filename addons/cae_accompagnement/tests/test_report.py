import base64
import io
from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError
from pypdf import PdfReader

from odoo import fields
from odoo.addons.cae_signature.engine import seal
from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .report_common import SECRET, ReportCommon


@tagged("post_install", "-at_install")
class TestReport(ReportCommon):
    def test_report_of_an_appointment_is_opened_once(self):
        appointment = self._meet(self.alice, name="Prices", wish="My rates")
        tag = self.env["cae.appointment.tag"].create({"name": "Rates for tests"})
        appointment.tag_ids = tag
        report = self._open_report(appointment)
        self.assertEqual(report.person_ids, self.alice)
        self.assertEqual(report.entrepreneur_id, self.alice)
        self.assertEqual(report.territory_id, self.territory)
        self.assertEqual((report.name, report.wish), ("Prices", "My rates"))
        self.assertEqual((report.user_id, report.tag_ids), (self.advisor, tag))
        self.assertEqual((report.state, report.is_formal), ("draft", False))
        self.assertEqual(self._open_report(appointment), report)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            report.env["cae.report"].create({"appointment_id": appointment.id})

    def test_what_was_formal_stays_so(self):
        appointment = self._meet(self.alice)
        self.assertFalse(appointment.is_formal)
        self.follow_up.is_formal = True
        self.env.flush_all()
        self.assertFalse(appointment.is_formal, "an interview is what it was when it was held")
        self.assertTrue(self._meet(self.alice).is_formal)

    def test_report_without_an_appointment_needs_people(self):
        reports = self.env["cae.report"].with_user(self.advisor)
        call = reports.create({"person_ids": [Command.set(self.alice.ids)], "text": "A call"})
        self.assertEqual(call.date, fields.Date.context_today(call))
        self.assertFalse(call.kind_id)
        with self.assertRaisesRegex(ValidationError, "at least one person"):
            reports.create({"text": "Nobody"})
        with self.assertRaisesRegex(ValidationError, "individual"):
            reports.create(
                {
                    "person_ids": [Command.set((self.alice | self.bruno).ids)],
                    "kind_id": self.formal.id,
                }
            )

    def test_no_report_of_what_did_not_take_place(self):
        appointment = self._meet(self.alice)
        appointment.action_miss()
        with self.assertRaisesRegex(UserError, "did not take place"):
            appointment.action_write_report()

    def test_sharing_freezes_tells_and_notes_the_appointment_as_held(self):
        report = self._report(self.alice)
        appointment = report.appointment_id
        self.assertEqual(appointment.state, "planned")
        report.action_share()
        self.assertEqual((report.state, appointment.state), ("shared", "held"))
        mail = report.message_ids.filtered(lambda one: one.partner_ids)
        self.assertEqual(mail.partner_ids, self.alice.partner_id)
        self.assertIn(f"/my/reports/{report.id}", mail.body)
        self.assertNotIn("prices", mail.body)
        for values in ({"text": "<p>Other</p>"}, {"name": "Other"}, {"user_id": self.manager.id}):
            with self.assertRaisesRegex(UserError, "take it back"):
                report.write(values)
        with self.assertRaisesRegex(UserError, "stays"):
            report.unlink()
        tag = self.env["cae.appointment.tag"].create({"name": "Found again"})
        report.tag_ids = tag
        with self.assertRaisesRegex(UserError, "shared already"):
            report.action_share()

    def test_shared_report_does_not_follow_its_appointment(self):
        report = self._report(self.alice, share=True)
        report.appointment_id.sudo().write({"entrepreneur_id": self.bruno.id})
        self.env.flush_all()
        self.assertEqual(report.person_ids, self.alice)

    def test_taking_back_is_traced_and_closes_the_page(self):
        report = self._report(self.alice, share=True)
        mine = self.env["cae.report"].with_user(self.alice_user)
        self.assertEqual(mine.search([]), report)
        report.action_take_back()
        self.assertEqual(report.state, "draft")
        self.assertFalse(mine.search([]))
        self.assertIn("Taken back by Cae Advisor", " ".join(report.message_ids.mapped("body")))
        report.text = "<p>Corrected</p>"
        report.action_share()
        self.assertEqual(mine.search([]), report)

    def test_sharing_what_nobody_would_read_is_refused(self):
        empty = self._open_report(self._meet(self.alice))
        with self.assertRaisesRegex(UserError, "Nothing is written"):
            empty.action_share()
        self.bruno_user.active = False
        with self.assertRaises(RedirectWarning):
            self._report(self.bruno).action_share()
        with self.assertRaisesRegex(UserError, "Send for signature"):
            self._interview().action_share()
        with self.assertRaisesRegex(UserError, "formal interview"):
            self._report(self.alice).action_send_for_signature()

    def test_a_draft_says_who_cannot_read_it_yet(self):
        self.bruno_user.active = False
        report = self._report(self.alice, self.bruno)
        with Form(report) as form:
            self.assertEqual(form.names_without_access, self.bruno.name)
        action = report.action_open_access()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(wizard.partner_ids, self.bruno.partner_id)
        self.bruno_user.active = True
        self.env.invalidate_all()
        self.assertFalse(report.names_without_access)

    def test_state_is_nobodys_to_write(self):
        report = self._report(self.alice)
        for state in ("shared", "to_sign", "signed", "confirmed"):
            with self.subTest(state=state), self.assertRaises(UserError):
                report.write({"state": state})
            with self.subTest(created=state):
                made = (
                    report.env["cae.report"]
                    .with_context(default_state=state)
                    .create({"person_ids": [Command.set(self.alice.ids)]})
                )
                self.assertEqual(made.state, "draft")
        report.action_share()
        with self.assertRaises(UserError):
            report.write({"state": "draft"})

    def test_open_actions_and_decisions_come_to_the_next_report(self):
        first = self._report(self.alice)
        first.write(
            {
                "action_ids": [
                    Command.create({"name": "Call", "owner_id": self.alice.partner_id.id}),
                    Command.create({"name": "Done", "owner_id": self.advisor.partner_id.id}),
                ],
                "decision_ids": [Command.create({"name": "Prices go up"})],
            }
        )
        call, done = first.action_ids
        self.assertEqual(call.report_id, first)
        self.assertEqual(call.company_id, self.company)
        done.action_done()
        decision = first.decision_ids
        self.assertFalse(decision.number)
        self.assertFalse(decision.published)
        first.action_share()
        self.assertTrue(decision.number)
        self.assertTrue(decision.published)
        other = self._report(self.bruno, action_ids=[Command.create({"name": "Elsewhere"})])
        second = self._open_report(self._meet(self.alice))
        self.assertEqual(second.open_action_ids, call)
        self.assertEqual(second.past_decision_ids, decision)
        self.assertFalse(first.open_action_ids)
        self.assertFalse(other.open_action_ids)

    def test_earlier_report_shows_nothing_of_a_later_one(self):
        long_ago = fields.Datetime.now() - timedelta(days=40)
        earlier = self._open_report(self._meet(self.alice, date_begin=long_ago))
        later = self._report(
            self.alice,
            share=True,
            action_ids=[Command.create({"name": "Call", "owner_id": self.alice.partner_id.id})],
            decision_ids=[Command.create({"name": "Prices go up"})],
        )
        self.assertFalse(earlier.open_action_ids)
        self.assertFalse(earlier.past_decision_ids)
        next_report = self._open_report(self._meet(self.alice))
        self.assertEqual(next_report.open_action_ids, later.action_ids)
        self.assertEqual(next_report.past_decision_ids, later.decision_ids)

    def test_actions_and_decisions_of_a_shared_report_stay(self):
        report = self._report(
            self.alice,
            share=True,
            action_ids=[Command.create({"name": "Call", "owner_id": self.alice.partner_id.id})],
            decision_ids=[Command.create({"name": "Prices go up"})],
        )
        with self.assertRaisesRegex(UserError, "take it back"):
            report.action_ids.name = "Other"
        with self.assertRaisesRegex(UserError, "take it back"):
            report.decision_ids.text = "Other"
        with self.assertRaisesRegex(UserError, "take it back"):
            report.action_ids.unlink()
        with self.assertRaisesRegex(UserError, "take it back"), self.env.cr.savepoint():
            report.env["cae.action"].create({"name": "More", "report_id": report.id})
        report.action_ids.action_done()
        self.assertEqual(report.action_ids.state, "done")

    def test_need_comes_from_the_interview(self):
        report = self._interview(needs="Cash plan\nand more")
        context = report.action_note_need()["context"]
        need = self.env["cae.training.need"].with_context(**context).create({})
        self.assertEqual(need.name, "Cash plan")
        self.assertEqual(need.entrepreneur_ids, self.alice)

    def test_timeline_tells_of_reports_without_their_words(self):
        report = self._report(self.alice, note=SECRET, share=True)
        events = [
            event
            for event in self.alice.with_user(self.advisor)._get_timeline_events()
            if event["model"] == "cae.report"
        ]
        self.assertEqual([event["res_id"] for event in events], report.ids)
        self.assertNotIn("prices", str(events))
        self.assertNotIn(SECRET, str(events))

    def test_lists_cost_the_same_with_many(self):
        def read():
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            records = self.env["cae.report"].with_user(self.advisor)
            spec = {
                "display_name": {},
                "excerpt": {},
                "state": {},
                "person_ids": {"fields": {"display_name": {}}},
                "tag_ids": {"fields": {"display_name": {}}},
                "user_id": {"fields": {"display_name": {}}},
                "territory_id": {"fields": {"display_name": {}}},
            }
            found = records.with_context(cae_words=["price"]).web_search_read(
                [("search_words", "ilike", "price")], spec
            )
            appointments = self.env["cae.appointment"].with_user(self.advisor)
            appointments.search([]).mapped("report_state")
            return len(found["records"]), self.env.cr.sql_log_count - start

        values = {"person_ids": [Command.set(self.alice.ids)], "text": "<p>price</p>"}
        reports = self.env["cae.report"].with_user(self.advisor)
        reports.create([values] * 5)
        read()
        few, cost_few = read()
        reports.create([values] * 45)
        many, cost_many = read()
        self.assertEqual((few, many), (5, 50))
        self.assertLessEqual(cost_many, cost_few)


@tagged("post_install", "-at_install")
class TestInterview(ReportCommon):
    """The document of a formal interview: four parts, signed by both (C. trav. R7331-3)."""

    def test_all_four_parts_are_asked_for(self):
        report = self._interview(outlook=False, needs="  ", actions_text=False)
        with self.assertRaisesRegex(UserError, "Outlook, Actions agreed, Needs"):
            report.action_send_for_signature()
        report.write(
            {"outlook": "More", "needs": "None", "action_ids": [Command.create({"name": "Call"})]}
        )
        report.action_send_for_signature()
        self.assertEqual(report.state, "to_sign")
        self.assertEqual(report.appointment_id.state, "held")

    def test_signed_by_the_person_and_by_who_held_it(self):
        report = self._interview(action_ids=[Command.create({"name": "Write to the mayor"})])
        self._note(report, SECRET)
        appointment = report.appointment_id
        report.action_send_for_signature()
        self.assertTrue(appointment.is_unsigned)
        with self.assertRaisesRegex(UserError, "was sent to be signed"):
            report.review = "Other"
        self._sign_interview(report)
        self.assertEqual(report.state, "signed")
        self.env.invalidate_all()
        self.assertFalse(appointment.is_unsigned)
        told = report.message_ids.notified_partner_ids | report.message_ids.partner_ids
        self.assertIn(self.advisor.partner_id, told)
        with self.assertRaises(AccessError):
            self._countersign(report, self.other_advisor)
        self._countersign(report, self.advisor)
        self.assertEqual(
            (report.state, report.cooperative_signature_id.signed_by), ("confirmed", self.advisor)
        )
        printed, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "cae_accompagnement.report_of_appointment", report.ids
        )
        printed = printed.decode()
        self.assertIn("This is a copy", printed)
        self.assertNotIn("cae_signature_room", printed)
        content = base64.b64decode(report.signed_document)
        self.assertTrue(seal.verify(content).intact)
        words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        words = " ".join(words.split())
        for expected in (
            "Ten orders in six months",
            "A second workshop",
            "Raise the prices in May",
            "Write to the mayor",
            "Learn to read a cash plan",
            "R7331-3",
        ):
            self.assertIn(expected, words)
        self.assertNotIn(SECRET, words)
        for act in (
            lambda: report.write({"review": "Other"}),
            lambda: report.write({"state": "draft"}),
            report.action_draft,
            report.action_take_back,
            report.unlink,
        ):
            with self.assertRaises(UserError):
                act()

    def test_an_advisor_countersigns_no_contract(self):
        contract = self.alice_contract.with_user(self.advisor)
        with self.assertRaisesRegex(AccessError, "Ask a manager"):
            self._countersign(contract, self.advisor)
        # an interview is for who held it, or a manager
        report = self._interview()
        for user in (self.advisor, self.manager):
            report.with_user(user)._check_may_countersign()
        with self.assertRaisesRegex(AccessError, "Who held"):
            report.with_user(self.other_advisor).sudo()._check_may_countersign()

    def test_paper_with_its_scan(self):
        report = self._interview()
        pdf = b"%PDF-1.4\n%%EOF\n"
        with self.assertRaisesRegex(UserError, "cannot have been signed before"):
            report._record_paper_signature(report.date - timedelta(days=1), pdf, "scan.pdf")
        report._record_paper_signature(self.today, pdf, "scan.pdf")
        self.assertEqual(report.state, "confirmed")
        with self.assertRaises(UserError):
            report.action_draft()
        with self.assertRaisesRegex(UserError, "formal interview"):
            self._report(self.alice)._record_paper_signature(self.today, pdf, "s.pdf")

    def test_refused_it_is_a_draft_again(self):
        report = self._interview()
        report.action_send_for_signature()
        report.with_user(self.alice_user).sudo()._refuse_by_person(
            "The figures are wrong", report.signing_hash
        )
        self.assertEqual((report.state, report.signing_refusal), ("draft", "The figures are wrong"))
        report.review = "Twelve orders"
        report.action_send_for_signature()
        self.assertFalse(report.signing_refusal)

    @freeze_time("2026-03-10 09:00:00")
    def test_unsigned_interviews_are_seen_by_who_meets(self):
        held = self._meet(self.alice, kind=self.formal, date_begin="2026-03-02 09:00:00")
        held.action_hold()
        # today's rule: what was held counts for the rhythm, signed or not
        lines = self.env["cae.rhythm"].with_user(self.advisor)
        line = lines.search([("entrepreneur_id", "=", self.alice.id), ("kind", "=", "formal")])
        self.assertEqual(str(line.date_last), "2026-03-02")
        self.assertEqual(line.unsigned_count, 1)
        unsigned = self.env["cae.appointment"].with_user(self.advisor)
        self.assertIn(held, unsigned.search([("is_unsigned", "=", True)]))
        report = self._open_report(held)
        report.write(dict.fromkeys(("review", "outlook", "actions_text", "needs"), "Said"))
        report.action_send_for_signature()
        self.env.invalidate_all()
        self.assertEqual(line.unsigned_count, 1)
        self._sign_interview(report)
        self.env.invalidate_all()
        self.assertEqual(line.unsigned_count, 0)
        self.assertNotIn(held, unsigned.search([("is_unsigned", "=", True)]))
        self.assertIn(held, unsigned.search([("is_unsigned", "=", False)]))
