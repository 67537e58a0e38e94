import io
import json

import openpyxl

from odoo.addons.cae_contrat.tests.signing_common import SigningCommon
from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from .import_common import ImportCommon

NUMBER = "1 84 12 76 451 089 46"
TYPED = "184127645108946"
SECRET = "451 089"
PLAIN_TYPES = ("char", "text", "html", "date", "selection", "boolean", "integer")


@tagged("post_install", "-at_install")
class TestIdentity(SigningCommon):
    """What contracts and declarations ask of a person, and who reads it."""

    def test_typed_in_the_file(self):
        with Form(self.bruno.with_user(self.manager)) as form:
            form.birth_date = "1990-02-03"
            form.birth_place = "Liège (Belgique)"
            form.nationality_id = self.env.ref("base.be")
            form.social_number = TYPED
        self.assertEqual(self.bruno.social_number, NUMBER)
        self.assertEqual(self.bruno.social_number_masked, "1 84 12 ** *** *** **")

    def test_a_wrong_key_is_refused_and_not_repeated(self):
        for number in (TYPED[:-1] + "7", "18412", "abc"):
            with self.subTest(number=number), self.assertRaises(ValidationError) as refused:
                self.bruno.social_number = number
            self.assertNotIn(number, str(refused.exception))
        self.bruno.social_number = "269054958815780"

    def test_nobody_is_born_tomorrow(self):
        for day in (self.today, "1850-01-01", "9999-12-31"):
            with self.subTest(day=day), self.assertRaises(ValidationError):
                self.bruno.birth_date = day

    def test_what_is_missing_is_listed_before_a_contract_is_sent(self):
        self.bruno.write({"birth_date": False, "birth_place": False, "zip": False})
        draft = self._create_draft()
        with self.assertRaises(RedirectWarning) as refused:
            draft.with_user(self.advisor).action_send_for_signature()
        sentence, action = refused.exception.args[:2]
        self.assertIn("Born on, Born in, Address", sentence)
        self.assertEqual((action["res_model"], action["res_id"]), (self.bruno._name, self.bruno.id))
        self.assertEqual(draft.state, "draft")
        with Form(self.bruno.with_user(self.advisor)) as form:
            self.assertEqual(form.identity_missing, "Born on, Born in, Address")
            form.birth_date, form.birth_place, form.zip = "1990-02-03", "Tours (37)", "37000"
            self.assertFalse(form.identity_missing)
        draft.with_user(self.advisor).action_send_for_signature()
        self.assertEqual(draft.state, "to_sign")

    def test_printed_among_the_parties(self):
        self.bruno.write({"birth_place": "Liège", "nationality_id": self.env.ref("base.be").id})
        self.env["res.lang"]._activate_lang("fr_FR")
        contract = self._create_draft()
        contract.action_send_for_signature()
        for words in ("Liège", "belge", "1 quai du Port"):
            with self.subTest(words=words):
                self.assertIn(words, contract.signing_text)
        self.assertNotIn("Belgique", contract.signing_text)

    def test_hr_gets_it_for_the_staff_register(self):
        self._create_contract(self.dora, kind="cesa")
        employee = self.dora.sudo().employee_id
        self.assertEqual(
            (str(employee.birthday), employee.place_of_birth, employee.country_id.code),
            ("1984-12-05", "Nantes (44)", "FR"),
        )
        self.dora.with_user(self.other_advisor).birth_date = "1984-12-06"
        self.assertEqual(str(employee.birthday), "1984-12-06")
        self.dora.birth_date = False
        self.assertEqual(str(employee.birthday), "1984-12-06", "HR's own stays")


