import contextlib
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .browser import PHONE, WIDE, BrowserCase
from .plays import plays

# Of the example cooperative (cae_demo): passwords equal the logins.
ADVISOR, PERSON = "accompagnatrice", "entrepreneuse"
# A finger rests on the button of a mouse for a moment, in which a page may be drawn anew.
PRESSED = 300  # ms
# To rate the 23 competencies and to finish.
MAX_TOUCHES = 25
# The four parts of a formal interview (C. trav. R7331-3).
INTERVIEW = {
    "review": "Deux chantiers livrés, un carnet plein jusqu'à mars.",
    "outlook": "Des agencements pour les bibliothèques.",
    "actions_text": "Une grille de prix, un dossier de références.",
    "needs": "Répondre aux marchés publics.",
}


@tagged("post_install", "-at_install")
class TestBrowserAccompaniment(BrowserCase):
    """A person books and rates herself on her phone; her advisor holds, and rates too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        user = cls.env["res.users"].search([("login", "=", PERSON)])
        cls.person = cls.env["cae.entrepreneur"].search([("user_ids", "in", user.ids)])

    def _make_newcomer(self, login):
        """Return a person whose CAPE began three days ago, and who can log in."""
        advisor = self.env["res.users"].search([("login", "=", ADVISOR)])
        env = self.env(user=advisor.id)
        person = env["cae.entrepreneur"].create(
            {
                "name": "Nour Vidal",
                "email": f"{login}@courriel.example",
                "referent_id": advisor.id,
                "territory_id": self.person.territory_id.id,
            }
        )
        self.env["res.users"].with_context(no_reset_password=True).create(
            {
                "partner_id": person.partner_id.id,
                "login": login,
                "password": login,
                "lang": "fr_FR",
                "company_id": person.company_id.id,
                "company_ids": [Command.set(person.company_id.ids)],
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        self.env["cae.contract"].create(
            {
                "entrepreneur_id": person.id,
                "kind": "cape",
                "date_start": self.today - timedelta(days=3),
                "date_end": self.today + timedelta(days=180),
            }
        ).action_confirm()
        self.env.invalidate_all()
        return person.with_env(self.env)

    def _open_file(self, advisor, person_id, name, width):
        """Open a file: at a desk from the menu."""
        if width == WIDE:
            advisor.open_menu("Entrepreneurs", "Entrepreneurs", "Dossiers")
            advisor.open_row(name)
        else:
            advisor.page.goto(f"/odoo/entrepreneurs/{person_id}")

    def _book(self, width, login=PERSON):
        """The person books the first free hour; returns the appointment."""
        known = self.env["cae.appointment"].search([])
        with self.browse(login, "/my", width=width) as person:
            person.click("#cae_card_appointments .o_cae_card_link")
            person.click("a[href='/my/appointments/book']")
            person.page.wait_for_selector(".o_cae_booking")
            self.assertLessEqual(person.overflows(), 0)
            person.click(".o_cae_booking .o_cae_hour")
            person.page.fill("textarea[name=wish]", "Mes prix pour la mairie")
            self.assertLessEqual(person.overflows(), 0)
            person.click(".o_cae_confirm button[type=submit]")
            person.page.wait_for_selector(".alert-success")
            self.assertIn("Votre rendez-vous est réservé", person.text())
            self.assertLessEqual(person.overflows(), 0)
        self.env.invalidate_all()
        return self.env["cae.appointment"].search([]) - known

    def _hold(self, appointment, width):
        """The advisor reads what the person wants, notes that it took place, fixes the next."""
        with self.browse(ADVISOR, f"/odoo/appointments/{appointment.id}", width=width) as advisor:
            advisor.page.wait_for_selector(".o_form_view")
            self.assertIn("Mes prix pour la mairie", advisor.text())
            advisor.press("action_hold")
            advisor.press("action_fix_next")
            advisor.click(".modal .o_form_button_save:visible")
            advisor.page.wait_for_selector(".modal", state="detached")
        self.env.invalidate_all()

    def _rate_herself(self, width):
        with self.browse(PERSON, "/my/competencies/rate", width=width) as person:
            person.page.wait_for_selector(".o_cae_rating")
            person.click(".o_cae_competency label:has-text('Fait en autonomie')")
            person.click(".o_cae_rating button[name=finish]")
            person.page.wait_for_selector(".alert-success")
            self.assertIn("Vos réponses sont gardées à la date du jour", person.text())
            self.assertTrue(person.page.locator("svg.o_cae_radar polygon").count())
            self.assertLessEqual(person.overflows(), 0)
        self.env.invalidate_all()

    def _rate(self, width):
        """The advisor rates from the file, and sees both on the radar."""
        person_id, name = self.person.id, self.person.name
        with self.browse(ADVISOR, "/odoo", width=width) as advisor:
            self._open_file(advisor, person_id, name, width)
            advisor.click(".o_notebook .nav-link[name=competencies]")
            advisor.click("button[name=action_rate_competencies]")
            advisor.page.wait_for_selector(".o_cae_rating_grid .o_cae_rating")
            # what one sees of a level stands in its button
            self.assertIn("Cite trois clients possibles.", advisor.text(".o_cae_rating_grid"))
            self.assertLessEqual(advisor.overflows(), 0)
            before = advisor.clicks
            for number in range(advisor.page.locator(".o_cae_rating").count()):
                level = advisor.page.locator(".o_cae_rating").nth(number).locator("button").nth(2)
                self.assertGreaterEqual(level.bounding_box()["height"], 40)
                level.click()
                advisor.clicks += 1
            advisor.press("action_finish", confirm=True)
            self.assertLessEqual(advisor.clicks - before, MAX_TOUCHES)
            advisor.page.wait_for_selector(".o_cae_level:disabled.btn-primary")
            self._open_file(advisor, person_id, name, width)
            advisor.click(".o_notebook .nav-link[name=competencies]")
            image = advisor.page.locator(".o_field_widget[name=competency_radar] img")
            image.wait_for()
            advisor.page.wait_for_function(
                "document.querySelector('[name=competency_radar] img').naturalWidth > 100"
            )
        self.env.invalidate_all()

    @plays("person", "Réserver un rendez-vous")
    @plays("advisor", "Noter les compétences")
    def test_appointment_and_competencies_on_both_widths(self):
        for width in (WIDE, PHONE):
            with self.subTest(width=width):
                appointment = self._book(width)
                self.assertEqual(appointment.entrepreneur_id, self.person)
                self.assertEqual(appointment.user_id.login, ADVISOR)
                # the hour comes, as far as the cooperative's clock is concerned
                appointment.sudo().date_begin = fields.Datetime.now() - timedelta(hours=1)
                self._hold(appointment, width)
                self.assertEqual(appointment.state, "held")
                following = appointment.search([("previous_id", "=", appointment.id)])
                self.assertEqual(following.entrepreneur_id, self.person)
                before = self.person.competency_assessment_ids
                self._rate_herself(width)
                self._rate(width)
                made = self.person.competency_assessment_ids - before
                self.assertIn("advisor", made.mapped("kind"))
                self.assertEqual(set(made.mapped("state")), {"done"})
                # what she sends a second time on one day is the same
                own = self.person.competency_assessment_ids.filtered(
                    lambda one: one.kind == "self" and one.date == self.today
                )
                self.assertEqual(own.mapped("state"), ["done"])
                ratings = made.filtered(lambda one: one.kind == "advisor").rating_ids
                self.assertEqual(len(ratings), 23)
                self.assertEqual(set(ratings.mapped("level_value")), {2})
                self.assertTrue(all(ratings.mapped("is_rated")))
                following.action_cancel()

    def _add_line(self, advisor, field, name, width):
        """Name a new record of a field: in its list, or on a phone in its small form."""
        box = f".o_field_widget[name={field}]"
        if width == WIDE:
            advisor.click(f"{box} .o_field_x2many_list_row_add a")
            advisor.page.fill(f"{box} .o_selected_row [name=name] input", name)
            return
        advisor.click(f"{box} .o-kanban-button-new")
        self._fill_small_form(advisor, name)

    def _rename_first_line(self, advisor, field, name, width):
        box = f".o_field_widget[name={field}]"
        if width == WIDE:
            advisor.click(f"{box} .o_data_row [name=name]")
            advisor.page.fill(f"{box} .o_selected_row [name=name] input", name)
            return
        advisor.click(f"{box} .o_kanban_record:not(.o_kanban_ghost)")
        self._fill_small_form(advisor, name)

    def _measure_hidden_columns(self, advisor):
        """Tell by how many pixels the widest list that is open is wider than its place."""
        return advisor.page.evaluate(
            "Math.max(0, ...[...document.querySelectorAll('.tab-pane.active .o_list_renderer')]"
            ".map((list) => list.scrollWidth - list.clientWidth))"
        )

    def _measure_free_width(self, advisor):
        """Tell how many pixels the empty text of a report leaves free beside itself."""
        return advisor.page.evaluate(
            """() => {
                const text = document.querySelector(".o_cae_report_text .odoo-editor-editable");
                const room = text.closest(".o_cae_report_text").parentElement;
                return room.clientWidth - text.offsetWidth;
            }"""
        )

    def _read_hint(self, advisor):
        hint = advisor.page.locator(".o_cae_report_text .o-we-hint")
        return hint.get_attribute("o-we-hint-text")

    def _fill_small_form(self, advisor, name):
        advisor.page.fill(".modal .o_field_widget[name=name] input", name)
        advisor.click(".modal .o_form_button_save:visible")
        advisor.page.wait_for_selector(".modal", state="detached")

    def _write_report(self, appointment, width):
        """The advisor writes in the appointment, with what is agreed and a private note; shares."""
        with self.browse(ADVISOR, f"/odoo/appointments/{appointment.id}", width=width) as advisor:
            advisor.press("action_write_report")
            text = advisor.page.locator(".o_cae_report_text .odoo-editor-editable")
            text.wait_for()
            self.assertLess(self._measure_free_width(advisor), 20)
            self.assertIn("Ce que lit la personne", self._read_hint(advisor))
            text.click()
            advisor.page.keyboard.type("Trois prestations choisies, des prix pour chacune.")
            advisor.page.wait_for_selector(".o_cae_autosave_bar .fa-check")
            self._add_line(advisor, "action_ids", "Demander des devis", width)
            self._add_line(advisor, "decision_ids", "Un prix pour chaque prestation", width)
            self._rename_first_line(advisor, "action_ids", "Demander deux devis", width)
            text.click()
            advisor.page.wait_for_selector(".o_cae_autosave_bar .fa-check")
            self.assertEqual(self._measure_hidden_columns(advisor), 0)
            advisor.click(".o_notebook .nav-link[name=private]")
            advisor.page.locator(".o_cae_my_note").fill("Fatiguée : à rappeler vite.")
            advisor.page.wait_for_selector(".o_cae_private_notes .fa-check")
            advisor.press("action_share", confirm=True)
            self.assertLessEqual(advisor.overflows(), 0)
        self.env.invalidate_all()

    @plays("advisor", "Écrire et partager un compte rendu")
    def test_report_without_an_appointment_saves_itself(self):
        """With its actions, while one writes: a button is pressed only to share it."""
        known, name = self.env["cae.report"].search([]), self.person.name
        with self.browse(ADVISOR, "/odoo") as advisor:
            advisor.open_menu("Accompagnement", "Comptes rendus", "Comptes rendus")
            advisor.new()
            advisor.page.wait_for_selector(".o_cae_report_text")
            text = advisor.page.locator(".o_cae_report_text .odoo-editor-editable")
            text.click()
            advisor.page.keyboard.type("Un appel.")
            advisor.page.wait_for_selector(".o_cae_autosave_bar:has-text('à qui')")
            advisor.choose("person_ids", name)
            advisor.page.wait_for_selector(".o_cae_autosave_bar .fa-check")
            self._add_line(advisor, "action_ids", "Rappeler la mairie", WIDE)
            text.click(delay=PRESSED)
            advisor.page.keyboard.press("Control+End")
            # longer than it takes to save
            with self._expect_saved(advisor.page, "de la mairie"):
                advisor.page.keyboard.type(" Elle attend une réponse de la mairie.", delay=120)
            advisor.page.wait_for_selector(".o_cae_autosave_bar .fa-check")
            self.assertFalse(advisor.page.url.endswith("/new"))
            advisor.press("action_share", confirm=True)
        self.env.invalidate_all()
        report = self.env["cae.report"].search([]) - known
        self.assertEqual((report.person_ids, report.state), (self.person, "shared"))
        self.assertIn("Un appel. Elle attend une réponse de la mairie.", report.text)
        self.assertEqual(report.action_ids.name, "Rappeler la mairie")

    def _expect_saved(self, page, words):
        """Wait for the save with these words: the sign of the one before may still stand."""
        return page.expect_response(
            lambda response: (
                response.url.endswith("/cae.report/web_save")
                and words in (response.request.post_data or "")
            )
        )

    @contextlib.contextmanager
    def _slow_save(self, page):
        """Hold back the answer to a save until one has typed on; the save must have begun."""
        waiting = []
        page.route("**/cae.report/web_save", lambda route: waiting.append(route))
        while not waiting:
            page.wait_for_timeout(50)
        yield
        with page.expect_response("**/cae.report/web_save"):
            for request in waiting:
                request.continue_()
        page.unroute("**/cae.report/web_save")

    def test_no_save_comes_after_the_form_that_was_sent(self):
        """The form is sent while one save is under way and another waits for it."""
        url = "**/my/competencies/save"
        known = self.person.competency_assessment_ids
        with self.browse(PERSON, "/my/competencies/rate") as person:
            page = person.page
            page.wait_for_selector(".o_cae_rating")
            waiting, asked = [], []
            page.route(url, lambda route: waiting.append(route))
            page.on("request", lambda request: asked.append(request.url))
            person.click(".o_cae_competency label:has-text('Fait en autonomie')")
            while not waiting:
                page.wait_for_timeout(50)
            page.fill("textarea[name=note]", "Les prix, et la relance des devis.")
            person.click(".o_cae_rating button[name=finish]")
            page.wait_for_timeout(2000)  # the second save has come to its turn
            for request in waiting:
                request.continue_()
            page.unroute(url)
            page.wait_for_selector(".alert-success")
            self.assertEqual(sum(address.endswith("/save") for address in asked), 1)
        self.env.invalidate_all()
        made = self.person.competency_assessment_ids - known
        self.assertEqual(made.mapped("state"), ["done"])
        self.assertEqual(made.note, "Les prix, et la relance des devis.")

    def test_no_save_comes_after_a_form_that_was_sent_before_its_scripts_had_come(self):
        send = """addEventListener("DOMContentLoaded", () =>
            document.querySelector("[data-cae-save]")?.onsubmit())"""
        with self.browse(PERSON, "about:blank") as person:
            page, asked = person.page, []
            page.on("request", lambda request: asked.append(request.url))
            page.add_init_script(send)
            page.goto("/my/competencies/rate")
            person.click(".o_cae_competency label:has-text('Fait en autonomie')")
            # what stands in the form is kept by the script of the form
            page.wait_for_function("Object.keys(localStorage).some((key) => key.includes('draft'))")
            page.wait_for_timeout(3000)  # it would have saved the form by now
            self.assertFalse([address for address in asked if address.endswith("/save")])

    def test_what_is_typed_during_a_save_stays(self):
        """During the save that makes the report, and during one that reads its lines again."""
        known, name = self.env["cae.report"].search([]), self.person.name
        with self.browse(ADVISOR, "/odoo") as advisor:
            page = advisor.page
            advisor.open_menu("Accompagnement", "Comptes rendus", "Comptes rendus")
            advisor.new()
            advisor.choose("person_ids", name)
            text = page.locator(".o_cae_report_text .odoo-editor-editable")
            text.click()
            page.keyboard.type("Un appel.")
            with self._slow_save(page):
                page.keyboard.type(" Elle attend")
            with self._expect_saved(page, "ponse"):
                page.keyboard.type(" une réponse.")
            page.wait_for_selector(".o_cae_autosave_bar .fa-check")
            self.assertIn("Un appel. Elle attend une réponse.", text.inner_text())
            self._add_line(advisor, "action_ids", "Rappeler la mairie", WIDE)
            text.click(delay=PRESSED)
            page.keyboard.press("Control+End")
            with self._slow_save(page):
                page.keyboard.type(" Elle rappelle")
            with self._expect_saved(page, "mardi"):
                page.keyboard.type(" mardi.")
            page.wait_for_selector(".o_cae_autosave_bar .fa-check")
        self.env.invalidate_all()
        report = self.env["cae.report"].search([]) - known
        self.assertIn("Un appel. Elle attend une réponse. Elle rappelle mardi.", report.text)
        self.assertEqual(report.action_ids.name, "Rappeler la mairie")

    def _draw_roadmap(self, person, width):
        """The advisor makes the roadmap with a first step."""
        person_id, name = person.id, person.name
        with self.browse(ADVISOR, "/odoo", width=width) as advisor:
            self._open_file(advisor, person_id, name, width)
            more = advisor.page.locator(".o_button_more")
            advisor.page.wait_for_selector(".o_form_view")
            if not advisor.page.locator("button[name=action_open_roadmap]:visible").count():
                more.first.click()
            advisor.click("button[name=action_open_roadmap]:visible")
            advisor.page.wait_for_selector(".o_field_widget[name=step_ids]")
            self._add_line(advisor, "step_ids", "Demander trois devis", width)
            advisor.save()
        self.env.invalidate_all()

    def _read_and_tick(self, login, width):
        """The person reads the report, finds no private word, and ticks her step."""
        with self.browse(login, "/my", width=width) as person:
            person.click("#cae_card_reports .o_cae_card_link")
            person.click("#cae_reports a")
            person.page.wait_for_selector("#cae_text")
            self.assertIn("Trois prestations choisies", person.text("#cae_text"))
            self.assertNotIn("Fatiguée", person.page.content())
            self.assertLessEqual(person.overflows(), 0)
            person.page.goto("/my/roadmap")
            person.click("summary:has-text('Préciser où en est cette étape')")
            person.click("label:has-text('Fait')")
            person.click("details button[type=submit]")
            person.page.wait_for_selector(".alert-success")
            self.assertIn("100 % des étapes", person.text())
            self.assertLessEqual(person.overflows(), 0)
        self.env.invalidate_all()

    @plays("advisor", "Ouvrir et suivre une feuille de route")
    def test_newcomer_from_the_contract_to_the_roadmap(self):
        for width in (WIDE, PHONE):
            with self.subTest(width=width):
                login = f"nour{width}"
                person = self._make_newcomer(login)
                first = person.rhythm_ids.filtered(lambda line: line.kind == "first")
                self.assertEqual(first.date_due, self.today + timedelta(days=12))
                appointment = self._book(width, login)
                appointment.sudo().date_begin = fields.Datetime.now() - timedelta(hours=1)
                self._write_report(appointment, width)
                self.assertEqual(appointment.state, "held")
                report = self.env["cae.report"].search([("appointment_id", "=", appointment.id)])
                self.assertEqual(report.state, "shared")
                self.assertEqual(report.note_ids.text, "Fatiguée : à rappeler vite.")
                self.assertEqual(report.action_ids.name, "Demander deux devis")
                self.assertEqual(report.decision_ids.name, "Un prix pour chaque prestation")
                self._draw_roadmap(person, width)
                self._read_and_tick(login, width)
                self.assertEqual(person.roadmap_ids.step_ids.mapped("state"), ["done"])

    def _measure(self, advisor, number, typed, width):
        """Type today's value of an indicator in its line, or on a phone in its small form."""
        box = ".o_field_widget[name=measure_ids]"
        if width == WIDE:
            advisor.click(f"{box} .o_data_row >> nth={number} >> [name=typed_value]")
            advisor.page.fill(f"{box} .o_selected_row [name=typed_value] input", typed)
            return
        advisor.click(f"{box} .o_kanban_record:not(.o_kanban_ghost) >> nth={number}")
        advisor.page.fill(".modal .o_field_widget[name=typed_value] input", typed)
        advisor.click(".modal .o_form_button_save:visible")
        advisor.page.wait_for_selector(".modal", state="detached")

    def test_review_keeps_the_values_that_were_typed(self):
        advisor = self.env["res.users"].search([("login", "=", ADVISOR)])
        for width in (WIDE, PHONE):
            with self.subTest(width=width):
                roadmap = (
                    self.env["cae.roadmap"]
                    .with_user(advisor)
                    .create(
                        {
                            "entrepreneur_id": self._make_newcomer(f"nour{width}").id,
                            "step_ids": [Command.create({"name": "Demander trois devis"})],
                            "indicator_ids": [
                                Command.create({"name": name, "target_value": 10})
                                for name in ("Facturé", "Mariages", "Retards", "Devis")
                            ],
                        }
                    )
                )
                self.env.flush_all()
                path = f"/odoo/roadmaps/{roadmap.id}"
                with self.browse(ADVISOR, path, width=width) as browser:
                    browser.press("action_review")
                    browser.page.wait_for_selector(".o_field_widget[name=measure_ids]")
                    self._measure(browser, 0, "1900,5", width)
                    self._measure(browser, 2, "0", width)
                    self._measure(browser, 3, "7", width)
                    browser.save()
                    # typed in the wrong line, and taken back
                    self._measure(browser, 3, "", width)
                    browser.save()
                    self.assertLessEqual(browser.overflows(), 0)
                    browser.press("action_finish")
                self.env.invalidate_all()
                self.assertEqual(
                    [(one.name, one.value) for one in roadmap.indicator_ids if one.is_measured],
                    [("Facturé", 1900.5), ("Retards", 0)],
                )

    def _hold_interview(self, width):
        """The advisor writes the four parts and sends them; returns the report."""
        appointment = self.env["cae.appointment"].create(
            {
                "kind_id": self.env.ref("cae_accompagnement.appointment_kind_formal").id,
                "company_id": self.person.company_id.id,
                "user_id": self.env["res.users"].search([("login", "=", ADVISOR)]).id,
                "person_ids": [Command.create({"entrepreneur_id": self.person.id})],
                "date_begin": fields.Datetime.now() - timedelta(hours=2),
            }
        )
        path = "/odoo" if width == WIDE else f"/odoo/appointments/{appointment.id}"
        name = self.person.name
        with self.browse(ADVISOR, path, width=width) as advisor:
            if width == WIDE:
                advisor.open_menu("Accompagnement", "Rendez-vous", "Rendez-vous")
                advisor.click(".o_switch_view.o_list")
                advisor.open_row(name, "Entretien formel")
            advisor.press("action_write_report")
            for field, words in INTERVIEW.items():
                advisor.page.locator(f".o_field_widget[name={field}] textarea").fill(words)
            advisor.page.wait_for_selector(".o_cae_autosave_bar .fa-check")
            advisor.press("action_send_for_signature", confirm=True)
        self.env.invalidate_all()
        return self.env["cae.report"].search([("appointment_id", "=", appointment.id)])

    def _sign(self, report, width):
        path = f"/my/reports/{report.id}"
        with self.browse(PERSON, path, width=width) as person:
            self.assertIn(INTERVIEW["review"], person.text("#cae_text"))
            person.click("#cae_open_sign")
            person.click("#cae_sign_dialog .o_portal_sign_submit")
            person.page.wait_for_selector("#cae_just_signed")
            self.assertLessEqual(person.overflows(), 0)
        self.env.invalidate_all()
        signed_by = report.person_signature_id.signed_by
        self.assertEqual((report.state, signed_by.login), ("signed", PERSON))

    def _countersign(self, report, width):
        with self.browse(ADVISOR, f"/odoo/reports/{report.id}", width=width) as advisor:
            advisor.press("action_open_countersignature")
            advisor.sign("signature")
            advisor.press_in_dialog("action_countersign")
        self.env.invalidate_all()

    @plays("advisor", "Mener un entretien que les deux signent")
    def test_formal_interview_is_signed_by_both(self):
        for width in (WIDE, PHONE):
            with self.subTest(width=width):
                report = self._hold_interview(width)
                self.assertEqual(report.state, "to_sign")
                self.assertEqual(report.appointment_id.state, "held")
                self._sign(report, width)
                self._countersign(report, width)
                self.assertEqual(report.state, "confirmed")
                self.assertTrue(report.signed_document)

    def test_cohort_shows_its_figures_on_both_widths(self):
        for width in (WIDE, PHONE):
            with (
                self.subTest(width=width),
                self.browse(ADVISOR, "/odoo/competency-gaps", width=width) as advisor,
            ):
                row = advisor.page.locator(".o_pivot tbody tr:has-text('Fixer un prix')").first
                row.wait_for()
                figures = row.locator(".o_pivot_cell_value .o_value")
                self.assertRegex(figures.first.inner_text(), r"^\d+$")
                # without moving the table: the first figure is on the screen
                box = figures.first.bounding_box()
                self.assertLess(box["x"] + box["width"], width)
                self.assertLessEqual(advisor.overflows(), 0)

    def test_cohort_lines_become_a_need(self):
        with self.browse(ADVISOR, "/odoo/competency-gaps") as advisor:
            advisor.click(".o_switch_view.o_list")
            advisor.page.wait_for_selector(".o_list_view .o_data_row")
            advisor.click("thead .o_list_record_selector input")
            advisor.click("button[name=action_note_need]")
            advisor.page.wait_for_selector(
                ".o_last_breadcrumb_item:has-text('Besoins de formation')"
            )
        self.env.invalidate_all()
        self.assertTrue(self.env["cae.training.need"].search([("state", "=", "open")]))
