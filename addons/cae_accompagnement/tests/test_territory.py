from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from .common import AccompanimentCommon


@tagged("post_install", "-at_install")
class TestTerritory(AccompanimentCommon):
    """What happened stays in the territory in which it happened."""

    def _make(self):
        """Return what can be noted of Alice today, by name."""
        appointment = self.env["cae.appointment"].create(
            {
                "kind_id": self.env.ref("cae_accompagnement.appointment_kind_follow_up").id,
                "user_id": self.advisor.id,
                "person_ids": [Command.create({"entrepreneur_id": self.alice.id})],
                "date_begin": "2026-02-20 09:00:00",
            }
        )
        appointment.action_hold()
        alone = self.env["cae.report"].create({"person_ids": [Command.set(self.alice.ids)]})
        reported = self.env["cae.report"].create({"appointment_id": appointment.id})
        roadmap = self.env["cae.roadmap"].create(
            {
                "entrepreneur_id": self.alice.id,
                "step_ids": [Command.create({"name": "Ask for quotes"})],
            }
        )
        diagnosis = self.env["cae.diagnosis"].create({"entrepreneur_id": self.alice.id})
        finding = self.env["cae.diagnosis.finding"].create(
            {"diagnosis_id": diagnosis.id, "kind": "need", "name": "Prices"}
        )
        made = {
            "appointment": appointment,
            "report": alone,
            "report of the appointment": reported,
            "roadmap": roadmap,
            "step": roadmap.step_ids,
            "finding": finding,
            "assessment": self._rate(self.alice, {self.offer: 2}, date="2026-02-20"),
        }
        self.env.flush_all()
        roadmap.action_close()
        return made

    @freeze_time("2026-03-01 08:00:00")
    def test_who_moves_takes_nothing_of_the_past_along(self):
        past = self._make()
        coming = self.env["cae.appointment"].create(
            {
                "kind_id": self.env.ref("cae_accompagnement.appointment_kind_follow_up").id,
                "user_id": self.advisor.id,
                "entrepreneur_id": self.alice.id,
                "date_begin": "2026-03-20 09:00:00",
            }
        )
        self.alice.territory_id = self.other_territory
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(coming.territory_id, self.other_territory, "it has yet to take place")
        for name, record in past.items():
            with self.subTest(past=name):
                self.assertEqual(record.territory_id, self.territory)
        # what is noted on it afterwards does not move it either
        past["appointment"].write({"name": "Prices", "place": "Quay 3"})
        past["appointment"].person_ids.attendance = "present"
        for name, record in self._make().items():
            with self.subTest(new=name):
                self.assertEqual(record.territory_id, self.other_territory)
        self.assertEqual(past["report of the appointment"].territory_id, self.territory)
