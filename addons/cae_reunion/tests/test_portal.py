from freezegun import freeze_time
from lxml import html

from odoo.tests import HttpCase, tagged

from ..models.cae_meeting_topic import MAX_PROPOSED
from .common import MeetingCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 10:00:00")
class TestPortal(MeetingCommon, HttpCase):
    """Meetings in "My space", and the answer by the link of a mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.row,) = cls._invite(cls.meeting, cls.alice)
        cls._invite(cls.meeting, cls.bruno)
        cls.meeting.write({"place": "Tours"})
        cls.closed = cls._make_meeting(cls.closed_kind, "2026-12-10 08:00:00")
        cls._invite(cls.closed, cls.bruno)

    def setUp(self):
        super().setUp()
        self.meeting.action_announce()
        self.closed.action_announce()
        self.authenticate("cae_alice", "cae_alice")

    def _open(self, path, status=200):
        response = self.url_open(path)
        self.assertEqual(response.status_code, status, path)
        return html.fromstring(response.content)

    def _text(self, node):
        return " ".join(node.text_content().split())

    def _post(self, path, data=None, page="/my/meetings"):
        token = self._open(page).xpath("//input[@name='csrf_token']/@value")[0]
        return self.url_open(path, data={"csrf_token": token, **(data or {})})

    def test_card(self):
        (card,) = self._open("/my").xpath("//*[@id='cae_card_meetings']")
        text = self._text(card)
        for words in ("Exchange", "Tuesday 8 December 2026", "9:00", "Tours", "Are you coming?"):
            self.assertIn(words, text)
        self.assertTrue(card.xpath(".//a[@href='/my/decisions']"))

    def test_every_page_is_accessible(self):
        for path in ("/my/meetings", f"/my/meetings/{self.meeting.id}", "/my/decisions"):
            page = self._open(path)
            with self.subTest(path=path):
                self.assertEqual(len(page.xpath("//main//h1")), 1)
                ids = page.xpath("//main//@id")
                self.assertEqual(len(ids), len(set(ids)))
                fields = page.xpath(
                    "//main//form//*[self::input or self::select or self::textarea]"
                    "[not(@type='hidden')]"
                )
                self.assertTrue(fields)
                for field in fields:
                    self.assertTrue(page.xpath(f"//label[@for='{field.get('id')}']"))
                self.assertTrue(page.xpath("//ol[hasclass('breadcrumb')]//a[@href='/my/home']"))
                self.assertIn(" | ", page.findtext(".//title"))

    def test_what_is_not_ones_own_is_not_found(self):
        draft = self._make_meeting(self.member_kind, "2027-01-12 08:00:00")
        for path in (
            f"/my/meetings/{self.closed.id}",
            f"/my/meetings/{draft.id}",
            f"/my/meetings/{self.meeting.id}/minutes.pdf",
            f"/my/meetings/{self.closed.id}/meeting.ics",
            f"/my/meetings/{self.closed.id}/answer",
            "/my/meetings/99999999",
            "/my/meetings/action/99999999",
        ):
            with self.subTest(path=path):
                self._open(path, status=404)
        text = self._text(self._open("/my/meetings"))
        self.assertNotIn("Steering", text)

    def test_answer(self):
        path = f"/my/meetings/{self.meeting.id}"
        response = self._post(f"{path}/answer", {"answer": "excused", "excuse": "Fair"}, path)
        self.assertTrue(response.url.endswith("done=answer"))
        self.assertEqual((self.row.state, self.row.excuse), ("excused", "Fair"))
        self._post(f"{path}/answer", {"answer": "coming", "excuse": "Fair"}, path)
        self.assertEqual((self.row.state, self.row.excuse), ("coming", False))
        page = html.fromstring(self._post(f"{path}/answer", {"answer": "present"}, path).content)
        self.assertIn("Choose whether", self._text(page.xpath("//*[@role='alert']")[0]))
        self.assertEqual(self.row.state, "coming")
        page = html.fromstring(
            self._post(f"{path}/answer", {"answer": "excused", "excuse": "x" * 501}, path).content
        )
        self.assertIn("500", self._text(page.xpath("//*[@role='alert']")[0]))

    def test_propose_a_topic_for_a_meeting(self):
        path = f"/my/meetings/{self.meeting.id}"
        bad = html.fromstring(self._post(path, {"name": " ", "minutes": "5"}, path).content)
        self.assertTrue(bad.xpath("//*[@id='cae_topic_name_error']"))
        response = self._post(
            path, {"name": "<b>A van</b>", "aim": "decide", "minutes": "20"}, path
        )
        self.assertIn("done=topic", response.url)
        topic = self.meeting.topic_ids.filtered("proposed_by_id")
        self.assertEqual(
            (topic.name, topic.aim, topic.state), ("<b>A van</b>", "decide", "proposed")
        )
        page = self._open(path)
        self.assertIn("Waiting for an answer", self._text(page))
        self.assertNotIn("<b>A van", html.tostring(page).decode())
        self._post(f"/my/meetings/topic/{topic.id}/withdraw")
        self.assertFalse(topic.exists())

    def test_proposals_that_wait_have_an_end(self):
        """From the page of the meeting and from the list; what was typed is kept."""
        path = f"/my/meetings/{self.meeting.id}"
        typed = {"minutes": "20", "description": "For the market"}
        pages = {path: {}, "/my/meetings": {"kind_id": self.member_kind.id}}
        for number in range(MAX_PROPOSED):
            page = list(pages)[number % 2]
            self._post(page, {"name": f"Topic {number}", **typed, **pages[page]})
        own = self.meeting.topic_ids.filtered("proposed_by_id")
        self.assertEqual(len(own), MAX_PROPOSED)
        for page, more in pages.items():
            answer = self._post(page, {"name": "One too many", **typed, **more})
            shown = html.fromstring(answer.content)
            with self.subTest(page=page):
                (alert,) = shown.xpath("//*[@role='alert']")
                self.assertIn(f"{MAX_PROPOSED} topics of yours wait", self._text(alert))
                self.assertEqual(shown.xpath("//*[@id='cae_topic_name']/@value"), ["One too many"])
                self.assertIn("For the market", shown.xpath("//textarea")[-1].text)
        self.assertEqual(len(self.meeting.topic_ids.filtered("proposed_by_id")), MAX_PROPOSED)
        # one that is answered, or that somebody else proposes, is not counted
        own[0].action_accept()
        self.assertIn("done=topic", self._post(path, {"name": "Now", **typed}).url)
        self.authenticate("cae_bruno", "cae_bruno")
        self.assertIn("done=topic", self._post(path, {"name": "Mine", **typed}).url)

    def test_what_one_does_not_see_is_taken_off_a_topic(self):
        path = f"/my/meetings/{self.meeting.id}"
        self._post(path, {"name": "A \u202enav\u2066 of\0 ours\u200f", "minutes": "20"})
        self.assertEqual(self.meeting.topic_ids.filtered("proposed_by_id").name, "A nav of ours")

    def test_propose_a_topic_for_the_next_one(self):
        response = self._post(
            "/my/meetings", {"kind_id": self.member_kind.id, "name": "A van", "minutes": "20"}
        )
        self.assertIn("done=topic", response.url)
        self.assertEqual(self.meeting.topic_ids.filtered("proposed_by_id").name, "A van")
        refused = self._post("/my/meetings", {"kind_id": self.team_kind.id, "name": "x"})
        self.assertEqual(refused.status_code, 404)
        refused = self._post("/my/meetings", {"kind_id": "²", "name": "x"})
        self.assertEqual(refused.status_code, 404)

    def test_when_the_list_is_closed_there_is_no_form(self):
        self.member_kind.topics_close_days = 30
        page = self._open(f"/my/meetings/{self.meeting.id}")
        self.assertFalse(page.xpath("//*[@id='cae_topic_name']"))
        path = f"/my/meetings/{self.meeting.id}"
        answer = html.fromstring(self._post(path, {"name": "Too late", "minutes": "5"}).content)
        self.assertFalse(self.meeting.topic_ids.filtered("proposed_by_id"))
        self.assertEqual(len(answer.xpath("//main//h1")), 1)

    def test_minutes_once_published(self):
        topic = self.meeting.topic_ids
        topic.write({"notes": "<p>In the open</p>", "private_notes": "<p>Secretword</p>"})
        self.env["cae.decision"].create(
            {"name": "Élection du gérant", "text": "À l'unanimité", "topic_id": topic.id}
        )
        self.meeting.action_hold()
        before = self._text(self._open(f"/my/meetings/{self.meeting.id}"))
        for words in ("In the open", "Élection", "Secretword"):
            self.assertNotIn(words, before)
        self.assertFalse(self._open("/my/decisions").xpath("//*[@id='cae_decisions']/li"))
        self.meeting.action_publish()
        after = self._text(self._open(f"/my/meetings/{self.meeting.id}"))
        for words in ("In the open", "Élection du gérant", "À l'unanimité"):
            self.assertIn(words, after)
        self.assertNotIn("Secretword", after)
        content = self.url_open(f"/my/meetings/{self.meeting.id}/minutes.pdf").content
        printed = self._read_pdf(content)
        self.assertIn("In the open", printed)
        self.assertNotIn("Secretword", printed)
        for words, count in (("election", 1), ("GERANT unanimite", 1), ("budget", 0), ("%", 1)):
            with self.subTest(words=words):
                found = self._open(f"/my/decisions?words={words}")
                self.assertEqual(len(found.xpath("//*[@id='cae_decisions']/li")), count)
        self.authenticate("cae_dora", "cae_dora")
        self.dora._by_method().stage = "former"
        self.assertFalse(self._open("/my/decisions").xpath("//*[@id='cae_decisions']/li"))
        self._open(f"/my/meetings/{self.meeting.id}/minutes.pdf", status=404)

    def test_minutes_for_the_invited_only(self):
        self.meeting.publish_to = "invited"
        self.meeting.topic_ids.notes = "<p>In the open</p>"
        self.env["cae.meeting.attendee"].search(
            [("meeting_id", "=", self.meeting.id), ("partner_id", "=", self.dora.partner_id.id)]
        ).unlink()
        self._publish(self.meeting)
        self.dora.stage = "cape"
        self.authenticate("cae_dora", "cae_dora")
        page = self._open(f"/my/meetings/{self.meeting.id}")
        self.assertNotIn("In the open", self._text(page))
        self._open(f"/my/meetings/{self.meeting.id}/minutes.pdf", status=404)

    def test_own_actions(self):
        action, other = self.env["cae.action"].create(
            [
                {
                    "name": f"Action of {person.name}",
                    "owner_id": person.partner_id.id,
                    "date_due": "2026-11-20",
                    "meeting_id": self.meeting.id,
                }
                for person in (self.alice, self.bruno)
            ]
        )
        text = self._text(self._open("/my/meetings"))
        self.assertIn("Action of Alice", text)
        self.assertIn("Late", text)
        self.assertNotIn("Action of Bruno", text)
        for done, state, words in (("1", "done", "Well done"), ("", "open", "to be done again")):
            answer = self._post(f"/my/meetings/action/{action.id}", {"done": done})
            self.assertEqual(action.state, state)
            self.assertTrue(answer.url.endswith(f"#action{action.id}"))
            (line,) = html.fromstring(answer.content).xpath(f"//*[@id='action{action.id}']")
            self.assertIn(words, self._text(line), "said where one looks")
        refused = self._post(f"/my/meetings/action/{other.id}", {"done": "1"})
        self.assertEqual(refused.status_code, 404)
        self.assertEqual(other.state, "open")

    def test_calendar_file(self):
        response = self.url_open(f"/my/meetings/{self.meeting.id}/meeting.ics")
        self.assertIn("text/calendar", response.headers["Content-Type"])
        self.assertIn(b"LOCATION:Tours", response.content)

    def test_answer_by_the_link_of_the_mail(self):
        url = self.row._get_answer_path()
        self.authenticate(None, None)
        page = self._open(url)
        self.assertIn("Alice Arnaud", self._text(page))
        self.assertEqual(page.xpath("//form[.//input[@name='answer']]/@action"), [url])
        self.assertEqual(self.row.state, "invited", "opening the page answers nothing")
        response = self.url_open(f"{url}?answer=coming")
        self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(self.row.state, "invited")
        answer = self._post(url, {"answer": "coming"}, url)
        self.assertIn("you are expected", self._text(html.fromstring(answer.content)))
        self.assertEqual(self.row.state, "coming")
        self._post(url, {"answer": "excused", "excuse": "Ill"}, url)
        self.assertEqual((self.row.state, self.row.excuse), ("excused", "Ill"))

    def test_wrong_and_old_links(self):
        url = self.row._get_answer_path()
        other = self.meeting.attendee_ids - self.row
        self.authenticate(None, None)
        token = url.split("/")[-1]
        for path in (
            url[:-1] + ("0" if url[-1] != "0" else "1"),
            f"/meetings/answer/{other[0].id}/{token}",
            f"/meetings/answer/99999999/{token}",
            f"/meetings/answer/{self.row.id}/é",
        ):
            with self.subTest(path=path):
                self._open(path, status=404)
        self.meeting.action_cancel()
        page = self._open(url)
        self.assertFalse(page.xpath("//input[@name='answer']"))
        self.row.unlink()
        self._open(url, status=404)

    def test_a_person_without_a_file_who_is_invited(self):
        guest = (
            self.env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": "Guest",
                    "login": "cae_guest",
                    "password": "cae_guest",
                    "lang": "en_US",
                    "company_id": self.company.id,
                    "company_ids": [(6, 0, self.company.ids)],
                    "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
                }
            )
        )
        self.authenticate("cae_guest", "cae_guest")
        self._open(f"/my/meetings/{self.meeting.id}", status=404)
        self._invite(self.meeting, guest)
        page = self._open(f"/my/meetings/{self.meeting.id}")
        self.assertTrue(page.xpath("//input[@name='answer']"))
