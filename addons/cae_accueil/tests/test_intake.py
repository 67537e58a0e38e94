from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .intake_common import IntakeCase


@tagged("post_install", "-at_install")
class TestIntake(IntakeCase):
    def test_conditions_of_the_law_are_mandatory_as_delivered(self):
        condition = self.env.ref("cae_accueil.cae_entry_condition_full_time")
        diploma = self.env.ref("cae_accueil.cae_entry_condition_diploma")
        # as delivered, whatever this database made of it since
        condition.mandatory = diploma.mandatory_regulated = True
        lead = self._create_request()
        by_condition = {line.condition_id: line for line in lead.cae_condition_ids}
        self.assertTrue(by_condition[condition].mandatory)
        self.assertFalse(by_condition[diploma].mandatory)
        lead.cae_trade_id = self.env["cae.regulated.trade"].search(
            [("outcome", "not in", ("refused", "sister"))], limit=1
        ) or self.env["cae.regulated.trade"].create({"name": "Diving", "outcome": "diploma"})
        self.assertTrue(by_condition[diploma].mandatory)
        wizard = self.env["cae.lead.decision"].with_user(self.advisor)
        for line in (by_condition[diploma], by_condition[condition]):
            with Form(wizard.with_context(default_lead_id=lead.id)) as form:
                form.decision = "enters"
            with self.assertRaisesRegex(UserError, line.condition_id.name):
                form.record.action_decide()
            line.state = "met"
        form.record.action_decide()
        self.assertEqual(lead.cae_decision, "enters")

    def test_deciding_names_what_is_mandatory(self):
        optional = self.env["cae.entry.condition"].create(
            {"name": "A quiet room", "company_id": self.company.id}
        )
        law = self.env.ref("cae_accueil.cae_entry_condition_full_time")
        law.mandatory = True
        lead = self._create_request(self.advisor)
        by_condition = {line.condition_id: line for line in lead.cae_condition_ids}
        wizard = self.env["cae.lead.decision"].with_user(self.advisor)
        with Form(wizard.with_context(default_lead_id=lead.id)) as form:
            form.decision = "enters"
            self.assertIn(law.name, form.conditions_mandatory)
            self.assertIn(optional.name, form.conditions_left)
            self.assertNotIn(law.name, form.conditions_left)
        with self.assertRaises(AccessError):
            by_condition[law].with_user(self.hill_advisor).action_met()
        by_condition[law].action_met()
        by_condition[optional].action_not_met()
        with Form(wizard.with_context(default_lead_id=lead.id)) as form:
            form.decision = "enters"
            self.assertNotIn(law.name, form.conditions_mandatory or "")
        self.assertEqual(by_condition[optional].state, "not_met")

    def test_the_longest_prefix_of_the_postcode_gives_the_territory(self):
        cases = {"37000": self.territory, "37200": self.hill, "41 100": self.territory}
        for written, territory in cases.items():
            with self.subTest(postcode=written):
                lead = self._create_request(zip=written)
                self.assertEqual(lead.cae_territory_id, territory)
                self.assertEqual(lead.user_id, territory.advisor_ids)
        elsewhere = self._create_request(zip="69001")
        self.assertFalse(elsewhere.cae_territory_id)
        self.assertFalse(elsewhere.user_id)
        self.assertEqual(elsewhere.company_id, self.company)

    def test_the_territory_follows_the_postcode_until_somebody_chooses(self):
        lead = self._create_request(zip="37000")
        lead.zip = "37200"
        self.assertEqual(lead.cae_territory_id, self.hill)
        self.assertEqual(lead.user_id, self.hill_advisor)
        self.assertEqual(lead._get_cae_first_meetings().user_id, self.hill_advisor)
        lead.cae_territory_id = self.territory
        self.assertTrue(lead.cae_territory_chosen)
        lead.zip = "37210"
        self.assertEqual(lead.cae_territory_id, self.territory)

    def test_name_and_postcode_change_in_one_save(self):
        lead = self._create_request()
        self.assertEqual(lead.user_id, self.advisor)
        lead.with_user(self.manager).write({"name": "Nora Petit-Roux", "zip": "37200"})
        self.assertEqual(lead.contact_name, "Nora Petit-Roux")
        self.assertEqual(lead.cae_territory_id, self.hill)
        self.assertEqual(lead.user_id, self.hill_advisor)

    def test_the_form_does_not_turn_a_computed_territory_into_a_choice(self):
        action = self.env.ref("cae_accueil.crm_lead_view_form")
        leads = self.env["crm.lead"].with_user(self.advisor)
        with Form(
            leads.with_context(default_cae_intake=True, default_user_id=False), action
        ) as form:
            form.name = "Nora Petit"
            form.zip = "37000"
            self.assertEqual(form.cae_territory_id, self.territory)
        lead = form.record
        self.assertFalse(lead.cae_territory_chosen)
        self.assertEqual(lead.user_id, self.advisor)
        self.assertEqual(lead.contact_name, "Nora Petit")
        self.assertEqual(lead.probability, 0)
        self.assertFalse(lead.team_id)

    def test_the_advisor_with_the_fewest_open_requests_gets_the_next(self):
        second = self._create_staff("cae_second", "cae_socle.group_advisor")
        self.territory.advisor_ids = self.advisor | second
        leads = self.env["crm.lead"].create(
            [
                {"cae_intake": True, "name": f"Person {number}", "zip": "37000"}
                for number in range(4)
            ]
        )
        self.assertEqual(len(leads.filtered(lambda lead: lead.user_id == second)), 2)
        for lead in leads.filtered(lambda lead: lead.user_id == second):
            self._decide(lead, "informed", user=second, reason="Compares statuses")
        self.assertEqual(self._create_request().user_id, second)

    def test_the_advisor_is_reminded_once_of_the_first_meeting(self):
        lead = self._create_request()
        meeting = lead.activity_ids
        self.assertEqual(
            meeting.activity_type_id,
            self.env.ref("cae_accueil.mail_activity_type_first_meeting"),
        )
        self.assertEqual(meeting.user_id, self.advisor)
        lead._schedule_cae_first_meeting()
        self.assertEqual(lead.activity_ids, meeting)

    def test_a_request_brings_the_conditions_of_its_cooperative(self):
        own = self.env["cae.entry.condition"].create(
            {"name": "A creative trade", "company_id": self.company.id}
        )
        foreign = self.env["cae.entry.condition"].create(
            {"name": "Elsewhere", "company_id": self.other_company.id}
        )
        conditions = self._create_request(self.advisor).cae_condition_ids
        self.assertIn(own, conditions.condition_id)
        self.assertNotIn(foreign, conditions.condition_id)
        self.assertEqual(set(conditions.mapped("state")), {"to_check"})

    def test_a_regulated_trade_is_recognised_and_warns(self):
        sister = self.env["res.partner"].create({"name": "The builders' cooperative"})
        self.env["cae.regulated.trade"].create(
            {
                "name": "Roofing",
                "keywords": "zinc roofer",
                "outcome": "sister",
                "partner_id": sister.id,
                "company_id": self.company.id,
            }
        )
        lead = self._create_request(cae_project="I am a Zinc Roofer since 2010")
        self.assertEqual(lead.cae_trade_id.name, "Roofing")
        self.assertIn("The builders' cooperative", lead.cae_trade_warning)
        with self.assertRaisesRegex(UserError, "another legal frame"):
            self._decide(lead, "enters")
        self._decide(lead, "wrong_frame", reason="Ten-year insurance")
        self.assertEqual(lead.cae_decision_partner_id, sister)

    def test_a_decision_without_entry_keeps_what_was_said(self):
        lead = self._create_request(email_from="nora@example.com")
        partner = self.env["res.partner"].create({"name": "The founders' school"})
        self._decide(
            lead,
            "redirected",
            reason="Still an idea",
            partner_id=partner,
            told="Come back with a client.",
            send_mail=True,
        )
        self.assertEqual(lead.cae_stage, "decided")
        self.assertEqual(lead.cae_decision_user_id, self.advisor)
        self.assertEqual(str(lead.cae_retention_from), str(self.today))
        self.assertEqual(lead.cae_decision_told, "Come back with a client.")
        self.assertFalse(lead.activity_ids)
        mail = (
            self.env["mail.mail"]
            .sudo()
            .search([("model", "=", "crm.lead"), ("res_id", "=", lead.id)])
        )
        mail = mail.filtered(lambda one: one.email_to == "nora@example.com")
        self.assertEqual(len(mail), 1)
        self.assertIn("Come back with a client.", mail.body_html)
        with self.assertRaisesRegex(UserError, "already decided"):
            self._decide(lead, "informed", reason="Again")
        lead.with_user(self.advisor).action_cae_reopen()
        self.assertFalse(lead.cae_decision)
        self.assertFalse(lead.cae_retention_from)
        self.assertTrue(lead._get_cae_first_meetings())
        self.assertIn("Still an idea", lead.message_ids[0].body)

    def test_entering_opens_a_file_with_all_that_is_known(self):
        prescriber = self.env.ref("cae_entrepreneur.cae_prescriber_bge")
        public = self.env.ref("cae_entrepreneur.cae_public_job_seeker")
        lead = self._create_request(
            email_from="nora@example.com",
            phone="02 47 00 00 00",
            city="Tours",
            cae_prescriber_id=prescriber.id,
            cae_public_ids=[Command.set(public.ids)],
        )
        action = self._decide(lead, "enters")
        entrepreneur = lead.cae_entrepreneur_id
        self.assertEqual(action["res_id"], entrepreneur.id)
        self.assertEqual(entrepreneur.stage, "project_holder")
        self.assertEqual(entrepreneur.name, "Nora Petit")
        self.assertEqual(entrepreneur.email, "nora@example.com")
        self.assertEqual(entrepreneur.zip, "37000")
        self.assertEqual(entrepreneur.territory_id, self.territory)
        self.assertEqual(entrepreneur.referent_id, self.advisor)
        self.assertEqual(entrepreneur.prescriber_id, prescriber)
        self.assertEqual(entrepreneur.public_ids, public)
        self.assertEqual(entrepreneur.lead_ids, lead)
        self.assertFalse(lead.cae_retention_from)
        # The file leads back to the request and its chatter.
        self.assertIn(f'data-oe-id="{lead.id}"', entrepreneur.message_ids[0].body)
        events = lead._get_timeline_events(entrepreneur)
        self.assertEqual([event["res_id"] for event in events], lead.ids * 2)
        with self.assertRaisesRegex(UserError, "already decided"):
            self._decide(lead, "enters")

    def test_the_contact_that_exists_is_shown_and_reused(self):
        known = self.env["res.partner"].create({"name": "Nora P.", "email": "nora@example.com"})
        lead = self._create_request(email_from="Nora@example.com")
        self._decide(lead, "enters")
        self.assertEqual(lead.cae_entrepreneur_id.partner_id, known)
        twin = self._create_request(email_from="nora@example.com")
        with self.assertRaisesRegex(UserError, "already has a file"):
            self._decide(twin, "enters")

    def test_a_contact_of_a_company_is_refused(self):
        company = self.env["res.partner"].create({"name": "Big company", "is_company": True})
        known = self.env["res.partner"].create(
            {"name": "Nora P.", "email": "nora@example.com", "parent_id": company.id}
        )
        lead = self._create_request(email_from="nora@example.com")
        with self.assertRaisesRegex(UserError, "belongs to the company Big company"):
            self._decide(lead, "enters", identity="existing", existing_partner_id=known)
        self._decide(lead, "enters", identity="new")
        self.assertNotEqual(lead.cae_entrepreneur_id.partner_id, known)

    def test_who_comes_back_finds_her_file_again(self):
        self.bruno._by_method().write({"stage": "former"})
        lead = self._create_request(email_from=self.bruno.email)
        self._decide(lead, "enters")
        self.assertEqual(lead.cae_entrepreneur_id, self.bruno)
        self.assertEqual(self.bruno.stage, "project_holder")
        self.assertFalse(self.bruno.date_exit)

    def test_the_steps_are_free_until_the_decision(self):
        lead = self._create_request()
        lead.with_user(self.advisor).cae_stage = "meeting"
        with self.assertRaisesRegex(ValidationError, "Decide"):
            lead.with_user(self.advisor).cae_stage = "decided"
        with self.assertRaises(AccessError):
            lead.with_user(self.advisor).write(
                {
                    "cae_decision": "enters",
                    "cae_decision_date": "2026-01-01",
                    "cae_stage": "decided",
                }
            )

    def test_sales_leads_stay_as_they_are(self):
        lead = self.env["crm.lead"].create({"name": "Sell a thing", "zip": "37000"})
        self.assertFalse(lead.cae_territory_id)
        self.assertFalse(lead.cae_condition_ids)
        self.assertTrue(lead.stage_id)


