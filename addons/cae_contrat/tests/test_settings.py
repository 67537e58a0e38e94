from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import CaeContractCommon


@tagged("post_install", "-at_install")
class TestSettings(CaeContractCommon):
    """A manager makes the choices of her cooperative, and nothing else of the company."""

    def _set_up(self, user=None, **vals):
        return self.env["cae.settings"].with_user(user or self.manager).create(vals)

    def test_manager_sets_up_the_cooperative(self):
        self.assertFalse(self.manager.has_group("base.group_system"))
        form = Form(self.env["cae.settings"].with_user(self.manager))
        self.assertEqual(form.cae_exit_access_days, self.company.cae_exit_access_days)
        form.cae_exit_access_days = 90
        form.cae_representative = "Camille Martin, manager"
        form.cae_deadline_user_id = self.advisor
        settings = form.save()
        self.assertRecordValues(
            self.company,
            [
                {
                    "cae_exit_access_days": 90,
                    "cae_representative": "Camille Martin, manager",
                    "cae_deadline_user_id": self.advisor.id,
                }
            ],
        )
        settings.cae_exit_access_days = 30
        self.assertEqual(self.company.cae_exit_access_days, 30)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.models")
    def test_nobody_else_does(self):
        before = self.company.cae_exit_access_days
        for user in (self.advisor, self.accountant, self.employee, self.alice_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._set_up(user, cae_exit_access_days=before + 1)
        self.assertEqual(self.company.cae_exit_access_days, before)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.models")
    def test_nothing_else_of_the_company(self):
        name, certificate = self.company.name, self.company.sudo().cae_certificate
        with self.assertRaises(AccessError):
            self.company.with_user(self.manager).write({"name": "Taken"})
        for values in (
            {"name": "Taken"},
            {"cae_certificate": False},
            {"company_id.name": "Taken"},
        ):
            with self.subTest(values=values), self.assertRaises(ValueError):
                self._set_up(**values)
        dollar = self.env.ref("base.USD")
        self._set_up().write({"currency_id": dollar.id})
        self.assertNotEqual(self.company.currency_id, dollar)
        self.assertEqual(
            (self.company.name, self.company.sudo().cae_certificate), (name, certificate)
        )

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.models")
    def test_not_the_neighbour(self):
        other = self.other_company
        # the name of the other cooperative is not told either
        with self.assertRaisesRegex(AccessError, r"Companies \(res.company\)"):
            self._set_up(company_id=other.id, cae_exit_access_days=1)
        settings = self._set_up()
        with self.assertRaisesRegex(AccessError, r"Companies \(res.company\)"):
            settings.write({"company_id": other.id})
        # a company that is there already is looked at again before its choices are written
        settings.sudo().company_id = other
        with self.assertRaisesRegex(AccessError, "only its managers set it up"):
            settings.write({"cae_exit_access_days": 1})
        self.assertNotEqual(other.cae_exit_access_days, 1)

    def test_who_acts_works_in_the_cooperative(self):
        for user in (self.other_accountant, self.alice_user):
            with (
                self.subTest(user=user.login),
                self.assertRaisesRegex(ValidationError, "is not in the team"),
            ):
                self._set_up(cae_deadline_user_id=user.id)

    def test_a_wrong_choice_gets_a_sentence(self):
        with self.assertRaisesRegex(ValidationError, "write 5 at least"):
            self._set_up(cae_keep_staff_years=1)
