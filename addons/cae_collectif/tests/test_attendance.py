import base64

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import PDF, SessionCommon


@tagged("post_install", "-at_install")
class TestAttendance(SessionCommon):
    """Who was there: signed in time by the person alone, else recorded as what it is."""

    def test_an_absence_is_noted_in_one_touch(self):
        with freeze_time("2026-03-09 12:00:00"):
            self.alice_row.with_user(self.advisor).action_note_absent()
            self.bruno_row.with_user(self.advisor).action_note_excused()
        self.assertEqual((self.alice_row.state, self.bruno_row.state), ("absent", "excused"))
        self.assertEqual(self.alice_row.recorded_by, self.advisor)
        with freeze_time("2026-03-08 12:00:00"):
            later = self._row(self.alice_enrolment, self.half_days[1])
            with self.assertRaises(UserError):
                later.with_user(self.advisor).action_note_absent()
        with self.assertRaises(AccessError):
            self.alice_row.with_user(self.alice_user).action_note_excused()

    def test_presence_of_all_is_noted_in_one_touch(self):
        with freeze_time("2026-03-09 08:30:00"):
            self._sign(self.alice_row)
            self.bruno_row.with_user(self.advisor).action_note_excused()
            guest = self.incubator._enrol(self.dora.partner_id, by_team=True)
            rows = self.morning.attendance_ids
            rows.with_user(self.advisor).action_note_present()
        self.assertEqual(
            rows.mapped(lambda row: (row.registration_id, row.state, row.method)),
            [
                (self.alice_enrolment, "present", "portal"),
                (self.bruno_enrolment, "excused", "staff"),
                (guest, "present", "staff"),
            ],
        )
        # an excused person who came after all, chosen alone
        with freeze_time("2026-03-09 12:00:00"):
            self.bruno_row.with_user(self.advisor).action_note_present()
            self.assertEqual(self.bruno_row.state, "present")
            with self.assertRaisesRegex(UserError, "not overwritten"):
                self.alice_row.with_user(self.advisor).action_note_present()
        with self.assertRaises(AccessError):
            self.bruno_row.with_user(self.alice_user).action_note_present()

    def test_paper_is_not_overwritten_and_a_cancelled_session_not_noted(self):
        scan = self.env["cae.attendance.scan"].create(
            {"event_id": self.incubator.id, "file": base64.b64encode(b"%PDF-1.4\n%%EOF\n")}
        )
        with freeze_time("2026-03-09 12:00:00"):
            self.bruno_row._record("present", "paper", scan=scan)
            with self.assertRaisesRegex(UserError, "on the signed sheet"):
                self.bruno_row.with_user(self.advisor).action_note_absent()
            self.incubator.kanban_state = "cancel"
            with self.assertRaisesRegex(UserError, "was cancelled"):
                self.alice_row.with_user(self.advisor).action_note_present()
        self.assertEqual((self.bruno_row.state, self.bruno_row.scan_id), ("present", scan))

    def test_one_touch_for_several_overwrites_nothing(self):
        with freeze_time("2026-03-09 12:00:00"):
            rows = self.alice_row | self.bruno_row
            rows.with_user(self.advisor).action_note_excused()
            rows.with_user(self.advisor).action_note_present()
        self.assertEqual(rows.mapped("state"), ["excused", "excused"])

    # ---- the window, to the second

    def test_to_the_second(self):
        for now, sentence in (
            ("2026-03-09 07:44:59", "too early"),
            ("2026-03-09 23:30:01", "was over"),
            ("2026-03-08 08:30:00", "too early"),
            ("2026-03-10 08:30:00", "was over"),
        ):
            with (
                self.subTest(now=now),
                freeze_time(now),
                self.assertRaisesRegex(UserError, sentence),
            ):
                self._sign(self.alice_row)
        self.assertEqual(self.alice_row.state, "expected")
        with freeze_time("2026-03-09 07:45:00"):
            self.assertTrue(self._sign(self.alice_row))
        with freeze_time("2026-03-09 23:30:00"):
            self.assertTrue(self._sign(self.bruno_row))
        self.assertEqual(self.alice_row.state, "present")
        self.assertEqual(self.bruno_row.state, "present")

    def test_the_sentence_says_when_and_whom(self):
        with freeze_time("2026-03-09 07:00:00"):
            problem = self.alice_row._find_signing_problem()
        # 7:45 UTC is 8:45 on the clock in Paris
        self.assertIn("from 9 March 2026 08:45", problem)
        with freeze_time("2026-03-11 07:00:00"):
            problem = self.alice_row._find_signing_problem()
        self.assertIn("10 March 2026 00:30", problem)
        self.assertIn(self.advisor.name, problem)

    # ---- the signature

    @freeze_time("2026-03-09 08:30:00")
    def test_what_is_kept(self):
        self._sign(self.alice_row, method="qr")
        row = self.alice_row
        self.assertEqual((row.state, row.method), ("present", "qr"))
        self.assertEqual(row.signed_by, self.alice_user)
        self.assertEqual(row.signed_ip, "192.0.2.7")
        text = row.signed_text
        for part in (
            "session: Incubator of March",
            "half-day: 2026-03-09 09:00-12:30 Europe/Paris",
            "begins: 2026-03-09T08:00:00Z",
            "place: The barn, 3 rue du Lac, 44000 Nantes, France",
            "speakers: Sofia Sanz",
            "person: Alice Arnaud",
            "sentence: I am present at this half-day.",
        ):
            self.assertIn(part, text)
        self.assertEqual(self.alice_enrolment.state, "done")
        self.assertEqual(self.alice_enrolment.cae_attended, "1 / 4")
        self.assertEqual(self.bruno_row.state, "expected")
        self.assertFalse(row._verify_proof())

    @freeze_time("2026-03-09 08:30:00")
    def test_twice_is_once(self):
        self.assertTrue(self._sign(self.alice_row))
        self.assertFalse(self._sign(self.alice_row, name="Somebody else"))
        self.assertEqual(self.alice_row.signed_name, "Alice Arnaud")

    @freeze_time("2026-03-09 08:30:00")
    def test_the_page_was_another(self):
        row = self.alice_row.sudo()
        shown = row._get_shown_hash()
        self.incubator.name = "Another session"
        with self.assertRaisesRegex(UserError, "has changed since you opened"):
            row._sign_presence(self._draw_signature(), "Alice", "portal", shown, {})

    @freeze_time("2026-03-09 08:30:00")
    def test_garbage_is_no_signature(self):
        row = self.alice_row.sudo()
        for image, name in (("AAAA", "Alice"), ("", "Alice"), (self._draw_signature(), " ")):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                row._sign_presence(image, name, "portal", row._get_shown_hash(), {})
        self.assertEqual(row.state, "expected")

    @freeze_time("2026-03-09 08:30:00")
    def test_a_cancelled_session_is_not_signed(self):
        self.incubator.with_user(self.advisor).action_cancel_session()
        with self.assertRaisesRegex(UserError, "was cancelled"):
            self._sign(self.alice_row)

    @freeze_time("2026-03-09 08:30:00")
    def test_the_speaker_signs_her_own(self):
        row = self.speaker.signature_ids.filtered(lambda one: one.half_day_id == self.morning)
        self.assertTrue(self._sign(row))
        self.assertIn("sentence: I led this half-day.", row.signed_text)
        self.assertEqual(row.signed_by, self.sofia_user)
        self.assertFalse(row._verify_proof())
        with self.assertRaisesRegex(UserError, "was present"):
            self.speaker.with_user(self.advisor).unlink()

    # ---- tampering

    @freeze_time("2026-03-09 08:30:00")
    def test_tampering_is_found(self):
        self._sign(self.alice_row)
        row = self.alice_row
        other = base64.b64encode(base64.b64decode(self._draw_signature()) + b"x").decode()
        for column, value, sentence in (
            ("signed_text", row.signed_text.replace("Alice", "Alfred"), "text that was signed"),
            ("signed_name", "Alfred", "picture, the name"),
            ("signed_on", "2026-03-09 10:00:00", "picture, the name"),
            ("signed_ip", "192.0.2.99", "picture, the name"),
            ("signature", other, "picture, the name"),
            ("signed_hash", "0" * 64, "text that was signed"),
        ):
            with self.subTest(column=column):
                self.env.flush_all()
                self.cr.execute(f"SELECT {column} FROM cae_attendance WHERE id = %s", [row.id])
                (before,) = self.cr.fetchone()
                self._overwrite(row, column, value)
                self.assertRegex(row._verify_proof(), sentence)
                notice = row.with_user(self.advisor).action_check_proof()
                self.assertEqual(notice["params"]["type"], "danger")
                self._overwrite(row, column, before)
                self.assertFalse(row._verify_proof())
        # the half-day itself
        self.cr.execute(
            "UPDATE cae_half_day SET date_end = '2026-03-09 12:30' WHERE id = %s",
            [self.morning.id],
        )
        self.env.invalidate_all()
        self.assertRegex(row._verify_proof(), "no longer the one that was signed")

    def _overwrite(self, row, column, value):
        self.cr.execute(f"UPDATE cae_attendance SET {column} = %s WHERE id = %s", [value, row.id])
        self.env.invalidate_all()

    @freeze_time("2026-03-09 08:30:00")
    def test_a_proof_does_not_move_to_another(self):
        self._sign(self.alice_row)
        # all of it copied to Bruno's row, as one with access to the tables might
        self.env.flush_all()
        self.cr.execute(
            """
            UPDATE cae_attendance to_ SET state = 'present', signature = from_.signature,
                   signed_text = from_.signed_text, signed_hash = from_.signed_hash,
                   signed_name = from_.signed_name, signed_on = from_.signed_on,
                   signed_by = from_.signed_by, signed_ip = from_.signed_ip,
                   signed_agent = from_.signed_agent, signed_seal = from_.signed_seal
              FROM cae_attendance from_ WHERE from_.id = %s AND to_.id = %s
            """,
            [self.alice_row.id, self.bruno_row.id],
        )
        self.env.invalidate_all()
        self.assertTrue(self.bruno_row._verify_proof())
        self.assertIn("registration_id", self.bruno_row._get_guarded_fields())

    @freeze_time("2026-03-09 08:30:00")
    def test_who_signed_keeps_the_name(self):
        registration = self.alice_row.registration_id.with_user(self.advisor)
        registration.name = "Alice A. Arnaud"
        self._sign(self.alice_row)
        with self.assertRaisesRegex(UserError, "is recorded"):
            registration.name = "Somebody Else"
        registration.name = "Alice A. Arnaud"

    # ---- paper

    def _record_paper(self, rows, half_day=None, user=None, **vals):
        return (
            self.env["cae.attendance.paper"]
            .with_user(user or self.advisor)
            .create(
                {
                    "half_day_id": (half_day or self.morning).id,
                    "scan": PDF,
                    "scan_name": "sheet.pdf",
                    "attendance_ids": [Command.set(rows.ids)],
                    **vals,
                }
            )
            .action_record()
        )

    def test_presence_is_proposed_once_begun(self):
        for moment, begun in (("2026-03-09 07:59:59", False), ("2026-03-09 08:00:00", True)):
            with freeze_time(moment):
                self.env.invalidate_all()
                self.assertEqual(self.alice_row.has_begun, begun)
        self.incubator.kanban_state = "cancel"
        self.assertFalse(self.alice_row.has_begun)

    def test_paper_only_once_begun(self):
        with (
            freeze_time("2026-03-09 07:59:59"),
            self.assertRaisesRegex(UserError, "begins on 9 March 2026 09:00"),
        ):
            self._record_paper(self.alice_row)
        with freeze_time("2026-03-09 08:00:00"):
            self._record_paper(self.alice_row)
        row = self.alice_row
        self.assertEqual((row.state, row.method), ("present", "paper"))
        self.assertEqual(row.recorded_by, self.advisor)
        self.assertEqual(row.scan_id.file_name, "sheet.pdf")
        self.assertEqual(self.bruno_row.state, "expected")
        self.assertIn("signed on paper", self.alice_enrolment.message_ids[0].body)
        self.assertFalse(row._verify_proof())

    @freeze_time("2026-03-09 12:00:00")
    def test_one_sheet_for_two_half_days_and_the_speaker(self):
        lead = self.speaker.signature_ids.sorted("date_begin")
        self._record_paper(self.alice_row, speaker_row_ids=[Command.set(lead[0].ids)])
        scan = self.alice_row.scan_id
        self.assertEqual(lead[0].scan_id, scan)
        second = self._row(self.alice_enrolment, self.half_days[1])
        with freeze_time("2026-03-09 14:00:00"):
            self._record_paper(
                second, self.half_days[1], scan=False, scan_name=False, scan_id=scan.id
            )
        self.assertEqual(second.scan_id, scan)

    @freeze_time("2026-03-09 12:00:00")
    def test_paper_needs_a_scan_and_people(self):
        with self.assertRaisesRegex(UserError, "Tick who signed"):
            self._record_paper(self.alice_row.browse())
        with self.assertRaisesRegex(UserError, "Add the scan"):
            self._record_paper(self.alice_row, scan=False)
        for content in (b"hello", b"<html/>", b"MZ"):
            with self.assertRaisesRegex(UserError, "PDF or a picture"):
                self._record_paper(self.alice_row, scan=base64.b64encode(content))
        other = self._create_session(name="Other")
        half_day = other._make_half_days().sorted("date_begin")[0]
        with self.assertRaisesRegex(UserError, "Tick who signed"):
            self._record_paper(self.alice_row, half_day)

    @freeze_time("2026-03-09 12:00:00")
    def test_a_scan_stays(self):
        self._record_paper(self.alice_row)
        scan = self.alice_row.scan_id
        for mode in ("write", "unlink"):
            self.assertFalse(scan.with_user(self.manager).has_access(mode))
        with self.assertRaises(AccessError):
            scan.with_user(self.manager).unlink()
        with self.assertRaisesRegex(UserError, "is not replaced"):
            scan.sudo().write({"file": PDF})
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", scan._name),
                    ("res_id", "=", scan.id),
                    ("res_field", "=", "file"),
                ]
            )
        )
        self.assertEqual(len(attachment), 1)
        attachment.raw = b"%PDF-1.4 another"
        scan.invalidate_recordset()
        self.assertIn("no longer the one", self.alice_row._verify_proof())

    @freeze_time("2026-03-09 12:00:00")
    def test_paper_does_not_replace_a_signature(self):
        self._sign(self.alice_row)
        self._record_paper(self.alice_row | self.bruno_row)
        self.assertEqual(self.alice_row.method, "portal")
        self.assertFalse(self.alice_row.scan_id)
        self.assertEqual(self.bruno_row.method, "paper")

    # ---- the team

    def _note(self, rows, state, reason="Phone without battery", user=None):
        return (
            self.env["cae.attendance.note"]
            .with_user(user or self.advisor)
            .create({"attendance_ids": [Command.set(rows.ids)], "state": state, "reason": reason})
            .action_note()
        )

    def test_the_team_notes_with_a_reason(self):
        with (
            freeze_time("2026-03-09 07:59:59"),
            self.assertRaisesRegex(UserError, "is recorded from then on"),
        ):
            self._note(self.alice_row, "present")
        with freeze_time("2026-03-11 08:00:00"):
            with self.assertRaisesRegex(UserError, "Say why"):
                self._note(self.alice_row, "present", "  ")
            self._note(self.alice_row, "present")
        row = self.alice_row
        self.assertEqual((row.state, row.method, row.signed_on), ("present", "staff", False))
        self.assertEqual((row.note, row.recorded_by), ("Phone without battery", self.advisor))
        self.assertIn("Phone without battery", self.alice_enrolment.message_ids[0].body)
        with freeze_time("2026-03-11 08:00:00"):
            self._note(row, "expected", "Was Bruno")
        self.assertEqual((row.state, row.method, row.note), ("expected", False, False))

    def test_an_excuse_may_come_before(self):
        with freeze_time("2026-03-08 08:00:00"):
            self._note(self.alice_row, "excused", "Told us on the phone")
        self.assertEqual(self.alice_row.state, "excused")
        # and she came after all
        with freeze_time("2026-03-09 08:00:00"):
            self._sign(self.alice_row)
        self.assertEqual((self.alice_row.state, self.alice_row.note), ("present", False))

    @freeze_time("2026-03-09 08:30:00")
    def test_a_signature_is_not_overwritten(self):
        self._sign(self.alice_row)
        for state in ("absent", "excused", "expected", "present"):
            with self.assertRaisesRegex(UserError, "has signed this half-day"):
                self._note(self.alice_row, state)
        self.assertEqual(self.alice_row.state, "present")

    def test_who_did_not_sign_is_absent_afterwards(self):
        with freeze_time("2026-03-09 08:30:00"):
            self._sign(self.alice_row)
        session = self.incubator.with_user(self.advisor)
        with freeze_time("2026-03-09 23:00:00"), self.assertRaisesRegex(UserError, "nothing to do"):
            session.action_mark_absent()
        with freeze_time("2026-03-10 09:00:00"):
            session.action_mark_absent()
            self.assertEqual(self.bruno_row.state, "absent")
            self.assertEqual(self.alice_row.state, "present")
            later = self._row(self.bruno_enrolment, self.half_days[2])
            self.assertEqual(later.state, "expected")
            session.invalidate_recordset(["cae_attendance_rate"])
            # two half-days of the first day and the third one have begun: 1 of 6
            self.assertAlmostEqual(session.cae_attendance_rate, 1 / 6)

    def test_only_the_team_notes(self):
        for user in (self.alice_user, self.employee, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._note(self.alice_row, "present", user=user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.alice_row.with_user(user)._note_by_team("present", "Because")

    @freeze_time("2026-03-11 08:00:00")
    def test_present_people_stay_enrolled(self):
        self._note(self.alice_row, "present")
        with self.assertRaisesRegex(UserError, "the enrolment stays"):
            self.alice_enrolment.with_user(self.advisor).action_cancel()
        with self.assertRaisesRegex(UserError, "the enrolment stays"):
            self.alice_enrolment.with_user(self.manager).unlink()
        with self.assertRaisesRegex(UserError, "the enrolment stays"):
            self.alice_enrolment.partner_id = self.bruno.partner_id
        self.bruno_enrolment.with_user(self.manager).unlink()
        self.assertFalse(self.bruno_row.exists())