@tagged("post_install", "-at_install")
class TestIntakeRights(IntakeCase):
    def test_an_advisor_sees_the_requests_of_her_territories(self):
        mine, hill = self._create_request(), self._create_request(zip="37200")
        nowhere = self._create_request(zip="69001")
        visible = self.env["crm.lead"].with_user(self.advisor).search([("cae_intake", "=", True)])
        self.assertIn(mine, visible)
        self.assertIn(nowhere, visible)
        self.assertNotIn(hill, visible)
        with self.assertRaises(AccessError):
            hill.with_user(self.advisor).read(["name"])
        with self.assertRaises(AccessError):
            hill.cae_condition_ids[:1].with_user(self.advisor).state = "met"
        with self.assertRaises(AccessError):
            self.env["cae.lead.decision"].with_user(self.advisor).create(
                {"lead_id": hill.id, "decision": "informed", "reason": "x"}
            ).action_decide()
        self.assertEqual(len((mine | hill | nowhere).with_user(self.manager).mapped("name")), 3)

    def test_an_advisor_is_no_seller(self):
        sale = self.env["crm.lead"].create({"name": "Sell a thing"})
        with self.assertRaises(AccessError):
            sale.with_user(self.advisor).read(["name"])
        self.assertFalse(self.advisor.has_group("sales_team.group_sale_salesman"))

    def test_sellers_do_not_see_requests(self):
        request = self._create_request()
        seller = self._create_staff("cae_seller", "sales_team.group_sale_manager")
        with self.assertRaises(AccessError):
            request.with_user(seller).read(["name"])

    def test_sellers_copy_what_they_sell(self):
        seller = self._create_staff("cae_seller", "sales_team.group_sale_manager")
        desk = self.env.ref("event.group_event_registration_desk", raise_if_not_found=False)
        seller.group_ids |= desk or seller.group_ids  # Odoo copies their list, too
        sale = self.env["crm.lead"].with_user(seller).create({"name": "Sell a thing"})
        self.assertEqual(sale.copy({"name": "Sell another"}).name, "Sell another")

    def test_nobody_else_reads_requests(self):
        lead = self._create_request()
        for user in (self.accountant, self.employee, self.alice_user, self.hill_advisor):
            for record in (lead, lead.cae_condition_ids[:1]):
                with (
                    self.subTest(user=user.login, model=record._name),
                    self.assertRaises(AccessError),
                ):
                    record.with_user(user).read([])

    def test_another_cooperative_sees_nothing(self):
        lead = self._create_request()
        stranger = self._create_staff("cae_stranger", "cae_socle.group_manager", self.other_company)
        with self.assertRaises(AccessError):
            lead.with_user(stranger).read(["name"])


