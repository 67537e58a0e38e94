from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .import_common import ImportCommon


@tagged("post_install", "-at_install")
class TestDouble(ImportCommon):
    """Whoever has a file is found before a second one is made."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bruno.partner_id.write({"phone": "06 12 34 56 78"})

    def _type(self, user=None, **values):
        with Form(self.env["cae.entrepreneur"].with_user(user or self.advisor)) as form:
            form.name = values.pop("name", "Somebody Else")
            for name, value in values.items():
                setattr(form, name, value)
            return str(form.double_warning or "")

    def test_said_while_one_types(self):
        for values in (
            {"email": " CAE_Bruno@example.com"},
            {"phone": "+33 (0)6.12.34.56.78"},
            {"name": "blin bruno", "birth_date": "1984-12-05"},
        ):
            with self.subTest(values=values):
                warning = self._type(**values)
                self.assertIn("Bruno Blin", warning)
                self.assertIn(f'data-oe-id="{self.bruno.id}"', warning)

    def test_others_are_not_named(self):
        for values in (
            {"email": "nobody@example.com"},
            {"phone": "56 78"},
            {"phone": "07 12 34 56 78"},
            {"birth_date": "1984-12-05"},
            {"name": "Bruno Blin"},
        ):
            with self.subTest(values=values):
                self.assertFalse(self._type(**values))
        with Form(self.bruno.with_user(self.advisor)) as form:
            self.assertFalse(form.double_warning, "nobody is one's own double")

    def test_the_file_of_another_advisor_is_named_and_not_opened(self):
        warning = self._type(email="cae_dora@example.com")
        self.assertIn("followed by Cae Other Advisor", warning)
        self.assertNotIn("data-oe-id", warning)
        self.bruno_user.active = False
        self.bruno.active = False
        self.assertIn("archived", self._type(email="cae_bruno@example.com"))

    def test_the_other_cooperative_is_another_house(self):
        self.other_entrepreneur.email = "carla@example.com"
        self.assertFalse(self._type(email="carla@example.com"))

    def test_portal_users_and_other_companies_learn_nothing(self):
        for user in (self.bruno_user, self.alice_user):
            own = self.env["cae.entrepreneur"].with_user(user).search([], limit=1)
            with self.assertRaises(AccessError):
                own.read(["double_warning"])
        self.other_entrepreneur.email = "carla@example.com"
        typed = (
            self.env["cae.entrepreneur"]
            .with_user(self.advisor)
            .new(
                {
                    "name": "Somebody",
                    "company_id": self.other_entrepreneur.company_id.id,
                    "email": "carla@example.com",
                }
            )
        )
        self.assertFalse(typed.double_warning)

    def test_import(self):
        people = [
            ("N1", "Nina", "Noir", None, "06.12.34.56.78"),
            ("N2", "Nora", "Noir", None, "06 99 99 99 99"),
            ("N3", "Nils", "Noir", None, "06 99 99 99 99"),
        ]
        problems = self._check(people=people)
        self.assertEqual(set(problems), {(2, "Phone"), (4, "Phone")})
        self.assertIn("Bruno Blin already has a file", problems[2, "Phone"])
        self.assertIn("line 3", problems[4, "Phone"])
        blank = [None] * 9
        people = [
            ("N1", "Bruno", "BLIN", "other@example.com", *blank, "05/12/1984"),
            ("N2", "Nora", "Noir", None, *blank, "01/02/1990"),
            ("N3", "Noir", "Nora", None, *blank, "01/02/1990"),
        ]
        record = self._make_import(people=people)
        record.action_check()
        problems = self._get_problems(record)
        self.assertEqual(set(problems), {(2, "Birth date"), (4, "Birth date")})
        # nor is it said of these lines that a file is made
        self.assertFalse({line for line, _column in self._get_problems(record, "note")} & {2, 4})
