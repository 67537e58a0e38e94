from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestDemoFormats(TransactionCase):
    """The example has an incubator every two months, and the year of its advisors."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("base.main_company")
        cls.newcomers = cls.env.ref("cae_accompagnement.event_type_newcomers")

    def test_an_incubator_past_and_one_coming(self):
        series = self.newcomers.cae_series_ids
        past, coming = series.event_ids.sorted("date_begin")[:2]
        self.assertTrue(past.is_finished)
        self.assertIn("done", past.registration_ids.mapped("state"))
        self.assertTrue(past._has_outcome())
        self.assertFalse(coming.is_finished)
        self.assertEqual(coming.seats_max, 8)
        self.assertEqual(len(coming.cae_speaker_ids), 3)
        self.assertFalse(coming.cae_team_warning)
        for session in (past, coming):
            self.assertTrue(all(session.cae_half_day_ids.mapped("title")))
        self.assertFalse(series._make_sessions(), "made again, nothing lacks")
        peers = self.env.ref("cae_accompagnement.event_type_peers")
        self.assertTrue(peers.cae_event_ids.filtered("cae_waiting_count"))

    def test_the_advisors_meet_each_month(self):
        meetings = self.env["cae.meeting"].search(
            [
                ("kind_id", "=", self.env.ref("cae_reunion.kind_advisors").id),
                ("company_id", "=", self.company.id),
            ]
        )
        self.assertEqual(len(meetings), 6)
        self.assertEqual(len({meeting.date_begin.month for meeting in meetings}), 6)
