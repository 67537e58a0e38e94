from odoo.tests import tagged

from .report_common import SECRET, ReportCommon


@tagged("post_install", "-at_install")
class TestReportSearch(ReportCommon):
    """What is called “jardinage”: the reports found again by their words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prices = cls._report(
            cls.alice,
            name="Jardinage",
            text="<p>Les <b>réunions</b> sur les prix élevés &amp; "
            "l\N{RIGHT SINGLE QUOTATION MARK}atelier de Chloé.</p>",
        )
        cls.tender = cls._report(
            cls.bruno, text="<p>Répondre à l'appel d'offres de la mairie</p>", note=SECRET
        )
        cls.plan = cls._interview(needs="Lire un plan de trésorerie", review="Rien")

    def _find(self, words, user=None):
        reports = self.env["cae.report"].with_user(user or self.advisor)
        return reports.search([("search_words", "ilike", words)]) & (
            self.prices | self.tender | self.plan
        )

    def test_any_form_of_a_word_with_or_without_accents(self):
        for words in (
            "réunion",
            "reunions",
            "REUNION prix",
            "élevée",
            "elevees",
            "eleve",
            "atelier",
            "l'atelier",
            "chloe",
            "jardinage",
            '"prix eleves"',
            "prix -mairie",
        ):
            with self.subTest(words=words):
                self.assertEqual(self._find(words), self.prices)
        self.assertEqual(self._find("appels offre"), self.tender)
        self.assertEqual(self._find("tresorerie"), self.plan)
        self.assertEqual(self._find("mairie or trésoreries"), self.tender | self.plan)
        self.assertFalse(self._find('"élevés prix"'))
        # tags and entities of the page are no words
        self.assertFalse(self._find("amp"))

    def test_what_is_typed_never_fails(self):
        everything = self.prices | self.tender | self.plan
        for words in ("", " ", '"', "&", "***", "!", "(", ":*", "'", "\\", "le", "\x00", "%"):
            with self.subTest(words=words):
                self.assertEqual(self._find(words), everything)
        self.assertFalse(self._find("x" * 5000))
        self.assertEqual(self._find("' or 1=1 --") & self.tender, self._find("1=1"))

    def test_what_was_just_written_is_found(self):
        self.prices.text = "<p>Boulangerie</p>"
        self.assertEqual(self._find("boulangeries"), self.prices)
        self.assertFalse(self._find("réunion"))

    def test_with_other_conditions(self):
        reports = self.env["cae.report"].with_user(self.advisor)
        tag = self.env["cae.appointment.tag"].create({"name": "Only there"})
        self.prices.tag_ids = tag
        self.assertEqual(
            reports.search([("search_words", "ilike", "prix"), ("tag_ids", "in", tag.ids)]),
            self.prices,
        )
        self.assertFalse(
            reports.search(
                [("search_words", "ilike", "prix"), ("person_ids", "in", self.bruno.ids)]
            )
        )
        self.assertIn(
            (self.advisor, 1),
            reports._read_group([("search_words", "ilike", "mairie")], ["user_id"], ["__count"]),
        )

    def test_excerpt_marks_the_words_and_escapes_the_rest(self):
        self.prices.text = "<p>&lt;script&gt;alert(1)&lt;/script&gt; le prix &amp; \x02 plus</p>"
        found = self.prices.with_context(cae_words=["prix"]).excerpt
        self.assertIn("<mark>prix</mark>", found)
        self.assertIn("&amp;", found)
        self.assertNotIn("<script>", found)
        self.assertNotIn("mark", self.prices.with_context(cae_words=None).excerpt)

    def test_what_is_no_text_is_no_word(self):
        for sent in ({"prix": 1}, 5, True, [["prix"]], [{}, 5]):
            with self.subTest(sent=sent):
                reports = self.prices.with_user(self.advisor).with_context(cae_words=sent)
                for rows in (
                    reports.read(["excerpt"]),
                    reports.web_read({"excerpt": {}}),
                    reports.search_read([("id", "in", reports.ids)], ["excerpt"]),
                    reports.web_search_read([("id", "in", reports.ids)], {"excerpt": {}})[
                        "records"
                    ],
                ):
                    self.assertTrue(rows[0]["excerpt"])
                    self.assertNotIn("mark", rows[0]["excerpt"])
        rows = self.prices.with_context(cae_words=["prix", {}]).read(["excerpt"])
        self.assertIn("<mark>prix</mark>", rows[0]["excerpt"])

    def test_private_notes_are_found_apart_by_who_may_read_them(self):
        self.assertFalse(self._find(SECRET))
        self.assertNotIn(SECRET, self.tender.with_context(cae_words=[SECRET]).excerpt)
        for user, expected in ((self.advisor, self.tender), (self.other_advisor, None)):
            with self.subTest(user=user.login):
                reports = self.env["cae.report"].with_user(user)
                notes = self.env["cae.report.note"].with_user(user)
                expected = expected or reports.browse()
                found = reports.search([("note_ids.search_words", "ilike", SECRET)])
                self.assertEqual(found, expected)
                self.assertEqual(
                    notes.search([("search_words", "ilike", SECRET)]).report_id, expected
                )
        note = self.tender.with_user(self.advisor).note_ids
        self.assertIn(f"<mark>{SECRET}</mark>", note.with_context(cae_words=SECRET).excerpt)

    def test_the_index_is_used(self):
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(
            "EXPLAIN SELECT id FROM cae_report WHERE search_vector @@ "
            "websearch_to_tsquery('public.cae_french'::regconfig, 'prix') "
            "OR public.cae_fold(search_text) LIKE '%prix%'"
        )
        plan = " ".join(line for (line,) in self.env.cr.fetchall())
        self.assertIn("cae_report_search_vector_idx", plan)
