from datetime import datetime

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SessionCommon


@tagged("post_install", "-at_install")
class TestHalfDay(SessionCommon):
    """The half-days of a session: made from its dates, never doubled, kept once signed."""

    def _clock(self, half_days):
        return [
            (f"{one.date_begin:%d %H:%M}", f"{one.date_end:%H:%M}")
            for one in half_days.sorted("date_begin")
        ]

    def test_made_from_the_dates(self):
        self.assertEqual(
            self._clock(self.half_days),
            [
                ("09 08:00", "11:30"),
                ("09 13:00", "16:30"),
                ("10 08:00", "11:30"),
                ("10 13:00", "16:30"),
            ],
        )
        self.assertEqual(self.morning.name, "Mon 9 March 2026, morning")
        self.assertEqual(self.half_days[1]._get_part_name(), "afternoon")
        self.assertEqual(self.morning.hours, 3.5)
        self.assertEqual(self.incubator.cae_hours, 14)
        self.assertEqual(self.morning.company_id, self.company)

    def test_again_changes_nothing(self):
        before = self.half_days.ids
        self.incubator.action_make_half_days()
        self.assertEqual(self.incubator.cae_half_day_ids.sorted("date_begin").ids, before)
        self.assertFalse(self.incubator.cae_half_days_differ)

    def test_the_day_the_clocks_change(self):
        # In the night to 29 March 2026 Paris goes from UTC+1 to UTC+2.
        session = self._create_session(
            date_begin=datetime(2026, 3, 28, 8), date_end=datetime(2026, 3, 29, 15, 30)
        )
        self.assertEqual(
            self._clock(session._make_half_days()),
            [
                ("28 08:00", "11:30"),
                ("28 13:00", "16:30"),
                ("29 07:00", "10:30"),
                ("29 12:00", "15:30"),
            ],
        )
        sunday = session.cae_half_day_ids.sorted("date_begin")[2]
        self.assertIn("9:00", sunday.time_range)
        self.assertEqual(sunday.hours, 3.5)
        self.assertEqual(sunday.sign_from, datetime(2026, 3, 29, 6, 45))
        # and back in the night to 25 October 2026
        session = self._create_session(
            date_begin=datetime(2026, 10, 25, 8), date_end=datetime(2026, 10, 25, 11, 30)
        )
        self.assertEqual(self._clock(session._make_half_days()), [("25 08:00", "11:30")])

    def test_new_dates_keep_what_is_signed(self):
        with freeze_time("2026-03-09 08:30:00"):
            self._sign(self.alice_row)
        self.incubator.write(
            {"date_begin": datetime(2026, 3, 9, 9), "date_end": datetime(2026, 3, 9, 16, 30)}
        )
        self.assertTrue(self.incubator.cae_half_days_differ)
        self.incubator.action_make_half_days()
        self.assertEqual(
            self._clock(self.incubator.cae_half_day_ids),
            [("09 08:00", "11:30"), ("09 13:00", "16:30")],
        )
        self.assertEqual(self.alice_row.state, "present")
        # those of the second day are gone with the rows that nobody signed
        self.assertEqual(len(self.alice_enrolment.cae_attendance_ids), 2)

    def test_never_two_at_once(self):
        # by PostgreSQL itself: two people may write at the same moment
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.ExclusionViolation) as caught,
            self.cr.savepoint(),
        ):
            self.env["cae.half.day"].create(
                {
                    "event_id": self.incubator.id,
                    "date_begin": datetime(2026, 3, 9, 11),
                    "date_end": datetime(2026, 3, 9, 12, 30),
                }
            )
        sentence = self.env["cae.half.day"]._sql_error_to_message(caught.exception)
        self.assertIn("overlap: correct the hours", sentence)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.ExclusionViolation),
            self.cr.savepoint(),
        ):
            self.cr.execute(
                "UPDATE cae_half_day SET date_end = '2026-03-09 13:30' WHERE id = %s",
                [self.morning.id],
            )
        # another session at the same time is another room
        other = self._create_session()
        self.assertEqual(len(other._make_half_days()), 4)

    def test_hours_that_are_none(self):
        for begin, end in (
            (datetime(2026, 3, 12, 8), datetime(2026, 3, 12, 8)),
            (datetime(2026, 3, 12, 8), datetime(2026, 3, 12, 7)),
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.CheckViolation),
                self.cr.savepoint(),
            ):
                self.env["cae.half.day"].create(
                    {"event_id": self.incubator.id, "date_begin": begin, "date_end": end}
                )
        with self.assertRaisesRegex(ValidationError, "at most 12"):
            self.env["cae.half.day"].create(
                {
                    "event_id": self.incubator.id,
                    "date_begin": datetime(2026, 3, 12, 6),
                    "date_end": datetime(2026, 3, 12, 18, 1),
                }
            )

    def test_a_signed_one_does_not_move_nor_go(self):
        with freeze_time("2026-03-09 08:30:00"):
            self._sign(self.alice_row)
        with self.assertRaisesRegex(UserError, "its hours are part of the proof"):
            self.morning.date_begin = datetime(2026, 3, 9, 7)
        self.morning.date_begin = "2026-03-09 08:00:00"  # the same
        with self.assertRaisesRegex(UserError, "it is proof, and stays"):
            self.morning.unlink()
        with self.assertRaisesRegex(UserError, "it is proof, and stays"):
            self.incubator.with_user(self.manager).unlink()

    def test_everybody_is_expected_everywhere(self):
        self.assertEqual(len(self.incubator.cae_attendance_ids), 8)
        self.assertEqual(set(self.incubator.cae_attendance_ids.mapped("state")), {"expected"})
        self.assertEqual(self.morning.expected_count, 2)
        extra = self.env["cae.half.day"].create(
            {
                "event_id": self.incubator.id,
                "date_begin": datetime(2026, 3, 9, 18),
                "date_end": datetime(2026, 3, 9, 20),
            }
        )
        self.assertEqual(extra._get_part_name(), "evening")
        self.assertEqual(extra.expected_count, 2)
        self.assertEqual(extra.speaker_row_ids.speaker_id, self.speaker)

    def test_the_speaker_of_some_half_days(self):
        rows = self.speaker.signature_ids
        self.assertEqual(rows.half_day_id, self.half_days)
        self.speaker.half_day_ids = self.half_days[:2]
        self.assertEqual(self.speaker.signature_ids.half_day_id, self.half_days[:2])
        self.assertEqual(self.morning._get_speaker_names(), ["Sofia Sanz"])
        self.assertEqual(self.half_days[3]._get_speaker_names(), [])

    def test_state_can_be_searched(self):
        half_days = self.env["cae.half.day"]
        mine = [("event_id", "=", self.incubator.id)]
        for now, states in (
            ("2026-03-09 07:44:59", ["coming"] * 4),
            ("2026-03-09 07:45:00", ["open"] + ["coming"] * 3),
            ("2026-03-09 23:30:00", ["open", "open", "coming", "coming"]),
            ("2026-03-09 23:30:01", ["over", "open", "coming", "coming"]),
            ("2026-03-12 00:00:00", ["over"] * 4),
        ):
            with freeze_time(now), self.subTest(now=now):
                self.half_days.invalidate_recordset(["state"])
                self.assertEqual(self.half_days.mapped("state"), states)
                for state in ("coming", "open", "over"):
                    self.assertEqual(
                        half_days.search_count([*mine, ("state", "=", state)]), states.count(state)
                    )
                self.assertEqual(
                    half_days.search_count([*mine, ("state", "!=", "over")]),
                    4 - states.count("over"),
                )

    def test_the_window_is_the_session_s(self):
        self.company.write({"cae_sign_minutes_before": 5, "cae_sign_hours_after": 1})
        session = self._create_session()
        half_day = session._make_half_days().sorted("date_begin")[0]
        self.assertEqual(
            (half_day.sign_from, half_day.sign_until),
            (datetime(2026, 3, 9, 7, 55), datetime(2026, 3, 9, 12, 30)),
        )
        session.cae_sign_minutes_before = 30
        self.assertEqual(half_day.sign_from, datetime(2026, 3, 9, 7, 30))
        with self.assertRaisesRegex(ValidationError, "Signing opens"):
            session.cae_sign_minutes_before = -1

    def test_the_code_is_for_the_half_day_that_goes_on(self):
        for now, index in (
            ("2026-03-01 08:00:00", 0),
            ("2026-03-09 09:00:00", 0),
            ("2026-03-09 12:50:00", 1),
            ("2026-03-09 22:00:00", 2),
        ):
            with freeze_time(now), self.subTest(now=now):
                self.assertEqual(
                    self.incubator.action_show_code()["url"],
                    f"/attendance/show/{self.half_days[index].id}",
                )
        with freeze_time("2026-04-01"), self.assertRaisesRegex(UserError, "are over"):
            self.incubator.action_show_code()
        with self.assertRaisesRegex(UserError, "make the half-days first"):
            self._create_session().action_show_code()

    def test_attendance_is_written_by_its_methods_only(self):
        rows = self.alice_row.with_user(self.advisor)
        with self.assertRaises(AccessError):
            rows.write({"state": "present"})
        for vals in (
            {"state": "present"},
            {"method": "qr"},
            {"signed_on": "2026-03-09 09:00:00"},
            {"signed_text": "I was there"},
            {"half_day_id": self.half_days[1].id},
            {"registration_id": self.bruno_enrolment.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                self.alice_row.sudo().write(vals)
        with self.assertRaises(AccessError):
            self.env["cae.attendance"].create(
                {
                    "half_day_id": self.morning.id,
                    "registration_id": self.alice_enrolment.id,
                    "state": "present",
                }
            )