@tagged("post_install", "-at_install")
class TestSocialNumber(ImportCommon, HttpCase):
    """The social security number is read by one group, by whatever way one asks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": False})
        cls.bruno = cls.bruno.with_env(cls.env)
        cls.bruno.social_number = TYPED
        cls.env.flush_all()

    def _get_outsiders(self):
        return (
            self.advisor,
            self.other_advisor,
            self.accountant,
            self.employee,
            self.alice_user,
            self.bruno_user,
            self.other_accountant,
        )

    def test_no_method_reads_it(self):
        for user in (self.advisor, self.accountant):
            user.group_ids += self.env.ref("base.group_allow_export")
        domain = [("social_number", "=like", "1%")]
        other = [("entrepreneur_id.social_number", "=like", "1%")]
        for user in self._get_outsiders():
            person, env = self.bruno.with_user(user), self.env(user=user)
            people = env["cae.entrepreneur"]
            ways = {
                "read": lambda person=person: person.read(["social_number"]),
                "search": lambda people=people: people.search(domain),
                "search_any": lambda env=env: env["cae.contract"].search(other),
                "search_count": lambda people=people: people.search_count(domain),
                "order": lambda people=people: people.search([], order="social_number"),
                "read_group": lambda people=people: people._read_group([], ["social_number"]),
                "formatted": lambda people=people: people.formatted_read_group(
                    [], ["social_number"]
                ),
                "export": lambda person=person: person.export_data(["social_number"]),
                "web_read": lambda person=person: person.web_read({"social_number": {}}),
                "write": lambda person=person: person.write({"social_number": False}),
            }
            for way, read in ways.items():
                with (
                    self.subTest(user=user.login, way=way),
                    mute_logger("odoo.models", "odoo.addons.base.models.ir_model"),
                    self.assertRaises(UserError),
                ):
                    read()

    def test_no_default_reading_shows_it(self):
        for user in (self.advisor, self.accountant, self.bruno_user):
            with self.subTest(user=user.login):
                person = self.bruno.with_user(user)
                described = person.fields_get()
                names = [
                    name
                    for name, one in described.items()
                    if one["type"] in PLAIN_TYPES and one["store"]
                ]
                [values] = person.read(names)
                self.assertNotIn(SECRET, str(values))
                self.assertNotIn("social_number", values)

    def test_the_group_reads_it(self):
        self.assertEqual(self.bruno.with_user(self.manager).social_number, NUMBER)
        self.accountant.group_ids += self.env.ref("cae_socle.group_social_number")
        self.assertEqual(self.bruno.with_user(self.accountant).social_number, NUMBER)

    def test_the_others_see_the_first_figures(self):
        for user in (self.advisor, self.accountant):
            with self.subTest(user=user.login):
                self.assertEqual(
                    self.bruno.with_user(user).social_number_masked, "1 84 12 ** *** *** **"
                )
        with self.assertRaises(AccessError):
            _ = self.alice.with_user(self.bruno_user).social_number_masked

    def test_no_message_holds_it(self):
        self.bruno.with_user(self.manager).social_number = "2 69 05 49 588 157 80"
        self.env.flush_all()
        messages = self.env["mail.message"].search(
            [("model", "=", self.bruno._name), ("res_id", "=", self.bruno.id)]
        )
        values = messages.tracking_value_ids
        texts = [*messages.mapped("body"), *values.mapped("old_value_char")]
        texts += values.mapped("new_value_char")
        self.assertNotIn(SECRET, str(texts))
        self.assertNotIn("588 157", str(texts))

    @mute_logger("odoo.http")
    def test_a_neighbour_asks_the_server(self):
        for login in ("cae_alice", "cae_bruno", "cae_advisor", "cae_accountant"):
            self.authenticate(login, login)
            for method, args in (
                ("read", [self.bruno.ids, ["social_number"]]),
                ("search_read", [[("social_number", "!=", False)], ["name"]]),
                ("web_search_read", [[], {"social_number": {}}]),
                ("onchange", [self.bruno.ids, {}, [], {"social_number": {}}]),
            ):
                with self.subTest(login=login, method=method):
                    answer = self.url_open(
                        "/web/dataset/call_kw",
                        data=json.dumps(
                            {
                                "params": {
                                    "model": "cae.entrepreneur",
                                    "method": method,
                                    "args": args,
                                    "kwargs": {},
                                }
                            }
                        ),
                        headers={"Content-Type": "application/json"},
                    )
                    self.assertNotIn(SECRET, answer.text)

    def test_imported(self):
        headings = ("Nom", "E-mail", "Naissance", "Lieu de naissance", "Nationalité", "NIR")
        rows = [("Zoé Zola", "zoe@example.com", "03/02/1985", "Tours (37)", "française", TYPED)]
        record = self._make_import(self._write(headings, rows))
        record.action_import()
        self.assertEqual(record.state, "done")
        zoe = self.env["cae.entrepreneur"].search([("email", "=", "zoe@example.com")])
        self.assertEqual(
            (str(zoe.birth_date), zoe.birth_place, zoe.nationality_id.code, zoe.social_number),
            ("1985-02-03", "Tours (37)", "FR", NUMBER),
        )
        rows = [(*rows[0][:-1], TYPED[:-1] + "7")]
        record = self._make_import(self._write(headings, rows))
        record.action_check()
        [problem] = record.problem_ids
        self.assertIn("key", problem.message)
        self.assertNotIn(TYPED[:-1], str(problem.read()))

    @staticmethod
    def _write(headings, rows):
        book = openpyxl.Workbook()
        book.active.title = "Personnes"
        for row in (headings, *rows):
            book.active.append(row)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    def test_anonymised(self):
        self.bruno._anonymise({"file", "staff"})
        for name in ("birth_date", "birth_place", "nationality_id", "social_number"):
            with self.subTest(field=name):
                self.assertFalse(self.bruno[name])
