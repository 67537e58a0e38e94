from datetime import datetime

from odoo.fields import Command
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import CaeCommon

SECRET = "Formal talk with Alice"


@tagged("post_install", "-at_install")
class TestCalendarRights(CaeCommon, HttpCase):
    """Who meets whom, and about what, is told to those who take part."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        people = cls.advisor.partner_id | cls.alice.partner_id
        cls.private, cls.public = (
            cls.env["calendar.event"]
            .with_user(cls.advisor)
            .with_context(no_mail_to_attendees=True)
            .create(
                [
                    cls._get_event(SECRET, people, privacy="private"),
                    cls._get_event("Open morning", people, privacy="public"),
                ]
            )
        )

    @classmethod
    def _get_event(cls, name, people, **values):
        return {
            "name": name,
            "start": datetime(2026, 3, 2, 9),
            "stop": datetime(2026, 3, 2, 10),
            "location": "Quay 3",
            "description": "<p>Her health</p>",
            "partner_ids": [Command.set(people.ids)],
            **values,
        }

    def _call(self, model, method, *args, **kwargs):
        params = {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
        return self.make_jsonrpc_request(f"/web/dataset/call_kw/{model}/{method}", params)

    def _find_attendees(self):
        events = self.private | self.public
        rows = self._call("calendar.attendee", "search_read", [], ["event_id", "partner_id"])
        return {row["event_id"][0] for row in rows if row["event_id"][0] in events.ids}

    def test_nothing_of_another_cooperative(self):
        self.authenticate("cae_other_accountant", "cae_other_accountant")
        self.assertEqual(self._find_attendees(), set())
        events = (self.private | self.public).ids
        self.assertEqual(self._call("calendar.event", "search", [("id", "in", events)]), [])
        for event in events:
            with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
                self._call("calendar.event", "read", [event], ["name", "location"])
            rows = self.env["calendar.attendee"].search([("event_id", "=", event)])
            with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
                self._call("calendar.attendee", "do_decline", rows.ids)
            self.assertNotIn("declined", rows.mapped("state"))

    def test_nothing_of_what_is_said_of_an_event(self):
        said = self.env["mail.message"]
        for event in (self.private, self.public):
            said |= event.sudo().message_post(body="Her health", subtype_xmlid="mail.mt_note")
        for login, told in (
            ("cae_other_accountant", []),
            ("cae_accountant", said[1].ids),
            ("cae_advisor", said.ids),
        ):
            with self.subTest(login=login):
                self.authenticate(login, login)
                found = self._call("mail.message", "search", [("id", "in", said.ids)])
                self.assertEqual(sorted(found), told)

    def test_a_private_event_is_found_by_nothing_it_hides(self):
        event = self.private
        attendee = event.attendee_ids[0]
        hidden = [
            ("name", "ilike", "Formal%Alice"),
            ("display_name", "ilike", "Formal%Alice"),
            ("location", "=like", "Q%"),
            ("description", "ilike", "health"),
            ("partner_ids", "in", self.alice.partner_id.ids),
            ("partner_ids", "=", self.alice.partner_id.id),
            ("partner_ids.name", "ilike", "Alice"),
            ("attendee_ids.common_name", "ilike", "Alice"),
            ("attendee_ids", "=", attendee.id),
        ]
        for login, seen in (("cae_accountant", False), ("cae_advisor", True)):
            self.authenticate(login, login)
            for condition in hidden:
                asked = [("id", "=", event.id), condition]
                with self.subTest(login=login, condition=condition):
                    found = self._call("calendar.event", "search", asked)
                    self.assertEqual(found, event.ids if seen else [])
        self.authenticate("cae_accountant", "cae_accountant")
        for order in ("name", "start desc, location desc nulls last"):
            found = self._call("calendar.event", "search", [("id", "=", event.id)], order=order)
            self.assertEqual(found, [], order)
        through = [("meeting_ids.name", "ilike", "Formal%Alice")]
        self.assertEqual(self._call("res.partner", "search", through), [])

    def test_what_is_not_asked_of_it_still_shows_that_one_is_busy(self):
        event = self.private
        self.authenticate("cae_accountant", "cae_accountant")
        told = (
            ("start", ">=", "2026-03-01"),
            ("user_id", "=", self.advisor.id),
            ("partner_ids", "in", [self.advisor.partner_id.id, self.alice.partner_id.id]),
            ("show_as", "=", "busy"),
        )
        for condition in told:
            with self.subTest(condition=condition):
                rows = self._call(
                    "calendar.event",
                    "search_read",
                    [("id", "=", event.id), condition],
                    ["name", "location"],
                )
                self.assertEqual(
                    [(row["name"], row["location"]) for row in rows], [("Busy", False)]
                )
        found = self._call("calendar.event", "search", [("name", "=", "Open morning")])
        self.assertEqual(found, self.public.ids)

    def test_who_comes_is_read_with_the_event(self):
        self.authenticate("cae_accountant", "cae_accountant")
        self.assertEqual(self._find_attendees(), set(self.public.ids))
        self.authenticate("cae_advisor", "cae_advisor")
        self.assertEqual(self._find_attendees(), {self.private.id, self.public.id})

    def test_who_keeps_a_private_calendar_is_asked_nothing(self):
        self.env["res.users.settings"]._find_or_create_for_user(
            self.advisor
        ).calendar_default_privacy = "private"
        self.private.with_user(self.advisor).privacy = False
        self.authenticate("cae_accountant", "cae_accountant")
        self.assertEqual(self._find_attendees(), set(self.public.ids))
        asked = [("id", "=", self.private.id), ("name", "ilike", "Formal%")]
        self.assertEqual(self._call("calendar.event", "search", asked), [])

    def test_nobody_reads_what_answers_in_the_name_of_others(self):
        rows = self.public.attendee_ids
        for login in ("cae_advisor", "cae_accountant", "cae_manager"):
            self.authenticate(login, login)
            for method, args in (
                ("read", (rows.ids, ["access_token"])),
                ("search", ([("access_token", "=", rows[0].sudo().access_token)],)),
            ):
                with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
                    self._call("calendar.attendee", method, *args)

    def test_an_invitation_still_says_how_to_answer(self):
        event = (
            self.env["calendar.event"]
            .with_user(self.advisor)
            .create(
                {
                    **self._get_event("A walk", self.advisor.partner_id | self.alice.partner_id),
                    "start": datetime(2126, 3, 2, 9),
                    "stop": datetime(2126, 3, 2, 10),
                }
            )
        )
        row = event.attendee_ids.filtered(lambda one: one.partner_id == self.alice.partner_id)
        token = row.sudo().access_token
        mail = self.env["mail.message"].search(
            [("model", "=", "calendar.event"), ("res_id", "=", event.id)], limit=1
        )
        self.assertIn(token, mail.sudo().body)
        self.authenticate(None, None)
        answer = self.url_open(f"/calendar/meeting/decline?token={token}&id={event.id}")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(row.state, "declined")

    def test_one_chooses_ones_own_calendars(self):
        mine, other = self.env["calendar.filters"].create(
            [
                {"user_id": user.id, "partner_id": self.manager.partner_id.id}
                for user in (self.accountant, self.advisor)
            ]
        )
        self.authenticate("cae_accountant", "cae_accountant")
        found = self._call("calendar.filters", "search", [("id", "in", (mine | other).ids)])
        self.assertEqual(found, mine.ids)
