from datetime import date, datetime

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SessionCommon


@tagged("post_install", "-at_install")
class TestSeries(SessionCommon):
    """The programme of a format, and the sessions that a series makes from it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enterClassContext(freeze_time("2026-02-01 08:00:00"))
        cls.accounts, cls.lead = cls.env["cae.speaker.role"].create(
            [{"name": "Accounts"}, {"name": "Lead"}]
        )
        cls.format.cae_line_ids = [
            Command.create(
                {
                    "day": day,
                    "part": part,
                    "name": title,
                    "text": f"{title}, in detail",
                    "role_ids": role.ids,
                    "partner_ids": partner.ids,
                }
            )
            for day, part, title, role, partner in (
                (2, "afternoon", "Governance", cls.lead, cls.sofia.partner_id),
                (1, "afternoon", "Insurance", cls.accounts, cls.env["res.partner"]),
                (1, "morning", "Pay", cls.accounts, cls.env["res.partner"]),
                (2, "morning", "Tools", cls.lead, cls.sofia.partner_id),
            )
        ]

    def _create_series(self, **vals):
        return (
            self.env["cae.session.series"]
            .with_user(self.advisor)
            .create(
                {
                    "event_type_id": self.format.id,
                    "company_id": self.company.id,
                    "territory_id": self.territory.id,
                    "pole_ids": self.pole.ids,
                    # 9:00 in Paris; the fourth Tuesday
                    "date_first": datetime(2026, 2, 24, 8),
                    "interval": 1,
                    "count": 3,
                    **vals,
                }
            )
        )

    def _days(self, events):
        return [str(event.date_begin) for event in events.sorted("date_begin")]

    def test_it_takes_over_the_format(self):
        one = self._create_series()
        self.assertEqual(one.name, "Newcomers' incubator")
        self.assertEqual((one.interval, one.unit), (1, "month"))
        self.assertEqual(self._create_series(interval=2).interval, 2)
        # two days, until 17:30
        self.assertEqual(one.date_first_end, datetime(2026, 2, 25, 16, 30))
        self.assertEqual(
            self.env["cae.session.series"]
            .new({"event_type_id": self.format.id, "date_first": datetime(2026, 2, 24, 8)})
            .interval,
            2,
        )
        self.assertIn("3 sessions", one.summary)

    def test_the_same_hour_across_the_change_of_time(self):
        one = self._create_series()
        one.action_make_sessions()
        # 24 February, 24 March; 28 April is in summer time
        self.assertEqual(
            self._days(one.event_ids),
            ["2026-02-24 08:00:00", "2026-03-24 08:00:00", "2026-04-28 07:00:00"],
        )
        last = one.event_ids.sorted("date_begin")[-1]
        self.assertEqual(last.date_end, datetime(2026, 4, 29, 15, 30))
        self.assertEqual(last.cae_territory_id, self.territory)
        self.assertEqual(last.cae_pole_ids, self.pole)
        self.assertEqual(last.user_id, self.advisor)
        self.assertFalse(last.seats_limited)
        self.assertEqual(one.event_count, 3)
        self.assertEqual(one.next_date, datetime(2026, 2, 24, 8))

    def test_the_programme_becomes_that_of_the_half_days(self):
        one = self._create_series(count=1, seats_max=6)
        one.action_make_sessions()
        session = one.event_ids
        half_days = session.cae_half_day_ids.sorted("date_begin")
        self.assertEqual(half_days.mapped("title"), ["Pay", "Insurance", "Tools", "Governance"])
        self.assertEqual(half_days[0].programme, "Pay, in detail")
        self.assertEqual(half_days[0].role_ids, self.accounts)
        speaker = session.cae_speaker_ids
        self.assertEqual((speaker.partner_id, speaker.role_id), (self.sofia.partner_id, self.lead))
        self.assertEqual(speaker.half_day_ids, half_days[2:])
        self.assertEqual(half_days[3].speaker_names, "Sofia Sanz (Lead)")
        self.assertFalse(half_days[0].speaker_names)
        self.assertEqual((session.seats_limited, session.seats_max), (True, 6))

    def test_what_is_written_on_a_session_stays(self):
        one = self._create_series(count=1)
        one.action_make_sessions()
        session = one.event_ids
        half_days = session.cae_half_day_ids.sorted("date_begin")
        half_days[0].title = "Pay, with the accountant of the region"
        session._make_half_days()
        self.assertEqual(half_days[0].title, "Pay, with the accountant of the region")
        self.assertEqual(len(session.cae_speaker_ids), 1)
        # moved by a day, then back by a week: programme, speakers and rows come along
        for begin, end in (
            (datetime(2026, 2, 25, 8), datetime(2026, 2, 26, 16, 30)),
            (datetime(2026, 2, 16, 8), datetime(2026, 2, 17, 16, 30)),
        ):
            session.write({"date_begin": begin, "date_end": end})
            self.assertTrue(session.cae_half_days_differ)
            session._make_half_days()
            self.assertEqual(session.cae_half_day_ids.sorted("date_begin"), half_days)
            self.assertEqual(half_days[0].date_begin, begin)
            self.assertEqual(session.cae_speaker_ids.half_day_ids, half_days[2:])
            self.assertEqual(half_days.mapped("title")[1:], ["Insurance", "Tools", "Governance"])

    def test_made_again_it_makes_only_what_lacks(self):
        one = self._create_series()
        one.action_make_sessions()
        first, second, third = made = one.event_ids.sorted("date_begin")
        second.write(
            {"date_begin": datetime(2026, 3, 31, 7), "date_end": datetime(2026, 4, 1, 15, 30)}
        )
        third.action_cancel_session()
        one.action_make_sessions()
        self.assertEqual(one.event_ids, made)
        self.assertEqual(second.cae_series_day, date(2026, 3, 24))
        first.active = False
        one.count = 4
        one.action_make_sessions()
        new = one.event_ids - made
        self.assertEqual(self._days(new), ["2026-05-26 07:00:00"])
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.cr.savepoint(),
        ):
            self.env["event.event"]._by_method().create(
                one._prepare_session_values(date(2026, 5, 26))
            )

    def test_what_is_over_is_not_made(self):
        one = self._create_series(count=4)
        with freeze_time("2026-03-24 22:30:00"):
            # still the 24th in Paris
            one.action_make_sessions()
        self.assertEqual(len(one.event_ids), 3)
        with freeze_time("2026-05-27 08:00:00"), self.assertRaisesRegex(UserError, "no day"):
            one.action_make_sessions()
        one.count = 0
        with self.assertRaisesRegex(UserError, "between 1 and"):
            one.action_make_sessions()

    def test_a_holiday_is_shown_and_not_left_out(self):
        one = self._create_series(
            date_first=datetime(2026, 4, 16, 7),
            unit="week",
            interval=2,
            ending="until",
            until=date(2026, 5, 14),
        )
        self.assertIn("Ascension Day", one.holiday_warning)
        one.action_make_sessions()
        holiday = one.event_ids.sorted("date_begin")[-1]
        self.assertEqual(holiday.date_begin, datetime(2026, 5, 14, 7))
        self.assertIn("Ascension Day", holiday.cae_holiday_warning)
        self.assertFalse(one.event_ids.sorted("date_begin")[0].cae_holiday_warning)

    def test_without_an_end_it_is_kept_ahead(self):
        endless = self._create_series(ending="ahead", ahead_months=3)
        finite = self._create_series(name="Finite")
        self._run_cron("make_sessions")
        # until 1 May
        self.assertEqual(len(endless.event_ids), 3)
        self.assertFalse(finite.event_ids)
        self._run_cron("make_sessions")
        self.assertEqual(len(endless.event_ids), 3)
        with freeze_time("2026-03-01 08:00:00"):
            self._run_cron("make_sessions")
        self.assertEqual(self._days(endless.event_ids)[-1], "2026-05-26 07:00:00")
        endless.active = False
        with freeze_time("2026-06-01 08:00:00"):
            self._run_cron("make_sessions")
        self.assertEqual(len(endless.event_ids), 4)

    def test_a_team_that_is_not_complete_is_a_hint(self):
        self.format.cae_team_size = 3
        one = self._create_series(count=1)
        one.action_make_sessions()
        session = one.event_ids
        self.assertIn("The team has 1 of the 3 people", session.cae_team_warning)
        self.assertIn("Nobody has the role “Accounts”: Tue 24", session.cae_team_warning)
        self.assertNotIn("Lead", session.cae_team_warning)
        self.env["cae.session.speaker"].create(
            [
                {"event_id": session.id, "partner_id": self.alice.partner_id.id},
                {
                    "event_id": session.id,
                    "partner_id": self.dora.partner_id.id,
                    "role_id": self.accounts.id,
                },
            ]
        )
        self.assertFalse(session.cae_team_warning)

    def test_a_format_of_one_half_day(self):
        self.format.cae_line_ids = [
            Command.clear(),
            Command.create({"name": "Exchange", "part": "morning"}),
        ]
        self.format.write(
            {
                "cae_days": 1,
                "cae_morning_begin": 10,
                "cae_morning_end": 11.5,
                "cae_description": "<p>Come</p>",
            }
        )
        one = self._create_series(date_first=datetime(2026, 5, 15, 12), count=1)
        # an hour and a half, also when it is held in the afternoon
        self.assertEqual(one.date_first_end, datetime(2026, 5, 15, 13, 30))
        one.write({"call": "01 99 00 12 34, code 567"})
        one.action_make_sessions()
        session = one.event_ids
        self.assertEqual(session.cae_half_day_ids.title, "Exchange")
        self.assertEqual(session.cae_hours, 1.5)
        self.assertEqual(session.description, "<p>Come</p>")
        self.assertEqual(session._get_place(), "01 99 00 12 34, code 567")
        with freeze_time("2026-02-06 08:00:00"):
            context = self.format.action_plan_series()["context"]
            # tomorrow is a Saturday
            self.assertEqual(context["default_date_first"], datetime(2026, 2, 9, 9))

    def test_what_does_not_fit(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.Error), self.cr.savepoint():
            self._create_series(date_first_end=datetime(2026, 2, 24, 7)).flush_recordset()
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.Error), self.cr.savepoint():
            self.format.cae_line_ids = [Command.create({"name": "Twice", "part": "morning"})]
            self.env.flush_all()

    def test_rights(self):
        one = self._create_series()
        stranger = self._create_staff("cae_stranger", "cae_socle.group_manager", self.other_company)
        line, role = self.format.cae_line_ids[0], self.accounts
        for user, may in (
            (self.advisor, "rw"),
            (self.other_advisor, "rw"),
            (self.manager, "rw"),
            (self.accountant, ""),
            (self.employee, ""),
            (self.alice_user, ""),
            (stranger, ""),
        ):
            with self.subTest(user=user.login):
                records = one.with_user(user)
                self.assertEqual(
                    (records.has_access("read"), records.has_access("write")),
                    ("r" in may, "w" in may),
                )
                self.assertEqual(line.with_user(user).has_access("read"), bool(may))
                self.assertEqual(line.with_user(user).has_access("write"), user == self.manager)
                self.assertEqual(
                    # of all the cooperatives: the administrator's alone
                    role.with_user(user).has_access("write"),
                    False,
                )
                if not may:
                    for method in ("action_make_sessions", "action_open_sessions"):
                        with self.assertRaises(AccessError):
                            getattr(records, method)()
        for method in ("action_plan_series", "action_plan_session"):
            with self.assertRaises(AccessError):
                getattr(self.format.with_user(self.alice_user), method)()


@tagged("post_install", "-at_install")
class TestLinkOfEachDay(SessionCommon):
    """On the further days of a session the personal link is sent again."""

    def _count_mails(self):
        return (
            self.env["mail.mail"]
            .sudo()
            .search_count([("subject", "like", "Today: Incubator of March")])
        )

    def test_once_two_hours_before_the_second_day(self):
        for moment, count in (
            # the first day has its own message
            ("2026-03-09 06:30:00", 0),
            # the afternoon of a day begins none
            ("2026-03-09 12:00:00", 0),
            ("2026-03-10 05:59:00", 0),
            ("2026-03-10 06:00:00", 2),
            ("2026-03-10 06:30:00", 2),
            ("2026-03-10 12:00:00", 2),
        ):
            with freeze_time(moment):
                self._run_cron("mail_links")
            self.assertEqual(self._count_mails(), count, moment)

    def test_no_link_without_that_message_or_of_a_cancelled_session(self):
        self.incubator.event_mail_ids.unlink()
        with freeze_time("2026-03-10 06:30:00"):
            self._run_cron("mail_links")
        self.assertEqual(self._count_mails(), 0)
        self.assertTrue(self.half_days[2].link_mailed)
