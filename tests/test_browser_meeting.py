from odoo.fields import Command
from odoo.tests import tagged

from .browser import PHONE, WIDE, BrowserCase
from .plays import plays

# Of the example cooperative (cae_demo): passwords equal the logins.
ADVISOR, ENTREPRENEUR = "accompagnatrice", "entrepreneuse"
TOPIC = "Un local à Amboise"
# Sentences, as people write them.
DECISION = "Création d'un comité pour le local, qui voit le propriétaire avant la fin du mois"
ACTION = "Visiter deux locaux et demander le loyer au propriétaire"
INSURANCE = "Les assurances"


@tagged("post_install", "-at_install")
class TestBrowserMeeting(BrowserCase):
    """A topic from its proposal to the decision that is found again, in Chromium."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("base.main_company")
        cls.kind = cls.env.ref("cae_reunion.kind_peers")
        # the next peer exchange, still in preparation
        cls.env["cae.meeting"].search(
            [("kind_id", "=", cls.kind.id), ("state", "in", ("draft", "announced"))]
        )._by_method().write({"state": "cancelled"})
        cls.advisor = cls.env["res.users"].search([("login", "=", ADVISOR)])
        cls.meeting = cls.env["cae.meeting"].create(
            {
                "kind_id": cls.kind.id,
                "company_id": cls.company.id,
                "user_id": cls.advisor.id,
                "date_begin": cls.env["cae.meeting"]._tomorrow().replace(year=2099),
                "place": "Tours",
            }
        )

    def _open_form(self):
        return f"/odoo/cae-meetings/{self.meeting.id}"

    def _propose(self, width):
        """The entrepreneur proposes a topic from her space."""
        with self.browse(ENTREPRENEUR, "/my", width=width) as member:
            member.click("#cae_card_meetings a[href='/my/meetings']")
            member.page.wait_for_selector("#cae_topic_name")
            member.page.select_option("#cae_topic_kind", str(self.kind.id))
            member.page.fill("#cae_topic_name", TOPIC)
            member.page.select_option("#cae_topic_aim", "decide")
            member.click("#proposals form:has(#cae_topic_name) button[type=submit]")
            member.page.wait_for_selector(".alert-success")
            self.assertLessEqual(member.overflows(), 0)
        self.env.invalidate_all()
        topic = self.meeting.topic_ids.filtered("proposed_by_id")
        self.assertEqual((topic.name, topic.state), (TOPIC, "proposed"))
        return topic

    def _prepare(self, topic, width):
        """The advisor takes the topic and announces the meeting."""
        path = "/odoo" if width == WIDE else self._open_form()
        with self.browse(ADVISOR, path, width=width) as advisor:
            page = advisor.page
            if width == WIDE:
                advisor.open_menu("Réunions", "Réunions")
                advisor.open_row("2099")
            with page.expect_response("**/action_accept"):
                advisor.click("button[name=action_accept]:visible")
            advisor.press("action_announce", confirm=True)
            page.wait_for_timeout(500)
            self.assertLessEqual(advisor.overflows(), 0)
        self.env.invalidate_all()
        self.assertEqual((topic.state, self.meeting.state), ("accepted", "announced"))
        self.assertTrue(self.meeting.attendee_ids)

    def _answer(self, width):
        """The entrepreneur says that she is coming."""
        with self.browse(ENTREPRENEUR, f"/my/meetings/{self.meeting.id}", width=width) as member:
            member.click("#cae_answer_coming")
            member.click("form[action$='/answer'] button[type=submit]")
            member.page.wait_for_selector(".alert-success")
            self.assertIn(TOPIC, member.text("main"))
            self.assertLessEqual(member.overflows(), 0)
        self.env.invalidate_all()

    def _hold(self, topic, width):
        """The advisor notes who is there, writes, decides, gives something to do, publishes."""
        meeting = self.meeting.name
        with self.browse(ADVISOR, self._open_form(), width=width) as advisor:
            page = advisor.page
            advisor.press("action_hold", confirm=True)
            advisor.click(".o_notebook_headers a:has-text('Personnes')")
            with page.expect_response("**/action_all_present"):
                advisor.click("button[name=action_all_present]:visible")
            advisor.press("action_open_room")
            page.wait_for_selector(".o_cae_room_agenda")
            self.assertEqual(page.title(), "Sujet par sujet")
            # of which meeting is said once: in the trail, which a phone has no room for
            trail = ".o_breadcrumb" if width == WIDE else ".o_cae_room_agenda h2"
            self.assertEqual(advisor.text(f"{trail}:visible").count(meeting), 1)
            advisor.click(f".o_cae_room_choice:has-text('{TOPIC}')")
            notes = page.locator(".o_cae_room_notes .odoo-editor-editable")
            self._wait_for_topic(page, TOPIC)
            notes.first.click()
            page.keyboard.type("Trois personnes cherchent.")
            self._add_line(advisor, "decision_ids", DECISION)
            self._add_line(advisor, "action_ids", ACTION)
            self.assertLessEqual(advisor.overflows(), 0)
            # leaving the topic saves it
            with page.expect_response("**/web_save") as saved:
                advisor.click(".o_cae_room_choice >> nth=0")
            self.assertNotIn("error", saved.value.json())
            page.wait_for_timeout(500)
        self.env.invalidate_all()
        self.assertIn("Trois personnes cherchent.", topic.notes)
        self.assertEqual(topic.decision_ids.name, DECISION)
        self.assertEqual(topic.action_ids.owner_id, self.advisor.partner_id)
        self.assertEqual(
            set(self.meeting.attendee_ids.mapped("state")), {"present"}, "all were expected"
        )
        with self.browse(ADVISOR, self._open_form(), width=width) as advisor:
            advisor.press("action_publish", confirm=True)
        self.env.invalidate_all()
        self.assertEqual(self.meeting.state, "published")

    def _wait_for_topic(self, page, name):
        """Wait until the form of this topic has taken the place of the one before."""
        page.wait_for_function(
            "name => document.querySelector('.o_cae_room_form [name=name] textarea')"
            "?.value === name",
            arg=name,
        )

    def _add_line(self, browser, field, text):
        """Write a new line in a list of the form."""
        page = browser.page
        box = f".o_field_widget[name={field}]"
        browser.click(f"{box} .o_field_x2many_list_row_add a")
        name = f"{box} .o_data_row .o_field_widget[name=name]"
        line = page.locator(f"{name} textarea, {name} input").last
        line.fill(text)
        # one reads all that one has typed
        page.wait_for_function(
            "line => line.scrollWidth <= line.clientWidth + 2"
            " && line.scrollHeight <= line.clientHeight + 2",
            arg=line.element_handle(),
        )

    def _find_again(self, width):
        """The entrepreneur finds the decision by words without their accents."""
        with self.browse(ENTREPRENEUR, "/my", width=width) as member:
            member.click("#cae_card_meetings a[href='/my/decisions']")
            member.page.fill("#cae_words", "creation comite")
            # the list that is looked through has the same lines
            with member.page.expect_navigation():
                member.page.press("#cae_words", "Enter")
            member.page.wait_for_selector("#cae_decisions li")
            self.assertIn(DECISION, member.text("#cae_decisions"))
            self.assertLessEqual(member.overflows(), 0)
            member.click("#cae_decisions a")
            member.page.wait_for_selector(".o_cae_notes")
            self.assertIn("Trois personnes cherchent.", member.text("main"))
            self.assertLessEqual(member.overflows(), 0)

    def _go_the_whole_way(self, width):
        topic = self._propose(width)
        self._prepare(topic, width)
        self._answer(width)
        self._hold(topic, width)
        self._find_again(width)

    def test_lines_of_the_form_are_read_and_written_on_a_phone(self):
        self.meeting.action_invite()
        self.meeting.action_hold()
        self.meeting.topic_ids = [Command.create({"name": TOPIC})]
        self.env.flush_all()
        with self.browse(ADVISOR, self._open_form(), width=PHONE) as advisor:
            page = advisor.page
            advisor.click(".o_notebook .nav-link[name=people]")
            # the form is read again after the act
            with page.expect_response("**/web_read"):
                advisor.click("button[name=action_excused]:visible")
            advisor.click(".o_notebook .nav-link[name=decisions]")
            for field, name in (("decision_ids", DECISION), ("action_ids", ACTION)):
                advisor.click(f".o_field_widget[name={field}] .o-kanban-button-new")
                page.fill(".modal .o_field_widget[name=name] input", name)
                if field == "decision_ids":
                    # on a phone the topics to choose from are cards of their own window
                    advisor.click(".modal .o_field_widget[name=topic_id] input")
                    advisor.click(f".modal .o_kanban_record:has-text('{TOPIC}')")
                    page.wait_for_selector(".modal .o_kanban_record", state="detached")
                advisor.click(".modal .o_form_button_save:visible")
                page.wait_for_selector(".modal", state="detached")
            advisor.save()
            self.assertEqual(page.locator(".o_notebook .o_list_renderer").count(), 0)
            self.assertLessEqual(advisor.overflows(), 0)
        self.env.invalidate_all()
        self.assertEqual(self.meeting.attendee_ids.mapped("state").count("excused"), 1)
        self.assertEqual(self.meeting.decision_ids.topic_id.name, TOPIC)
        self.assertEqual(self.meeting.decision_ids.name, DECISION)
        self.assertEqual(self.meeting.action_ids.name, ACTION)

    @plays("advisor", "Préparer et tenir une réunion")
    def test_a_topic_becomes_a_decision(self):
        self._go_the_whole_way(WIDE)

    def test_on_a_phone(self):
        self._go_the_whole_way(PHONE)

    def test_minutes_of_a_meeting_to_come_are_asked_about(self):
        self.meeting.action_hold()
        self.env.flush_all()
        with self.browse(ADVISOR, self._open_form()) as advisor:
            advisor.click("button[name=action_publish]:visible")
            advisor.page.wait_for_selector(".modal-footer .btn-primary")
            self.assertIn("pas encore eu lieu", advisor.text(".modal"))
            advisor.click(".modal-footer .btn-secondary")
            advisor.page.wait_for_selector(".modal", state="detached")
        self.env.invalidate_all()
        self.assertEqual(self.meeting.state, "held")

    def test_nothing_is_written_into_a_topic_that_is_being_left(self):
        self.meeting.topic_ids = [
            Command.clear(),
            Command.create({"name": INSURANCE}),
            Command.create({"name": TOPIC}),
        ]
        insurance, place = self.meeting.topic_ids
        self.meeting.action_invite()
        self.meeting.action_hold()
        self.env.flush_all()
        with self.browse(ADVISOR, self._open_form()) as advisor:
            page = advisor.page
            advisor.press("action_open_room")
            self._wait_for_topic(page, INSURANCE)
            notes = page.locator(".o_cae_room_notes .odoo-editor-editable")
            notes.click()
            page.keyboard.type("Un contrat pour tous.")
            # another thought, half written down, takes nothing from the notes
            page.locator("input[name=new_topic]").press_sequentially("Les congés")
            page.wait_for_timeout(1000)
            self.assertIn("Un contrat pour tous.", notes.inner_text())
            page.fill("input[name=new_topic]", "")
            waiting = []
            page.route("**/cae.meeting.topic/web_read", lambda route: waiting.append(route))
            advisor.click(f".o_cae_room_choice:has-text('{TOPIC}')")
            page.wait_for_selector(".o_cae_room_pane > [inert]")
            while not waiting:  # the next topic is on its way
                page.wait_for_timeout(50)
            self.assertIn("Un contrat pour tous.", notes.inner_text(), "still the topic before")
            box = notes.bounding_box()
            page.mouse.click(box["x"] + 20, box["y"] + 20)
            page.keyboard.type("Perdu")
            self.assertNotIn("Perdu", notes.inner_text())
            for request in waiting:
                request.continue_()
            page.unroute("**/cae.meeting.topic/web_read")
            self._wait_for_topic(page, TOPIC)
            notes.click()
            page.keyboard.type("Trois personnes cherchent.")
            with page.expect_response("**/web_save"):
                advisor.click(f".o_cae_room_choice:has-text('{INSURANCE}')")
            self._wait_for_topic(page, INSURANCE)
            # the field draws its text after the form
            page.wait_for_selector(
                ".o_cae_room_notes .odoo-editor-editable:has-text('Un contrat pour tous.')"
            )
        self.env.invalidate_all()
        self.assertIn("Un contrat pour tous.", insurance.notes)
        self.assertNotIn("Trois personnes", insurance.notes)
        self.assertIn("Trois personnes cherchent.", place.notes)
