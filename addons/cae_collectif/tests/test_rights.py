from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import SessionCommon

MODELS = (
    "event.event",
    "event.registration",
    "event.type",
    "cae.half.day",
    "cae.half.day.speaker",
    "cae.session.speaker",
    "cae.attendance",
    "cae.attendance.scan",
)


@tagged("post_install", "-at_install")
class TestRights(SessionCommon, HttpCase):
    """Who reads and writes what."""

    def _records(self):
        return {
            "event.event": self.incubator,
            "event.registration": self.alice_enrolment,
            "event.type": self.format,
            "cae.half.day": self.morning,
            "cae.half.day.speaker": self.speaker.signature_ids,
            "cae.session.speaker": self.speaker,
            "cae.attendance": self.alice_row,
        }

    def test_the_team(self):
        for user in (self.advisor, self.other_advisor, self.manager):
            for model, records in self._records().items():
                with self.subTest(user=user.login, model=model):
                    self.assertTrue(records.with_user(user).has_access("read"))
        advisor = self.advisor
        self.incubator.with_user(advisor).name = "Renamed"
        for model in ("cae.attendance", "cae.half.day.speaker"):
            for mode in ("write", "create", "unlink"):
                self.assertFalse(self.env[model].with_user(self.manager).has_access(mode))
        self.assertFalse(self.format.with_user(advisor).has_access("write"))
        self.assertTrue(self.format.with_user(self.manager).has_access("write"))

    def test_people_without_a_role(self):
        for user in (self.employee, self.accountant):
            for model, records in self._records().items():
                with self.subTest(user=user.login, model=model):
                    self.assertFalse(records.with_user(user).has_access("read"))

    def test_the_portal_reads_nothing(self):
        for user in (self.alice_user, self.bruno_user, self.sofia_user):
            for model in MODELS:
                for mode in ("read", "write", "create", "unlink"):
                    with self.subTest(user=user.login, model=model, mode=mode):
                        self.assertFalse(self.env[model].with_user(user).has_access(mode))

    def test_another_cooperative(self):
        stranger = self._create_staff("cae_stranger", "cae_socle.group_manager", self.other_company)
        for model, records in self._records().items():
            with self.subTest(model=model):
                self.assertFalse(
                    self.env[model].with_user(stranger).search([("id", "in", records.ids)])
                )
                with self.assertRaises(AccessError):
                    records.with_user(stranger).read(["display_name"])

    def _list_ways(self, shared, own, question, user):
        """Return what somebody could try on a format of all, from their own copy of it."""
        formats, line = shared.with_user(user), shared.cae_line_ids.with_user(user)
        mail = shared.event_type_mail_ids[0].with_user(user)
        ticket = shared.event_type_ticket_ids.with_user(user)
        questions = question.with_user(user)
        there = {"event_type_id": shared.id}
        asked = {"event_type_ids": [Command.link(shared.id)]}
        by_default = ticket.with_context(default_event_type_id=shared.id)
        return {
            "make it theirs": lambda: formats.write({"company_id": user.company_id.id}),
            "delete": formats.unlink,
            "share their own": lambda: own.write({"company_id": False}),
            "write a line": lambda: line.write({"name": "Mine"}),
            "delete a line": line.unlink,
            "write a ticket": lambda: ticket.write({"name": "Mine"}),
            "delete a ticket": ticket.unlink,
            "put a ticket": lambda: own.event_type_ticket_ids.write(there),
            "take a ticket": lambda: ticket.write({"event_type_id": own.id}),
            "add a ticket": lambda: ticket.create({"name": "X", **there}),
            "add one by a default": lambda: by_default.create({"name": "X"}),
            "write a message": lambda: mail.write({"interval_nbr": 9}),
            "delete a message": mail.unlink,
            "ask a question": lambda: questions.write(asked),
            "add a question": lambda: questions.create({"title": "X", **asked}),
        }

    def test_a_format_of_all_the_cooperatives(self):
        shared = self.env["event.type"].create(
            {
                "name": "Of all",
                "company_id": False,
                "cae_collective": True,
                "cae_line_ids": [Command.create({"name": "Pay", "day": 1})],
                "event_type_ticket_ids": [Command.create({"name": "Seat"})],
            }
        )
        question = self.env["event.question"].create({"title": "Your trade?"})
        stranger = self._create_staff("cae_stranger", "cae_socle.group_manager", self.other_company)
        for user in (stranger, self.manager):
            formats = shared.with_user(user)
            # what one does in one's own copy: all of it
            own = formats.copy()
            self.assertEqual(own.company_id, user.company_id)
            for each in (shared, own):
                self.assertEqual(len(each.event_type_mail_ids), 4)
            own.write({"name": "Ours", "event_type_ticket_ids": [Command.create({"name": "Ours"})]})
            own.cae_line_ids.text = "From the invoice to the pay"
            own.event_type_mail_ids[0].interval_nbr = 2
            own.question_ids = question
            question.with_user(user).event_type_ids -= own
            for way, act in self._list_ways(shared, own, question, user).items():
                with self.subTest(user=user.login, way=way), self.assertRaises(AccessError):
                    act()
                self.env.invalidate_all()
            # and it serves as it is
            session = self.env["event.event"].with_user(user)
            session = session.with_context(**formats.action_plan_session()["context"]).create({})
            self.assertEqual(session.event_ticket_ids.mapped("name"), ["Seat"])
            session.event_ticket_ids.name = "Place"
        administrator = self._create_staff("cae_settings", "cae_socle.group_manager")
        administrator.group_ids += self.env.ref("base.group_system")
        shared.with_user(administrator).name = "Of all of us"
        shared.cae_line_ids.with_user(administrator).name = "Pay, and cash"

    @freeze_time("2026-03-09 08:30:00")
    def test_what_is_public_by_name_is_refused(self):
        for method in (
            "action_note",
            "action_note_present",
            "action_note_absent",
            "action_note_excused",
            "action_check_proof",
        ):
            with self.assertRaises(AccessError):
                getattr(self.alice_row.with_user(self.alice_user), method)()
        for method in (
            "action_make_half_days",
            "action_open_enrolment",
            "action_mark_absent",
            "action_cancel_session",
            "action_reopen_session",
            "action_show_code",
        ):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(self.incubator.with_user(self.alice_user), method)()
        with self.assertRaises(AccessError):
            self.alice_enrolment.with_user(self.alice_user).action_send_link()

    def test_from_afar(self):
        self.authenticate("cae_bruno", "cae_bruno")
        for model, method, args in (
            ("event.event", "search_read", [[], ["name"]]),
            ("event.event", "read", [self.incubator.ids, ["name", "note"]]),
            ("event.registration", "search_read", [[], ["name", "email"]]),
            ("event.registration", "write", [self.alice_enrolment.ids, {"state": "cancel"}]),
            ("event.registration", "action_cancel", [self.alice_enrolment.ids]),
            ("event.registration", "action_send_link", [self.alice_enrolment.ids]),
            ("cae.attendance", "search_read", [[], ["name"]]),
            ("cae.attendance", "action_note", [self.alice_row.ids]),
            ("cae.attendance", "_sign_presence", [self.bruno_row.ids, "", "", "", "", {}]),
            ("cae.half.day", "action_show_code", [self.morning.ids]),
            ("cae.half.day", "_make_code", [self.morning.ids]),
            ("event.event", "_enrol", [self.incubator.ids, self.bruno.partner_id.id]),
            ("cae.enrolment", "create", [{"event_id": self.incubator.id}]),
        ):
            with (
                self.subTest(model=model, method=method),
                self.assertRaises(JsonRpcException),
                mute_logger("odoo.http"),
            ):
                self.make_jsonrpc_request(
                    f"/web/dataset/call_kw/{model}/{method}",
                    {"model": model, "method": method, "args": args, "kwargs": {}},
                )
        self.assertEqual(self.alice_enrolment.state, "open")
