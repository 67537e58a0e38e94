from datetime import timedelta

from lxml import html
from psycopg2 import IntegrityError

from odoo import fields
from odoo.addons.cae_contrat.tests.common import CaeContractCommon
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from ..models.cae_roadmap_step import MAX_OWN

MODELS = (
    "cae.roadmap",
    "cae.roadmap.goal",
    "cae.roadmap.indicator",
    "cae.roadmap.measure",
    "cae.roadmap.step",
    "cae.roadmap.review",
    "cae.roadmap.review.line",
)


class RoadmapCase(CaeContractCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Roadmap = cls.env["cae.roadmap"].with_user(cls.advisor)
        cls.roadmap = cls.Roadmap.create(
            {
                "entrepreneur_id": cls.alice.id,
                "name": "Live from my workshop",
                "aim": "1 000 € a month",
                "goal_ids": [Command.create({"name": "Three regular clients"})],
                "step_ids": [
                    Command.create(
                        {"name": "Make an offer", "date_due": cls.today - timedelta(days=1)}
                    ),
                    Command.create({"name": "Read the offer again", "who": "advisor"}),
                    Command.create({"name": "Rent a stand", "date_due": cls.today}),
                ],
                "indicator_ids": [
                    Command.create(
                        {"name": "Invoiced", "unit": "€", "start_value": 100, "target_value": 1000}
                    )
                ],
            }
        )
        cls.offer, cls.reading, cls.stand = cls.roadmap.step_ids


@tagged("post_install", "-at_install")
class TestRoadmap(RoadmapCase):
    def test_progress_counts_what_is_not_dropped(self):
        self.assertEqual((self.roadmap.progress, self.roadmap.step_count), (0, 3))
        self.offer.action_done()
        self.reading.state = "dropped"
        self.assertEqual((self.roadmap.progress, self.roadmap.step_count), (50, 2))
        self.assertEqual(self.offer.date_done, self.today)
        self.offer.action_reopen()
        self.assertEqual((self.roadmap.progress, self.offer.date_done), (0, False))

    def test_steps_of_the_advisor_are_due(self):
        self.reading.date_due = self.today + timedelta(days=20)
        deadline = self.env["cae.deadline"].search([("res_model", "=", "cae.roadmap.step")])
        deadline = deadline.filtered(lambda one: one.res_id in self.roadmap.step_ids.ids)
        self.assertEqual(deadline.mapped("res_id"), self.reading.ids, "the others are hers")
        self.assertEqual((deadline.name, deadline.user_id), (self.reading.name, self.advisor))
        self.assertEqual(deadline.date_due, self.reading.date_due)
        self.assertFalse(deadline.with_user(self.accountant)._filtered_access("read"))
        deadline.with_user(self.advisor).action_done()
        self.assertEqual(self.reading.state, "done")
        self.reading.with_user(self.advisor).action_reopen()
        self.assertEqual(deadline.state, "open")
        self.roadmap.action_close()
        self.assertEqual(deadline.state, "gone")
        self.roadmap.action_reopen()
        self.assertEqual(deadline.state, "open")

    def test_a_step_is_not_moved_to_the_roadmap_of_somebody_followed_by_others(self):
        own = self.Roadmap.with_user(self.other_advisor).create(
            {
                "entrepreneur_id": self.dora.id,
                "name": "Hers",
                "step_ids": [Command.create({"name": "Strange"})],
            }
        )
        with self.assertRaises(AccessError):
            own.step_ids.write({"roadmap_id": self.roadmap.id})
        self.assertEqual(own.step_ids.roadmap_id, own)

    def test_late_is_after_the_day_itself(self):
        self.assertEqual((self.offer | self.stand).mapped("is_late"), [True, False])
        late = self.env["cae.roadmap.step"].search(
            [("roadmap_id", "=", self.roadmap.id), ("is_late", "=", True)]
        )
        self.assertEqual(late, self.offer.with_user(self.env.user))
        self.assertEqual(self.roadmap.late_count, 1)

    def test_looking_makes_no_roadmap(self):
        Roadmap = self.env["cae.roadmap"].with_user(self.advisor)
        person = self.bruno.with_user(self.advisor)
        known = Roadmap.search_count([("entrepreneur_id", "=", person.id)])
        self.assertEqual((known, person.roadmap_summary), (0, "none"))
        action = person.action_open_roadmap()
        self.assertFalse(Roadmap.search_count([("entrepreneur_id", "=", person.id)]))
        with Form(Roadmap.with_context(**action["context"])) as form:
            form.aim = "Two workshops a month"
        self.assertEqual(person.action_open_roadmap()["res_id"], form.record.id)
        self.assertEqual(person.roadmap_summary, "0/0")

    def test_roadmap_is_printed(self):
        roadmap = self.env["cae.roadmap"].create(
            {
                "entrepreneur_id": self.bruno.id,
                "aim": "Two workshops a month",
                "step_ids": [Command.create({"name": "Ask for quotes"})],
            }
        )
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "cae_accompagnement.roadmap_report", roadmap.ids
        )
        for words in (b"Bruno Blin", b"Two workshops a month", b"Ask for quotes"):
            self.assertIn(words, html)

    def test_one_running_roadmap_of_a_person(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.Roadmap.create({"entrepreneur_id": self.alice.id})
        self.assertEqual(self.Roadmap._get_current(self.alice), self.roadmap)
        self.roadmap.action_reach()
        after = self.Roadmap._get_current(self.alice)
        self.assertNotEqual(after, self.roadmap)
        with self.assertRaisesRegex(UserError, "is running"):
            self.roadmap.action_reopen()
        after.action_close()
        self.roadmap.action_reopen()
        self.assertEqual(self.roadmap.state, "running")

    def test_states_only_by_the_buttons(self):
        with self.assertRaisesRegex(UserError, "buttons"):
            self.roadmap.state = "closed"
        with self.assertRaisesRegex(UserError, "buttons"):
            self.Roadmap.create({"entrepreneur_id": self.bruno.id, "state": "closed"})
        with self.assertRaisesRegex(ValidationError, "one person"):
            self.roadmap.entrepreneur_id = self.bruno

    def test_bad_values_are_refused(self):
        other = self.Roadmap.create({"entrepreneur_id": self.bruno.id})
        with self.assertRaisesRegex(ValidationError, "another roadmap"):
            other.step_ids = [Command.create({"name": "x", "goal_id": self.roadmap.goal_ids.id})]
            other.step_ids.roadmap_id = other
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.roadmap.date_end = self.roadmap.date_start - timedelta(days=1)
        with self.assertRaisesRegex(ValidationError, "another roadmap"):
            self.env["cae.roadmap.indicator"].create(
                {
                    "name": "x",
                    "target_value": 1,
                    "roadmap_id": other.id,
                    "goal_id": self.roadmap.goal_ids.id,
                }
            )

    def test_step_from_elsewhere_says_where_it_comes_from(self):
        step = self.roadmap._add_step("Get a car", origin=self.alice, who="advisor")
        self.assertEqual((step.origin, step.who), ("Alice Arnaud", "advisor"))

    def test_review_writes_the_states_and_stays(self):
        action = self.roadmap.action_review()
        review = self.env["cae.roadmap.review"].with_user(self.advisor).browse(action["res_id"])
        self.assertEqual(review.line_ids.step_id, self.roadmap.step_ids)
        self.assertEqual(self.roadmap.action_review()["res_id"], review.id)
        with Form(review) as form:
            form.note = "The offer is out"
            with form.line_ids.edit(0) as line:
                line.state = "done"
                line.remark = "Two answers"
            with form.measure_ids.edit(0) as measure:
                measure.typed_value = "550"
        self.assertEqual(self.offer.state, "todo")
        review.action_finish()
        self.assertEqual(self.offer.state, "done")
        self.assertEqual(review.line_ids.mapped("state_before"), ["todo"] * 3)
        indicator = self.roadmap.indicator_ids
        self.assertEqual((indicator.value, indicator.progress), (550, 50))
        self.assertEqual(self.roadmap.last_review_date, self.today)
        self.offer.name = "Another name"
        self.assertEqual(review.line_ids[0].name, "Make an offer")
        for change in (
            lambda: review.write({"note": "x"}),
            lambda: review.line_ids[0].write({"state": "todo"}),
            lambda: review.measure_ids.write({"value": 1}),
            lambda: review.line_ids[0].unlink(),
            lambda: review.measure_ids.unlink(),
            lambda: review.unlink(),
            lambda: review.with_context(cae_roadmap_review=True).write({"state": "draft"}),
            lambda: review.action_finish(),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                change()
        with self.assertRaisesRegex(UserError, "dropped instead"):
            self.offer.unlink()
        again = self.roadmap._get_draft_review()
        self.assertEqual(again.line_ids.step_id, self.reading | self.stand)

    def _review_indicators(self, values, date=None):
        """Return a review of the indicators, in their order; None is left empty."""
        review = self.roadmap._get_draft_review()
        review.date = date or self.today
        with Form(review) as form:
            for index, value in enumerate(values):
                if value is not None:
                    with form.measure_ids.edit(index) as line:
                        line.typed_value = str(value)
        return review

    def _add_indicators(self):
        self.roadmap.indicator_ids = [
            Command.create({"name": "Clients", "target_value": 8}),
            Command.create({"name": "Hours", "start_value": 50, "target_value": 35}),
        ]
        return self.roadmap.indicator_ids

    def test_review_shows_each_indicator_with_its_last_value(self):
        indicators = self._add_indicators()
        days = [self.today - timedelta(days=days) for days in (30, 10)]
        self._review_indicators((200, None, 45), days[0]).action_finish()
        self._review_indicators((None, None, 40), days[1]).action_finish()
        review = self.roadmap._get_draft_review()
        self.assertEqual(review.measure_ids.indicator_id, indicators)
        self.assertEqual(review.measure_ids.mapped("indicator_id.name")[0], "Invoiced")
        self.assertEqual(review.measure_ids.mapped("value_before"), [200, 0, 40])
        self.assertEqual(review.measure_ids.mapped("date_before"), [days[0], False, days[1]])
        review.date = days[0] + timedelta(days=1)
        self.assertEqual(review.measure_ids.mapped("value_before"), [200, 0, 45])

    def test_what_nobody_measured_leaves_nothing(self):
        indicators = self._add_indicators()
        self._review_indicators((200, 3, None), self.today - timedelta(days=30)).action_finish()
        before = indicators.read(["value", "is_measured", "progress"])
        self.assertEqual([one["is_measured"] for one in before], [True, True, False])
        review = self._review_indicators((500, None, None))
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(review.measure_ids.mapped("is_measured"), [True, False, False])
        self.assertEqual(indicators.read(["value", "is_measured", "progress"]), before, "a draft")
        review.action_finish()
        self.assertEqual(review.measure_ids.indicator_id, indicators[0])
        self.assertEqual(indicators.mapped("value"), [500, 3, 0])
        self.assertEqual(indicators.mapped("is_measured"), [True, True, False])
        self.assertEqual(len(indicators.measure_ids), 3)

    def test_nothing_is_a_value_too(self):
        self._review_indicators((200,), self.today - timedelta(days=30)).action_finish()
        review = self.roadmap._get_draft_review()
        review.measure_ids.value = 0
        self.assertTrue(review.measure_ids.is_measured)
        # taken back
        review.measure_ids.write({"value": 0, "is_measured": False})
        self.assertFalse(review.measure_ids.is_measured)
        review.measure_ids.write({"is_measured": True})
        review.action_finish()
        self.assertEqual(review.measure_ids.mapped("value"), [0])
        self.assertEqual(self.roadmap.indicator_ids.value, 0)

    def test_the_value_is_written_as_one_writes_numbers(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.advisor.lang = "fr_FR"
        measure = self.roadmap._get_draft_review().measure_ids.with_context(lang="fr_FR")
        self.assertFalse(measure.typed_value)
        for typed, value, shown in (
            ("1 900,5", 1900.5, "1\u202f900,5"),
            ("1900.50", 1900.5, "1\u202f900,5"),
            ("-3", -3, "-3"),
            (" 0 ", 0, "0"),
        ):
            with self.subTest(typed=typed):
                measure.typed_value = typed
                measure.invalidate_recordset()
                self.assertEqual((measure.value, measure.is_measured), (value, True))
                self.assertEqual(measure.typed_value, shown)
        for typed in ("beaucoup", "1,2,3", "1,999", "9" * 20):
            with (
                self.subTest(typed=typed),
                self.assertRaisesRegex(ValidationError, "two decimals at most|décimales au plus"),
                self.cr.savepoint(),
            ):
                measure.typed_value = typed
        self.assertEqual((measure.value, measure.is_measured), (0, True))
        measure.typed_value = ""
        measure.invalidate_recordset()
        self.assertEqual(
            (measure.value, measure.is_measured, measure.typed_value), (0, False, False)
        )

    def test_draft_has_the_indicators_added_since(self):
        review = self.roadmap._get_draft_review()
        review.measure_ids.value = 200
        indicators = self._add_indicators()
        self.assertEqual(review.measure_ids.indicator_id, indicators)
        self.assertEqual(review.measure_ids.mapped("value"), [200, 0, 0])
        # begun before the indicators had lines
        review.measure_ids[1:].unlink()
        self.assertEqual(self.roadmap._get_draft_review(), review)
        self.assertEqual(review.measure_ids.indicator_id, indicators)
        review.action_finish()
        self.roadmap.indicator_ids = [Command.create({"name": "Late", "target_value": 1})]
        self.assertEqual(review.measure_ids.indicator_id, indicators[0])

    def test_review_is_of_its_day_and_of_its_people(self):
        review = self.roadmap._get_draft_review()
        with self.assertRaisesRegex(ValidationError, "on the day itself"):
            review.date = self.today + timedelta(days=1)
        appointment = (
            self.env["cae.appointment"]
            .with_user(self.advisor)
            .create(
                {
                    "person_ids": [Command.create({"entrepreneur_id": self.bruno.id})],
                    "date_begin": fields.Datetime.now(),
                }
            )
        )
        with self.assertRaisesRegex(ValidationError, "was not part of"):
            review.appointment_id = appointment
        self.roadmap.action_close()
        review.unlink()
        with self.assertRaisesRegex(UserError, "is closed"):
            self.roadmap.action_review()

    def test_report_leads_to_the_review(self):
        appointment = (
            self.env["cae.appointment"]
            .with_user(self.advisor)
            .create(
                {
                    "person_ids": [Command.create({"entrepreneur_id": self.alice.id})],
                    "date_begin": fields.Datetime.now() - timedelta(hours=1),
                }
            )
        )
        report = appointment.env["cae.report"].create({"appointment_id": appointment.id})
        action = report.action_review_roadmap()
        review = self.env["cae.roadmap.review"].browse(action["res_id"])
        self.assertEqual((review.roadmap_id, review.appointment_id), (self.roadmap, appointment))
        self.assertEqual(report.action_review_roadmap()["res_id"], review.id)
        alone = report.create({"person_ids": [Command.set(self.bruno.ids)]})
        self.assertEqual(alone.action_review_roadmap()["res_model"], "cae.roadmap")

    def test_neighbours_and_roles(self):
        review = self.roadmap._get_draft_review()
        review.measure_ids.value = 3
        for model in MODELS:
            found = self.env[model].search([("entrepreneur_id", "=", self.alice.id)])
            self.assertTrue(found, model)
            for user, sees in (
                (self.advisor, True),
                (self.manager, True),
                (self.other_advisor, False),
                (self.bruno_user, False),
                (self.alice_user, "review" not in model and "measure" not in model),
            ):
                records = found.with_user(user)
                self.assertEqual(records.has_access("read"), sees, (model, user.login))
                self.assertEqual(bool(records._filtered_access("read")), sees)
            for user in (self.alice_user, self.bruno_user, self.other_advisor):
                self.assertFalse(found.with_user(user).has_access("write"), (model, user.login))
            for user in (self.employee, self.accountant):
                self.assertFalse(self.env[model].with_user(user).has_access("read"), model)
        review.action_finish()
        for model in MODELS:
            found = self.env[model].search([("entrepreneur_id", "=", self.alice.id)])
            self.assertTrue(found.with_user(self.alice_user).has_access("read"), model)

    def test_other_cooperative_sees_nothing(self):
        foreign = self._create_staff(
            "cae_foreign_manager", "cae_socle.group_manager", self.other_company
        )
        for model in MODELS:
            self.assertFalse(self.env[model].with_user(foreign).search([]), model)

    def test_list_asks_as_often_for_many_as_for_few(self):
        people = self.env["cae.entrepreneur"].create(
            [
                {
                    "name": f"Person {number}",
                    "company_id": self.company.id,
                    "territory_id": self.territory.id,
                    "referent_id": self.advisor.id,
                }
                for number in range(40)
            ]
        )
        self.Roadmap.create(
            [
                {"entrepreneur_id": one.id, "step_ids": [Command.create({"name": "Step"})]}
                for one in people
            ]
        )
        spec = {
            name: {}
            for name in ("name", "progress", "step_count", "late_count", "last_review_date")
        } | {"entrepreneur_id": {"fields": {"display_name": {}}}}
        counts = []
        for limit in (5, 40):
            self.env.invalidate_all()
            self.Roadmap.web_search_read([("state", "=", "running")], spec, limit=1)
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.Roadmap.web_search_read([("state", "=", "running")], spec, limit=limit)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_timeline_shows_roadmap_and_review(self):
        self.roadmap._get_draft_review().action_finish()
        titles = [
            event["title"] for event in self.alice.with_user(self.advisor)._get_timeline_events()
        ]
        self.assertIn("Roadmap", titles)
        self.assertIn("Roadmap reviewed", titles)


@tagged("post_install", "-at_install")
class TestMyRoadmap(RoadmapCase, HttpCase):
    def _post(self, url, **values):
        token = self._token()
        return self.url_open(url, data={"csrf_token": token, **values})

    def _token(self):
        page = self.url_open("/my/roadmap").text
        return page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]

    def test_ticks_and_adds_steps(self):
        self.authenticate("cae_alice", "cae_alice")
        page = self.url_open("/my/roadmap").text
        for words in ("Live from my workshop", "1 000 €", "Make an offer", "Your advisor does it"):
            self.assertIn(words, page)
        self.assertIn("/my/roadmap", self.url_open("/my").text)
        answer = self._post(f"/my/roadmap/step/{self.offer.id}", state="done", words="Sent!")
        self.assertIn("Your advisor sees it", answer.text)
        self.assertEqual((self.offer.state, self.offer.words), ("done", "Sent!"))
        self._post(f"/my/roadmap/step/{self.offer.id}", state="todo")
        self.assertEqual((self.offer.state, self.offer.words), ("todo", "Sent!"), "one tap")
        self._post(f"/my/roadmap/step/{self.offer.id}", state="done", words="")
        self.assertEqual((self.offer.state, self.offer.words), ("done", False))
        answer = self._post("/my/roadmap/add", name="  Call  Paul ", date_due="2027-01-31")
        (line,) = html.fromstring(answer.text).xpath("//li[div[contains(@class, 'alert-success')]]")
        self.assertIn("Your step is added", line.text_content(), "said where one looks")
        self.assertTrue(answer.url.endswith(f"#{line.get('id')}"))
        added = self.env["cae.roadmap.step"].search([("name", "=", "Call Paul")])
        for _time in range(2):  # pressed twice
            answer = self._post(f"/my/roadmap/step/{added.id}/remove")
            self.assertIn("The step is removed", answer.text)
        self.assertFalse(added.exists())
        answer = self._post(f"/my/roadmap/step/{self.offer.id}/remove")
        self.assertIn("not yours to remove", answer.text)
        self.assertTrue(self.offer.exists())
        answer = self._post("/my/roadmap/add", name="  Call  Paul ", date_due="2027-01-31")
        added = self.roadmap.step_ids - self.offer - self.reading - self.stand
        self.assertEqual(
            (added.name, added.date_due, added.who, added.origin),
            ("Call Paul", fields.Date.to_date("2027-01-31"), "person", "Added by the person"),
        )

    def test_steps_of_ones_own_have_an_end(self):
        self.authenticate("cae_alice", "cae_alice")
        steps = self.env["cae.roadmap.step"]._by_method()
        own = {"roadmap_id": self.roadmap.id, "who": "person", "is_of_person": True}
        own = steps.create([{**own, "name": f"Step {number}"} for number in range(MAX_OWN)])
        answer = self._post("/my/roadmap/add", name="One too many")
        self.assertIn(f"{MAX_OWN} steps of yours are still to do", answer.text)
        self.assertIn('value="One too many"', answer.text)
        own[0].action_done()
        self.assertIn("Your step is added", self._post("/my/roadmap/add", name="The last").text)

    def test_value_of_a_draft_is_not_shown(self):
        self.authenticate("cae_alice", "cae_alice")
        review = self.roadmap._get_draft_review()
        review.measure_ids.value = 777.5
        page = self.url_open("/my/roadmap").text
        self.assertIn("not yet measured", page)
        self.assertNotIn("777.50", page)
        review.action_finish()
        page = self.url_open("/my/roadmap").text
        self.assertNotIn("not yet measured", page)
        self.assertIn("777.50", page)

    def test_bad_input_is_said_and_changes_nothing(self):
        self.authenticate("cae_alice", "cae_alice")
        for url, values, words in (
            (f"/my/roadmap/step/{self.reading.id}", {"state": "done"}, "not yours to tick"),
            (f"/my/roadmap/step/{self.offer.id}", {"state": "dropped"}, "Say whether"),
            (f"/my/roadmap/step/{self.offer.id}", {}, "Say whether"),
            ("/my/roadmap/add", {"name": "   "}, "in a few words"),
            ("/my/roadmap/add", {"name": "x" * 201}, "at most 200"),
            ("/my/roadmap/add", {"name": "x", "date_due": "soon"}, "Choose the day"),
        ):
            self.assertIn(words, self._post(url, **values).text, url)
        self.assertEqual(set(self.roadmap.step_ids.mapped("state")), {"todo"})
        self.assertEqual(len(self.roadmap.step_ids), 3)
        self.roadmap.action_close()
        # no form is left on the page of a closed roadmap: the token is another page's
        page = self.url_open("/my/competencies/rate").text
        token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        answer = self.url_open("/my/roadmap/add", data={"csrf_token": token, "name": "x"})
        self.assertIn("This roadmap is closed", answer.text)

    def test_neighbours_step_is_not_found(self):
        self.authenticate("cae_bruno", "cae_bruno")
        page = self.url_open("/my/roadmap").text
        self.assertIn("You have no roadmap yet", page)
        self.assertNotIn("Make an offer", page)
        page = self.url_open("/my/competencies/rate").text
        token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        answer = self.url_open(
            f"/my/roadmap/step/{self.offer.id}", data={"csrf_token": token, "state": "done"}
        )
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(self.offer.state, "todo")

    def test_by_call_kw_nothing_changes(self):
        for name, args in (
            ("write", [{"state": "done"}]),
            ("action_done", []),
            ("action_reopen", []),
            ("unlink", []),
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                getattr(self.offer.with_user(self.alice_user), name)(*args)
        for name in ("action_review", "action_reach", "action_close", "action_reopen"):
            with self.assertRaises(AccessError), self.cr.savepoint():
                getattr(self.roadmap.with_user(self.alice_user), name)()