@tagged("post_install", "-at_install")
class TestIntakePerformance(IntakeCase):
    def _count_queries(self, view):
        """Queries of an advisor who opens the list or the kanban."""
        leads = self.env["crm.lead"].with_user(self.advisor)
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        loaded = leads.get_views([(self.env.ref(view).id, view.rsplit("_", 1)[1])])
        names = [
            name
            for name in loaded["models"]["crm.lead"]["fields"]
            if name in leads._fields and not name.startswith("activity")
        ]
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        found = leads.search_fetch([("cae_intake", "=", True)], names, limit=80)
        found.web_read(
            {
                name: {"fields": {"display_name": {}}}
                if leads._fields[name].type == "many2one"
                else {}
                for name in names
            }
        )
        return len(found), self.env.cr.sql_log_count - before

    def test_the_lists_take_the_same_queries_for_few_and_for_many(self):
        def create(count):
            self.env["crm.lead"].create(
                [
                    {"cae_intake": True, "name": f"Person {number}", "zip": "37000"}
                    for number in range(count)
                ]
            )

        for view in ("crm_lead_view_list", "crm_lead_view_kanban"):
            with self.subTest(view=view):
                create(5)
                self._count_queries(f"cae_accueil.{view}")
                few, queries = self._count_queries(f"cae_accueil.{view}")
                create(40)
                many, more_queries = self._count_queries(f"cae_accueil.{view}")
                self.assertGreater(many, few)
                self.assertLessEqual(more_queries, queries)
