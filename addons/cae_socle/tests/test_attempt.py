from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import TransactionCase, tagged

NOW = datetime(2026, 3, 10, 9)


@tagged("post_install", "-at_install")
class TestAttempt(TransactionCase):
    """What is tried too often, in whichever process."""

    def test_each_key_has_its_own_limit_within_the_period(self):
        attempts = self.env["cae.attempt"]
        limits = {"somebody@example.com": 2, "192.0.2.1": 3}

        def is_excessive():
            return attempts._is_excessive("door", limits, minutes=10)

        with freeze_time(NOW):
            self.assertFalse(is_excessive())
            attempts._note("door", limits)
            self.assertFalse(is_excessive())
            attempts._note("door", limits)
            self.assertTrue(is_excessive())
            self.assertFalse(attempts._is_excessive("door", {"192.0.2.1": 3}, minutes=10))
            self.assertFalse(attempts._is_excessive("window", limits, minutes=10))
        with freeze_time(NOW + timedelta(minutes=10)):
            self.assertFalse(is_excessive())

    def test_only_fingerprints_are_kept_and_not_for_long(self):
        attempts = self.env["cae.attempt"]
        with freeze_time(NOW):
            attempts._note("door", ["somebody@example.com"])
        kept = attempts.search([])
        self.assertNotIn("somebody", kept.key_print)
        with freeze_time(NOW + timedelta(days=2, minutes=1)):
            attempts._gc_attempts()
        self.assertFalse(kept.exists())
