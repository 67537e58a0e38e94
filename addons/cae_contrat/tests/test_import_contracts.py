from odoo.tests import freeze_time, tagged

from .import_common import HEADINGS, ImportCommon

PEOPLE = [
    ("P1", "Zoé", "Zola", "zoe@example.com"),
    ("P2", "Yves", "Yvon", "yves@example.com"),
]
ACTIVITIES = [("A1", "IMP1", "Kites", "P1")]
LIFE = [
    # in any order; zoe: a CAPE, renewed, then a CESA, amended
    ("C3", "Zoé Zola", "IMP1", "CESA", "2025-07-01", None, 500),
    ("C2", "P1", None, "Renouvellement", "01/01/2025", "30/06/2025"),
    ("C1", "zoe@example.com", "A1", "CAPE", "01/01/2024", "31/12/2024"),
    ("C4", "P1", None, "Avenant", "01/01/2026", None, 650),
    ("C5", "P2", None, "CAPE", "01/05/2026", "30/04/2027"),
]


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15")
class TestImportContracts(ImportCommon):
    def _find_contract(self, key):
        return self.env["cae.contract"].search([("import_key", "=", key)])

    def test_a_whole_life(self):
        record = self._import(people=PEOPLE, activities=ACTIVITIES, contracts=LIFE)
        self.assertEqual(record.result["contracts"], {"created": 5, "updated": 0, "unchanged": 0})
        zoe, yves = self._find_person("P1"), self._find_person("P2")
        self.assertEqual((zoe.stage, str(zoe.date_entry)), ("cesa", "2024-01-01"))
        self.assertEqual(yves.stage, "cape")
        cape, cesa = self._find_contract("C1"), self._find_contract("C3")
        self.assertEqual((cape.state, str(cape.date_end)), ("ended", "2025-06-30"))
        self.assertEqual(
            [(version.origin, str(version.date_from)) for version in cape.version_ids.sorted("id")],
            [("contract", "2024-01-01"), ("renewal", "2025-01-01")],
        )
        self.assertEqual(cape.amendment_ids.import_key, "C2")
        self.assertEqual(
            (str(cape.date_confirmed), cape.amendment_ids.state), ("2024-01-01", "confirmed")
        )
        self.assertEqual((cesa.state, cesa.fixed_pay, cesa.date_end), ("confirmed", 650, False))
        self.assertEqual(cesa._get_terms(cesa.date_start).fixed_pay, 500)
        self.assertEqual(cape.activity_id.code, "IMP1")
        self.assertEqual(self._find_contract("C5").state, "confirmed")
        # 3 years from the first day of what followed without a gap
        self.assertEqual(str(zoe.date_associate_due), "2027-01-01")
        history = zoe.stage_history_ids.sorted("id")
        self.assertEqual(
            [(line.stage, str(line.date_from)) for line in history][-2:],
            [("cape", "2024-01-01"), ("cesa", "2025-07-01")],
        )

    def test_the_check_confirms_and_undoes(self):
        """What the models say of a confirmed contract is known, and no number is used up."""
        record = self._make_import(people=PEOPLE, activities=ACTIVITIES, contracts=LIFE)
        before = self._snapshot()
        last = int(self.env.ref("cae_contrat.sequence_contract").next_by_id()[-4:])
        for _time in range(2):
            record.action_check()
        self.assertTrue(record.is_ready)
        self.assertEqual(record.result["contracts"], {"created": 5, "updated": 0, "unchanged": 0})
        self.assertEqual(self._snapshot(), before)
        record.action_import()
        numbers = sorted(int(self._find_contract(key).reference[-4:]) for key in ("C1", "C3", "C5"))
        self.assertEqual(numbers, [last + 1, last + 2, last + 3])

    def _snapshot(self):
        self.env.flush_all()
        rows = []
        for table in (
            "cae_entrepreneur",
            "cae_contract",
            "cae_contract_version",
            "cae_contract_amendment",
            "cae_entrepreneur_stage",
            "cae_deadline",
        ):
            self.env.cr.execute(f"SELECT id, write_date FROM {table} ORDER BY id")  # pylint: disable=sql-injection
            rows.append(self.env.cr.fetchall())
        return rows

    def test_again_writes_nothing(self):
        rows = {"people": PEOPLE, "activities": ACTIVITIES, "contracts": LIFE}
        self._import(**rows)
        self.env.flush_all()
        for table in ("cae_entrepreneur", "cae_contract", "cae_contract_amendment"):
            self.env.cr.execute(f"UPDATE {table} SET write_date = '2026-01-01'")  # pylint: disable=sql-injection
        before = self._snapshot()
        again = self._import(**rows)
        self.assertEqual(again.result["contracts"], {"created": 0, "updated": 0, "unchanged": 5})
        self.assertEqual(self._snapshot(), before)
        keyless = [(None, *row[1:]) for row in LIFE]
        again = self._import(contracts=keyless)
        self.assertEqual(again.result["contracts"], {"created": 0, "updated": 0, "unchanged": 5})
        self.assertEqual(self._snapshot(), before)

    def test_a_later_file_goes_on(self):
        self._import(people=PEOPLE, activities=ACTIVITIES, contracts=LIFE)
        record = self._import(
            people=[
                ("P2", "Yves", "Yvon", None, None, None, None, None, None, None, None, "31/05/2026")
            ],
            contracts=[
                LIFE[0],
                ("C5", "P2", None, "CAPE", "01/05/2026", "31/05/2026"),  # ended early
                ("C6", "P1", None, "Avenant", "01/06/2026", None, 700),
            ],
        )
        self.assertEqual(record.result["contracts"], {"created": 1, "updated": 1, "unchanged": 1})
        cape, cesa = self._find_contract("C5"), self._find_contract("C3")
        self.assertEqual((cape.state, str(cape.date_end)), ("ended", "2026-05-31"))
        self.assertEqual(cesa.fixed_pay, 700)
        self.assertEqual(cesa._get_terms(cesa.date_start).fixed_pay, 500)
        yves = self._find_person("P2")
        self.assertEqual((yves.stage, str(yves.date_exit)), ("former", "2026-05-31"))

    def test_who_has_left(self):
        self._import(
            people=[
                (
                    "P1",
                    "Zoé",
                    "Zola",
                    None,
                    None,
                    None,
                    "Ancien",
                    None,
                    None,
                    None,
                    None,
                    "30/06/2024",
                )
            ],
            contracts=[("C1", "P1", None, "CAPE", "01/01/2024", "30/06/2024")],
        )
        zoe = self._find_person("P1")
        self.assertEqual((zoe.stage, str(zoe.date_exit)), ("former", "2024-06-30"))
        self.assertEqual(str(zoe.date_entry), "2024-01-01")
        self.assertEqual(self._find_contract("C1").state, "ended")

    def _make_leaver(self, **cells):
        """Return a row of a person by headings, and the contract that she left."""
        row = {"Clé": "P1", "Prénom": "Zoé", "Nom": "Zola", "Sortie": "30/06/2024"} | cells
        contract = ("C1", "P1", None, "CAPE", "01/01/2024", "30/06/2024")
        return {
            "people": [[row.get(heading) for heading in HEADINGS["people"]]],
            "contracts": [contract],
        }

    def test_how_somebody_left(self):
        rows = self._make_leaver(
            **{"Motif de sortie": "Own idea", "Destination après la sortie": "New company"}
        )
        reason = self.env["cae.exit.reason"].create({"name": "Own idea"})
        destination = self.env["cae.exit.destination"].create(
            {"name": "New company", "is_positive": True}
        )
        self._import(**rows)
        zoe = self._find_person("P1")
        left = zoe.exit_ids
        self.assertEqual((left.reason_id, left.destination_id), (reason, destination))
        self.assertEqual((left.state, left.is_positive), ("closed", True))
        self.assertEqual(str(left.date_exit), "2024-06-30")
        self.assertFalse(left.line_ids)
        self.env.flush_all()
        again = self._import(**rows)
        self.assertEqual(again.result["people"], {"created": 0, "updated": 0, "unchanged": 1})
        self.assertEqual(zoe.exit_ids, left)
        # a later file knows more
        rows = self._make_leaver(**{"Sortie positive": "non"})
        again = self._import(**rows)
        self.assertEqual(again.result["people"], {"created": 0, "updated": 1, "unchanged": 0})
        self.assertEqual((zoe.exit_ids, left.is_positive), (left, False))
        self.assertTrue(left.positive_reason)
        again = self._import(**rows)
        self.assertEqual(again.result["people"], {"created": 0, "updated": 0, "unchanged": 1})

    def test_an_exit_is_recorded_without_reason_too(self):
        self._import(**self._make_leaver())
        left = self._find_person("P1").exit_ids
        self.assertEqual((left.state, left.is_positive), ("closed", False))
        self.assertFalse(left.reason_id or left.destination_id)

    def test_who_can_log_in_leaves_by_the_daily_round(self):
        row = {"Nom": self.bruno.name, "E-mail": self.bruno.email, "Sortie": "31/05/2026"}
        self._import(people=[[row.get(heading) for heading in HEADINGS["people"]]])
        left = self.bruno.exit_ids
        self.assertEqual((left.state, self.bruno.stage), ("confirmed", "former"))
        self.assertEqual(self.bruno_contract.state, "ended")
        self.assertEqual(str(self.bruno.cae_activity_ids.date_end), "2026-05-31")
        self.assertTrue(self.bruno_user.active)
        with freeze_time(left.access_close_date):
            left.sudo()._go_on()
        self.assertEqual((left.state, self.bruno_user.active), ("closed", False))

    def test_birth_dates_go_to_the_file_and_to_hr(self):
        cells = [None] * HEADINGS["people"].index("Naissance")
        people = [
            [*row, *cells[len(row) :], born]
            for row, born in zip(PEOPLE, ("03/02/1985", "04/05/1990"), strict=True)
        ]
        rows = {"people": people, "activities": ACTIVITIES, "contracts": LIFE}
        self._import(**rows)
        zoe, yves = self._find_person("P1"), self._find_person("P2")
        self.assertEqual(str(zoe.sudo().employee_id.birthday), "1985-02-03")
        self.assertFalse(yves.sudo().employee_id)
        self.assertEqual(str(yves.birth_date), "1990-05-04")
        self.env.flush_all()
        again = self._import(**rows)
        self.assertEqual(again.result["people"], {"created": 0, "updated": 0, "unchanged": 2})
        people[0][-1] = "04/02/1985"
        again = self._import(people=people)
        self.assertEqual(again.result["people"], {"created": 0, "updated": 1, "unchanged": 1})
        self.assertEqual(str(zoe.sudo().employee_id.birthday), "1985-02-04")

    def test_contracts_in_a_file_of_their_own(self):
        self._import(people=PEOPLE)
        data = (
            "Personne;Type;Début;Fin\nZoé Zola;CAPE;01/02/2026;31/01/2027\n"
            "cae_bruno@example.com;Renouvellement;01/01/2026;30/06/2026\n"
        ).encode()
        record = self._make_import(data, "contrats.csv")
        record.action_import()
        self.assertFalse(self._get_problems(record))
        self.assertEqual(self._find_person("P1").stage, "cape")
        self.assertEqual(str(self.bruno_contract.date_end), "2026-06-30")
        self.assertEqual(self.bruno_contract.state, "confirmed")

    def test_nobody_is_told(self):
        before = self.env["mail.mail"].search_count([]), self.env["mail.activity"].search_count([])
        self.env = self.env(context={**self.env.context, "tracking_disable": False})
        record = self._make_import(people=PEOPLE, activities=ACTIVITIES, contracts=LIFE)
        record.action_import()
        self.assertEqual(record.state, "done")
        self.env.flush_all()
        after = self.env["mail.mail"].search_count([]), self.env["mail.activity"].search_count([])
        self.assertEqual(after, before)

    def test_bad_contracts(self):
        for row, column, words in (
            (
                ("C1", "Nobody", None, "CAPE", "01/01/2026", "31/12/2026"),
                "Entrepreneur",
                "neither in this file",
            ),
            (
                ("C1", None, None, "CAPE", "01/01/2026", "31/12/2026"),
                "Entrepreneur",
                "always needed",
            ),
            (("C1", "P1", None, "CDI", "01/01/2026"), "Kind", "Write one of: CAPE, CESA"),
            (("C1", "P1", None, "CAPE", None, "31/12/2026"), "Start", "always needed"),
            (("C1", "P1", None, "CAPE", "01/01/2026"), "End", "give its end date.*12 months"),
            (("C1", "P1", None, "CAPE", "01/01/2026", "31/01/2027"), "End", "12 months.*L127-2"),
            (("C1", "P1", None, "CAPE", "01/01/2026", "31/12/2025"), "End", "before it starts"),
            (
                ("C1", "P1", None, "CAPE", "01/01/2026", "31/12/2026", 100),
                "Fixed pay a month",
                "L127-1",
            ),
            (
                ("C1", "P1", "TBRU", "CESA", "01/01/2026"),
                "Activity",
                "is not an activity of Zoé Zola",
            ),
            (
                ("C1", "P1", "Boats", "CESA", "01/01/2026"),
                "Activity",
                "neither an activity of this file",
            ),
            (
                ("C1", "P1", None, "Renouvellement", "01/01/2026", "31/12/2026"),
                "Start",
                "no contract of this person",
            ),
            (
                ("C1", "cae_alice@example.com", None, "CESA", "01/01/2026"),
                "Start",
                "without a term",
            ),
            (
                ("C1", "cae_alice@example.com", None, "Renouvellement", "01/01/2026", "31/12/2026"),
                "Kind",
                "has no term",
            ),
            (
                ("C1", "cae_alice@example.com", None, "Avenant", "01/01/2026"),
                "Kind",
                "changes nothing",
            ),
            (("C1", "cae_bruno@example.com", None, "CAPE", "01/01/2025", "30/11/2025"), None, None),
            (
                ("C1", "cae_bruno@example.com", None, "Renouvellement", "01/02/2026", "31/12/2026"),
                "Start",
                "without a gap",
            ),
            (
                ("C1", "cae_bruno@example.com", None, "Renouvellement", "01/01/2026", "31/01/2027"),
                "End",
                "12 months",
            ),
            (
                ("C1", "cae_alice@example.com", None, "CESA", "01/01/2025", None, 900),
                "Fixed pay a month",
                "not rewritten",
            ),
            (
                ("C1", "cae_bruno@example.com", None, "Avenant", "01/06/2025", "28/02/2026"),
                "Kind",
                "Renewal",
            ),
        ):
            with self.subTest(row):
                problems = self._check(people=PEOPLE, activities=ACTIVITIES, contracts=[row])
                if words is None:
                    self.assertFalse(problems)
                    continue
                self.assertEqual(list(problems), [(2, column)], problems)
                self.assertRegex(problems[2, column], words)

    def test_bad_contracts_together(self):
        for rows, line, column, words in (
            (
                [
                    ("C1", "P1", None, "CAPE", "01/01/2024", "31/12/2024"),
                    ("C2", "P1", None, "CESA", "01/12/2024"),
                ],
                3,
                "Start",
                "cannot overlap",
            ),
            (
                [
                    ("C1", "P1", None, "CAPE", "01/01/2022", "31/12/2022"),
                    ("C2", "P1", None, "Renouvellement", "01/01/2023", "31/12/2023"),
                    ("C3", "P1", None, "Renouvellement", "01/01/2024", "31/12/2024"),
                    ("C4", "P1", None, "Renouvellement", "01/01/2025", "31/03/2025"),
                ],
                5,
                "Kind",
                "used up the renewals",
            ),
            (
                [
                    ("C1", "P1", None, "CESA", "01/01/2024"),
                    ("C1", "P2", None, "CESA", "01/01/2024"),
                ],
                3,
                "Key",
                "already stands on line 2",
            ),
        ):
            with self.subTest(words):
                problems = self._check(people=PEOPLE, contracts=rows)
                self.assertIn((line, column), problems)
                self.assertRegex(problems[line, column], words)

    def test_contract_after_the_exit(self):
        problems = self._check(
            people=[
                ("P1", "Zoé", "Zola", None, None, None, None, None, None, None, None, "30/06/2024")
            ],
            contracts=[
                ("C1", "P1", None, "CESA", "01/01/2025", "31/12/2025"),
                ("C2", "P1", None, "CESA", "01/01/2024", "31/12/2024"),
                ("C3", "P1", None, "CESA", "01/01/2026"),
            ],
        )
        self.assertEqual(set(problems), {(2, "Start"), (4, "Start")})
        self.assertIn("before this contract starts", problems[2, "Start"])

    def test_the_exit_ends_what_was_agreed_for_longer(self):
        rows = self._make_leaver() | {
            "contracts": [
                ("C1", "P1", None, "CAPE", "01/01/2023", "31/12/2023"),
                ("C2", "P1", None, "CESA", "01/01/2024", None),
            ],
        }
        record = self._import(**rows)
        notes = self._get_problems(record, "note")
        self.assertIn("ends with the exit", notes[3, "End"])
        self.assertNotIn((2, "End"), notes)
        cesa = self._find_contract("C2")
        self.assertEqual((cesa.state, str(cesa.date_end)), ("ended", "2024-06-30"))
        self.assertEqual(
            [(one.origin, str(one.date_end)) for one in cesa.version_ids.sorted("id")],
            [("contract", "False"), ("end", "2024-06-30")],
        )
        employee = self._find_person("P1").sudo().employee_id
        self.assertEqual((str(employee.departure_date), employee.active), ("2024-06-30", False))
        self.env.flush_all()
        again = self._import(**rows)
        self.assertEqual(again.result["people"], {"created": 0, "updated": 0, "unchanged": 1})
        self.assertEqual(again.result["contracts"], {"created": 0, "updated": 0, "unchanged": 2})

    def test_an_exit_that_is_over_ends_nothing_anew(self):
        self._import(**self._make_leaver())
        problems = self._check(
            people=[
                ("P1", "Zoé", "Zola", None, None, None, None, None, None, None, None, "01/07/2024")
            ],
        )
        self.assertIn("left on 30/06/2024", problems[2, "Exit"])
        problems = self._check(
            people=self._make_leaver()["people"],
            contracts=[("C0", "P1", None, "CESA", "01/01/2023", "31/12/2024")],
        )
        self.assertIn("ended then at the latest", problems[2, "End"])
