from lxml import html

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import CompetencyCommon


@tagged("post_install", "-at_install")
class TestCompetencyPortal(CompetencyCommon, HttpCase):
    def _open(self, url):
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.text)

    def _post(self, **values):
        page = self._open("/my/competencies/rate")
        token = page.xpath("//form//input[@name='csrf_token']/@value")[0]
        return self.url_open("/my/competencies/rate", data={"csrf_token": token, **values})

    def test_person_rates_herself_keeps_and_finishes(self):
        self.authenticate("cae_alice", "cae_alice")
        page = self._open("/my/competencies")
        self.assertIn("Nothing is rated yet", page.text_content())
        kept = self._post(
            **{
                f"level_{self.offer.id}": self.levels[2].id,
                f"note_{self.offer.id}": "A fair",
                f"level_{self.price.id}": "0",
                "note": "Prices",
            }
        )
        self.assertIn("Nobody else sees them", kept.text)
        draft = self.env["cae.competency.assessment"].search(
            [("entrepreneur_id", "=", self.alice.id)]
        )
        self.assertEqual((draft.kind, draft.state, draft.note), ("self", "draft", "Prices"))
        self.assertFalse(draft.with_user(self.advisor).has_access("read"))
        form = self._open("/my/competencies/rate")
        checked = form.xpath("//input[@type='radio'][@checked]/@id")
        self.assertIn(f"level_{self.offer.id}_{self.levels[2].id}", checked)
        self.assertIn(f"level_{self.price.id}_0", checked)
        done = self._post(**{f"level_{self.offer.id}": self.levels[3].id, "finish": "1"})
        self.assertIn("your referent is told", done.text)
        self.assertEqual(draft.state, "done")
        self.assertEqual(draft.rating_ids.filtered("is_rated").competency_id, self.offer)
        self.assertEqual(draft.rating_ids.filtered("is_rated").level_value, 3)
        self.assertIn(self.advisor.partner_id, self.alice.message_ids.notified_partner_ids)
        page = self._open("/my/competencies")
        # a single domain is rated: a point, and no line to what nobody rated
        self.assertTrue(page.xpath("//svg//circle"))
        self.assertFalse(page.xpath("//svg//polygon[@fill-opacity]"))

    def test_nothing_rated_is_refused_and_nothing_is_lost(self):
        self.authenticate("cae_alice", "cae_alice")
        answer = self._post(note="I do not know yet", finish="1")
        self.assertIn("Rate at least one competency", answer.text)
        self.assertIn("I do not know yet", answer.text)

    def _get_form(self):
        """Return what a browser sends of the page's form."""
        (form,) = self._open("/my/competencies/rate").xpath(
            "//form[contains(@class, 'o_cae_rating')]"
        )
        return dict(form.form_values())

    def _send(self, form, **values):
        return self.url_open("/my/competencies/rate", data={**form, **values}).text

    def _get_assessments(self):
        return self.env["cae.competency.assessment"].search(
            [("entrepreneur_id", "=", self.alice.id)], order="id"
        )

    def _get_levels(self, assessment):
        return {
            rating.competency_id: rating.level_id.value
            for rating in assessment.rating_ids.filtered("level_id")
        }

    def test_two_windows_do_not_undo_each_other(self):
        self.authenticate("cae_alice", "cae_alice")
        first, second = self._get_form(), self._get_form()
        self._send(first, **{f"level_{self.offer.id}": self.levels[2].id, "note": "Prices"})
        self._send(second, **{f"level_{self.price.id}": self.levels[3].id})
        draft = self._get_assessments()
        self.assertEqual(self._get_levels(draft), {self.offer: 2, self.price: 3})
        self.assertEqual(draft.note, "Prices")
        self._send(self._get_form(), **{f"level_{self.offer.id}": "0"})
        self.assertEqual(self._get_levels(draft), {self.price: 3}, "a level taken back")

    def test_back_then_finish_makes_no_second_assessment(self):
        self.authenticate("cae_alice", "cae_alice")
        level = {f"level_{self.offer.id}": self.levels[2].id}
        form = self._get_form()
        self._send(form, finish="1", **level)
        # the page as it was; and a new page into which the browser puts what was typed
        for again in (form, self._get_form()):
            self.assertIn(
                "Your answers are kept as of today", self._send(again, finish="1", **level)
            )
        self.assertEqual(self._get_assessments().mapped("state"), ["done"])
        # the form may have saved itself before it is sent
        self._send(self._get_form(), **level)
        self.assertEqual(self._get_assessments().mapped("state"), ["done", "draft"])
        self._send(self._get_form(), finish="1", **level)
        self.assertEqual(self._get_assessments().mapped("state"), ["done"])
        self._send(self._get_form(), finish="1", **{f"level_{self.price.id}": self.levels[1].id})
        self.assertEqual(len(self._get_assessments()), 2, "another one, on purpose")

    def test_competency_that_is_asked_only_since(self):
        """Since the last rating, and since a draft was begun."""
        self.authenticate("cae_alice", "cae_alice")
        self._send(self._get_form(), finish="1", **{f"level_{self.offer.id}": self.levels[2].id})
        added, later = (self.offer.copy({"name": name}) for name in ("To delegate", "To refuse"))
        later.active = False
        self._send(self._get_form(), finish="1", **{f"level_{added.id}": self.levels[2].id})
        self.assertEqual(self._get_levels(self._get_assessments()[-1]), {added: 2})
        self._send(self._get_form(), **{f"level_{self.offer.id}": self.levels[1].id})
        later.active = True
        self._send(self._get_form(), finish="1", **{f"level_{later.id}": self.levels[3].id})
        last = self._get_assessments()[-1]
        self.assertEqual((last.state, self._get_levels(last)), ("done", {self.offer: 1, later: 3}))

    def test_finished_in_another_window(self):
        self.authenticate("cae_alice", "cae_alice")
        first, second = self._get_form(), self._get_form()
        self._send(first, finish="1", **{f"level_{self.offer.id}": self.levels[2].id})
        level = {f"level_{self.price.id}": self.levels[3].id}
        answer = self._send(second, **level)
        self.assertIn("finished this rating in another window", answer)
        page = html.fromstring(answer)
        checked = page.xpath("//input[@type='radio'][@checked]/@id")
        self.assertIn(f"level_{self.price.id}_{self.levels[3].id}", checked, "nothing is lost")
        saved = self.make_jsonrpc_request(
            "/my/competencies/save",
            {"seen": second["seen"], "values": {name: [str(one)] for name, one in level.items()}},
        )
        self.assertIn("in another window", saved["error"])
        self.assertEqual(self._get_assessments().mapped("state"), ["done"])

    def test_typed_fields_are_saved_alone(self):
        self.authenticate("cae_alice", "cae_alice")
        form, url = self._get_form(), "/my/competencies/save"
        for values in (
            {f"level_{self.offer.id}": [str(self.levels[2].id)]},
            {f"note_{self.offer.id}": ["A fair"]},
            {"note": ["Prices"], "level_999999": ["1"], f"level_{self.price.id}": ["999999"]},
        ):
            answer = self.make_jsonrpc_request(url, {"seen": form["seen"], "values": values})
            self.assertFalse(answer["error"])
        draft = self._get_assessments()
        self.assertEqual((draft.state, draft.note), ("draft", "Prices"))
        self.assertEqual(self._get_levels(draft), {self.offer: 2})
        self.assertEqual(draft.rating_ids.filtered("level_id").note, "A fair")

    def test_rating_begun_by_mistake_is_thrown_away(self):
        self._rate(self.alice, {self.offer: 1}, "self")
        self.authenticate("cae_alice", "cae_alice")
        self._send(self._get_form(), **{f"level_{self.offer.id}": self.levels[2].id})
        page = self._open("/my/competencies/rate")
        token = page.xpath("//*[@id='cae_discard']//input[@name='csrf_token']/@value")[0]
        answer = self.url_open("/my/competencies/discard", data={"csrf_token": token})
        self.assertIn("thrown away", answer.text)
        self.assertEqual(self._get_assessments().mapped("state"), ["done"])

    def test_foreign_values_are_left_alone(self):
        self.authenticate("cae_alice", "cae_alice")
        foreign = self._rate(self.bruno, {self.offer: 1}, "self", finish=False)
        self._post(
            **{
                f"level_{self.offer.id}": "999999",
                "level_999999": str(self.levels[1].id),
                "level_x": "1",
                "entrepreneur_id": str(self.bruno.id),
                "state": "done",
                "kind": "advisor",
            }
        )
        draft = self.env["cae.competency.assessment"].search(
            [("entrepreneur_id", "=", self.alice.id)]
        )
        self.assertEqual((draft.kind, draft.state), ("self", "draft"))
        self.assertFalse(draft.rating_ids.level_id)
        self.assertEqual(len(foreign.rating_ids.filtered("level_id")), 1)

    def test_who_has_no_file_finds_no_page(self):
        user = self.env["res.users"].create(
            {
                "name": "A client",
                "login": "cae_client",
                "password": "cae_client",
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        self.authenticate(user.login, user.login)
        for url in ("/my/competencies", "/my/competencies/rate"):
            self.assertEqual(self.url_open(url).status_code, 404)

    def test_advisors_draft_is_not_shown(self):
        self._rate(self.alice, {self.offer: 1}, finish=False)
        self.authenticate("cae_alice", "cae_alice")
        self.assertIn("Nothing is rated yet", self._open("/my/competencies").text_content())
