import base64

from odoo.addons.cae_entrepreneur.tests.file_samples import make_pdf
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import CaeContractCommon


@tagged("post_install", "-at_install")
class TestContractForm(CaeContractCommon):
    """A contract made from the file of a person, through the form."""

    def _open_new_contract(self, person):
        action = person.with_user(self.advisor).action_new_contract()
        model = self.env[action["res_model"]].with_user(self.advisor)
        return Form(model.with_context(**action["context"]))

    def _make_person(self, name="Nina Noël"):
        with Form(self.env["cae.entrepreneur"].with_user(self.advisor)) as file:
            file.name = name
            file.territory_id = self.territory
        return file.record

    def test_activity_made_on_the_fly_is_the_persons(self):
        """Both ways of the field: its name alone, and its own form."""
        contract_form = self._open_new_contract(self._make_person())
        person = contract_form.entrepreneur_id
        context = contract_form._view["contexts"]["activity_id"]
        defaults = {
            "default_entrepreneur_ids": person.ids,
            "default_territory_id": contract_form.territory_id.id,
        }
        for name in defaults:
            self.assertIn(name, context)
        activities = self.env["cae.activity"].with_user(self.advisor).with_context(**defaults)
        activity = activities.browse(activities.name_create("Les mots de Nina")[0])
        with Form(activities) as form:
            form.name = "Les mots de Zoé"
        other = form.record
        self.assertEqual((activity | other).mapped("code"), ["MOTS", "MOTS2"])
        self.assertEqual((activity | other).entrepreneur_ids, person)
        self.assertEqual((activity | other).territory_id, self.territory)
        contract_form.activity_id = activity
        contract = contract_form.save()
        self.assertEqual(contract.activity_id, activity)

    def test_only_activity_is_proposed(self):
        with self._open_new_contract(self.alice) as form:
            self.assertEqual(form.kind, "cesa")
            self.assertEqual(form.activity_id, self.alice_activity)
            # somebody else's does not stay
            form.entrepreneur_id = self.bruno
            self.assertEqual(form.activity_id, self.bruno_activity)
            form.date_start = "2026-01-01"
        self.assertEqual(form.record.activity_id, self.bruno_activity)

    def test_nothing_is_proposed_where_there_is_a_choice(self):
        self.alice.cae_activity_ids += self.bruno_activity
        self.assertFalse(self._open_new_contract(self.alice).activity_id)

    def test_activity_and_its_contract_in_one_save_of_the_file(self):
        person = self._make_person()
        activity = self.env["cae.activity"].create({"name": "Bookbinding"})
        with Form(person.with_user(self.advisor)) as file:
            with file.contract_ids.new() as contract:
                contract.kind = "cape"
                contract.activity_id = activity
            file.cae_activity_ids.add(activity)
        self.assertEqual(person.contract_ids.activity_id, activity)
        # a page sends the fields in the order in which one changed them
        person = self._make_person("Oscar Olive")
        contract = {"kind": "cape", "date_end": self.today, "activity_id": activity.id}
        person.with_user(self.advisor).web_save(
            {
                "contract_ids": [Command.create(contract)],
                "cae_activity_ids": [Command.link(activity.id)],
            },
            {},
        )
        self.assertEqual(person.contract_ids.activity_id, activity)
        other = self.env["cae.entrepreneur"].create(
            {
                "name": "Otto Olivier",
                "contract_ids": [
                    Command.create({"activity_id": activity.id, "date_end": self.today})
                ],
                "cae_activity_ids": [Command.link(activity.id)],
            }
        )
        self.assertEqual(other.contract_ids.activity_id, activity)

    def test_a_schedule_that_nobody_gave_is_told(self):
        paper = base64.b64encode(make_pdf())
        for given, told in ((False, True), (paper, False)):
            self.company.cae_schedule_paper = given
            with self.subTest(given=bool(given)):
                form = self._open_new_contract(self._make_person())
                self.assertEqual(form.is_schedule_missing, told)

    def test_whoever_ends_a_contract_before_its_term_says_why(self):
        """By the window, which asks; and by no other way without it."""
        contract = self.alice_contract.with_user(self.advisor)
        person = self.alice.with_user(self.advisor)
        ways = {
            "the file": lambda: person.write(
                {"contract_ids": [Command.update(contract.id, {"state": "ended"})]}
            ),
            "its page": lambda: contract.write({"state": "ended"}),
            "the window": lambda: self._end(contract, "  "),
            "a call": contract.action_end,
        }
        for way, end in ways.items():
            with self.subTest(way=way), self.assertRaises(UserError), self.env.cr.savepoint():
                end()
            self.assertEqual(contract.state, "confirmed")
        window = self.env["cae.contract.end"].with_user(self.advisor)
        with (
            self.assertRaisesRegex(AssertionError, "reason is a required field"),
            Form(window.with_context(default_contract_id=contract.id)),
        ):
            pass
        self._end(contract, "Moves abroad")
        self.assertEqual(contract.state, "ended")
        self.assertIn("Moves abroad", contract.message_ids[0].body)

    def test_no_reason_is_asked_on_the_agreed_day(self):
        with Form(
            self.env["cae.contract.end"]
            .with_user(self.advisor)
            .with_context(default_contract_id=self.bruno_contract.id)
        ) as form:
            form.date = self.bruno_contract.date_end
        form.record.action_end()
        self.assertEqual(self.bruno_contract.state, "ended")

    def _end(self, contract, reason):
        window = self.env["cae.contract.end"].with_user(self.advisor)
        window.create(
            {"contract_id": contract.id, "date": self.today, "reason": reason}
        ).action_end()
