import io
from datetime import timedelta

from pypdf import PdfReader

from odoo import fields
from odoo.addons.mail.tests.common import MailCase
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import AccompanimentCommon


@tagged("post_install", "-at_install")
class TestHandover(AccompanimentCommon, MailCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls.env.ref("cae_accompagnement.appointment_kind_follow_up")
        now = fields.Datetime.now()
        cls.coming, cls.foreign, cls.held = cls.env["cae.appointment"].create(
            [
                {
                    "kind_id": cls.kind.id,
                    "user_id": user.id,
                    "date_begin": begin,
                    "person_ids": [Command.create({"entrepreneur_id": cls.alice.id})],
                }
                for user, begin in (
                    (cls.advisor, now + timedelta(days=3)),
                    (cls.manager, now + timedelta(days=4)),
                    (cls.advisor, now - timedelta(days=3)),
                )
            ]
        )
        cls.held.action_hold()
        cls.activity = cls.alice.activity_schedule(
            "mail.mail_activity_data_todo", user_id=cls.advisor.id, summary="Call"
        )

    def _wizard(self, user=None, people=None, **values):
        people = people or self.alice
        return (
            self.env["cae.handover"]
            .with_user(user or self.advisor)
            .with_context(default_entrepreneur_ids=people.ids)
            .create({"user_id": self.other_advisor.id, **values})
        )

    def test_proposed_are_advisors_of_the_cooperative_only(self):
        wizard = self.env["cae.handover"].with_user(self.manager)
        with Form(wizard.with_context(default_entrepreneur_ids=self.alice.ids)) as form:
            candidates = form.candidate_ids.ids
        self.assertIn(self.other_advisor.id, candidates)
        for nobody in (
            self.alice.referent_id,
            self.env.ref("base.user_admin"),
            self.employee,
            self.accountant,
        ):
            self.assertNotIn(nobody.id, candidates)
        # the page is printed before anybody is chosen
        self.assertTrue(form.record.action_print())
        with self.assertRaisesRegex(UserError, "Choose the new referent"):
            form.record.action_hand_over()

    def test_everything_goes_along(self):
        with Form(
            self.env["cae.handover"]
            .with_user(self.advisor)
            .with_context(default_entrepreneur_ids=self.alice.ids)
        ) as form:
            form.user_id = self.other_advisor
            form.words = "She waits for <b>an answer</b>"
        with self.mock_mail_gateway():
            form.record.action_hand_over()
        self.assertEqual(self.alice.referent_id, self.other_advisor)
        self.assertFalse(self.alice.second_advisor_ids)
        self.assertEqual(self.coming.user_id, self.other_advisor)
        self.assertEqual(self.coming.calendar_event_id.user_id, self.other_advisor)
        self.assertEqual(self.foreign.user_id, self.manager)
        self.assertEqual(self.held.user_id, self.advisor)
        self.assertEqual(self.activity.user_id, self.other_advisor)
        told = {address for mail in self._mails for address in mail["email_to"]}
        self.assertTrue(any("cae_alice@example.com" in address for address in told))
        for mail in self._mails:
            if any("cae_alice@" in address for address in mail["email_to"]):
                self.assertNotIn("an answer", mail["body"])
        note = self.alice.message_ids.filtered(lambda one: "waits for" in one.body)
        self.assertTrue(note.is_internal or note.subtype_id.internal)
        self.assertIn(self.other_advisor.partner_id, note.notified_partner_ids)
        # her new referent sees the file, although it is in another territory
        self.assertTrue(self.alice.with_user(self.other_advisor).has_access("write"))

    def test_former_one_may_stay_as_second(self):
        self._wizard(
            is_second=True, move_appointments=False, move_activities=False, tell_people=False
        ).action_hand_over()
        self.assertEqual(self.alice.second_advisor_ids, self.advisor)
        self.assertEqual(self.coming.user_id, self.advisor)
        self.assertEqual(self.activity.user_id, self.advisor)

    def test_second_who_takes_over_is_no_second_any_more(self):
        self.alice.second_advisor_ids = self.other_advisor
        self._wizard(tell_people=False).action_hand_over()
        self.assertFalse(self.alice.second_advisor_ids)

    def test_many_at_once_all_or_nothing(self):
        with self.assertRaises(AccessError), self.cr.savepoint():
            self._wizard(people=self.alice | self.dora, tell_people=False).action_hand_over()
        self.assertEqual(self.alice.referent_id, self.advisor)
        self._wizard(people=self.alice | self.bruno, tell_people=False).action_hand_over()
        self.assertEqual((self.alice | self.bruno).referent_id, self.other_advisor)

    def test_to_whom_is_checked(self):
        foreign = self._create_staff(
            "cae_foreign_advisor", "cae_socle.group_advisor", self.other_company
        )
        for user, words in (
            (self.advisor, "already the referent"),
            (foreign, "does not work in the cooperative"),
            (self.employee, "choose an advisor"),
        ):
            with self.assertRaisesRegex(UserError, words), self.cr.savepoint():
                self._wizard(user_id=user.id).action_hand_over()

    def test_who_may(self):
        for user in (self.alice_user, self.employee, self.accountant):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self._wizard(user=user)
        with self.assertRaises(AccessError), self.cr.savepoint():
            self._wizard(user=self.other_advisor).action_hand_over()
        with self.assertRaises(AccessError), self.cr.savepoint():
            self._wizard(user=self.other_advisor).action_print()

    def _print(self, user):
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(user)
            ._render_qweb_pdf("cae_accompagnement.handover_report", self.alice.ids)
        )
        pages = PdfReader(io.BytesIO(content)).pages
        return len(pages), " ".join(" ".join(page.extract_text() for page in pages).split())

    def test_page_says_what_matters(self):
        # whenever the test runs: what is expected later on is left out
        self.sell.expectation_ids.filtered("months").unlink()
        self._rate(self.alice, {self.offer: 1, self.price: 3})
        roadmap = self.env["cae.roadmap"]._get_current(self.alice)
        roadmap._add_step("Rent a stand", date_due=self.today - timedelta(days=1))
        report = (
            self.env["cae.report"]
            .with_user(self.advisor)
            .create({"appointment_id": self.held.id, "text": "<p>She raises her prices</p>"})
        )
        report.note_ids = [Command.create({"text": "Tired, to be watched"})]
        report.action_ids = [
            Command.create({"name": "Send the price list", "owner_id": self.advisor.partner_id.id})
        ]
        diagnosis = self.env["cae.diagnosis"].create({"entrepreneur_id": self.alice.id})
        self.env["cae.diagnosis.finding"].create(
            [
                {"diagnosis_id": diagnosis.id, "kind": kind, "name": name}
                for kind, name in (("barrier", "No driving licence"), ("lever", "Speaks Basque"))
            ]
        )
        count, text = self._print(self.advisor)
        self.assertEqual(count, 1)
        for words in (
            "Alice Arnaud",
            "Blue workshop",
            "The last of 1 appointments",
            "Rent a stand (late)",
            "Offer · 1 for 3 expected",
            "She raises her prices",
            "No driving licence",
            "Tired, to be watched",
            "Send the price list · Cae Advisor",
        ):
            self.assertIn(words, text)
        self.assertNotIn("Price ·", text)
        self.assertNotIn("Basque", text)

    def test_page_is_one_page_however_much_there_is(self):
        long = "Something that takes a good many words to be said in full. " * 12
        self.alice.cae_activity_ids = self.env["cae.activity"].create(
            [
                {
                    "name": f"An activity with a long name {number}",
                    "company_id": self.company.id,
                    "code": f"L{number}",
                    "entrepreneur_ids": [Command.set(self.alice.ids)],
                }
                for number in range(8)
            ]
        )
        for _number in range(12):
            self.held.copy(
                {
                    "name": long,
                    "person_ids": [Command.create({"entrepreneur_id": self.alice.id})],
                }
            ).action_hold()
        for _number in range(5):
            self.env["cae.report"].create(
                {
                    "person_ids": [Command.set(self.alice.ids)],
                    "text": long,
                    "note_ids": [Command.create({"text": long})],
                    "decision_ids": [Command.create({"name": long})],
                }
            )
        diagnosis = self.env["cae.diagnosis"].create({"entrepreneur_id": self.alice.id})
        self.env["cae.diagnosis.finding"].create(
            [{"diagnosis_id": diagnosis.id, "name": long} for _number in range(6)]
        )
        roadmap = self.env["cae.roadmap"]._get_current(self.alice)
        roadmap.aim = long
        self.env["cae.action"].create(
            [
                {"name": long, "owner_id": self.alice.partner_id.id, "company_id": self.company.id}
                for _number in range(12)
            ]
        )
        for _number in range(12):
            roadmap._add_step(long)
        self._rate(
            self.alice, dict.fromkeys(self.offer | self.price | self.invoice | self.meetings, 1)
        )
        count, text = self._print(self.manager)
        self.assertEqual(count, 1)
        self.assertIn("and 7 more", text)
